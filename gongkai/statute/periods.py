"""Periods in calendar days and months, whose last day moves to a working day (民法典 200–203).

The clock of disclosure itself counts working days (`workdays`); remedies count calendar days and months.
"""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta

from gongkai.statute.workdays import Calendar


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last day of a period. ``nominal`` is the day before it was moved off a day of rest.

    ``provisional`` says that the days in question belong to a year without a holiday notice; then the last
    day is not moved.
    """

    on: date
    nominal: date
    provisional: bool = False

    @property
    def moved(self) -> bool:
        return self.on != self.nominal


def days_after(day0: date, days: int, calendar: Calendar) -> LastDay:
    """The last of so many calendar days of which the one after ``day0`` is the first."""
    return _off_rest(day0 + timedelta(days=days), calendar)


def months_after(day0: date, count: int, calendar: Calendar) -> LastDay:
    """The last day of a period of months: the same number of day, or the end of a shorter month."""
    return _off_rest(add_months(day0, count), calendar)


def workdays_after(day0: date, count: int, calendar: Calendar) -> LastDay:
    """The n-th working day after ``day0``."""
    last = calendar.add(day0, count)
    return LastDay(last, last, bool(calendar.missing_years(day0, last)))


def add_months(day: date, count: int) -> date:
    """The same day so many months later (or earlier), or the last day of that month if it is shorter."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = months.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(day.day, last))


def _off_rest(nominal: date, calendar: Calendar) -> LastDay:
    day = nominal
    while calendar.covers(day):
        if calendar.is_workday(day):
            return LastDay(day, nominal)
        day += timedelta(days=1)
    return LastDay(nominal, nominal, provisional=True)
