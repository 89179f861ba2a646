"""The list of a stocktaking as a table file, and what makers wrote into one: looked at first, taken in as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from gongkai.disclosure.catalogue.columns import bare, below_header
from gongkai.disclosure.catalogue.exporting import workbook
from gongkai.disclosure.catalogue.importing import Fate
from gongkai.disclosure.stocktaking import sitting
from gongkai.disclosure.stocktaking.models import Conclusion, StocktakingLine
from gongkai.disclosure.stocktaking.sitting import Said
from gongkai.editorial.errors import Incomplete
from gongkai.files.sheets import UnreadableTable, open_book

NAMES = {
    "line": "编号",
    "agency": "责任单位",
    "title": "文件名称",
    "number": "发文字号",
    "dated": "成文日期",
    "ends": "有效期至",
    "conclusion": "清理意见",
    "until": "有效期延长至",
    "reason": "理由",
    "basis": "法律、政策依据",
}
_KNOWN = {bare(name): key for key, name in NAMES.items()}
_CONCLUSIONS = {one.label: one.value for one in Conclusion} | {"保留": "keep", "失效": "lapse", "": ""}
NOT_A_LIST = "没有找到清单的表头，或者表头下面没有内容。请先下载清单，填好“清理意见”等各列再上传。"


def table(rows: Iterable[StocktakingLine]) -> bytes:
    """The list as a workbook, which can be filled in and taken in again."""
    return workbook([list(NAMES.values()), *(_cells(row) for row in rows)], "清理清单")


def _cells(row: StocktakingLine) -> list[Any]:
    entry = getattr(row.document, "entry", None)
    return [
        row.pk, row.agency.name, row.title, row.number, row.document.dated_on if row.document else None,
        entry.last_day() if entry else None, row.get_conclusion_display() if row.conclusion else "", row.until,
        row.reason, row.basis,
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: where it stands, what it says, what becomes of it, and what is wrong with it."""

    place: str
    name: str
    fate: Fate
    said: Said | None = None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would change. ``digest`` is the file's: what is confirmed is what was looked at."""

    rows: tuple[Row, ...]
    digest: str

    @property
    def refused(self) -> list[Row]:
        """The rows that cannot be taken."""
        return [row for row in self.rows if row.fate is Fate.REFUSED]

    @property
    def changes(self) -> list[Said]:
        """What the file says that was not said before."""
        return [row.said for row in self.rows if row.fate is Fate.CHANGED and row.said]


def plan(data: bytes, rows: Sequence[StocktakingLine], today: date) -> Plan:
    """What a file would change of some lines; others stay as they are. Raises Incomplete for what is no list."""
    known, seen = {str(row.pk): row for row in rows}, set[str]()
    found = []
    for place, cells in _read(data):
        number = cells.get("line", "")
        if number in seen:
            found.append(Row(place, cells.get("title", ""), Fate.REFUSED, None, ("与前面的一行编号相同",)))
        else:
            found.append(_row(place, cells, known.get(number), today))
        seen.add(number)
    return Plan(tuple(found), sha256(data).hexdigest())


def _row(place: str, cells: Mapping[str, str], line: StocktakingLine | None, today: date) -> Row:
    if line is None:
        fault = f"清单里没有编号为“{cells.get('line', '')}”、由您办理的文件"
        return Row(place, cells.get("title", ""), Fate.REFUSED, None, (fault,))
    conclusion, until = _CONCLUSIONS.get(cells.get("conclusion", "")), _day(cells.get("until", ""))
    faults = [] if conclusion is not None else [f"的清理意见“{cells['conclusion']}”不认得"]
    if until is None and cells.get("until"):
        faults.append(f"的日期“{cells['until']}”应当写成“2028-12-31”")
    said = Said(line.pk, line.version, conclusion or "", cells.get("reason", ""), cells.get("basis", ""), until)
    faults += sitting.wrong(line, said, today)
    if faults:
        return Row(place, line.title, Fate.REFUSED, None, tuple(faults))
    return Row(place, line.title, Fate.KEPT if said == sitting.as_said(line) else Fate.CHANGED, said)


def _read(data: bytes) -> list[tuple[str, dict[str, str]]]:
    try:
        sheets = open_book(data).sheets
    except UnreadableTable as error:
        raise Incomplete(str(error), "file") from error
    found = [
        (f"“{sheet.name}”第{number}行", cells)
        for sheet in sheets
        for number, cells in below_header(sheet.rows, _KNOWN, ("line", "conclusion"))
    ]
    if not found:
        raise Incomplete(NOT_A_LIST, "file")
    return found


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said[:10].replace("/", "-"))
    except ValueError:
        return None
