"""What is new for a subscriber between two moments, and in a section or the whole site what was changed or came back:
only what is public when the message is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate

from gongkai.disclosure import turns
from gongkai.disclosure.models import PublicPage, Section
from gongkai.disclosure.turns import Turn
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
    turn: Turn = Turn.NEW

    @property
    def label(self) -> str:
        """The title, behind the word for what was changed or came back."""
        return f"{self.turn}：{self.title}" if self.turn else self.title


def between(subject: Subject, since: datetime, until: datetime) -> list[Item]:
    """What became public, changed or came back after one moment and up to another, newest first; of a search its new
    results."""
    if subject.words:
        return _found(subject.words, since, until)
    rows = turns.between(since, until)
    if subject.section is not None:
        section = Section.objects.filter(pk=subject.section.pk).first()
        if section is None:
            return []
        rows = rows.filter(section__in=Section.objects.descendant_of(section, inclusive=True).values("pk"))
    found = list(rows[:LOOKED_AT])
    known = turns.turns(found, since=since)
    return [_item(row, known.get(row.page_id, Turn.NEW)) for row in found]


def _item(row: PublicPage, turn: Turn) -> Item:
    assert row.release is not None, "what is public has a release"
    address = reverse("portal:page", kwargs=row.address_parts())
    return Item(row.title, address, row.release.at if turn else row.at, turn)


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
