"""What was searched without a result: words and days, so that officers learn what people call things.

Nothing of who asked is kept, and words that may say something of a person are not kept at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, Sum

from gongkai import proofing
from gongkai.portal.searching.models import Unfound
from gongkai.proofing import SourceKind
from gongkai.search.query import Asked
from gongkai.search.text import normalise

DAYS = 90
LONGEST = 20
MOST_A_DAY = 500
LEAST = 3
"""How often words were asked before officers see them: what one person asked stays with that person."""
_TELLING = re.compile(r"\d{5,}|@|[a-z]\d{4,}")


@dataclass(frozen=True, slots=True)
class Counted:
    """Words, how often in all, and on which day last."""

    words: str
    count: int


def note(asked: Asked, *, on: date) -> None:
    """Count words for which nothing was found."""
    words = " ".join(normalise(asked.words).split())
    if not 2 <= len(words) <= LONGEST or _is_telling(words, on):
        return
    rows = Unfound.objects.filter(day=on)
    if rows.filter(words=words).update(count=F("count") + 1) or rows.count() >= MOST_A_DAY:
        return
    row, made = Unfound.objects.get_or_create(day=on, words=words, defaults={"count": 1})
    if not made:
        Unfound.objects.filter(pk=row.pk).update(count=F("count") + 1)


def listed(*, today: date, days: int = 30, most: int = 100) -> Sequence[Counted]:
    """What was searched often without a result lately, the most first."""
    rows = Unfound.objects.filter(day__gt=today - timedelta(days=days)).values("words").annotate(times=Sum("count"))
    shown = rows.filter(times__gte=LEAST).order_by("-times", "words")[:most]
    return [Counted(row["words"], row["times"]) for row in shown]


def forget(*, before: date, single: date) -> int:
    """Delete what is older than officers look back, and what was asked seldom before a day; how many rows."""
    return Unfound.objects.filter(Q(day__lt=before) | Q(day__lt=single, count__lt=LEAST)).delete()[0]


def _is_telling(words: str, on: date) -> bool:
    """Whether words may say something of a person: numbers, addresses of mail, what the checks call personal."""
    if _TELLING.search(words):
        return True
    packs = [pack for pack in proofing.built_in() if pack.id == "pii-cn"]
    return bool(proofing.check(proofing.plain(words, source=SourceKind.EDITOR), on=on, packs=packs))
