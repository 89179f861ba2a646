"""A government website as its guidelines want it: types of columns, how often each is renewed, the columns of a
county's site, domain and code (政府网站发展指引, 国办发〔2017〕47号; 检查指标, 国办秘函〔2019〕19号).

Numbers that an inspection counts with are parameters; what the papers leave open is in ``data/websites.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from gongkai.statute.citation import cite, read_yaml
from gongkai.statute.parameters import Rules
from gongkai.statute.periods import add_months

GUIDELINES = cite("site_guidelines:")
INDICATORS = cite("site_indicators:")

_DOMAIN = re.compile(r"(?:www|[a-z0-9]+(?:-[a-z0-9]+)*)\.(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)?gov\.cn")
_CODE = re.compile(r"[0-9]{6}[0-9]{4}|bm[0-9]{8}")
_POLICE = re.compile(r"[\u4e00-\u9fff]公网安备\s?[0-9]{14}号?")


class Update(StrEnum):
    """The class in which an inspection counts a column."""

    DYNAMIC = "dynamic"
    """动态、要闻: two weeks."""
    NOTICE = "notice"
    """通知公告、政策文件: six months."""
    OTHER = "other"
    """Another column that should be renewed."""
    NONE = "none"
    """Renewed when something changes; it may only not be empty."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """How long a column may stay as it is: so many days or months, or as long as nothing changes. ``warn`` is how many
    days before its last day people are told."""

    key: str
    label: str
    days: int = 0
    months: int = 0
    warn: int = 0

    def last_day(self, renewed_on: date) -> date | None:
        """The last day on which a column that was renewed on a day is not yet stale; None when it never is."""
        if self.months:
            return add_months(renewed_on, self.months)
        return renewed_on + timedelta(days=self.days) if self.days else None


@dataclass(frozen=True, slots=True)
class ColumnType:
    """A ColumnType of the guidelines; ``label`` is what stands in the tag."""

    key: str
    label: str
    update: Update
    cycle: str
    verified: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A column of a county's site. ``built_in`` names the portal's own page where no section is needed."""

    title: str
    type: str
    cycle: str = ""
    words: str = ""
    keywords: str = ""
    built_in: str = ""
    columns: tuple[Planned, ...] = ()


@cache
def column_types() -> dict[str, ColumnType]:
    """All types of columns, in the order of the guidelines."""
    return {
        key: ColumnType(key, entry["label"], Update(entry["update"]), entry["cycle"], entry["verified"])
        for key, entry in _data()["types"].items()
    }


def column_type(key: str) -> ColumnType:
    """A type; for a column without one what its tags say instead."""
    return column_types().get(key) or column_types()[_data()["untyped"]]


def cycle_labels() -> dict[str, str]:
    """The cycles that a column may have, by key."""
    return {key: entry["label"] for key, entry in _data()["cycles"].items()}


def cycle(key: str, on: date, rules: Rules) -> Cycle:
    """A cycle as it stood on a day. Raises KeyError for none such."""
    entry = _data()["cycles"][key]
    numbers = {"months": entry.get("months", 0)}
    if "parameter" in entry:
        numbers = {entry["unit"]: rules.value(entry["parameter"], on)}
    return Cycle(key, entry["label"], warn=entry.get("warn", 0), **numbers)


def cycle_of(type_key: str, own: str, on: date, rules: Rules) -> Cycle:
    """The cycle of a column: the one that was chosen for it, but none longer than an inspection allows its type.

    A column of news that says “every year” is counted with two weeks, because inspectors count it so.
    """
    kind = column_type(type_key)
    usual = cycle(kind.cycle, on, rules)
    if not own:
        return usual
    chosen = cycle(own, on, rules)
    if kind.update not in (Update.DYNAMIC, Update.NOTICE):
        return chosen
    last = {one.key: one.last_day(on) or date.max for one in (usual, chosen)}
    return usual if last[usual.key] <= last[chosen.key] else chosen


@cache
def county_site() -> tuple[Planned, ...]:
    """The columns of a county's site, each with those below it."""
    return tuple(_planned(entry) for entry in _data()["county_site"])


def every_planned(columns: tuple[Planned, ...] | None = None) -> Iterator[Planned]:
    """All planned columns, those below others too."""
    for one in county_site() if columns is None else columns:
        yield one
        yield from every_planned(one.columns)


def domain_problem(domain: str) -> str:
    """What is wrong with a domain; empty when it is one of a government website."""
    if _DOMAIN.fullmatch(domain.strip().lower()):
        return ""
    return f"域名“{domain}”不是www.□□□.gov.cn或者○○○.□□□.gov.cn的形式。" if domain else "没有填写域名。"


def code_problem(code: str) -> str:
    """What is wrong with a 网站标识码: six digits of the region and four of the serial number, or bm and eight."""
    if _CODE.fullmatch(code.strip()) and not code.startswith("000000"):
        return ""
    return f"网站标识码“{code}”应为10位：6位行政区划代码加4位顺序码。" if code else "没有填写网站标识码。"


def police_problem(number: str) -> str:
    """What is wrong with the number of the registration with the police; empty when it looks right."""
    if _POLICE.search(number):
        return ""
    return f"公安备案号“{number}”应为“×公网安备”加14位数字。" if number else "没有填写公安备案号。"


def _planned(entry: dict[str, Any]) -> Planned:
    below = tuple(_planned(one) for one in entry.get("columns", ()))
    return Planned(**{**entry, "columns": below})


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml("websites.yaml")
    return found
