"""Table C (part 四): fifteen figures, by position; its headings are damaged in most files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from gongkai.report.model import Cell, CellState, TableC
from gongkai.report.read.blanks import weighed, without_margin
from gongkai.report.read.document import Line, Slot
from gongkai.report.read.figures import Figure
from gongkai.report.read.glyphs import han, simplified, widths
from gongkai.report.read.solve import MAX_RUN, Row, cuts, groups_that_add_up
from gongkai.report.read.tokens import Token, tokens
from gongkai.statute.report_tables import COLUMNS_C, GROUPS_C

WIDTH = len(COLUMNS_C)
SIZE = WIDTH * len(GROUPS_C)
_HEADER = re.compile(r"(?:结\s*果\s*)?(?:维\s*持|纠\s*正)|审\s*结|总\s*计|复\s*议\s*后\s*起\s*诉")
_SENTENCE = re.compile(r"[。；]")
_RUN = re.compile(r"(?:总\s*计|审\s*结|起\s*诉)\s*(\d[\d\s]*)")
_HEADINGS = ("维", "纠", "其他", "审", "总计")
_RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def read_table_c(lines: Sequence[Line]) -> TableC:
    """The table in these lines: the row of fifteen, or three groups of five, or digits stuck together."""
    stream = _after_header(lines)
    columns = _heading_columns(list(tokens(lines)))
    for reader in (_transposed, _row_of_fifteen, _groups, partial(_by_headings, columns), _run):
        cells = reader(stream)
        if cells:
            return TableC([weighed(cells[at : at + WIDTH]) for at in range(0, SIZE, WIDTH)], present=True)
    return TableC()


def _after_header(lines: Sequence[Line]) -> list[Token]:
    """The tokens of the table: its rows, or else the figures behind its headings in running text."""
    header = [at for at, line in enumerate(lines) if _is_header(line)]
    if not header:
        return []
    first, last = header[0], header[-1]
    if lines[last].table:
        return list(tokens([line for line in lines[first:] if line.table]))
    for line in lines[first:]:
        run = _RUN.search(widths(line.text))
        if run and sum(char.isdigit() for char in run.group(1)) >= SIZE:
            return list(tokens([Line((Slot(run.group(1)),), line.origin)]))
    ends = [found.end() for found in _HEADER.finditer(simplified(lines[last].text))]
    rest = Line((Slot(lines[last].text[ends[-1] :]),), lines[last].origin)
    figures = [line for line in lines[last + 1 :] if line.table or not _SENTENCE.search(line.text)]
    return list(tokens([*lines[first:last], *([rest] if not _SENTENCE.search(rest.text) else []), *figures]))


def _is_header(line: Line) -> bool:
    """Column names of the table, not a sentence that speaks of results."""
    found = _HEADER.findall(simplified(line.text))
    return len(found) >= 4 or (bool(found) and not _SENTENCE.search(line.text))


def _cell(token: Token) -> Cell:
    read = token.figure
    if read is None:
        read = token.whole if len(token.digits) <= 15 else Figure(None, CellState.UNREADABLE)
    return Cell(read.value, token.raw.strip(), read.state, token.origin)


def _whole(token: Token) -> bool:
    return token.firm or token.digits == "0" or token.digits[:1] != "0"


def _row_of_fifteen(stream: Sequence[Token]) -> list[Cell]:
    """Fifteen printed cells in one row, empty ones included; a row that is all empty comes last."""
    lines: dict[int, list[Token]] = {}
    for token in stream:
        lines.setdefault(token.line, []).append(token)
    rows = [[token for token in row if not token.is_label] for row in lines.values()]
    filled = [row for row in rows if any(not token.blank for token in row)]
    empty = [row for row in lines.values() if all(token.blank for token in row)]
    for row in [*filled, *(empty[-1:] if not filled else [])]:
        values = without_margin(row, SIZE, _groups_add_up)
        if values is not None and len(values) == SIZE and all(_whole(token) for token in values):
            return [_cell(token) for token in values]
    return []


def _groups_add_up(values: Sequence[int]) -> bool:
    return all(sum(values[at : at + WIDTH - 1]) == values[at + WIDTH - 1] for at in range(0, SIZE, WIDTH))


def _groups(stream: Sequence[Token]) -> list[Cell]:
    """Fifteen figures in reading order, whether in one row, in three, or one to a line."""
    filled = [token for token in stream if not token.is_label and not token.blank]
    if len(filled) == SIZE and all(_whole(token) for token in filled):
        return [_cell(token) for token in filled]
    tail = without_margin(_tail(stream), SIZE, _groups_add_up)
    if tail is not None and len(tail) == SIZE and all(token.firm for token in tail):
        return [_cell(token) for token in tail]
    return []


def _by_headings(columns: Sequence[float], stream: Sequence[Token]) -> list[Cell]:
    """Figures under the headings of a page without rules, where empty cells left nothing but room."""
    values = [token for token in stream if not token.is_label and not token.blank]
    if not columns or not values or any(not token.firm or token.line != values[0].line for token in values):
        return []
    near = min(b - a for a, b in pairwise(columns)) * 0.45
    cells = [Cell(0, "", CellState.BLANK, values[0].origin)] * SIZE
    for token in values:
        place = min(range(SIZE), key=lambda index: abs(columns[index] - token.column))
        if abs(columns[place] - token.column) > near or cells[place].state is not CellState.BLANK:
            return []
        cells[place] = _cell(token)
    return cells


def _heading_columns(stream: Sequence[Token]) -> list[float]:
    """Where the fifteen headings stand, if each result is named once in each group and in order."""
    found = [
        (token.column, number)
        for token in stream
        for number, name in enumerate(_HEADINGS)
        if token.is_label and token.column > 0 and name in han(token.label) and len(han(token.label)) <= 4
    ]
    found.sort()
    apart = all(b[0] - a[0] > 1 for a, b in pairwise(found))
    return [column for column, _ in found] if apart and [n for _, n in found] == [*range(WIDTH)] * 3 else []


def _tail(stream: Sequence[Token]) -> list[Token]:
    """The values behind the last label."""
    found: list[Token] = []
    for token in stream:
        if token.is_label:
            found = []
        else:
            found.append(token)
    return found


def _transposed(stream: Sequence[Token]) -> list[Cell]:
    """Results as rows and the three groups as columns."""
    rows: dict[str, list[Token]] = {}
    label = ""
    for token in stream:
        if token.is_label:
            label = han(token.label)
        elif label in _RESULTS and not token.blank:
            rows.setdefault(label, []).append(token)
    if len(rows) != WIDTH or any(len(row) != len(GROUPS_C) for row in rows.values()):
        return []
    return [_cell(rows[name][group]) for group in range(len(GROUPS_C)) for name in _RESULTS]


def _run(stream: Sequence[Token]) -> list[Cell]:
    """Digits stuck together: cut so that each group adds up."""
    values = [token for token in stream if not token.is_label and not token.blank]
    if not values:
        return []
    runs = [token.digits or token.raw.strip() for token in values]
    digits = "".join(runs)
    apart = any(token.firm for token in values)
    if apart or not digits.isdigit() or len(digits) > 2 * MAX_RUN or len(values) > SIZE:
        return _agreed([], digits, values[0].origin)
    return _agreed(_ways(runs, digits), digits, values[0].origin)


def _ways(runs: list[str], digits: str) -> list[Row]:
    if len(digits) == SIZE:
        return [tuple(int(digit) for digit in digits)]
    flat = [tuple(value for row in way for value in row) for way in groups_that_add_up(digits, len(GROUPS_C), WIDTH)]
    bounded = [way for way in flat if _respects(way, runs)]
    if bounded or flat:
        return bounded or flat
    if len(digits) == SIZE + 1:
        return list(cuts(digits, SIZE))
    return []


def _respects(way: Row, runs: list[str]) -> bool:
    """Whether every space in the text falls between two figures."""
    ends, at = set(), 0
    for value in way:
        at += len(str(value))
        ends.add(at)
    at = 0
    for run in runs:
        at += len(run)
        if at not in ends:
            return False
    return True


def _agreed(ways: list[Row], digits: str, origin: str) -> list[Cell]:
    cells = []
    for place in range(SIZE):
        values = {way[place] for way in ways}
        if len(values) == 1:
            cells.append(Cell(values.pop(), digits, CellState.READ, origin, 0.9))
        else:
            cells.append(Cell(None, digits, CellState.UNDECIDED, origin, 0.0))
    return cells
