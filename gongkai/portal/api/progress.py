"""Where a case stands, as programs may know it: the stage of the public page, the days, and why.

Nothing of it names a person or says what was asked; the outcome is in the letter, which needs the query code.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongkai.agencies import calendar
from gongkai.portal.timeline import STAGES
from gongkai.statute.case_state import Stage
from gongkai.statute.events import Event
from gongkai.statute.explanation import explain, headline
from gongkai.statute.parameters import rules


def public_stage(stage: Stage) -> Stage:
    """A stage as others may know it: drafts and approvals are the agency's own affair."""
    return Stage.OPEN if stage is Stage.DECISION_PROPOSED else stage


def progress(number: str, events: Sequence[Event]) -> dict[str, Any]:
    """What is said of a case, derived from its events. One query for the calendar."""
    found = explain(events, rules=rules(), calendar=calendar.current())
    state = found.state
    return {
        "number": number,
        "stage": public_stage(state.stage).value,
        "stage_label": STAGES[state.stage],
        "received_on": state.received_on,
        "due_on": state.due_on,
        "provisional": state.provisional,
        "decided_on": state.decided_on,
        "served_on": state.served_on,
        "why": headline(state),
        "steps": [step.as_dict() for step in found.steps],
        "law_version": found.law_version,
        "calendar_version": found.calendar_version,
    }
