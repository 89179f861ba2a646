"""What is new for a subscriber between two moments: only what is public when the message is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate

from gongkai.disclosure import queries
from gongkai.disclosure.models import PublicPage, Section
from gongkai.portal.searching import finding
from gongkai.portal.searching.finding import Wish
from gongkai.portal.subscribing.asking import Subject
from gongkai.portal.views.feeds import moment
from gongkai.search.asking import Order

MOST = 30
"""Lines of one message; the site shows the rest."""
LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a message."""

    title: str
    address: str
    at: datetime


def between(subject: Subject, since: datetime, until: datetime) -> list[Item]:
    """What became public after one moment and up to another, newest first."""
    if subject.words:
        return _found(subject.words, since, until)
    rows = queries.news().filter(at__gt=since, at__lte=until)
    if subject.section is not None:
        section = Section.objects.filter(pk=subject.section.pk).first()
        if section is None:
            return []
        rows = rows.filter(section__in=Section.objects.descendant_of(section, inclusive=True).values("pk"))
    return [_item(row) for row in rows[:LOOKED_AT]]


def _item(row: PublicPage) -> Item:
    return Item(row.title, reverse("portal:page", kwargs=row.address_parts()), row.at)


def _found(words: str, since: datetime, until: datetime) -> list[Item]:
    """New results of a search, from the first pages of the newest."""
    out: list[Item] = []
    for page in range(1, 6):
        wish = Wish(words=words, order=Order.NEWEST, since=localdate(since), until=localdate(until), page=page)
        found = finding.find(wish)
        items = [Item(hit.document.title, hit.address, moment(hit.document.moment)) for hit in found.hits]
        out += [item for item in items if since < item.at <= until]
        if page >= found.pages:
            break
    return out
