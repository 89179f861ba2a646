"""The columns of a catalogue in a table file: those of the national standard catalogue, and ours beside them.

What the standard writes as two columns to tick (公开对象, 公开方式, 公开层级) is read in either form: two columns with
a tick, or one with words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongkai.disclosure.catalogue.models import REST, CatalogueEntry, Level, fields, items
from gongkai.statute.catalogue import usual_time_limit

HEADER_WITHIN = 10
"""A header stands in one of the first rows; a title may stand above it."""
NAMES: dict[str, str] = {
    "item": "法定事项",
    "field": "领域",
    "matter": "一级事项",
    "submatter": "二级事项",
    "elements": "公开内容（要素）",
    "basis": "公开依据",
    "time_limit": "公开时限",
    "refresh_days": "更新周期（天）",
    "responsible": "公开主体",
    "carriers": "公开渠道和载体",
    "audience": "公开对象",
    "way": "公开方式",
    "level": "公开层级",
    "place": "栏目或者网页",
}
"""The columns of our own table, in its order."""
_OTHERS = {
    "公开事项": "matter",
    "事项名称": "matter",
    "公开内容": "elements",
    "公开内容要素": "elements",
    "依据": "basis",
    "时限": "time_limit",
    "主体": "responsible",
    "责任单位": "responsible",
    "公开渠道": "carriers",
    "渠道和载体": "carriers",
    "标准目录领域": "field",
    "更新周期": "refresh_days",
    "公开在哪个栏目或者网页": "place",
    "全社会": "everybody",
    "特定群众": "audience",
    "特定群体": "audience",
    "特定群众群体": "audience",
    "主动": "proactive",
    "主动公开": "proactive",
    "依申请公开": "on_request",
    "依申请": "on_request",
    "县级": "county",
    "乡级": "township",
}
_REQUIRED = ("matter", "elements")
_NOISE = re.compile(r"[\s（）()：:、，,/]+")
_TICKS = frozenset("√✓✔是有1yY")
_NUMBER = re.compile(r"(?:第?二十条)?[第（(]*\s*(\d{1,2}|[一二三四五六七八九十]{1,3})")
_DIGITS = {word: str(number) for number, word in enumerate("一二三四五六七八九十", start=1)} | {
    "十一": "11", "十二": "12", "十三": "13", "十四": "14", "十五": "15",
}  # fmt: skip


def bare(value: Any) -> str:
    """A heading without what people write differently."""
    return _NOISE.sub("", str(value or ""))


_KNOWN = {bare(name): key for key, name in NAMES.items()} | {bare(name): key for name, key in _OTHERS.items()}


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header of a sheet ends, and which column stands where."""

    last: int
    places: Mapping[str, int]

    def cells(self, row: Sequence[Any]) -> dict[str, str]:
        """The words of a row by their column."""
        return {key: words(row[place]) for key, place in self.places.items() if place < len(row)}


def words(value: Any) -> str:
    """A cell as words: a whole number without its point, an apostrophe against formulas taken off."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    said = "" if value is None else str(value).strip()
    return said[1:] if said[:1] == "'" else said


def below_header(
    rows: Sequence[Sequence[Any]], known: Mapping[str, str], required: Iterable[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows below a header of one row, each with its number from 1 and its words by their column; ``known`` are the
    bare headings, and nothing is below a header that lacks a required one. Empty rows are passed over."""
    places: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        if places:
            cells = {key: words(row[at]) for key, at in places.items() if at < len(row)}
            if any(words(cell) for cell in row):
                yield number, cells
        else:
            found = {known[bare(cell)]: at for at, cell in enumerate(row) if bare(cell) in known}
            places = found if set(required) <= found.keys() else {}


def header(rows: Sequence[Sequence[Any]]) -> Header | None:
    """The header of a sheet, in one row or in two of which the lower one divides the upper; None without any."""
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        found = _places(row)
        if "elements" not in found:
            continue
        below = _places(rows[number + 1]) if number + 1 < len(rows) else {}
        # a divided head has the words 公开事项 above 一级事项, and 公开对象 above its two ticks
        divided = "submatter" in below and "submatter" not in found
        places = found | below if divided else found
        if all(key in places for key in _REQUIRED):
            return Header(number + divided, places)
    return None


def _places(row: Sequence[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        key = _KNOWN.get(bare(cell))
        if key is not None:
            found.setdefault(key, place)
    return found


def item_of(said: str) -> str | None:
    """The item of 条例第二十条 that a cell names, by its number or its words; None for none."""
    if "二十一" in said or said == REST:
        return REST
    labels = {label.partition("）")[2]: number for number, label in items() if number != REST}
    if said in labels:
        return labels[said]
    number = _NUMBER.match(said)
    if number is None:
        return None
    told = _DIGITS.get(number[1], number[1])
    return told if told in dict(items()) else None


def field_of(said: str) -> str | None:
    """The field of the standard catalogue that a cell names; empty for none, None for one that is not on the list."""
    return said if said == "" or said in dict(fields()) else None


def _ticked(cells: Mapping[str, str], key: str) -> bool:
    said = cells.get(key, "")
    return bool(said) and (said[0] in _TICKS or said == NAMES.get(key, ""))


def audience_of(cells: Mapping[str, str]) -> str:
    """Whom a matter is disclosed to: empty for everybody, else which group."""
    said = cells.get("audience", "")
    if _ticked(cells, "everybody") or said in ("", "全社会"):
        return ""
    return "特定群众" if said in _TICKS else said


def on_request_of(cells: Mapping[str, str]) -> bool:
    """Whether a matter is disclosed only to who asks for it."""
    return "依申请" in cells.get("way", "") or (_ticked(cells, "on_request") and not _ticked(cells, "proactive"))


def level_of(cells: Mapping[str, str]) -> str:
    """At which level a matter is disclosed; the county's when nothing is said."""
    said = cells.get("level", "")
    county = "县" in said or "区" in said or _ticked(cells, "county")
    township = "乡" in said or "镇" in said or _ticked(cells, "township")
    if township:
        return Level.BOTH if county else Level.TOWNSHIP
    return Level.COUNTY


def as_row(entry: CatalogueEntry, place: str = "") -> list[str | int | None]:
    """A line in our own table, which reads back as the same line."""
    return [
        "第二十一条" if entry.item == REST else f"第二十条（{entry.item}）",
        entry.field,
        entry.matter,
        entry.submatter,
        entry.elements,
        entry.basis,
        entry.time_limit or usual_time_limit(),
        entry.refresh_days,
        entry.responsible,
        entry.carriers,
        entry.audience or "全社会",
        "依申请公开" if entry.on_request else "主动公开",
        entry.get_level_display(),
        place,
    ]
