"""Counting words by the day: nothing of who asked is kept, and words that may say something of a person are not kept at
all."""

from __future__ import annotations

import re
from datetime import date
from typing import TypeVar

from django.db.models import F, Q

from gongkai import proofing
from gongkai.portal.searching.models import WordsOfADay
from gongkai.proofing import SourceKind
from gongkai.search.query import Asked
from gongkai.search.text import normalise

LONGEST = 20
_TELLING = re.compile(r"\d{5,}|@|[a-z]\d{4,}")
Kept = TypeVar("Kept", bound=WordsOfADay)


def note(model: type[Kept], asked: Asked, *, on: date, most: int) -> None:
    """Count what somebody asked for once more; of new words only so many a day."""
    words = " ".join(normalise(asked.words).split())
    if not 2 <= len(words) <= LONGEST or is_telling(words, on):
        return
    rows = model._default_manager.filter(day=on)  # noqa: SLF001 - Django's documented name
    if rows.filter(words=words).update(count=F("count") + 1) or rows.count() >= most:
        return
    row, made = model._default_manager.get_or_create(day=on, words=words, defaults={"count": 1})  # noqa: SLF001
    if not made:
        rows.filter(pk=row.pk).update(count=F("count") + 1)


def forget(model: type[Kept], *, before: date, single: date, least: int) -> int:
    """Delete what is older than anybody looks back, and what was asked seldom before a day; how many rows."""
    rows = model._default_manager.filter(Q(day__lt=before) | Q(day__lt=single, count__lt=least))  # noqa: SLF001
    return rows.delete()[0]


def is_telling(words: str, on: date) -> bool:
    """Whether words may say something of a person: numbers, addresses of mail, what the checks call personal."""
    if _TELLING.search(words):
        return True
    packs = [pack for pack in proofing.built_in() if pack.id == "pii-cn"]
    return bool(proofing.check(proofing.plain(words, source=SourceKind.EDITOR), on=on, packs=packs))
