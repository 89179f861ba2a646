"""Table B (part 三): 25 rows of seven, decided together by the equations of the form."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.report.model import Cell, CellState, Number, TableB
from gongkai.report.read.blank_rows import fill_blank_rows
from gongkai.report.read.blanks import weighed
from gongkai.report.read.cells_b import Reading, loses_empty_cells, read_row
from gongkai.report.read.columns_b import Columns, heading_columns, reference_columns
from gongkai.report.read.document import Line
from gongkai.report.read.labels import GROUP_OTHER
from gongkai.report.read.named_columns import with_named_columns
from gongkai.report.read.rows_b import ORDER, WIDTH, Candidate, align, candidates, with_labels_below
from gongkai.report.read.solve import Equation, Row, narrow
from gongkai.report.read.tokens import tokens
from gongkai.statute.report_tables import RESULT_KEYS, TABLE_B

_INDEX = {row.key: row.label[0] for row in TABLE_B if row.label[0].isdigit()}
_OTHER_KEYS = ("ot_nocorrect", "ot_nopay", "ot_other")


def read_table_b(lines: Sequence[Line]) -> tuple[TableB, bool]:
    """The table in these lines, and whether （六）其他处理 is the single row of the old format.

    In the old format that row's figures stand under ``ot_other``; the other two rows are blank.
    """
    stream = with_named_columns(list(tokens(lines)))
    found, last = candidates(stream)
    headings = heading_columns(stream)
    table, old = _from_rows(found, headings)
    below = with_labels_below(found, last)
    if below and faults_of(table):
        other, other_old = _from_rows(below, headings)
        if faults_of(other) < faults_of(table) and _rows_read(other) >= _rows_read(table):
            return other, other_old
    if table.present and not old:
        fill_blank_rows(table, stream)
    return table, old


def _rows_read(table: TableB) -> int:
    return sum(1 for row in table.rows.values() if any(cell.known for cell in row))


def _from_rows(found: Sequence[Candidate], headings: dict[int, Columns]) -> tuple[TableB, bool]:
    placed = align(found)
    columns = {**headings, **reference_columns(list(placed.values()))}
    keys = list(placed)
    whole = loses_empty_cells(list(placed.values()), len(TABLE_B) - len(_OTHER_KEYS))
    readings = {
        key: read_row(placed[key], columns, _INDEX.get(keys[at + 1], "") if at + 1 < len(keys) else "", whole=whole)
        for at, key in enumerate(keys)
    }
    readings = {key: reading for key, reading in readings.items() if _worth_keeping(reading)}
    for key in readings:
        if _torn(found, placed[key], readings[key]):
            readings[key].cells, readings[key].choices = [], []
    old = GROUP_OTHER in readings and not any(key in readings for key in _OTHER_KEYS)
    if not old:
        readings.pop(GROUP_OTHER, None)
    _decide(readings, old=old)
    return _table(readings, old=old), old


def _torn(found: Sequence[Candidate], row: Candidate, reading: Reading) -> bool:
    """Whether a row that does not add up has figures without a name beside it: parts of its own, folded over."""
    only = reading.choices[0] if len(reading.choices) == 1 else ()
    values = [int(cell.value or 0) for cell in reading.cells] or list(only)
    if not values or sum(values[:-1]) == values[-1]:
        return False
    at = next(index for index, candidate in enumerate(found) if candidate is row)
    beside = [found[index] for index in (at - 1, at + 1) if 0 <= index < len(found)]
    return any(not candidate.label and candidate.values and candidate is not row for candidate in beside)


def _worth_keeping(reading: Reading) -> bool:
    return bool(reading.cells or reading.choices or reading.raw)


def equations_of(keys: Sequence[str], *, old: bool) -> list[Equation]:
    """The equations of the form of which every row was found."""
    found = []
    flow = {"new": 1, "carry_in": 1, "total": -1, "carry_out": -1}
    results = [key for key in RESULT_KEYS if key not in _OTHER_KEYS] + ([GROUP_OTHER] if old else list(_OTHER_KEYS))
    if all(key in keys for key in flow):
        found.append(Equation(flow))
    if "total" in keys and all(key in keys for key in results):
        found.append(Equation({"total": -1, **dict.fromkeys(results, 1)}))
    return found


def _decide(readings: dict[str, Reading], *, old: bool) -> None:
    """Give every row with several readings the cells on which all solutions agree."""
    open_rows = {key: reading for key, reading in readings.items() if not reading.decided}
    if not open_rows:
        return
    choices = {key: _choices(reading) for key, reading in readings.items()}
    usable = [key for key, rows in choices.items() if rows]
    solved = _solve({key: choices[key] for key in usable}, equations_of(usable, old=old))
    for key, reading in open_rows.items():
        reading.cells = _agreed(solved.get(key, []), reading)


def _choices(reading: Reading) -> list[Row]:
    if reading.decided:
        if any(cell.state is CellState.UNDECIDED for cell in reading.cells):
            return []
        return [tuple(int(cell.value or 0) for cell in reading.cells)]
    return reading.choices


def _solve(choices: dict[str, list[Row]], equations: list[Equation]) -> dict[str, list[Row]]:
    """The readings left by the equations: all columns of all equations; else, where a report contradicts
    itself, all but one column; else each equation alone; else the rows by themselves."""
    everything = tuple(range(WIDTH))
    if not equations or all(len(rows) == 1 for rows in choices.values()):
        return choices
    solved = narrow(choices, equations, everything)
    if solved is not None:
        return solved
    for subset in ([equation] for equation in equations if len(equations) > 1):
        solved = narrow(choices, subset, everything)
        if solved is not None:
            return solved
    merged: dict[str, list[Row]] = {}
    for left_out in everything[:-1]:
        rest = tuple(column for column in everything if column not in (left_out, WIDTH - 1))
        solved = narrow(choices, equations, rest)
        for key, rows in (solved or {}).items():
            merged.setdefault(key, []).extend(row for row in rows if row not in merged.get(key, []))
    return merged or choices


def _agreed(rows: list[Row], reading: Reading) -> list[Cell]:
    cells = []
    for column in range(WIDTH):
        values = {row[column] for row in rows}
        if len(values) == 1:
            cells.append(Cell(values.pop(), reading.raw, CellState.READ, reading.origin, 0.9))
        else:
            cells.append(Cell(None, reading.raw, CellState.UNDECIDED, reading.origin, 0.0))
    return cells


def _table(readings: dict[str, Reading], *, old: bool) -> TableB:
    table = TableB()
    for key in ORDER:
        if key in readings and key != GROUP_OTHER:
            table.rows[key] = weighed(readings[key].cells)
    if old:
        row = weighed(readings[GROUP_OTHER].cells)
        table.rows["ot_other"] = row
        blank = [Cell(0, "", CellState.BLANK, cell.origin) for cell in row]
        table.rows["ot_nocorrect"] = list(blank)
        table.rows["ot_nopay"] = list(blank)
    table.present = bool(readings)
    return table


def faults_of(table: TableB) -> int:
    """How many equations of the form do not hold, over all rows and columns that were read."""
    rows = {key: [cell.value for cell in cells] for key, cells in table.rows.items() if any(c.known for c in cells)}
    across = sum(_broken([(1, value) for value in row[:-1]] + [(-1, row[-1])]) for row in rows.values())
    down = 0
    for equation in equations_of(list(rows), old=False):
        for column in range(WIDTH):
            down += _broken([(sign, rows[key][column]) for key, sign in equation.signs.items()])
    return across + down


def _broken(terms: Sequence[tuple[int, Number | None]]) -> bool:
    """Whether terms that must cancel out do not; a term that is not known decides nothing."""
    known = [sign * value for sign, value in terms if value is not None]
    return len(known) == len(terms) and sum(known) != 0
