"""A finance table from an XLSX or CSV file, every row of it or none, with a sentence for each row that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongkai.files.sheets import Sheet, UnreadableTable, open_book
from gongkai.statute.village_duties import finance_classes
from gongkai.village import money
from gongkai.village.errors import FaultyTable
from gongkai.village.money import Line

HEAD = {"类别": "class", "项目": "item", "金额（元）": "amount", "日期": "on", "说明": "note"}
_OTHERS = {"金额": "amount", "金额(元)": "amount", "备注": "note", "摘要": "item", "项目名称": "item"}
OPENING, CLOSING = "期初余额", "期末余额"
MOST_ROWS, HEADER_WITHIN = 500, 10
ROUNDING = 1e-6
"""What a sum of a spreadsheet may be off by and still be a number of two places."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds."""

    lines: tuple[Line, ...]
    opening_fen: int | None
    closing_fen: int | None


def read(data: bytes) -> Table:
    """The table of a file. Raises FaultyTable."""
    try:
        sheets = open_book(data).sheets
    except UnreadableTable as error:
        raise FaultyTable([str(error).rstrip("。")]) from error
    lines: list[Line] = []
    balances: dict[str, int] = {}
    faults: list[str] = []
    for sheet in sheets:
        for number, cells in _rows(sheet):
            faults += _take(f"“{sheet.name}”第{number}行", cells, lines, balances)
    if not lines and not faults:
        faults.append("没有找到表头，或者表头下面没有内容。表头要有“类别、项目、金额（元）”")
    if len(lines) > MOST_ROWS:
        faults.append(f"表里有{len(lines)}行，最多{MOST_ROWS}行")
    if faults:
        raise FaultyTable(faults)
    return Table(tuple(lines), balances.get(OPENING), balances.get(CLOSING))


def _rows(sheet: Sheet) -> Iterator[tuple[int, dict[str, str]]]:
    head = _head(sheet.rows)
    if head is None:
        return
    at, places = head
    for number, row in enumerate(sheet.rows[at + 1 :], start=at + 2):
        cells = {name: _words(row[place]) if place < len(row) else "" for place, name in places.items()}
        if any(cells.values()):
            yield number, cells


def _words(cell: Any) -> str:
    """A cell as it is read: a number with the places that it has, up to the rounding of spreadsheets."""
    if isinstance(cell, float):
        return f"{cell:.2f}" if abs(cell - round(cell, 2)) < ROUNDING else repr(cell)
    return str(cell if cell is not None else "").strip()


def _head(rows: Sequence[Sequence[str]]) -> tuple[int, dict[int, str]] | None:
    known = HEAD | _OTHERS
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        places = {place: known[bare] for place, cell in enumerate(row) if (bare := "".join(str(cell).split())) in known}
        if {"item", "amount"} <= set(places.values()):
            return at, places
    return None


def _take(place: str, cells: dict[str, str], lines: list[Line], balances: dict[str, int]) -> list[str]:
    """Take in one row; what is wrong with it."""
    try:
        amount = money.fen(cells["amount"])
    except ValueError:
        return [f"{place}的金额“{cells['amount']}”不是数，应当写成“1234.56”这样的元数，最多两位小数"]
    if (balance := cells.get("class") or cells["item"]) in (OPENING, CLOSING) or cells["item"] in (OPENING, CLOSING):
        balances[balance if balance in (OPENING, CLOSING) else cells["item"]] = amount
        return []
    faults = []
    codes = {one.label: one.code for one in finance_classes().values()}
    code = codes.get(cells.get("class", ""))
    if code is None:
        faults.append(f"{place}的类别“{cells.get('class', '')}”不在{'、'.join(codes)}之中")
    if not cells["item"] or len(cells["item"]) > 80:
        faults.append(f"{place}的项目应当填写，不超过80字")
    if len(cells.get("note", "")) > 120:
        faults.append(f"{place}的说明超过120字")
    day = _day(cells.get("on", ""))
    if cells.get("on") and day is None:
        faults.append(f"{place}的日期“{cells['on']}”应当写成“2026-03-05”")
    if not faults and code is not None:
        lines.append(Line(code, cells["item"], amount, cells.get("note", ""), day))
    return faults


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said[:10]) if said else None
    except ValueError:
        return None
