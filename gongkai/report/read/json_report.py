"""Reports that gongkai itself wrote as JSON (schema ``gongkai.report/1``): nothing has to be guessed.

What such a file leaves out is missing, never 0; a key that the schema does not know is passed over, so
that later versions may add to it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from gongkai.report.model import Cell, CellState, Format, Report, Section, TableA, TableB, TableC
from gongkai.statute.report_tables import COLUMNS_B, COLUMNS_C, GROUPS_C, HEADINGS, KEYS_A, KEYS_B

_SCHEMA = "gongkai.report/1"
_NULL = Cell(None, "", CellState.NOT_APPLICABLE)
MOST_SECTIONS = 50


def looks_like_json(text: str) -> bool:
    """Whether the text is one of our own reports."""
    return text.lstrip("\ufeff \t\r\n").startswith("{") and _SCHEMA in text[:2000]


def read_json(name: str, text: str) -> Report:
    """The report in our JSON.

    :raises ValueError: when it is not JSON, not this schema, or a figure is no figure.
    """
    try:
        data = json.loads(text.lstrip("\ufeff"), parse_float=Decimal)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(data, dict) or data.get("schema") != _SCHEMA:
        raise ValueError("not a report of ours")
    tables = _mapping(data.get("tables"))
    return Report(
        file=name,
        title=_text(data.get("title")),
        agency=_text(data.get("agency")),
        year=_year(data.get("year")),
        published_on=_day(data.get("published_on")),
        sections=_sections(data.get("sections")),
        table_a=_table_a(tables.get("A")),
        table_b=_table_b(tables.get("B")),
        table_c=_table_c(tables.get("C")),
        format=Format(data.get("format", Format.UNKNOWN.value)),
    )


def from_json(data: Mapping[str, Any], name: str = "") -> Report:
    """The report in data already taken apart, for those who store it. Raises ValueError."""
    return read_json(name, json.dumps(data, ensure_ascii=False))


def _table_a(data: Any) -> TableA:
    table = TableA()
    if isinstance(data, Mapping):
        table.present = True
        for key in KEYS_A:
            if key in data:
                table.cells[key] = _cell(data[key], f"tables.A.{key}")
    return table


def _table_b(data: Any) -> TableB:
    table = TableB()
    if isinstance(data, Mapping):
        table.present = True
        for key in KEYS_B:
            row = _mapping(data.get(key))
            for place, (column, _) in enumerate(COLUMNS_B):
                if column in row:
                    table.rows[key][place] = _cell(row[column], f"tables.B.{key}.{column}")
    return table


def _table_c(data: Any) -> TableC:
    table = TableC()
    if isinstance(data, Mapping):
        table.present = True
        for cells, (group, _) in zip(table.groups, GROUPS_C, strict=True):
            row = _mapping(data.get(group))
            for place, (column, _) in enumerate(COLUMNS_C):
                if column in row:
                    cells[place] = _cell(row[column], f"tables.C.{group}.{column}")
    return table


def _cell(value: Any, origin: str) -> Cell:
    if value is None:
        return _NULL
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        raise ValueError(f"{origin}: {value!r}")
    if isinstance(value, Decimal) and value == value.to_integral_value() and abs(value) < 10**18:
        value = int(value)
    return Cell(value, str(value), CellState.READ, origin)


def _sections(data: Any) -> list[Section]:
    entries = data if isinstance(data, list) else []
    return [
        Section(_part(entry.get("number")), _text(entry.get("heading")), _text(entry.get("text")))
        for entry in entries[:MOST_SECTIONS]
        if isinstance(entry, Mapping)
    ]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _part(value: Any) -> int:
    """The number of a part; anything but one to six stands before part 一."""
    number = _whole(value)
    return number if 1 <= number <= len(HEADINGS) else 0


def _year(value: Any) -> int | None:
    year = _whole(value)
    return year if 1900 <= year <= 2200 else None


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None
