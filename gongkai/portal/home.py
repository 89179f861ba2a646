"""What stands on the first page, block after block. A branch of the site that has something for it adds a line.

A block reads what it shows and says nothing when there is nothing: the first page has no empty frames.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate, now

from gongkai.disclosure import library, queries
from gongkai.disclosure.gazette import queries as gazettes
from gongkai.disclosure.library import Wanted
from gongkai.disclosure.models import (
    Consultation,
    ExecutiveMeeting,
    Interpretation,
    PublicAnswer,
    PublicPage,
    PublicTalk,
    Survey,
    Topic,
)
from gongkai.portal.selfcheck import annual
from gongkai.reporting.queries import published

SHOWN = 7
SECTIONS = 4
"""Columns of which the newest pages are listed; the others are one click away."""
IN_SECTION = 4
ISSUES = 4
IN_ISSUE = 4
"""Articles of the newest issue that are named."""
More = Callable[[], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Block:
    """A block: its template under portal/home/, what the template reads (None when there is nothing to show), and
    whether it takes half of the width on a wide screen."""

    template: str
    more: More
    half: bool = False

    @property
    def path(self) -> str:
        """The template's name."""
        return f"portal/home/{self.template}.html"


@dataclass(frozen=True, slots=True)
class Filled:
    """A block with what it shows."""

    block: Block
    content: dict[str, Any]


def blocks() -> list[Filled]:
    """The blocks that have something to show, in their order."""
    read = ((block, block.more()) for block in BLOCKS)
    return [Filled(block, content) for block, content in read if content is not None]


def newest() -> dict[str, Any] | None:
    """What was published last, whatever it is."""
    return _rows(list(queries.news()[:SHOWN]))


def _nothing_needed() -> dict[str, Any]:
    return {}


def _policies() -> dict[str, Any] | None:
    today = localdate(now())
    entries = list(library.entries(Wanted(), today)[:SHOWN])
    return _rows([(entry, entry.state(today)) for entry in entries])


def _of(*kinds: str) -> dict[str, Any] | None:
    """The newest pages of some kinds."""
    return _rows(list(queries.public().filter(kind__in=kinds)[:SHOWN]))


def _interpretations() -> dict[str, Any] | None:
    return _of(Interpretation.item_kind, PublicTalk.item_kind)


def _meetings() -> dict[str, Any] | None:
    return _of(ExecutiveMeeting.item_kind)


def _dialogue() -> dict[str, Any] | None:
    return _of(Consultation.item_kind, Survey.item_kind, PublicAnswer.item_kind)


def _topics() -> dict[str, Any] | None:
    """The topics that are open; archived ones stand in their own list."""
    archived = Topic.objects.filter(closes_on__lte=localdate(now())).values("pk")
    return _rows(list(queries.public().filter(kind=Topic.item_kind).exclude(page__in=archived)[:4]))


def _site_report() -> dict[str, Any] | None:
    found = annual.public_report()
    return {"row": found} if found else None


def _sections() -> dict[str, Any] | None:
    """The columns in which something stands, the one that was added to last first, with what is new in each; one
    column alone would only say again what is new."""
    filled: list[tuple[PublicPage, list[PublicPage]]] = []
    for section in queries.sections():
        rows = queries.in_section(section.page_id, 1).rows[:IN_SECTION]
        filled += [(section, rows)] if rows else []
    filled.sort(key=lambda pair: pair[1][0].at, reverse=True)
    return _rows(filled[:SECTIONS]) if len(filled) > 1 else None


def _gazette() -> dict[str, Any] | None:
    """The newest issues, and what stands first in the newest."""
    issues = list(gazettes.public()[:ISSUES])
    return {"rows": issues, "contents": list(issues[0].articles.order_by("place")[:IN_ISSUE])} if issues else None


def _reports() -> dict[str, Any] | None:
    return _rows(list(published())[:5])


def _rows(rows: list[Any]) -> dict[str, Any] | None:
    return {"rows": rows} if rows else None


BLOCKS = (
    Block("ways", _nothing_needed),
    Block("newest", newest, half=True),
    Block("policies", _policies, half=True),
    Block("interpretations", _interpretations, half=True),
    Block("gazette", _gazette, half=True),
    Block("meetings", _meetings, half=True),
    Block("dialogue", _dialogue, half=True),
    Block("topics", _topics),
    Block("sections", _sections),
    Block("steps", _nothing_needed),
    Block("reports", _reports, half=True),
    Block("site_report", _site_report, half=True),
)
"""In the order of the page."""
