"""The steps an officer can take on a case: one entry per verb, with its form, its permission and why it exists.

The case page shows them as cards, in the order in which the work goes; the law (`procedure.permitted`) says
which are open today.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gongkai.agencies.models import User
from gongkai.casework import service
from gongkai.casework.step import Step
from gongkai.casework.step_list import STEPS

__all__ = ["BY_SLUG", "STEPS", "Step", "doubts", "take"]

BY_SLUG: Mapping[str, Step] = {step.slug: step for step in STEPS}
WITHOUT_SEQ = frozenset(
    {"correction-received", "reasons-given", "log-search", "note", "file-dispute", "answer-dispute", "decide-dispute"}
) | {"ask-amendment"}
"""Steps whose verbs may be taken whatever happened since the screen was opened."""


def take(step: Step, *, case_id: int, data: Mapping[str, Any], by: User, at: datetime) -> Any:
    """Run a step's verb with what the form read. Raises what the verb raises."""
    given = dict(data)
    seq = given.pop("seq", None)
    if step.slug not in WITHOUT_SEQ:
        given["seq"] = seq
    return step.take(case_id=case_id, by=by, at=at, **given)


def doubts(step: Step, data: Mapping[str, Any]) -> list[str]:
    """What to look at again after a step was taken, such as a number that is not one of the post's."""
    if step.slug != "serve":
        return []
    return service.warnings(
        service.Service(data["channel"], data["on"], carrier=data["carrier"], tracking=data["tracking"])
    )
