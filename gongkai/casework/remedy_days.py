"""Until when an applicant may object to a reply, or to silence (行政复议法第二十条，行政诉讼法第四十六条).

A letter says how many days there are, because it is written before it is served; once it is served, or the limit
has passed in silence, the last day is a date, and screens say it to the applicant and to the office.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongkai.casework import correspondence
from gongkai.casework.models import Case
from gongkai.statute.case_state import CaseState
from gongkai.statute.parameters import rules
from gongkai.statute.remedies import Remedy, Route, remedy, remedy_for_silence
from gongkai.statute.workdays import Calendar

MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Objection:
    """The ways to object. ``silence``: nothing was answered in time. ``posted``: the letter went by post, so the days
    run from the day it was signed for, which the office may not know, and the dates here are the earliest possible."""

    remedy: Remedy
    silence: bool
    posted: bool
    today: date

    @property
    def reconsideration_first(self) -> bool:
        """Whether a lawsuit is possible only after reconsideration (行政复议法第二十三条)."""
        return self.remedy.route is Route.RECONSIDERATION_FIRST

    @property
    def reconsideration_passed(self) -> bool:
        """Whether the last day for reconsideration is over for certain."""
        return self._passed(self.remedy.reconsideration_until)

    @property
    def litigation_passed(self) -> bool:
        """Whether the last day for going to court is over for certain."""
        return self._passed(self.remedy.litigation_until)

    @property
    def body(self) -> str:
        """Who reviews."""
        return "或者".join(self.remedy.reconsideration_body)

    def _passed(self, until: date | None) -> bool:
        return until is not None and until < self.today and not self.posted


def objection(
    case: Case, state: CaseState, outcomes: tuple[str, ...], *, today: date, days: Calendar
) -> Objection | None:
    """The ways to object as of a day; None while there is nothing to object to, or no remedy is told of it.

    ``outcomes`` are those of the letter, `Opinion.outcomes`; without them the row of table B stands for it.
    """
    agency = correspondence.decider(case.agency)
    if state.ended_by is None:
        if state.due_on is None or today <= state.due_on:
            return None
        found = remedy_for_silence(due_on=state.due_on, agency=agency, rules=rules(), calendar=days)
        return Objection(found, True, False, today)
    told = outcomes or ((state.outcome,) if state.outcome else ())
    if not told or state.served_on is None or state.decided_on is None:
        return None
    received, posted = _start(state)
    found = remedy(
        told,
        decided_on=state.decided_on,
        served_on=received,
        served_through=state.served_through or "",
        agency=agency,
        rules=rules(),
        calendar=days,
    )
    return None if found.route is Route.NOT_TOLD else Objection(found, False, posted, today)


def _start(state: CaseState) -> tuple[date | None, bool]:
    """From which day the days for objecting count, and whether that day is not known yet: a posted reply counts from
    its signature, unless the agency has set that it counts from the posting (``objection_start_by_post``)."""
    if state.in_hand_on is not None and not (state.served_through == MAIL and _from_posting(state)):
        return state.in_hand_on, False
    return state.served_on, state.served_through == MAIL and not _from_posting(state)


def _from_posting(state: CaseState) -> bool:
    assert state.decided_on is not None, "asked of a decided case only"
    return bool(rules().value("objection_start_by_post", state.decided_on) == "posted")
