"""What an empty cell says: 0, unless the figures beside it say otherwise.

Most reports leave cells empty that should hold 0, and are read so. A row of which only the total is empty,
or only the total is filled, was not filled in: its empty cells are not 0, and no equation may take them so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from gongkai.report.model import Cell, CellState
from gongkai.report.read.tokens import Token


def weighed(row: Sequence[Cell]) -> list[Cell]:
    """A row that ends in its sum, its empty cells weighed: they keep the state BLANK (finding A2), with the
    value None where 0 would contradict the side of the sum that is filled in."""
    parts, total = row[:-1], row[-1]
    if _blank(total) and any(cell.value for cell in parts):
        return [*parts, _unknown(total)]
    if total.value and all(_blank(cell) for cell in parts):
        return [*(_unknown(cell) for cell in parts), total]
    return list(row)


def _blank(cell: Cell) -> bool:
    return cell.state is CellState.BLANK


def _unknown(cell: Cell) -> Cell:
    return replace(cell, value=None, confidence=0.0)


def without_margin(
    values: Sequence[Token], width: int, adds_up: Callable[[Sequence[int]], bool]
) -> Sequence[Token] | None:
    """The cells of a row without the empty ones that converters add before and behind it. Where the row could
    begin at several places, its sums decide; None when they do not."""
    if len(values) <= width:
        return values
    rows = [
        values[at : at + width]
        for at in range(len(values) - width + 1)
        if all(token.blank for token in [*values[:at], *values[at + width :]])
    ]
    if len(rows) > 1:
        rows = [row for row in rows if adds_up(numbers(row))]
    found = {tuple(numbers(row)): row for row in rows}
    return next(iter(found.values())) if len(found) == 1 else None


def numbers(row: Sequence[Token]) -> list[int]:
    """The figures of cells, 0 where there is none."""
    values = [token.figure.value if token.figure else None for token in row]
    return [int(value) if value is not None else 0 for value in values]
