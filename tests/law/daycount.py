"""An independent count of days, to check the kernel against: a table of dates and a walk, day by day.

Nothing here is taken from `gongkai.statute`. The table is written out from the holiday notices; a due day is
found by stepping one day at a time and asking whether the day counts. Slow, and simple enough to check by hand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

ONE_DAY = timedelta(days=1)

# 国务院办公厅 notices: blocks of days off, and weekend days that are worked in exchange.
OFF = """
2018-12-30..2019-01-01 2019-02-04..2019-02-10 2019-04-05..2019-04-07 2019-05-01..2019-05-04 2019-06-07..2019-06-09
2020-10-01..2020-10-08 2021-01-01..2021-01-03 2021-02-11..2021-02-17 2021-04-03..2021-04-05
2022-12-31..2023-01-02 2023-01-21..2023-01-27 2023-04-05..2023-04-05 2023-04-29..2023-05-03
2023-06-22..2023-06-24 2023-09-29..2023-10-06
2024-01-01..2024-01-01 2024-02-10..2024-02-17 2024-04-04..2024-04-06 2024-05-01..2024-05-05
2024-06-10..2024-06-10 2024-09-15..2024-09-17 2024-10-01..2024-10-07
2025-01-01..2025-01-01 2025-01-28..2025-02-04 2025-04-04..2025-04-06 2025-05-01..2025-05-05
2025-05-31..2025-06-02 2025-10-01..2025-10-08
2026-01-01..2026-01-03 2026-02-15..2026-02-23 2026-04-04..2026-04-06 2026-05-01..2026-05-05
2026-06-19..2026-06-21 2026-09-25..2026-09-27 2026-10-01..2026-10-07
"""
WORKED = """
2019-02-02 2019-02-03 2019-04-28 2019-05-05 2020-09-27 2020-10-10 2021-02-07 2021-02-20
2023-01-28 2023-01-29 2023-04-23 2023-05-06 2023-06-25 2023-10-07 2023-10-08
2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12
2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11
2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10
2027-01-30 2027-01-31
"""
"""The two days of 2027 are presumed, not announced: the earliest on which Spring Festival could be worked off."""


def _span(written: str) -> set[date]:
    first, last = (date.fromisoformat(day) for day in written.split(".."))
    return {first + timedelta(days=number) for number in range((last - first).days + 1)}


OFF_DAYS = {day for block in OFF.split() for day in _span(block)}
WORKED_DAYS = {date.fromisoformat(day) for day in WORKED.split()}


def works(day: date) -> bool:
    """Whether a day is a working day. Of 2027 nothing is announced: no holiday is presumed."""
    return day in WORKED_DAYS or (day.weekday() < 5 and day not in OFF_DAYS)


def nth(day0: date, count: int, left_out: Collection[date] = ()) -> date:
    """The ``count``-th working day after day 0 that is not left out."""
    day, counted = day0, 0
    while counted < count:
        day += ONE_DAY
        if works(day) and day not in left_out:
            counted += 1
    return day


def off_rest(day: date) -> date:
    """The day itself, or the next working day when it is a day of rest."""
    while not works(day):
        day += ONE_DAY
    return day


def after_days(day0: date, count: int) -> date:
    """The last of so many calendar days, moved off a day of rest."""
    return off_rest(day0 + timedelta(days=count))


def after_months(day0: date, count: int) -> date:
    """The last day of a period of months, moved off a day of rest."""
    month0 = day0.month - 1 + count
    year, month = day0.year + month0 // 12, month0 % 12 + 1
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return off_rest(
        min(first_of_next - ONE_DAY, date(year, month, min(day0.day, 28)) + timedelta(max(day0.day - 28, 0)))
    )


@dataclass
class Reckoning:
    """The reply clock of a lawful history, kept as a set of days that do not count."""

    day0: date
    limit: int = 20
    extra: int = 0
    waiting: bool = False
    asked: dict[str, tuple[date, date]] = field(default_factory=dict)
    closed: dict[str, date] = field(default_factory=dict)
    fee_letter: str | None = None
    promised: date | None = None
    delayed: date | None = None

    def left_out(self, as_of: date) -> set[date]:
        """Every day after a letter was sent, until the opinion came, the limit ran out, or today."""
        found: set[date] = set()
        for key, (sent, limit) in self.asked.items():
            until = min(self.closed.get(key, as_of), limit, as_of)
            found |= {sent + timedelta(days=n) for n in range(1, (until - sent).days + 1)}
        return found

    def due(self, as_of: date) -> date | None:
        """The last day for the reply as known at the end of a day; None while the clock stands."""
        if self.waiting:
            return None
        counted = nth(self.day0, self.limit + self.extra, self.left_out(as_of))
        return max(day for day in (counted, self.promised, self.delayed) if day is not None)

    def restart(self, day: date) -> None:
        """Art 30 and the fee: the period begins anew. A day that was promised before stays promised."""
        self.waiting = False
        if self.extra:
            self.promised, self.extra = self.due(day), 0
        self.day0 = day

    def take(self, kind: str, day: date, data: Mapping[str, Any]) -> None:
        """What one lawful step does to the clock."""
        if kind == "correction_asked" or (kind == "fee_noticed" and "letter" not in data):
            self.waiting = True
        elif kind == "fee_noticed":
            self.fee_letter = data["letter"]
        elif kind == "served" and self.fee_letter is not None and data.get("number") == self.fee_letter:
            # Posted is not in hand: the clock stops when the applicant has signed, and not after the last day.
            by_others = data["channel"] in ("mail", "other_agency")
            in_hand = data.get("delivered_on") if by_others else data.get("delivered_on", day)
            self.waiting = in_hand is not None and in_hand <= (self.due(day) or date.max)
        elif kind in ("corrected", "fee_paid"):
            self.restart(day)
        elif kind == "consultation_opened":
            self.asked.setdefault(data["key"], (day, nth(data.get("received_on", day), 15)))
        elif kind == "consultation_closed":
            self.closed[data["key"]] = day
        elif kind == "extended":
            self.extra = min(data.get("days", self.limit), self.limit)
        elif kind == "delay_set":
            self.delayed = data["limit_on"]


def reckon(
    day0: date, steps: Iterable[tuple[str, date, Mapping[str, Any]]], as_of: date, limit: int = 20
) -> date | None:
    """The due day of a lawful history as known at the end of a day."""
    clock = Reckoning(day0, limit)
    for kind, day, data in steps:
        clock.take(kind, day, data)
    return clock.due(as_of)
