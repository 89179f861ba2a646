"""Reading an office's old register: its header is found by its words, in any order; each row keeps its place.

Nothing is interpreted here but where what stands; `register_entries` reads the cells.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gongkai.casework.register_fields import COLUMNS, LABELS, column_of, plain
from gongkai.casework.register_sheets import Book, Sheet, UnreadableRegister, open_book
from gongkai.casework.register_words import NO_DICTIONARY, Dictionary

HEADER_WITHIN = 15
"""A header stands in one of the first rows; titles and remarks may stand above it."""
FEWEST_HEADINGS = 3
REQUIRED = tuple(column.key for column in COLUMNS if column.required)
NOT_IMPORTED = ("示例", "不导入", "填写说明", "下拉选项")
"""Sheets with such a word in their name are explanations."""
_CLOSING = re.compile(r"(?:合计|总计|小计|共计|填表|制表|审核人|统计人|填报|注[:：]|说明[:：]|备注[:：])")


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A row as it stands in the file: its place, its cells by the key of their column, and which of them are
    computed."""

    sheet: str
    line: int
    cells: Mapping[str, Any]
    computed: frozenset[str] = frozenset()

    @property
    def place(self) -> str:
        return f"第{self.line}行" if self.sheet == "CSV" else f"“{self.sheet}”第{self.line}行"


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """What was found in a file: its rows, its digest, and what was left aside and why."""

    rows: tuple[RegisterRow, ...]
    digest: str
    notes: tuple[str, ...] = ()
    columns: frozenset[str] = frozenset()
    """The columns that a sheet of the file has, filled in or not."""


@dataclass(slots=True)
class _Header:
    """Where the header of a sheet ends and which column stands where."""

    last: int
    places: dict[str, int]
    left: list[str] = field(default_factory=list)


def read_register(data: bytes, dictionary: Dictionary = NO_DICTIONARY) -> RegisterFile:
    """The rows of a register file. Raises UnreadableRegister, naming the columns that are missing."""
    book = open_book(data)
    rows: list[RegisterRow] = []
    notes = [f"隐藏的工作表“{name}”没有读取。" for name in book.hidden if not _explains(name)]
    columns: set[str] = set()
    for sheet in book.sheets:
        if _explains(sheet.name):
            continue
        header = _header(sheet, dictionary.columns)
        if header is None:
            if any(_filled(row) for row in sheet.rows):
                notes.append(f"工作表“{sheet.name}”没有台账的表头，没有读取。")
            continue
        columns |= header.places.keys()
        _refuse_incomplete(sheet, header, dictionary.blanks)
        _refuse_merged(sheet, header)
        notes += [f"工作表“{sheet.name}”的列“{heading}”不是导入的内容，没有读取。" for heading in header.left]
        rows += _rows(sheet, header, notes)
    if not columns:
        raise UnreadableRegister(_no_header(book))
    if not rows:
        raise UnreadableRegister("表头下面没有任何一行申请。")
    return RegisterFile(tuple(rows), hashlib.sha256(data).hexdigest(), tuple(notes), frozenset(columns))


def _explains(name: str) -> bool:
    return any(word in name for word in NOT_IMPORTED)


def _no_header(book: Book) -> str:
    names = [name for name in book.hidden if not _explains(name)]
    hidden = f"工作表“{'”“'.join(names)}”是隐藏的，请取消隐藏以后再导入。" if names else ""
    return (
        f"没有找到台账的表头。表头应在前{HEADER_WITHIN}行之内，至少要有："
        f"{'、'.join(LABELS[key] for key in REQUIRED)}。可以下载空白模板对照。{hidden}"
    )


def _header(sheet: Sheet, own: Mapping[str, str]) -> _Header | None:
    best: _Header | None = None
    for number in range(min(HEADER_WITHIN, len(sheet.rows))):
        for last in (number, number + 1):
            if last < len(sheet.rows) and (last == number or _grouped(sheet, number)):
                found = _matched(last, _headings(sheet, number, last), own)
                if best is None or len(found.places) > len(best.places):
                    best = found
    return best if best is not None and len(best.places) >= FEWEST_HEADINGS else None


def _grouped(sheet: Sheet, number: int) -> bool:
    """Whether cells of a row are merged sideways: then it groups the headings of the row below."""
    return any(first[0] <= number <= last[0] and last[1] > first[1] for first, last in sheet.merged)


def _headings(sheet: Sheet, first: int, last: int) -> list[tuple[str, ...]]:
    """The headings of each column: of the lower row, of both together, of the upper row."""
    upper = _spread(sheet, first)
    if first == last:
        return [(words,) for words in upper]
    lower = _spread(sheet, last)
    return [
        tuple(dict.fromkeys(filter(None, (above + below if above != below else below, below, above))))
        for above, below in zip(upper, lower, strict=True)
    ]


def _spread(sheet: Sheet, number: int) -> list[str]:
    """The texts of a row, each merged cell repeated over what it covers."""
    width = max(map(len, sheet.rows))
    row = [*map(_words, sheet.rows[number]), *[""] * (width - len(sheet.rows[number]))]
    for (top, left), (bottom, right) in sheet.merged:
        if top <= number <= bottom and left < width:
            words = _words(sheet.rows[top][left]) if left < len(sheet.rows[top]) else ""
            row[left : right + 1] = [words] * len(row[left : right + 1])
    return row


def _matched(last: int, headings: list[tuple[str, ...]], own: Mapping[str, str]) -> _Header:
    ranks: dict[str, tuple[int, int]] = {}
    named: dict[int, str] = {}
    for place, names in enumerate(headings):
        found = next((each for name in names if name and (each := column_of(name, own))), None)
        if names and names[0]:
            named[place] = names[0]
        if found and (found[0] not in ranks or found[1] < ranks[found[0]][0]):
            ranks[found[0]] = (found[1], place)
    places = {key: place for key, (_, place) in ranks.items()}
    left = [name for place, name in named.items() if place not in places.values()]
    return _Header(last, places, left)


def _refuse_incomplete(sheet: Sheet, header: _Header, blanks: Collection[str]) -> None:
    missing = [LABELS[key] for key in REQUIRED if key not in header.places and key not in blanks]
    if missing:
        found = "、".join(LABELS[key] for key in header.places)
        raise UnreadableRegister(
            f"工作表“{sheet.name}”第{header.last + 1}行的表头缺少：{'、'.join(missing)}（找到了{found}）。"
            "请补上这些列；列名不同的，可以在对照表的“列名”中指定；整份台账相同的，可以在“空白”中指定。"
        )


def _refuse_merged(sheet: Sheet, header: _Header) -> None:
    for (top, left), (bottom, right) in sheet.merged:
        inside = [key for key, place in header.places.items() if left <= place <= right]
        if bottom > header.last and inside and _is_data(sheet, max(top, header.last + 1)):
            upto = f"至{bottom + 1}" if bottom > top else ""
            raise UnreadableRegister(
                f"工作表“{sheet.name}”第{top + 1}{upto}行的“{LABELS[inside[0]]}”是合并的单元格，分不清属于哪一件。"
                "请取消合并，逐行填写以后再导入。"
            )


def _is_data(sheet: Sheet, number: int) -> bool:
    return number < len(sheet.rows) and not _closes(sheet.rows[number])


def _rows(sheet: Sheet, header: _Header, notes: list[str]) -> Iterator[RegisterRow]:
    heading = [plain(_words(value)) for value in sheet.rows[header.last]]
    for number, row in enumerate(sheet.rows[header.last + 1 :], start=header.last + 1):
        if not _filled(row) or [plain(_words(value)) for value in row] == heading:
            continue
        if _closes(row):
            notes.append(f"工作表“{sheet.name}”第{number + 1}行是合计或者说明，没有读取。")
            continue
        cells = {key: row[place] for key, place in header.places.items() if place < len(row) and _words(row[place])}
        computed = frozenset(key for key, place in header.places.items() if (number, place) in sheet.formulas)
        if cells.keys() - {"ordinal"} or computed - {"ordinal"}:
            yield RegisterRow(sheet.name, number + 1, cells, computed)


def _closes(row: list[Any]) -> bool:
    """Whether a row sums up or explains, and is no request."""
    filled = _filled(row)
    return len(filled) <= 4 and bool(filled) and _CLOSING.match(filled[0].replace(" ", "")) is not None


def _filled(row: list[Any]) -> list[str]:
    return [words for value in row if (words := _words(value))]


def _words(value: Any) -> str:
    return str(value).strip() if value is not None else ""
