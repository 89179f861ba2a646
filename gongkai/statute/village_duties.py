"""What a village owes on its four boards, item by item: each item's cycle, until when a period is posted, who signs.

The law names intervals (每季度、每月至少一次) and no day after the end of a period; that day is a parameter that is
configuration and warns only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from gongkai.statute.citation import Citation, cite, read_yaml
from gongkai.statute.errors import BadInput
from gongkai.statute.parameters import Parameter, Rules
from gongkai.statute.periods import add_months
from gongkai.statute.village import BoardKind, Frequency, posted_until

_LENGTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.HALF_YEARLY: 6, Frequency.YEARLY: 12}
"""Months of a period of each cycle; the rest have none."""


class Standing(StrEnum):
    """How a period of an item stands on a day."""

    ON_TIME = "on_time"
    LATE = "late"
    WAITING = "waiting"
    MISSING = "missing"

    @property
    def label(self) -> str:
        return {"on_time": "按期公开", "late": "逾期公开", "waiting": "待公开", "missing": "逾期未公开"}[self.value]


@dataclass(frozen=True, slots=True)
class Duty:
    """An item of a board. ``special`` is published for itself alone (专项公开), ``table`` is told in figures, ``names``
    lists people, whose names alone may stand there."""

    code: str
    board: BoardKind
    label: str
    frequency: Frequency
    busy_frequency: Frequency
    citation: Citation
    verified: str
    special: bool = False
    table: bool = False
    names: bool = False

    def cycle(self, *, busy: bool) -> Frequency:
        """How often it is owed; in a village with many financial dealings (``busy``) finance is owed more often."""
        return self.busy_frequency if busy else self.frequency

    @property
    def oversight_first(self) -> bool:
        """Whether the oversight committee has to sign before anybody else: finance always (村委会组织法第三十七条)."""
        return self.board is BoardKind.FINANCE


@dataclass(frozen=True, slots=True)
class FinanceClass:
    """A class of a finance table; ``sign`` says whether its amounts come in (1), go out (-1) or only stand there."""

    code: str
    label: str
    sign: int


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a quarter, half a year or a year."""

    start: date
    end: date

    @property
    def label(self) -> str:
        """``2026年第三季度``."""
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1
        year, place = f"{self.start.year}年", (self.start.month - 1) // months
        return {1: f"{year}{self.start.month}月", 3: f"{year}第{'一二三四'[place % 4]}季度",
                6: f"{year}{'上下'[place % 2]}半年", 12: f"{year}度"}[months]  # fmt: skip


def duties(on: date) -> tuple[Duty, ...]:
    """What is owed under the law of a day, board by board."""
    return tuple(_duty(entry) for entry in _data()["duties"] if _in_force(entry, on))


def duty(code: str, on: date) -> Duty:
    """An item by its code. Raises BadInput for one that the law of the day does not know."""
    for one in duties(on):
        if one.code == code:
            return one
    raise BadInput(f"{on:%Y-%m-%d}没有代码为“{code}”的村务公开事项。")


def label_of(code: str) -> str:
    """What an item was ever called: for what is kept from earlier years."""
    return next((str(entry["label"]) for entry in _data()["duties"] if entry["code"] == code), code)


def finance_classes() -> dict[str, FinanceClass]:
    """The classes of a finance table, by code, in their order."""
    return {entry["code"]: FinanceClass(**entry) for entry in _data()["classes"]}


def period_of(cycle: Frequency, day: date) -> Period:
    """The period that holds a day. Raises BadInput for a cycle without periods."""
    if cycle not in _LENGTHS:
        raise BadInput(f"“{cycle.label}”的事项没有公开周期。")
    length = _LENGTHS[cycle]
    start = date(day.year, (day.month - 1) // length * length + 1, 1)
    return Period(start, add_months(start, length) - timedelta(days=1))


def periods(cycle: Frequency, first: date, last: date) -> Iterator[Period]:
    """The periods that begin on or after a first day and begin by the last: what a village owes between the two."""
    if cycle not in _LENGTHS:
        return
    period = period_of(cycle, first)
    if period.start < first:
        period = period_of(cycle, period.end + timedelta(days=1))
    while period.start <= last:
        yield period
        period = period_of(cycle, period.end + timedelta(days=1))


def due_on(one: Duty, period: Period, rules: Rules) -> tuple[date, Parameter]:
    """Until when a period of an item is posted. What is planned for a year is told at its beginning."""
    parameter = rules.get("village_after_period_days", period.start)
    begins_it = one.code == "finance_plan"
    until = add_months(period.start, 3) - timedelta(days=1) if begins_it else period.end
    return until + timedelta(days=parameter.value), parameter


def due_at_once(happened_on: date, rules: Rules) -> tuple[date, Parameter]:
    """Until when something that is posted as it happens is posted."""
    parameter = rules.get("village_major_days", happened_on)
    return happened_on + timedelta(days=parameter.value), parameter


def answer_due(asked_on: date, rules: Rules) -> tuple[date, Parameter]:
    """Until when a villager's question is answered."""
    parameter = rules.get("village_answer_days", asked_on)
    return asked_on + timedelta(days=parameter.value), parameter


def shortest(on: date, rules: Rules) -> tuple[int, Parameter]:
    """How many days a posting of a day stands at least (第三十五条: 十五日), and the rule."""
    until, parameter = posted_until(on, rules)
    return (until - on).days, parameter


def standing(due: date, posted_on: date | None, today: date) -> Standing:
    """How something owed stands on a day."""
    if posted_on is not None:
        return Standing.ON_TIME if posted_on <= due else Standing.LATE
    return Standing.MISSING if today > due else Standing.WAITING


def _in_force(entry: dict[str, Any], on: date) -> bool:
    return bool(entry["from"] <= on and (entry.get("to") is None or on <= entry["to"]))


def _duty(entry: dict[str, Any]) -> Duty:
    usual = Frequency(entry["frequency"])
    return Duty(
        entry["code"],
        BoardKind(entry["board"]),
        entry["label"],
        usual,
        Frequency(entry.get("busy_frequency", usual)),
        cite(entry["citation"]),
        entry["verified"],
        *(entry.get(name, False) for name in ("special", "table", "names")),
    )


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = read_yaml("village_duties.yaml")
    return data
