"""Internal limits: until when a department should be ready, so that the office can keep the limit of the law.

They stand in the data of the event that gave the case away and in `Case.internal_on`. The fold does not read them:
handing a case on inside the house moves no clock (指导案例26号), and neither does the day that was agreed for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from gongkai.agencies import calendar
from gongkai.casework import limits
from gongkai.casework.errors import BadInternalLimit
from gongkai.casework.models import Case
from gongkai.statute.case_state import OPEN_STAGES, CaseState, Stage
from gongkai.statute.workdays import Calendar

BEFORE_THE_DRAFT = OPEN_STAGES - {Stage.DECISION_PROPOSED}
"""The stages in which a department still owes its draft."""


@dataclass(frozen=True, slots=True)
class Internal:
    """An internal limit as lists show it. ``behind`` says that the limit of the law has come to lie before it."""

    on: date
    left: int
    behind: bool

    def __str__(self) -> str:
        late = "，已晚于答复法定期限，请调整" if self.behind else ""
        return f"内部时限{self.on.month}月{self.on.day}日（{spoken(self.left)}{late}）"


def of(case: Case, due_on: date | None, today: date, days: Calendar) -> Internal | None:
    """The internal limit of a case while its draft is owed; ``due_on`` is the limit of the law as known today."""
    if case.internal_on is None or case.stage not in BEFORE_THE_DRAFT:
        return None
    behind = due_on is not None and due_on < case.internal_on
    return Internal(case.internal_on, limits.left(today, case.internal_on, days), behind)


def spoken(left: int) -> str:
    """还有2个工作日, 今天到期, 已过1个工作日."""
    if left < 0:
        return f"已过{-left}个工作日"
    return f"还有{left}个工作日" if left else "今天到期"


def proposed(due_on: date | None, *, today: date, days: Calendar) -> date | None:
    """The day that a form proposes: some working days before the limit of the law (GONGKAI_INTERNAL_DAYS); None while
    no clock runs or when that day is over."""
    if due_on is None:
        return None
    day = days.back(due_on, settings.GONGKAI_INTERNAL_DAYS)
    return day if day >= today and days.is_workday(day) else None


def check(internal_on: date | None, state: CaseState, *, today: date) -> dict[str, Any]:
    """What the event says of an internal limit: nothing without one. Raises BadInternalLimit."""
    if internal_on is None:
        return {}
    days, day = calendar.current(), f"{internal_on:%Y-%m-%d}"
    if internal_on < today:
        raise BadInternalLimit(f"内部时限{day}已经过去，请另定。")
    if not days.is_workday(internal_on):
        raise BadInternalLimit(f"内部时限{day}不是工作日（{days.reason(internal_on)}），请另定。")
    if state.due_on is not None and internal_on > state.due_on:
        raise BadInternalLimit(f"内部时限{day}晚于答复法定期限{state.due_on:%Y-%m-%d}，请另定。")
    return {"internal_on": internal_on.isoformat()}
