"""Figures too long for their column, which a PDF without rules folds over two lines of one row.

A fold is put together where the sums of its row then hold; otherwise its cells are not read at all, for half
a figure looks like a whole one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from gongkai.report.read.document import Line, Slot
from gongkai.report.read.glyphs import han

TIGHT = 1.35
"""Lines of one cell lie closer than this, in sizes of the type; rows of a table lie farther apart."""
NEAR = 0.6
"""Halves of a figure stand above each other: their middles differ by less than this part of the wider one."""
OVERLAP = 0.9
_MOST_LINES = 6
_WIDTHS = (7, 15)
_DIGITS_BEHIND = re.compile(r"\d+$")
LOST = "\ufffd"
"""Marks digits that are not to be read as a figure."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with its page, the height of its base line and the size of its type."""

    page: int
    base: float
    line: Line
    size: float


def unfolded(lines: Sequence[Placed]) -> list[Placed]:
    """The lines with folded figures put together, or marked as lost."""
    found: list[Placed] = []
    for group in _tight(lines):
        figured = [at for at, item in enumerate(group) if _cells(item)]
        start, end = (figured[0], figured[-1] + 1) if figured else (0, 0)
        row = group[start:end]
        found.extend([*group[:start], *(_one_row(row) if _holds_fold(row) else row), *group[end:]])
    return found


def _tight(lines: Sequence[Placed]) -> list[list[Placed]]:
    """Neighbouring lines that lie as close as the lines of one cell."""
    groups: list[list[Placed]] = []
    for item in lines:
        last = groups[-1][-1] if groups else None
        if last and last.page == item.page and last.base - item.base < TIGHT * max(last.size, item.size):
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def _holds_fold(group: Sequence[Placed]) -> bool:
    """Whether figures of one column stand on several of these lines, which are no rows of their own: they overlap,
    or one of them has no words."""
    figured = [item for item in group if _cells(item)]
    if len(figured) < 2 or len(group) > _MOST_LINES or all(_adds_up(_digits_of(item)) for item in figured):
        return False
    overlap = any(a.base - b.base < OVERLAP * a.size for a, b in pairwise(group) if _cells(a) and _cells(b))
    if not overlap and all(han(item.line.text) for item in figured):
        return False
    return any(_above(a, b) for one, other in combinations(figured, 2) for a in _cells(one) for b in _cells(other))


def _one_row(group: Sequence[Placed]) -> list[Placed]:
    """The lines as one row, its figures joined from the top down."""
    columns: list[list[Slot]] = []
    words: list[Slot] = []
    glued = False
    for item in group:
        for slot in item.line.slots:
            if not _is_digits(slot):
                words.append(slot)
                glued = glued or bool(_DIGITS_BEHIND.search(slot.text))
                continue
            column = next((column for column in columns if _above(column[-1], slot)), None)
            if column is None:
                columns.append([slot])
            else:
                column.append(slot)
    columns.sort(key=lambda column: column[0].column)
    joined = ["".join(slot.text for slot in column) for column in columns]
    sound = not glued and _adds_up(joined)
    figures = [
        replace(column[0], text=text if sound or (len(column) == 1 and not glued) else LOST + text)
        for column, text in zip(columns, joined, strict=True)
    ]
    if glued:
        words = [replace(slot, text=_DIGITS_BEHIND.sub(LOST, slot.text)) for slot in words]
    first = group[0]
    return [replace(first, line=replace(first.line, slots=(*words, *figures), table=1))]


def _cells(item: Placed) -> list[Slot]:
    return [slot for slot in item.line.slots if _is_digits(slot)]


def _digits_of(item: Placed) -> list[str]:
    return [slot.text for slot in _cells(item)]


def _is_digits(slot: Slot) -> bool:
    return slot.text.replace(".", "", 1).isdecimal() and slot.text.isascii()


def _above(first: Slot, second: Slot) -> bool:
    return abs(first.column - second.column) < NEAR * max(first.span, second.span)


def _adds_up(figures: Sequence[str]) -> bool:
    """Whether these are the cells of a row of table B, or of the row of table C, and their sums hold."""
    if len(figures) not in _WIDTHS or any(not text.isdecimal() for text in figures):
        return False
    size = 7 if len(figures) == 7 else 5
    values = [int(text) for text in figures]
    return all(sum(values[at : at + size - 1]) == values[at + size - 1] for at in range(0, len(values), size))
