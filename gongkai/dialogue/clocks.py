"""How long a letter or a report of an error may wait.

The days of the answer are the operator's (no national number was found); three months without an answer is a veto of
the yearly inspection of government sites (国办秘函〔2019〕19号), whatever the operator says.
"""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.timezone import localdate

from gongkai.agencies import calendar
from gongkai.statute.parameters import rules
from gongkai.statute.workdays import Calendar

SOON = 3
"""Working days before a limit from which it is shown as near."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a limit stands on a day: ``left`` working days, negative once over; ``veto_left`` days to the veto."""

    due_on: date
    left: int
    colour: str
    words: str
    veto_on: date | None = None
    veto_left: int | None = None

    @property
    def vetoed(self) -> bool:
        """Whether it has waited for longer than three months."""
        return self.veto_left is not None and self.veto_left < 0


def letter_due(received_at: datetime) -> date:
    """The day by which a letter is to be answered."""
    return calendar.current().add(localdate(received_at), settings.GONGKAI_LETTER_DAYS)


def correction_due(received_at: datetime) -> date:
    """The day by which a report of an error is to be answered."""
    return calendar.current().add(localdate(received_at), settings.GONGKAI_CORRECTION_DAYS)


def veto_on(received_on: date) -> date:
    """The last day before a letter without an answer is a veto (检查指标“互动回应差”)."""
    later = received_on.month - 1 + rules().value("letter_veto_months", received_on)
    year, month = received_on.year + later // 12, later % 12 + 1
    return date(year, month, min(received_on.day, months.monthrange(year, month)[1]))


def standing(due_on: date, today: date, *, received_on: date | None = None, days: Calendar | None = None) -> Standing:
    """Where an open limit stands; with the day of receipt also where the veto does. A list reads the calendar once and
    hands it in."""
    days = days or calendar.current()
    left = days.workdays_between(today, due_on) if due_on >= today else -days.workdays_between(due_on, today)
    late = due_on < today
    words = f"超期{-left}个工作日" if late else "今天到期" if due_on == today else f"剩{left}个工作日"
    colour = "red" if due_on <= today else "amber" if left <= SOON else "green"
    if received_on is None:
        return Standing(due_on, left, colour, words)
    veto = veto_on(received_on)
    return Standing(due_on, left, colour, words, veto, (veto - today).days)
