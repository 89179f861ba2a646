"""热词: what was searched most in the last thirty days and still finds something.

A word counts once a minute from one address (counted in memory, `pace`), and is shown when it was asked for on several
days: one person, or one afternoon of somebody's program, makes no hot word.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Sum

from gongkai.portal.searching import following, naming, pace, tallying
from gongkai.portal.searching.finding import Found
from gongkai.portal.searching.models import Searched, Stopped
from gongkai.portal.searching.unfound import Counted
from gongkai.search import asking, query
from gongkai.search.errors import Damaged

DAYS = 30
LEAST = 5
LEAST_DAYS = 3
"""How often, and on how many days, words are asked for before everybody sees them."""
MOST = 10
MOST_A_DAY = 2000
_LOOKED_AT = 100


def note(found: Found, *, address: str, on: date, seconds: int) -> None:
    """Count words for which something was found: the first page of a search that nothing narrowed."""
    if not found.total or found.wish.page > 1 or found.wish.is_narrowed:
        return
    if not pace.is_too_fast(f"words {naming.compared(found.asked.words)}", address, limit=1, seconds=seconds):
        tallying.note(Searched, found.asked, on=on, most=MOST_A_DAY)


def counted(*, today: date) -> list[Counted]:
    """The words that were searched often enough, the most first; also those that officers keep out."""
    rows = Searched.objects.filter(day__gt=today - timedelta(days=DAYS), day__lte=today).values("words")
    rows = rows.annotate(times=Sum("count"), days=Count("day")).filter(times__gte=LEAST, days__gte=LEAST_DAYS)
    return [Counted(row["words"], row["times"]) for row in rows.order_by("-times", "words")[:_LOOKED_AT]]


def listed(*, today: date, most: int = MOST) -> list[str]:
    """The hot words as everybody sees them: none that an officer keeps out, none that finds nothing any more."""
    stopped = [naming.compared(words) for words in Stopped.objects.values_list("words", flat=True)]
    shown: list[str] = []
    try:
        for words in _finding(counted(today=today)):
            if not any(word in naming.compared(words) for word in stopped):
                shown.append(words)
            if len(shown) == most:
                break
    except Damaged:
        following.mend()
    return shown


def _finding(rows: list[Counted]) -> Iterator[str]:
    if not rows or not following.ready():
        return
    index, names = following.index(), naming.names()
    for row in rows:
        if asking.how_many(index, query.parse(row.words, names=names)):
            yield row.words


def forget(*, before: date) -> int:
    """Delete what is older than hot words look back; how many rows."""
    return tallying.forget(Searched, before=before, single=before, least=0)
