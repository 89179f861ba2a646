"""The days of a clock, one by one, as a calendar shows them."""

from __future__ import annotations

from calendar import Calendar as Grid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gongkai.statute.case_state import CaseState
from gongkai.statute.citation import Citation, cite
from gongkai.statute.deadlines import NAMES, Consultation
from gongkai.statute.fold import Fold

_HOLIDAYS, _CONSULTATION = cite("holiday_rules:"), cite("regulation:33¶3")
_RECEIPT, _CORRECTION, _FEE = cite("regulation:31"), cite("regulation:30"), cite("fee_rules:")
_ONE_DAY = timedelta(days=1)
_PAUSED = {
    "third_party": "征求第三方意见期间",
    "joint_maker": "征求共同制作机关意见期间",
    "other_agency": "征求其他机关意见期间",
}


class Mark(StrEnum):
    """How a day of a clock is drawn."""

    RECEIPT = "receipt"
    """The day of receipt, day 0."""
    RESTARTED = "restarted"
    """The day from which the clock started anew, day 0 again."""
    SUPERSEDED = "superseded"
    """A day before the clock started anew: it no longer counts."""
    COUNTED = "counted"
    """A working day that counts."""
    SHIFTED = "shifted"
    """A weekend day that is worked (调休) and counts."""
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    PAUSED = "paused"
    """A working day on which an opinion was awaited."""
    DUE = "due"
    """The last day for the reply."""


@dataclass(frozen=True, slots=True)
class ClockDay:
    """One day between receipt and the due day: how it is drawn, its number when it counts, and why."""

    on: date
    mark: Mark
    number: int | None
    why: str
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """A month as a grid of weeks from Monday; None stands for the days of other months and those
    outside the clock."""

    year: int
    month: int
    weeks: tuple[tuple[tuple[date, ClockDay | None] | None, ...], ...]


def clock_days(case: Fold, state: CaseState) -> tuple[ClockDay, ...]:
    """Every day from receipt to the due day; nothing while the clock does not run."""
    if state.due_on is None or state.received_on is None or state.clock_started_on is None:
        return ()
    return tuple(_days(case, state.received_on, state.clock_started_on, state.due_on))


def _days(case: Fold, received_on: date, day0: date, due_on: date) -> Iterator[ClockDay]:
    if received_on != day0:
        yield ClockDay(received_on, Mark.RECEIPT, None, "收到日", _RECEIPT)
        for day in _between(received_on, day0 - _ONE_DAY):
            yield ClockDay(day, Mark.SUPERSEDED, None, "重新计算之前")
        yield ClockDay(day0, Mark.RESTARTED, None, *_restart(case, day0))
    else:
        yield ClockDay(day0, Mark.RECEIPT, None, "收到日", _RECEIPT)
    limit = case.rules.get(NAMES["reply"], received_on).citation
    numbers = {day: number for number, day in enumerate(case.calendar.running_days(day0, case.pauses, until=due_on), 1)}
    for day in _between(day0, due_on):
        found = _day(case, day, numbers.get(day))
        yield ClockDay(day, Mark.DUE, found.number, found.why, limit) if day == due_on else found


def _restart(case: Fold, day0: date) -> tuple[str, Citation]:
    if case.correction is not None and case.correction.corrected_on == day0:
        return "收到补正之日，次一工作日起重新计算", _CORRECTION
    return "缴清费用，次一工作日起重新计算", _FEE


def _between(after: date, until: date) -> Iterator[date]:
    day = after
    while day < until:
        day += _ONE_DAY
        yield day


def _day(case: Fold, day: date, number: int | None) -> ClockDay:
    why = case.calendar.reason(day)
    weekend = day.weekday() >= 5
    if number is not None:
        return ClockDay(day, Mark.SHIFTED if weekend else Mark.COUNTED, number, why)
    waiting = _waiting(case, day)
    if waiting is not None and case.calendar.is_workday(day):
        return ClockDay(day, Mark.PAUSED, None, _PAUSED[waiting.party], _CONSULTATION)
    if weekend and "放假" not in why:
        return ClockDay(day, Mark.WEEKEND, None, why)
    return ClockDay(day, Mark.HOLIDAY, None, why, _HOLIDAYS)


def _waiting(case: Fold, day: date) -> Consultation | None:
    if not any(after < day <= until for after, until in case.pauses):
        return None
    return next((entry for entry in case.consultations if entry.opened_on <= day <= entry.limit_on), None)


def months(days: Sequence[ClockDay]) -> tuple[CalendarMonth, ...]:
    """The months that a clock touches, as grids ready to be drawn."""
    if not days:
        return ()
    by_date = {day.on: day for day in days}
    first, last = days[0].on, days[-1].on
    found = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        weeks = tuple(
            tuple((day, by_date.get(day)) if day.month == month else None for day in week)
            for week in Grid().monthdatescalendar(year, month)
        )
        found.append(CalendarMonth(year, month, weeks))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return tuple(found)
