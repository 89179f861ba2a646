"""Importing a holiday notice: store it and derive every affected case anew, in one transaction (放假办法).

Nothing moves silently: the answer lists each case whose limit is another day now, and to the applicants who were told
the old one a notice is proposed (`moved_dates`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from django.db import transaction
from django.db.models import Q, QuerySet

from gongkai.agencies import calendar
from gongkai.agencies.models import Agency, User
from gongkai.casework import moved_dates, projection
from gongkai.casework.models import Case
from gongkai.statute.workdays import Notice


@dataclass(frozen=True, slots=True)
class Moved:
    """A case whose limit differs: its number, the old day and the new one (the same when only 暂定 falls away)."""

    number: str
    old: date | None
    new: date | None
    still_provisional: bool = False


@dataclass(frozen=True, slots=True)
class Import:
    """What importing a notice did, or would do."""

    notice: Notice
    moved: tuple[Moved, ...]
    settled: int
    """Cases whose day stays but is no longer 暂定."""


def preview(notice: Notice) -> Import:
    """What importing a notice would move. Writes nothing."""
    return _import_of(notice, _differences(notice))


@transaction.atomic
def import_notice(notice: Notice, *, by: User | None, agency: Agency | None, at: datetime) -> Import:
    """Store a notice and derive every affected case anew.

    ``by`` and ``agency`` are None only for the operator's command line. Raises NotAllowed.
    """
    before = dict(affected().values_list("pk", "due_on"))
    found = list(_differences(notice))
    calendar.store(notice, by=by, agency=agency, at=at)
    projection.refresh(affected(), calendar.current())
    after = dict(Case.objects.filter(pk__in=before).values_list("pk", "due_on")) if found else {}
    cause = f"国务院办公厅公布{notice.year}年放假安排"
    changes = (moved_dates.between(key, before[key], due, cause) for key, due in after.items())
    moved_dates.propose(chain.from_iterable(changes), at=at)
    return _import_of(notice, iter(found))


def affected() -> QuerySet[Case]:
    """The cases that a notice can touch: the open ones and those whose day was 暂定."""
    return Case.objects.filter(Q(closed_on__isnull=True) | Q(provisional=True))


def _differences(notice: Notice) -> Iterator[tuple[Moved, bool]]:
    stored = {row[0]: row[1:] for row in affected().values_list("pk", "number", "due_on", "provisional")}
    for key, state in projection.fold_all(affected(), calendar.current().with_notice(notice)):
        number, due_on, provisional = stored[key]
        if (due_on, provisional) != (state.due_on, state.provisional):
            yield Moved(number, due_on, state.due_on, state.provisional), due_on != state.due_on


def _import_of(notice: Notice, differences: Iterator[tuple[Moved, bool]]) -> Import:
    moved, settled = [], 0
    for entry, differs in differences:
        if differs:
            moved.append(entry)
        else:
            settled += 1
    return Import(notice, tuple(sorted(moved, key=lambda entry: entry.number)), settled)
