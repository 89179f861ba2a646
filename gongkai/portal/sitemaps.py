"""Every public page with the day of its last change, for search engines, in files of at most 50,000 addresses each.

A site that fits into one file has one; a larger one has an index of several. Each page stands there in every script and
language that offers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.timezone import localdate, now

from gongkai.casework import disclosing
from gongkai.disclosure import queries as disclosure
from gongkai.disclosure.gazette import queries as gazettes
from gongkai.portal import directory, tongues
from gongkai.reporting.queries import published
from gongkai.village import queries as villages

MOST = 50_000
"""Addresses of one file (sitemaps.org)."""
FIXED = (
    "home",
    "sections",
    "library",
    "gazette",
    "interpretations",
    "talks",
    "meetings",
    "leaders",
    "agencies",
    "catalogue",
    "topics",
    "inspections",
    "points",
    "guide",
    "apply",
    "progress",
    "reports",
    "calculator",
    "disclosed",
    "opinion",
    "map",
    "dialogue",
    "consultations",
    "questions",
    "ask",
    "corrections",
    "surveys",
    "services",
    "villages",
    "accessibility",
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page: its path, and when it last changed where that is known."""

    path: str
    changed: date | None = None


def parts() -> int:
    """How many files it takes. Counts pages and reads none of them."""
    return 1 + -(-max(0, disclosure.public().count() - _room_in_first()) // _rows_a_part())


def part(number: int, today: date) -> Iterator[Listed]:
    """The pages of a file, counted from 1. The first holds what is not a page of the editor too."""
    first = _room_in_first()
    rows = disclosure.public().order_by("page_id")
    if number == 1:
        yield from _fixed(today)
        chosen = rows[:first]
    else:
        begin = first + (number - 2) * _rows_a_part()
        chosen = rows[begin : begin + _rows_a_part()]
    for row in chosen.iterator(chunk_size=2000):
        yield Listed(
            reverse("portal:page", kwargs=row.address_parts()), localdate(row.release.at) if row.release else None
        )


def places() -> list[str]:
    """The paths of all public pages, as they were written."""
    today = localdate(now())
    return [one.path for number in range(1, parts() + 1) for one in part(number, today)]


def spoken(listed: Iterable[Listed]) -> Iterator[Listed]:
    """Pages in every script and language that offers them: first all as they were written."""
    found = list(listed)
    for one in tongues.tongues():
        yield from (Listed(one.path + page.path, page.changed) for page in found if tongues.offers(one, page.path))


def _rows_a_part() -> int:
    return MOST // len(tongues.tongues())


def _room_in_first() -> int:
    """Pages of the editor in the first file: half of it is left to all else, of which there is far less."""
    return _rows_a_part() // 2


def _fixed(today: date) -> Iterator[Listed]:
    """The pages that are there by themselves, the agencies, the reports, the answers and the gazettes."""
    yield from (Listed(reverse(f"portal:{name}")) for name in FIXED)
    for one in directory.existing(today):
        yield Listed(reverse("portal:agency_guide", args=[one.code]))
        yield Listed(reverse("portal:agency", args=[one.code]))
    for report in published():
        yield Listed(reverse("portal:report", args=[report.agency_code, report.year]), report.published_on)
    for row in disclosing.public()[: _room_in_first() // 2]:
        yield Listed(reverse("portal:disclosed_entry", args=[row.index_number]), row.published_on)
    for village in villages.existing(today):
        yield Listed(reverse("portal:village", args=[village.agency.code]))
    for posted in villages.public()[: _room_in_first() // 4]:
        yield Listed(reverse("portal:posting", args=[posted.village.agency.code, posted.pk]), posted.posted_from)
    for issue in gazettes.public():
        place = [issue.gazette.agency.code, issue.year, issue.number]
        yield Listed(reverse("portal:gazette_issue", args=place), localdate(issue.released_at))
