"""What the counts say: of a year for the site's yearly table, of the last days for officers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from gongkai.disclosure import queries
from gongkai.portal.visiting.models import DayVisits, PageViews

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Read:
    """A page and how often it was read."""

    path: str
    title: str
    views: int


def visitors_of(year: int) -> float | None:
    """Visitors of a year, each day's added up: nobody is known again on another day. None for a year without counts."""
    return _sum("visitors", year)


def views_of(year: int) -> float | None:
    """Views of a year; None for one without counts."""
    return _sum("views", year)


def days(today: date) -> list[DayVisits]:
    """The last days, the newest first."""
    return list(DayVisits.objects.filter(day__gt=today - timedelta(days=SHOWN)).order_by("-day"))


def most_read(today: date) -> Sequence[Read]:
    """The pages that were read most in the last days. Two queries."""
    rows = PageViews.objects.filter(day__gt=today - timedelta(days=SHOWN)).values("path").annotate(sum=Sum("views"))
    found = list(rows.order_by("-sum", "path").values_list("path", "sum")[:SHOWN])
    titles = {
        f"/c/{row.month}/{row.page_id}.html": row.title for row in queries.public().filter(page__in=_numbers(found))
    }
    return [Read(path, titles.get(path, ""), views) for path, views in found]


def _numbers(found: Sequence[tuple[str, int]]) -> list[int]:
    return [number for number in (number_of(path) for path, _ in found) if number]


def number_of(path: str) -> int:
    """The number of a page from a path such as /c/202303/7.html; 0 for another path."""
    name = path.rpartition("/")[2].removesuffix(".html") if path.startswith("/c/") else ""
    return int(name) if name.isascii() and name.isdecimal() and len(name) < 10 else 0


def _sum(field: str, year: int) -> float | None:
    found: float | None = DayVisits.objects.filter(day__year=year).aggregate(sum=Sum(field))["sum"]
    return found
