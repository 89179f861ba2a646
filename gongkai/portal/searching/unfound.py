"""What was searched without a result: words and days, so that officers learn what people call things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from gongkai.portal.searching import tallying
from gongkai.portal.searching.models import Unfound
from gongkai.search.query import Asked

DAYS = 90
MOST_A_DAY = 500
LEAST = 3
"""How often words were asked before officers see them: what one person asked stays with that person."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Words, and how often in all."""

    words: str
    count: int


def note(asked: Asked, *, on: date) -> None:
    """Count words for which nothing was found."""
    tallying.note(Unfound, asked, on=on, most=MOST_A_DAY)


def listed(*, today: date, days: int = 30, most: int = 100) -> Sequence[Counted]:
    """What was searched often without a result lately, the most first."""
    rows = Unfound.objects.filter(day__gt=today - timedelta(days=days)).values("words").annotate(times=Sum("count"))
    shown = rows.filter(times__gte=LEAST).order_by("-times", "words")[:most]
    return [Counted(row["words"], row["times"]) for row in shown]


def forget(*, before: date, single: date) -> int:
    """Delete what is older than officers look back, and what was asked seldom before a day; how many rows."""
    return tallying.forget(Unfound, before=before, single=single, least=LEAST)
