"""Tables with merged cells: each cell once, with how far it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml.etree import _Element as Element

from gongkai.hidden.markup import local
from gongkai.manuscripts.elements import child, on, value
from gongkai.manuscripts.model import Cell, Grid, Run

Words = Callable[[Element], str]
Gone = Callable[[Element], None]
_DELETED = frozenset({"del", "moveFrom"})
_WIDEST = 63
"""As many columns as Word allows."""
_RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")


def grid(table: Element, words: Words, gone: Gone) -> Grid:
    """A table. ``words`` reads a cell; it is asked once for each, in their order. ``gone`` hears of rows and cells that
    tracked changes deleted."""
    rows: list[list[Cell]] = []
    open_cells: dict[int, Cell] = {}
    head = 0
    for row in _rows(table, gone):
        made, open_cells = _row(row, words, gone, open_cells)
        if head == len(rows) and on(child(row, "trPr"), "tblHeader"):
            head += 1
        rows.append(made)
    # what begins in the first row and goes on below is usually a head of two rows
    deep = max((cell.down for cell in rows[0]), default=0) if rows else 0
    return Grid(rows, head or (deep if deep < len(rows) else 0))


def _row(row: Element, words: Words, gone: Gone, above: dict[int, Cell]) -> tuple[list[Cell], dict[int, Cell]]:
    """The cells that begin in a row, and which cell now stands at each column."""
    made: list[Cell] = []
    below: dict[int, Cell] = {}
    column = _count(value(child(child(row, "trPr"), "gridBefore"), "val"), 0, least=0)
    if column:
        made.append(Cell("", across=column))
    for item in _cells(row, gone):
        properties = child(item, "tcPr")
        across, text = _count(value(child(properties, "gridSpan"), "val"), 1), words(item)
        goes_on = child(properties, "vMerge")
        if goes_on is not None and value(goes_on, "val") != "restart" and column in above:
            cell = above[column]
            cell.down += 1
        elif _continues(child(properties, "hMerge")) and made:
            cell = made[-1]
            cell.across += across
        else:
            cell = Cell("", across)
            made.append(cell)
        cell.text = "\n".join(part for part in (cell.text, text) if part)
        below[column] = cell
        column += across
    return made, below


def _continues(mark: Element | None) -> bool:
    return mark is not None and value(mark, "val") != "restart"


def _rows(table: Element, gone: Gone) -> Iterator[Element]:
    for item in table:
        name = local(item)
        if name in _DELETED or (name == "tr" and child(child(item, "trPr"), "del") is not None):
            gone(item)
        elif name == "tr":
            yield item
        elif name not in {"tblPr", "tblGrid"}:
            yield from _rows(item, gone)


def _cells(row: Element, gone: Gone) -> Iterator[Element]:
    for item in row:
        name = local(item)
        if name in _DELETED or (name == "tc" and child(child(item, "tcPr"), "cellDel") is not None):
            gone(item)
        elif name == "tc":
            yield item
        elif name not in {"trPr", "tblPrEx"}:
            yield from _cells(item, gone)


def _count(text: str, otherwise: int, least: int = 1) -> int:
    return min(max(int(text), least), _WIDEST) if text.isascii() and text.isdecimal() and len(text) < 4 else otherwise


def plain(runs: list[Run]) -> str:
    """Words without their looks; raised and lowered figures keep their height as signs, for m² is not m2."""
    said = ""
    for run in runs:
        if run.raised and not run.note:
            said += run.text.translate(_RAISED)
        else:
            said += run.text.translate(_LOWERED) if run.lowered else run.text
    return said.strip()
