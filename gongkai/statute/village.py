"""Village disclosure (村务公开): boards, how often, how long (村民委员会组织法 35, before 2026: 30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from gongkai.statute.citation import Citation, cite, read_yaml
from gongkai.statute.errors import BadInput
from gongkai.statute.parameters import Parameter, Rules
from gongkai.statute.periods import add_months


class BoardKind(StrEnum):
    """The four boards of a village."""

    PARTY = "party"
    AFFAIRS = "affairs"
    FINANCE = "finance"
    SERVICES = "services"

    @property
    def label(self) -> str:
        return str(_data()["boards"][self.value]["label"])


class Frequency(StrEnum):
    """How often a board must be renewed."""

    AT_ONCE = "at_once"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"
    LONG_TERM = "long_term"

    @property
    def label(self) -> str:
        return {
            "at_once": "随时公布",
            "monthly": "每月至少公布一次",
            "quarterly": "每季度至少公布一次",
            "half_yearly": "每半年至少公布一次",
            "yearly": "每年公布一次",
            "long_term": "长期公布",
        }[self.value]


_MONTHS = {
    Frequency.MONTHLY: "village_finance_busy_months",
    Frequency.QUARTERLY: "village_general_months",
    Frequency.HALF_YEARLY: "village_party_months",
}


@dataclass(frozen=True, slots=True)
class StatutoryItems:
    """What the law of a day demands to be published in a village, and its article."""

    items: tuple[str, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class NextPosting:
    """Until when a board must be renewed; ``due_on`` is None for a long-term board."""

    frequency: Frequency
    due_on: date | None
    parameter: Parameter | None


def board_items(kind: BoardKind) -> tuple[str, ...]:
    """What usually stands on a board."""
    return tuple(_data()["boards"][kind.value]["items"])


def statutory_items(on: date) -> StatutoryItems:
    """The matters the law lists on a day. Raises BadInput before the first version."""
    for version in _data()["statutory"]:
        if version["from"] <= on and (version.get("to") is None or on <= version["to"]):
            return StatutoryItems(tuple(version["items"]), cite(version["citation"]))
    raise BadInput(f"{on:%Y-%m-%d}没有可以适用的村务公开规定。")


def frequency(kind: BoardKind, *, busy_finance: bool = False, major: bool = False) -> Frequency:
    """How often a board is renewed: finance monthly where dealings are many, major matters at once."""
    if major:
        return Frequency.AT_ONCE
    entry = _data()["boards"][kind.value]
    if busy_finance and "busy_frequency" in entry:
        return Frequency(entry["busy_frequency"])
    return Frequency(entry["frequency"])


def next_posting(
    kind: BoardKind, last_posted: date, rules: Rules, *, busy_finance: bool = False, major: bool = False
) -> NextPosting:
    """Until when the next posting is due. For a major matter ``last_posted`` is the day it happened."""
    often = frequency(kind, busy_finance=busy_finance, major=major)
    if often is Frequency.LONG_TERM:
        return NextPosting(often, None, None)
    if often is Frequency.AT_ONCE:
        parameter = rules.get("village_major_days", last_posted)
        return NextPosting(often, last_posted + timedelta(days=parameter.value), parameter)
    parameter = rules.get(_MONTHS[often], last_posted)
    return NextPosting(often, add_months(last_posted, parameter.value), parameter)


def posted_until(posted_from: date, rules: Rules) -> tuple[date, Parameter]:
    """The first day on which a posting may be taken down, and the rule: at least 15 days since 2026."""
    parameter = rules.get("village_posting_days", posted_from)
    return posted_from + timedelta(days=parameter.value), parameter


def posting_long_enough(posted_from: date, taken_down: date, rules: Rules) -> bool:
    """Whether a posting stood as long as the law of its first day demands."""
    return taken_down >= posted_until(posted_from, rules)[0]


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = read_yaml("village.yaml")
    return data
