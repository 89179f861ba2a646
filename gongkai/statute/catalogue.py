"""Proactive disclosure: what must be published, by whom, until when (条例 12, 19–26; 国办发〔2019〕54号)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from gongkai.statute.citation import Citation, cite, read_yaml
from gongkai.statute.documents import Requirement
from gongkai.statute.errors import BadInput
from gongkai.statute.parameters import Parameter, Rules
from gongkai.statute.periods import LastDay, days_after, workdays_after
from gongkai.statute.workdays import Calendar

GUIDE = cite("regulation:12¶2")
ENTRY = cite("regulation:12¶3")
STANDARD = cite("grassroots_paper:")


class Level(StrEnum):
    """At which level an agency stands, as far as 第二十一条 distinguishes."""

    COUNTY = "county"
    """Cities divided into districts, counties, districts, and their departments."""
    TOWNSHIP = "township"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """A matter that must be published proactively: item 1–15 of 第二十条, or an extra of 第二十一条."""

    number: int | None
    label: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class PublicationDue:
    """Until when something must be published; calendar days that end on a day of rest are not moved."""

    matter: str
    due: LastDay
    parameter: Parameter
    start: str

    @property
    def on(self) -> date:
        return self.due.on


@dataclass(frozen=True, slots=True)
class PilotField:
    """One of the 26 fields of the standard catalogue."""

    name: str
    verified: str


@cache
def items_of_article_20() -> tuple[CatalogueItem, ...]:
    """The fifteen items, in order: the fixed top level of 法定主动公开内容."""
    labels = _data()["items"]
    return tuple(CatalogueItem(n, label, cite(f"regulation:20({n})")) for n, label in enumerate(labels, start=1))


def extras_of_article_21(level: Level) -> tuple[CatalogueItem, ...]:
    """What agencies of a level publish in addition."""
    labels = _data()["extras"].get(level.value, [])
    return tuple(CatalogueItem(None, label, cite("regulation:21")) for label in labels)


def must_publish(level: Level) -> tuple[CatalogueItem, ...]:
    """Everything an agency of that level publishes proactively."""
    return items_of_article_20() + extras_of_article_21(level)


def matters() -> Mapping[str, str]:
    """The kinds of matter with a limit of their own, by key, with their Chinese names."""
    return {key: str(entry["label"]) for key, entry in _data()["matters"].items()}


def publication_due(matter: str, formed_on: date, rules: Rules, calendar: Calendar) -> PublicationDue:
    """Until when information formed (approved, decided) on a day must be public.

    Twenty working days unless another law sets a limit (预算法 14, 行政处罚法 48). Calendar days are kept
    as they fall, which is the stricter reading. Raises BadInput for an unknown matter.
    """
    entry = _data()["matters"].get(matter)
    if entry is None:
        raise BadInput(f"没有名为“{matter}”的公开事项，可以是：{'、'.join(matters())}。")
    parameter = _limit(entry, formed_on, rules)
    if entry["days"] == "working":
        due = workdays_after(formed_on, parameter.value, calendar)
    else:
        nominal = days_after(formed_on, parameter.value, calendar).nominal
        due = LastDay(nominal, nominal)
    return PublicationDue(matter, due, parameter, entry["start"])


def _limit(entry: dict[str, Any], on: date, rules: Rules) -> Parameter:
    """The general parameter, or a local one where the agency has switched it on."""
    override = entry.get("override")
    if override and rules.value(f"{override}_used", on):
        return rules.get(override, on)
    return rules.get(entry["parameter"], on)


class ReportPublisher(StrEnum):
    """Who publishes an annual report, as far as 第四十九条 distinguishes. Townships are practice, not text."""

    GOVERNMENT = "government"
    DEPARTMENT = "department"
    TOWNSHIP = "township"


def report_due(publisher: ReportPublisher, year: int, rules: Rules) -> tuple[date, Parameter]:
    """Until when the annual report of a year must be public (31 March or 31 January of the next), and the rule."""
    parameter = rules.get(f"report_due_{publisher.value}", date(year + 1, 1, 1))
    return date.fromisoformat(f"{year + 1}-{parameter.value}"), parameter


def guide_requirements(guide: Mapping[str, object]) -> tuple[Requirement, ...]:
    """What the disclosure guide still lacks; keys are the names of `guide_elements`."""
    return tuple(
        Requirement("GUIDE_INCOMPLETE", f"政府信息公开指南缺少：{name}。", GUIDE)
        for name in guide_elements()
        if not guide.get(name)
    )


def entry_requirements(entry: Mapping[str, object]) -> tuple[Requirement, ...]:
    """What an entry of the disclosure catalogue still lacks: 索引、名称、内容概述、生成日期."""
    return tuple(
        Requirement("ENTRY_INCOMPLETE", f"政府信息公开目录缺少：{name}。", ENTRY)
        for name in _data()["entry_elements"]
        if not entry.get(name)
    )


def guide_elements() -> tuple[str, ...]:
    """What the disclosure guide must tell (第十二条第二款)."""
    return tuple(_data()["guide_elements"])


def channels() -> tuple[str, ...]:
    """Through what information is published (第二十三条)."""
    return tuple(_data()["channels"])


def reading_places() -> tuple[str, ...]:
    """Where places for reading must be set up (第二十五条)."""
    return tuple(_data()["places"])


@cache
def pilot_fields() -> tuple[PilotField, ...]:
    """The 26 fields of the standard catalogue for counties and townships."""
    return tuple(PilotField(entry["name"], entry["verified"]) for entry in _standard()["fields"])


def standard_columns() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The columns of the standard catalogue with their sub-columns."""
    return tuple((column["name"], tuple(column.get("parts", ()))) for column in _standard()["columns"])


def carriers() -> tuple[str, ...]:
    """The tick list under 公开渠道和载体."""
    return tuple(_standard()["carriers"])


def usual_time_limit() -> str:
    """How the standard catalogue writes the limit that applies when no other law sets one (条例第二十六条)."""
    return str(_standard()["usual_time_limit"])


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = read_yaml("catalogue.yaml")
    return data


@cache
def _standard() -> dict[str, Any]:
    data: dict[str, Any] = read_yaml("standard_catalogue.yaml")
    return data
