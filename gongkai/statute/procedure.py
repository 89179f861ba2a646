"""A case is its events: what follows from them, and what moves when the calendar changes.

`derive` accepts every history, lawful or not, and says in findings what is unlawful about it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gongkai.statute.case_state import CaseState, Severity
from gongkai.statute.effects import take
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import Event, EventKind, validate
from gongkai.statute.fold import OWN, Fold
from gongkai.statute.parameters import Rules
from gongkai.statute.permission import permitted
from gongkai.statute.workdays import Calendar

_AMENDED, _SUBMITTED = EventKind.AMENDED, EventKind.SUBMITTED
__all__ = ["CaseState", "Moved", "derive", "fold", "permitted", "rederive"]


def derive(events: Sequence[Event], *, rules: Rules, calendar: Calendar, today: date | None = None) -> CaseState:
    """Where a case stands after its events, under the law and the calendar given.

    ``today`` is the day the answer is for; without it, the day of the last event. Never raises on
    events that `events.validate` accepts: what cannot be computed becomes a finding.
    """
    return fold(events, rules=rules, calendar=calendar, today=today).state()


def fold(events: Sequence[Event], *, rules: Rules, calendar: Calendar, today: date | None = None) -> Fold:
    """The fold behind `derive`, with its inner days, for explanations."""
    case = Fold(rules, calendar)
    if not _in_order(events):
        events = _arranged(events, case)
    for event in events:
        take(case, event)
    if today is not None and (case.seen_on is None or today > case.seen_on):
        case.seen_on = today
        if case.ended_by is None:
            case.as_of = today
    return case


def _in_order(events: Sequence[Event]) -> bool:
    """Whether the log is already in legal order and amends nothing: nearly all are."""
    last, place = date.min, 0
    for event in events:
        kind, on, seq = event.kind, event.occurred_on, event.seq
        if on < last or kind is _AMENDED or (seq and seq <= place) or (place and kind is _SUBMITTED):
            return False
        last, place = on, seq or 1
    return True


def _arranged(events: Sequence[Event], case: Fold) -> list[Event]:
    """The log as it counts: each event once, amended, by legal date; a request arrives before
    anything else that happened on the same day."""
    numbered: dict[int, Event] = {}
    loose = []
    for event in sorted(events, key=lambda event: event.seq):
        if event.seq:
            numbered.setdefault(event.seq, event)
        else:
            loose.append(event)
    for event in list(numbered.values()) + loose:
        if event.kind is EventKind.AMENDED:
            _amend(event, numbered, case)
    counted = loose + list(numbered.values())
    return sorted(counted, key=lambda event: (event.occurred_on, event.kind is not EventKind.SUBMITTED, event.seq))


def _amend(amendment: Event, numbered: dict[int, Event], case: Fold) -> None:
    seq = amendment.data["amends"]
    target = numbered.get(seq)
    if target is None or target.kind is EventKind.AMENDED:
        message = f"第{seq}号记录不存在或者本身是更正记录，不能更正。"
        case.warn("AMENDS_NOTHING", message, OWN, amendment.occurred_on)
        return
    try:
        data = validate(target.kind, {**target.data, **amendment.data.get("data", {})})
    except StatuteError as error:
        case.note(error.code, f"第{seq}号记录的更正无效：{error}", OWN, Severity.ERROR, amendment.occurred_on)
        return
    numbered[seq] = replace(target, occurred_on=amendment.data.get("occurred_on", target.occurred_on), data=data)


@dataclass(frozen=True, slots=True)
class Moved:
    """A case whose due day differs between two calendars."""

    id: Hashable
    old_due: date | None
    new_due: date | None


def rederive(
    before: Calendar, after: Calendar, cases: Iterable[tuple[Hashable, Sequence[Event]]], *, rules: Rules
) -> list[Moved]:
    """Which due days move when a holiday notice is imported. Nothing is changed silently: the list is
    for people to act on."""
    moved = []
    for key, events in cases:
        old = derive(events, rules=rules, calendar=before)
        new = derive(events, rules=rules, calendar=after)
        if old.due_on != new.due_on or old.provisional != new.provisional:
            moved.append(Moved(key, old.due_on, new.due_on))
    return moved
