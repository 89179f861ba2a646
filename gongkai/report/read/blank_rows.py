"""Rows of table B that are printed without any figure, as PDF and pasted text leave a row of empty cells.

Such a row is one of zeros only if its name is there and every equation holds without it: a row whose figures
were lost would be missed in the sums.
"""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.report.model import Cell, CellState, TableB
from gongkai.report.read.glyphs import han
from gongkai.report.read.labels import CORES_B
from gongkai.report.read.rows_b import WIDTH
from gongkai.report.read.tokens import Token
from gongkai.statute.report_tables import KEYS_B, RESULT_KEYS

_FLOW = ("new", "carry_in", "total", "carry_out")


def fill_blank_rows(table: TableB, stream: Sequence[Token]) -> None:
    """Give the rows that stand there without figures the value 0 and the state BLANK."""
    values = {key: [cell.value for cell in row] for key, row in table.rows.items() if not _missing(row)}
    absent = [key for key in KEYS_B if key not in values]
    if not absent or "total" in absent or any(value is None for row in values.values() for value in row):
        return
    if not all(_named(key, stream) for key in absent):
        return
    zeros = [0] * WIDTH
    rows = {key: [int(value or 0) for value in values.get(key, zeros)] for key in KEYS_B}
    for column in range(WIDTH):
        new, carry_in, total, carry_out = (rows[key][column] for key in _FLOW)
        if new + carry_in != total + carry_out or sum(rows[key][column] for key in RESULT_KEYS) != total:
            return
    for key in absent:
        table.rows[key] = [Cell(0, "", CellState.BLANK, "", 0.9)] * WIDTH


def _missing(row: Sequence[Cell]) -> bool:
    return row[-1].state is CellState.MISSING


def _named(key: str, stream: Sequence[Token]) -> bool:
    """Whether the row's name is printed; 其他 is also the name of a column."""
    if key == "ot_other":
        return sum(1 for token in stream if han(token.label) == "其他") >= 2
    names = "".join(han(token.label) for token in stream)
    return any(core in names for core in CORES_B[key])
