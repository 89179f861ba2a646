"""The disputes of a case as its page shows them: each with its clocks, why they are so, and its state in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongkai.casework.models import Dispute
from gongkai.statute import case_state, disputes
from gongkai.statute.case_state import CaseState
from gongkai.statute.citation import Citation
from gongkai.statute.parameters import rules
from gongkai.statute.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Panel:
    """One dispute. ``left`` are the working days until the answer is due, below zero when it is past; None once it
    was given or no clock runs. ``lines`` are the clocks in words, each with its ground."""

    key: str
    kind: str
    filed_on: date
    standing: str
    left: int | None
    lines: tuple[tuple[str, Citation | None], ...]


def panels(state: CaseState, calendar: Calendar, *, today: date) -> tuple[Panel, ...]:
    """The disputes of a case, oldest first. Costs no query."""
    return tuple(_panel(entry, calendar, today) for entry in state.disputes)


def _panel(entry: case_state.Dispute, calendar: Calendar, today: date) -> Panel:
    said = disputes.dispute_sentences(entry, rules=rules(), calendar=calendar)
    return Panel(
        key=entry.key,
        kind=str(Dispute.Kind(entry.kind).label),
        filed_on=entry.filed_on,
        standing=_standing(entry),
        left=_left(entry, calendar, today),
        lines=tuple((text.removeprefix(f"“{entry.key}”"), citation) for text, citation, _ in said),
    )


def _standing(entry: case_state.Dispute) -> str:
    if entry.result is not None:
        return f"{Dispute.Result(entry.result).label}（{entry.decided_on:%Y-%m-%d}）"
    if entry.answered_on is not None:
        return "已提交答复、答辩，尚未审结"
    return "等待提交答复、答辩"


def _left(entry: case_state.Dispute, calendar: Calendar, today: date) -> int | None:
    until = entry.answer_until
    if until is None or not entry.awaits_answer:
        return None
    return (
        calendar.workdays_between(today, until) if until >= today else -max(1, calendar.workdays_between(until, today))
    )
