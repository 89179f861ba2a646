"""Table A (part 二): ten figures behind six row names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from gongkai.report.model import Cell, CellState, TableA
from gongkai.report.read.columns_b import NEAR_POINTS
from gongkai.report.read.document import Line, Slot
from gongkai.report.read.figures import MAX_DIGITS
from gongkai.report.read.glyphs import han, simplified, widths
from gongkai.report.read.solve import cuts
from gongkai.report.read.tokens import Token, tokens

_ROWS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("normative", re.compile(r"规范性?文件$")),
    ("rules", re.compile(r"(?<![法])规章$")),
    ("licences", re.compile(r"行政许可(?:决定)?$|^许可$")),
    ("penalties", re.compile(r"行政处罚(?:决定)?$|^处罚$")),
    ("coercions", re.compile(r"行政强制(?:措施|执行|决定)?$|^强制$")),
    ("fees", re.compile(r"事业性收费$")),
    ("ignored", re.compile(r"其他对外管理服务事项$|集中采购$|政府采购$")),
)
_KEYS: dict[str, tuple[str, ...]] = {
    "rules": ("rules_issued", "rules_repealed", "rules_in_force"),
    "normative": ("normative_issued", "normative_repealed", "normative_in_force"),
    "licences": ("licences",),
    "penalties": ("penalties",),
    "coercions": ("coercions",),
    "fees": ("fees",),
}
_OLD = re.compile(r"上一年项目数量|本年增/?减|新制作数?量|对外公开总数量|集中采购|本年新公开数量")
_START = re.compile(r"第\s*二\s*十\s*条\s*第?\s*[（(][一五六八九]|信\s*息\s*内\s*容")
_HEADINGS = ("制发", "废止", "现行有效")
_UNIT = re.compile(r"^(?:万元|元|件|条|项|个|宗|次)")


@dataclass(slots=True)
class _Row:
    key: str
    values: list[Token] = field(default_factory=list)


def is_old_format(lines: Sequence[Line]) -> bool:
    """Whether the column headings are those of 国办公开办函〔2019〕60号."""
    return len(set(_OLD.findall(simplified("".join(re.sub(r"\s", "", line.text) for line in lines))))) >= 2


def read_table_a(lines: Sequence[Line]) -> TableA:
    """The table in these lines. Of the old format only the counts of decisions mean the same; the
    rest stays missing."""
    old = is_old_format(lines)
    table = TableA()
    chosen: dict[str, _Row] = {}
    for row in _rows(_from_start(lines)):
        if row.key not in chosen or _worth(row, old=old) >= _worth(chosen[row.key], old=old):
            chosen[row.key] = row
    whole = _loses_empty_cells(chosen)
    columns = _heading_columns(lines)
    for key, row in chosen.items():
        if old:
            _old_row(table, key, row)
        elif placed := _by_headings(row, columns, len(_KEYS[key])):
            table.cells.update(zip(_KEYS[key], placed, strict=True))
        else:
            table.cells.update(zip(_KEYS[key], _cells(row.values, len(_KEYS[key]), whole=whole), strict=True))
    table.present = bool(chosen)
    return table


def _from_start(lines: Sequence[Line]) -> list[Line]:
    """What follows the first words of the table; prose before it speaks of the same things."""
    for at, line in enumerate(lines):
        found = _START.search(simplified(line.text))
        if found:
            if line.table:
                return list(lines[at:])
            return [Line((Slot(line.text[found.start() :]),), line.origin), *lines[at + 1 :]]
    return list(lines)


def _rows(lines: Sequence[Line]) -> list[_Row]:
    found: list[_Row] = []
    label = ""
    current: _Row | None = None
    for token in tokens(lines):
        if token.is_label:
            if current is not None and current.values and _UNIT.match(han(token.label)) and len(han(token.label)) <= 2:
                continue
            label = (label + token.label)[-60:]
            key = _key(label)
            current = _Row(key) if key else None
            if current is not None and key != "ignored":
                found.append(current)
        else:
            if current is not None:
                current.values.append(token)
            label = ""
    return [row for row in found if row.values]


def _key(label: str) -> str:
    plain = han(label)
    return next((key for key, pattern in _ROWS if pattern.search(plain)), "")


def _worth(row: _Row, *, old: bool) -> int:
    needed = 3 if old else len(_KEYS[row.key])
    return 2 * sum(1 for token in row.values if token.firm) + (3 if len(row.values) >= needed else 0)


def _loses_empty_cells(chosen: Mapping[str, _Row]) -> bool:
    """Whether empty cells left no trace: no 0 is printed, and rows have no figures or too few. Digits that stick
    together cannot be cut then."""
    values = [token for row in chosen.values() for token in row.values]
    if any(token.digits[:1] == "0" or token.raw.strip() == "0" for token in values):
        return False
    return len(chosen) < len(_KEYS) or any(
        sum(len(token.digits) for token in row.values) < len(_KEYS[key]) for key, row in chosen.items()
    )


def _heading_columns(lines: Sequence[Line]) -> list[float]:
    """Where the three column headings of rules and normative documents stand on a page."""
    found: dict[int, float] = {}
    for token in tokens(lines):
        for number, name in enumerate(_HEADINGS):
            if token.column > 0 and name in token.label and len(token.label) <= 10:
                found.setdefault(number, token.column)
    columns = [found[number] for number in sorted(found)]
    apart = all(b - a > NEAR_POINTS for a, b in pairwise(columns))
    return columns if len(columns) == len(_HEADINGS) and apart else []


def _by_headings(row: _Row, columns: Sequence[float], needed: int) -> list[Cell]:
    """Fewer figures than columns, each under a heading of a page that prints empty cells as nothing."""
    values = [token for token in row.values if not token.blank]
    if len(columns) != needed or not 0 < len(values) < needed or any(not token.firm for token in values):
        return []
    near = min(b - a for a, b in pairwise(columns)) * 0.45
    cells = [Cell(0, "", CellState.BLANK, values[0].origin)] * needed
    for token in values:
        place = min(range(needed), key=lambda index: abs(columns[index] - token.column))
        if abs(columns[place] - token.column) > near or cells[place].state is not CellState.BLANK:
            return []
        cells[place] = _one(token)
    return cells


def _cells(values: Sequence[Token], needed: int, *, whole: bool = False) -> list[Cell]:
    kept = list(values)
    while len(kept) > needed and kept[-1].blank:
        kept.pop()
    while len(kept) > needed and kept[0].blank:
        kept.pop(0)
    if len(kept) == needed:
        return [_one(token) for token in kept] if needed == 1 or _plain(kept) else _cut(kept, needed)
    if needed == 1 and _one_amount(kept):
        return [_one(replace(kept[0], digits="".join(token.digits for token in kept)))]
    if len(kept) > needed:
        return _undecided(kept, needed)
    if all(token.firm for token in kept):
        if all(token.figure is not None and not token.figure.value for token in kept):
            blank = Cell(0, "", CellState.BLANK, kept[0].origin)
            return [*(_one(token) for token in kept), *[blank] * (needed - len(kept))]
        return _undecided(kept, needed)
    return _undecided(kept, needed) if whole else _cut(kept, needed)


def _one_amount(values: Sequence[Token]) -> bool:
    """Whether two runs of digits are one amount that a converter parted inside its cell (331 0.55)."""
    if len(values) != 2 or any(token.firm or not token.table for token in values):
        return False
    first, second = values
    return first.origin == second.origin and first.digits.isdigit() and "." in second.digits


def _plain(values: Sequence[Token]) -> bool:
    return all(token.firm or token.digits == "0" or token.digits[:1] != "0" for token in values)


def _one(token: Token) -> Cell:
    if token.figure is not None:
        return Cell(token.figure.value, token.raw.strip(), token.figure.state, token.origin)
    try:
        value = Decimal(token.digits.replace("−", "-"))
    except InvalidOperation:
        return Cell(None, token.raw, CellState.UNREADABLE, token.origin)
    if len(token.digits) > MAX_DIGITS + 2:
        return Cell(None, token.raw, CellState.UNREADABLE, token.origin)
    whole = value == value.to_integral_value()
    return Cell(int(value) if whole else value, token.raw, CellState.READ, token.origin)


def _cut(values: Sequence[Token], needed: int) -> list[Cell]:
    """Digits stuck together: no equation helps, so only what every way to cut them agrees on is read."""
    digits = "".join(token.digits or token.raw for token in values)
    ways = list(cuts(digits, needed)) if digits.isdigit() and len(digits) <= MAX_DIGITS * needed else []
    if len(ways) != 1:
        return _undecided(values, needed)
    return [Cell(value, digits, CellState.READ, values[0].origin) for value in ways[0]]


def _undecided(values: Sequence[Token], needed: int) -> list[Cell]:
    raw = " ".join(token.raw.strip() for token in values)
    return [Cell(None, raw, CellState.UNDECIDED, values[0].origin, 0.0)] * needed


def _old_row(table: TableA, key: str, row: _Row) -> None:
    if key in {"licences", "penalties", "coercions"}:
        cells = _cells(row.values, 3)
        table.cells[key] = cells[-1]


def has_table_words(text: str) -> bool:
    """Whether the text holds the first words of the table."""
    return bool(_START.search(widths(text)))
