"""Register files as offices keep them, made for a test."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from gongkai.agencies.models import Agency
from gongkai.casework import importing
from gongkai.casework.importing import Options, Plan
from gongkai.casework.register_fields import LABELS
from gongkai.casework.register_file import read_register

TODAY = date(2026, 11, 26)

USUAL: dict[str, Any] = {
    "number": "明公开〔2022〕001号",
    "received_on": "2022-03-07",
    "channel": "互联网",
    "name": "甄不存",
    "kind": "自然人",
    "identity_number": "990101199001010019",
    "telephone": "00012345678",
    "wanted": "湖滨新村2022年老旧小区改造实施方案",
    "outcome": "予以公开",
    "decided_on": "2022-03-21",
    "delivery": "网上",
    "served_on": "2022-03-21",
}
"""A request that was answered in time."""


def usual(**changes: Any) -> dict[str, Any]:
    """The usual row with some cells changed; None leaves a cell empty."""
    return {key: value for key, value in {**USUAL, **changes}.items() if value is not None}


def table(*rows: Mapping[str, Any], columns: Sequence[str] | None = None) -> list[list[Any]]:
    """A header and its rows. Columns are all that any row has, unless given."""
    keys = list(columns or dict.fromkeys(key for row in (USUAL, *rows) for key in row))
    return [[LABELS[key] for key in keys], *([row.get(key, "") for key in keys] for row in rows)]


def as_csv(cells: Sequence[Sequence[Any]], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(cells)
    return out.getvalue().encode(encoding)


def as_xlsx(
    cells: Sequence[Sequence[Any]],
    *,
    name: str = "台账",
    more: Callable[[xlsxwriter.Workbook, Any], None] | None = None,
) -> bytes:
    """A workbook of one sheet; ``more`` may do to it what offices do."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd", "strings_to_numbers": False})
    sheet = book.add_worksheet(name)
    for number, row in enumerate(cells):
        for place, value in enumerate(row):
            if value not in ("", None):
                sheet.write(number, place, value)
    if more:
        more(book, sheet)
    book.close()
    return out.getvalue()


def planned(agency: Agency, *rows: Mapping[str, Any], options: Options | None = None, today: date = TODAY) -> Plan:
    """The plan of a register with some rows."""
    register = read_register(as_csv(table(*rows)), (options or Options()).dictionary)
    return importing.plan(register, agency, today=today, options=options)
