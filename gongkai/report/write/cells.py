"""How a cell is printed: figures plainly, what is not applicable as it stood."""

from __future__ import annotations

from decimal import Decimal

from gongkai.report.model import Cell, CellState, Number

UNKNOWN = "—"


def figure(value: Number) -> str:
    """A figure without exponent and without idle zeros behind the point."""
    if isinstance(value, int):
        return str(value)
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def printed(cell: Cell) -> str:
    """What stands in the cell. A blank stays blank; a cell without a value is a stroke, never a 0."""
    if cell.state is CellState.BLANK:
        return ""
    if cell.value is not None:
        return figure(cell.value)
    return cell.raw or UNKNOWN


def of_number(value: Number, origin: str = "") -> Cell:
    """A cell that holds a figure we computed."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    return Cell(value, figure(value), CellState.READ, origin)
