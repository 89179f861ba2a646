"""The journal of this machine, kept in step with the table of changes.

What another machine changed, or a process that was killed before it could say so, stands in the table: written in the
transaction itself. Each process looks there every few seconds and tells its own machine what it does not know.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from gongkai.portal.caching.journal import Journal, State
from gongkai.portal.models import SiteChange

logger = logging.getLogger(__name__)
SECONDS = 2.0
"""Between two looks of a process at the table: for so long may an answer be old that another machine changed."""
BACK = timedelta(minutes=10)
"""How old a change may be that is still found: numbers are given before a transaction commits, so they are not seen
in their order, and each is looked for by itself."""
DAYS = 35
"""Days after which a row goes. An export that is older is made whole."""
LONGEST = timedelta(days=2)
"""How far back a process looks at most that has not looked for long: no answer is kept past a midnight."""
_looked: list[float] = []
_reached: list[datetime] = []
"""When this process looked last and was answered: what changed since then it may not know, however long ago that is."""


def journal() -> Journal:
    """The journal of this machine."""
    return _journal(str(settings.GONGKAI_PAGE_CHANGES))


@lru_cache(maxsize=4)
def _journal(path: str) -> Journal:
    return Journal(Path(path))


def state() -> State:
    """What is known now; every few seconds also what the table says. Raises OSError, until what the table says could be
    written down: meanwhile nobody knows what is still right."""
    found = journal().state()
    at = time.monotonic()
    if due(at):
        _looked.clear()
        found = look() or found
        _looked[:] = [at]
    return found


def due(at: float) -> bool:
    """Whether it is time for a look at the table, at a moment of the monotonic clock."""
    return not _looked or at - _looked[0] > SECONDS


def known() -> State:
    """What is known now, without a look at the table. Raises OSError."""
    return journal().state()


def settled(names: Iterable[str], at: float) -> bool:
    """Whether none of these is just being changed. Raises OSError."""
    return known().settled(names, at)


def count(names: Iterable[str]) -> int:
    """A number that is another after any of these has changed; always 0 where no answers are kept."""
    if not settings.GONGKAI_PAGE_CACHE:
        return 0
    with suppress(OSError):
        found = known()
        return max((found.changed.get(name, 0) for name in names), default=0)
    return 0


def look() -> State | None:
    """Tell the journal what stands in the table and not in it. None when the database does not answer: then what is
    kept stays as right as it was. Raises OSError."""
    here = journal()
    seen, at = here.state().seen, timezone.now()
    try:
        rows = list(recent(max(min([*_reached, at]) - BACK, at - LONGEST)))
    except DatabaseError as error:
        logger.warning("the table of changes cannot be read: %s", error)
        return None
    for row in rows:
        if row.pk not in seen:
            here.tell(row.pk, row.topics)
    _reached[:] = [at]
    return here.state()


def recent(since: datetime) -> Iterable[SiteChange]:
    """What changed since a moment."""
    return SiteChange.objects.filter(at__gt=since).order_by("pk")


def since(moment: datetime) -> set[str] | None:
    """The topics that changed since a moment; None when that is longer ago than the table remembers."""
    if moment < timezone.now() - timedelta(days=DAYS - 2):
        return None
    return {topic for row in recent(moment - BACK) for topic in row.topics}


def forget(*, before: datetime) -> int:
    """Delete what is of no use to anybody; how many rows."""
    return SiteChange.objects.filter(at__lt=before).delete()[0]
