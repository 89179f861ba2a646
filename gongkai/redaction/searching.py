"""Where words stand in a file, so that an officer need not draw every box by hand.

A word is found across blanks and line ends, in full-width and half-width forms, in any case of letters, and in
files whose orders are not in the order of reading.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from gongkai.redaction.boxes import Area, Box, around
from gongkai.redaction.glyphs import Glyph, glyphs
from gongkai.redaction.source import Source, opened

PAD = 0.2
"""In points: how far a box reaches beyond the shapes it covers."""
APART = 1.5
"""In heights of a line: a gap this wide begins another word."""


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a blank, on one line, and the box that would cover it."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class PageText:
    """The characters of a page in an order of reading, and its size in points."""

    page: int
    glyphs: tuple[Glyph, ...]
    width: float
    height: float

    def boxes(self, chosen: Sequence[Glyph], ground: str = "") -> list[Box]:
        """The boxes that cover characters: one for each line."""
        return [self._box(line, ground) for line in _lines(chosen)]

    def _box(self, line: Sequence[Glyph], ground: str) -> Box:
        area = around(glyph.guard for glyph in line).grown(PAD / self.width, PAD / self.height).within()
        return Box(self.page, *area.edges, ground)


def words_at(pdf: bytes) -> list[Word]:
    """Every word of a file with its box, for choosing on the screen. Raises BadFile."""
    with opened(pdf) as source:
        return [
            Word("".join(glyph.char for glyph in run), text.boxes(run)[0])
            for text in texts_in(source)
            for run in _runs(text.glyphs)
        ]


def find(pdf: bytes, terms: Sequence[str]) -> list[Box]:
    """The boxes that cover the terms wherever they stand, by page; empty terms find nothing. Raises BadFile."""
    wanted = {folded for term in terms if (folded := _folded(term))}
    with opened(pdf) as source:
        found = [
            box
            for text in texts_in(source)
            for order in (text, in_lines(text))
            for run in _matches(order, wanted)
            for box in order.boxes(run)
        ]
    return sorted(dict.fromkeys(found), key=lambda box: (box.page, box.top, box.left))


def texts_in(source: Source) -> Iterator[PageText]:
    """The pages of an open file as text in the order of the file."""
    for number in range(1, source.count + 1):
        size = source.size(number)
        with source.page(number) as page:
            found = tuple(glyphs(page, number))
        yield PageText(number, found, size.width, size.height)


def in_lines(text: PageText) -> PageText:
    """The same page read line by line from above, whatever the order of the file."""
    if not text.glyphs:
        return text
    step = median(glyph.cell.height for glyph in text.glyphs) / 2
    lines: list[list[Glyph]] = []
    for glyph in sorted(text.glyphs, key=lambda glyph: glyph.cell.centre[1]):
        if not lines or glyph.cell.centre[1] - lines[-1][0].cell.centre[1] > step:
            lines.append([])
        lines[-1].append(glyph)
    ordered = tuple(glyph for line in lines for glyph in sorted(line, key=lambda glyph: glyph.cell.left))
    return PageText(text.page, ordered, text.width, text.height)


def _folded(text: str) -> str:
    """Text as it is compared: one width, one case, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _matches(text: PageText, wanted: set[str]) -> Iterator[tuple[Glyph, ...]]:
    pieces = [_folded(glyph.char) for glyph in text.glyphs]
    whole = "".join(pieces)
    owners = [place for place, piece in enumerate(pieces) for _ in piece]
    for term in wanted:
        start = whole.find(term)
        while start >= 0:
            yield text.glyphs[owners[start] : owners[start + len(term) - 1] + 1]
            start = whole.find(term, start + 1)


def _runs(found: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    run: list[Glyph] = []
    for glyph in found:
        if run and (glyph.after or not _goes_on(run[-1], glyph)):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _lines(chosen: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Characters cut where a line ends."""
    line: list[Glyph] = []
    for glyph in chosen:
        if line and not _goes_on(line[-1], glyph):
            yield line
            line = []
        line.append(glyph)
    if line:
        yield line


def _goes_on(one: Glyph, other: Glyph) -> bool:
    """Whether a character stands behind another on one line: beside it, or above or below when the line is turned."""
    if one.turn != other.turn:
        return False
    first, second = (_along(one.cell, one.turn), _along(other.cell, other.turn))
    level = first.top < second.centre[1] < first.bottom
    return level and -first.height <= second.left - first.right <= first.height * APART * 4


def _along(cell: Area, turn: int) -> Area:
    """A cell as if its line ran to the right."""
    if turn == 1:
        return Area(cell.top, -cell.right, cell.bottom, -cell.left)
    if turn == 2:
        return Area(-cell.right, -cell.bottom, -cell.left, -cell.top)
    if turn == 3:
        return Area(-cell.bottom, cell.left, -cell.top, cell.right)
    return cell
