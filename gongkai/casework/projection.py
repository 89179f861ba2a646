"""The projection of a case: what lists and statistics read instead of folding logs.

Written with the events, rebuilt and compared by `refold`. It is a cache: when it differs, the log is right.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from gongkai.casework.models import NO_LIMIT, Case, CaseEvent, Dispute
from gongkai.statute import procedure
from gongkai.statute.case_state import OPEN_STAGES, Stage
from gongkai.statute.events import Event, EventKind, stored_event
from gongkai.statute.parameters import rules
from gongkai.statute.workdays import Calendar

FIELDS = (
    "stage",
    "received_on",
    "clock_started_on",
    "due_on",
    "provisional",
    "next_on",
    "decided_on",
    "outcome",
    "served_on",
    "on_time",
    "closed_on",
    "faults",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a projection that does not say what the log says."""

    number: str
    field: str
    stored: Any
    derived: Any


def values(state: procedure.CaseState) -> tuple[Any, ...]:
    """The projected fields of a state, in the order of FIELDS."""
    return (
        state.stage.value,
        state.received_on,
        state.clock_started_on,
        state.due_on,
        state.provisional,
        next_limit(state) or NO_LIMIT,
        state.decided_on,
        state.row or "",
        state.served_on,
        state.on_time,
        # A case over which people quarrel is not at rest: it returns to the lists of open cases.
        None if state.disputed else state.closed_on,
        len(state.findings),
    )


def next_limit(state: procedure.CaseState) -> date | None:
    """The limit that somebody has to keep next, that of a dispute or of a new reply among them. A decided case still
    has to be served in time (国办公开办函〔2016〕235号), so its clock runs on until service."""
    own = own_limit(state)
    return state.soonest(own) if state.disputes else own


def own_limit(state: procedure.CaseState) -> date | None:
    """The next limit that the request itself brings, without its disputes."""
    stage = state.stage
    if stage == Stage.AWAITING_CORRECTION:
        return state.correction.limit_on if state.correction else None
    if stage == Stage.IN_CONSULTATION:
        # The reply clock stands still; the day to watch is the one on which silence becomes an answer.
        return min(asked.limit_on for asked in state.consultations if asked.closed_on is None)
    if stage == Stage.AWAITING_FEE:
        return state.fee.limit_on if state.fee else None
    return state.due_on if stage in OPEN_STAGES or stage == Stage.DECIDED else None


def apply(case: Case, state: procedure.CaseState, new: Sequence[Event]) -> None:
    """Set the projected fields on a case (not saved)."""
    for name, value in zip(FIELDS, values(state), strict=True):
        setattr(case, name, value)
    if new:
        case.seq = new[-1].seq


_ABOUT_DISPUTES = frozenset({EventKind.DISPUTE_FILED, EventKind.DISPUTE_DECIDED, EventKind.AMENDED})


def save_disputes(case: Case, state: procedure.CaseState, new: Sequence[Event]) -> None:
    """Bring the disputes of a case in line with its log."""
    if not any(event.kind in _ABOUT_DISPUTES for event in new):
        return
    for dispute in state.disputes:
        Dispute.objects.update_or_create(
            case=case,
            key=dispute.key,
            defaults={
                "agency": case.agency,
                "kind": dispute.kind,
                "filed_on": dispute.filed_on,
                "decided_on": dispute.decided_on,
                "result": dispute.result or "",
            },
        )


def fold_all(cases: QuerySet[Case], calendar: Calendar) -> Iterator[tuple[int, procedure.CaseState]]:
    """Fold the log of every case of a query, a stream of (case id, state)."""
    law = rules()
    for case_id, group in groupby(_logs(cases), key=itemgetter(0)):
        events = [
            stored_event(kind, on, json.loads(data) if len(data) > 2 else {}, seq=seq, version=version)
            for _, kind, on, seq, data, version in group
        ]
        yield case_id, procedure.derive(events, rules=law, calendar=calendar, today=None)


def _logs(cases: QuerySet[Case]) -> Iterator[tuple[Any, ...]]:
    """The rows of all logs, as plain as the driver gives them: converting each field through the ORM would
    cost more than the fold."""
    rows = (
        CaseEvent.objects.filter(case__in=cases.order_by())
        .annotate(plain=Cast("data", TextField()))
        .order_by("case_id", "seq")
        .values_list("case_id", "kind", "occurred_on", "seq", "plain", "version")
    )
    return iter(rows.iterator(chunk_size=5000))


def compare(cases: QuerySet[Case], calendar: Calendar) -> Iterator[Difference]:
    """Refold every case of a query and name each field whose projection differs."""
    stored = {row[0]: row[1:] for row in cases.values_list("pk", "number", *FIELDS)}
    for case_id, state in fold_all(cases, calendar):
        number, *kept = stored.pop(case_id)
        derived = values(state)
        if tuple(kept) != derived:
            for name, old, new in zip(FIELDS, kept, derived, strict=True):
                if old != new:
                    yield Difference(number, name, old, new)
    for number, *_ in stored.values():
        yield Difference(number, "events", "", "没有任何事项")


def refresh(cases: QuerySet[Case], calendar: Calendar) -> list[tuple[str, date | None, date | None]]:
    """Rebuild the projection of every case of a query; returns (number, old due, new due) of those whose
    due date moved."""
    moved = []
    states = dict(fold_all(cases, calendar))
    for case in cases.order_by("pk").iterator(chunk_size=500):
        state = states.get(case.pk)
        if state is None or tuple(getattr(case, name) for name in FIELDS) == values(state):
            continue
        before = case.due_on
        apply(case, state, ())
        case.save(update_fields=list(FIELDS))
        if before != case.due_on:
            moved.append((case.number, before, case.due_on))
    return moved
