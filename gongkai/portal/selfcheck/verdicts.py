"""What a line of the checklist says: passed, failed or not tested, and by what that is proved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from django.utils.timezone import localdate

from gongkai.portal.selfcheck import rhythm, walking
from gongkai.portal.selfcheck.models import Walk
from gongkai.portal.selfcheck.providers import Record
from gongkai.portal.selfcheck.rhythm import Column, State
from gongkai.portal.site import Site, site

MOST_RECORDS = 20


class Result(StrEnum):
    """What a line comes to."""

    PASSED = "passed"
    FAILED = "failed"
    UNTESTED = "untested"
    """The system cannot say; the evidence says why."""

    @property
    def label(self) -> str:
        return {"passed": "合格", "failed": "不合格", "untested": "未测"}[self]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A result with its evidence, and the records behind it."""

    result: Result
    evidence: str
    records: Sequence[Record] = field(default=())


def judged(passed: bool, evidence: str, records: Sequence[Record] = ()) -> Verdict:
    """Passed or failed."""
    return Verdict(Result.PASSED if passed else Result.FAILED, evidence, records)


def untested(why: str, records: Sequence[Record] = ()) -> Verdict:
    """Nobody looked, and why."""
    return Verdict(Result.UNTESTED, why, records)


def titled(title: str) -> str:
    """A title in its marks; one that begins with a title of its own is not marked twice."""
    return title if title.startswith("《") else f"《{title}》"


class Standing:
    """The site as it stands at a moment: what several lines ask is asked once."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    @property
    def today(self) -> date:
        return localdate(self.at)

    @cached_property
    def columns(self) -> list[Column]:
        """The public columns."""
        return rhythm.columns(self.today)

    @cached_property
    def walk(self) -> Walk | None:
        """The newest walk through the pages."""
        return walking.latest()

    @cached_property
    def says(self) -> Site:
        """What the operator set."""
        return site()

    @property
    def is_trial(self) -> bool:
        """Whether the domain is one that no real site can have."""
        return walking.reserved(self.says.domain)

    def of_type(self, *types: str) -> list[Column]:
        """The columns of some types."""
        return [one for one in self.columns if one.typed and one.kind.key in types]

    def in_state(self, *states: State) -> list[Column]:
        """The columns in some states today."""
        return [one for one in self.columns if one.state(self.today) in states]

    def record(self, column: Column) -> Record:
        """A column as evidence."""
        return Record(f"{column.title}（{column.agency.short_name}）：{column.said(self.today)}", column.address)

    def records(self, columns: Sequence[Column]) -> list[Record]:
        """Columns as evidence, the first of many."""
        return [self.record(one) for one in columns[:MOST_RECORDS]]
