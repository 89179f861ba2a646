"""Whether what stands public is there for the first time, was changed since, or came back after it was taken down: for
feeds and for who subscribed (decision 0032)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from django.db.models import Q, QuerySet

from gongkai.disclosure import queries
from gongkai.disclosure.models import PublicPage
from gongkai.editorial.gate import REPLACED
from gongkai.editorial.models import Release
from gongkai.editorial.pages import key_of


class Turn(StrEnum):
    """What the standing release of a page is; the value is what readers see before its title."""

    NEW = ""
    """In this state, the page is public as it first was."""
    CHANGED = "已修改"
    """In this state, the page is public with another content than before: the gate knows no release of the same."""
    RESTORED = "已恢复公开"
    """In this state, the page had been taken down for a reason and is public again."""


def latest() -> QuerySet[PublicPage]:
    """What readers may want to read, or to read again: by the release that stands, the latest first."""
    return queries.news().order_by("-release_id")


def between(since: datetime, until: datetime) -> QuerySet[PublicPage]:
    """What became public, changed or came back after one moment and up to another, the latest first."""
    first, again = Q(at__gt=since, at__lte=until), Q(release__at__gt=since, release__at__lte=until)
    return latest().filter(first | again)


def turns(rows: Iterable[PublicPage], *, since: datetime | None = None) -> dict[int, Turn]:
    """What each row is to readers, by its page; to who was told nothing before ``since``, what is first public after it
    is new, however often it changed. One query, none when everything is new."""
    old = [row for row in rows if row.release and row.release.at != row.at and not (since and row.at > since)]
    keys = {key_of(row.page_id): row.page_id for row in old}
    if not keys:
        return {}
    ended = Release.objects.filter(key__in=keys, withdrawn_at__isnull=False).order_by("pk")
    last = dict(ended.values_list("key", "withdrawn_because"))
    return {keys[key]: Turn.CHANGED if why == REPLACED else Turn.RESTORED for key, why in last.items()}
