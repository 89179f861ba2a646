"""What inspectors of a government website look at, and the table that a site publishes each year.

检查指标 (国办秘函〔2019〕19号) and 政府网站工作年度报表 (国办函〔2018〕12号). Lines, scores and labels are data with a
mark for how sure each is; the numbers of the vetoes are parameters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from gongkai.statute.citation import Citation, cite, read_yaml
from gongkai.statute.parameters import Parameter, Rules

INDICATORS = cite("site_indicators:")
YEARLY_TABLE = cite("site_report_paper:")


class Part(StrEnum):
    """What a line does: a veto decides alone, a deduction takes marks off."""

    VETO = "veto"
    DEDUCT = "deduct"

    @property
    def label(self) -> str:
        return str(_checks()["parts"][self.value])


@dataclass(frozen=True, slots=True)
class Indicator:
    """A line of the checklist. ``score`` is what a failure takes off, None where that is not known; ``type`` the type
    of the columns that it is about."""

    key: str
    part: Part
    group: str
    label: str
    rule: str
    advice: str
    verified: str
    score: int | None = None
    type: str = ""
    citation: Citation = INDICATORS


@cache
def indicators() -> dict[str, Indicator]:
    """The checklist in its order, by key."""
    return {
        key: Indicator(key=key, **{**entry, "part": Part(entry["part"])})
        for key, entry in _checks()["indicators"].items()
    }


@dataclass(frozen=True, slots=True)
class Visits:
    """How a site answered its probes: by day, attempts and those that failed."""

    by_day: dict[date, tuple[int, int]]

    @property
    def attempts(self) -> int:
        return sum(made for made, _ in self.by_day.values())

    @property
    def failed(self) -> int:
        return sum(lost for _, lost in self.by_day.values())

    @property
    def share(self) -> float:
        """Failures in a hundred attempts."""
        return 100 * self.failed / self.attempts if self.attempts else 0.0


def reachable(visits: Visits, today: date, rules: Rules) -> bool | None:
    """Whether a site could be reached in the last days; None when it was not visited often enough to say so.

    Enough failures are said at once: so many of as few visits as a day must have is a failure whatever follows.
    """
    least, days = rules.value("site_visits_a_day", today), rules.value("site_visit_days", today)
    too_many = visits.share >= rules.value("site_failed_share", today)
    if visits.attempts >= least and too_many:
        return False
    enough = len(visits.by_day) >= days and all(made >= least for made, _ in visits.by_day.values())
    return True if enough else None


@dataclass(frozen=True, slots=True)
class ReportField:
    """A figure of the yearly table; ``source`` names what the system counts, empty where a person enters it."""

    key: str
    group: str
    label: str
    unit: str
    source: str
    verified: str


@cache
def report_fields() -> dict[str, ReportField]:
    """The figures of the yearly table in their order, by key."""
    return {
        key: ReportField(key, group["name"], entry["label"], entry["unit"], entry.get("from", ""), entry["verified"])
        for group in read_yaml("site_report.yaml")["groups"]
        for key, entry in group["fields"].items()
    }


def report_groups() -> Iterator[tuple[str, list[ReportField]]]:
    """The figures by group."""
    names = dict.fromkeys(field.group for field in report_fields().values())
    for name in names:
        yield name, [field for field in report_fields().values() if field.group == name]


def site_report_due(year: int, rules: Rules) -> tuple[date, Parameter]:
    """Until when the table of a year must be public (31 January of the next), and the rule."""
    parameter = rules.get("site_report_due", date(year + 1, 1, 1))
    return date.fromisoformat(f"{year + 1}-{parameter.value}"), parameter


@cache
def _checks() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml("website_checks.yaml")
    return found
