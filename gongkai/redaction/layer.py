"""The unseen text over a page's picture, for readers who search, copy, or listen.

Every character is set by itself into its cell (render mode 3: no ink). Blanks stand only between two
characters that stayed, so that a gap does not tell how much was taken out of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from gongkai.redaction.boxes import Area, Box
from gongkai.redaction.glyphless import ASCENT, DESCENT
from gongkai.redaction.glyphs import Glyph

BELOW = -DESCENT / (ASCENT - DESCENT)
"""Which part of a cell lies below the line on which the characters stand."""
SLIVER = 0.02
"""Of its height and width: what is cut from a cell beside a box. PDFium rounds a character up by a hundredth."""


@dataclass(slots=True)
class Codes:
    """Numbers for the characters of one file, in the order in which they are first used."""

    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, char: str) -> int:
        """The number of a character."""
        return self.numbers.setdefault(char, len(self.numbers) + 1)


def text_layer(
    glyphs: Sequence[Glyph], kept: Sequence[Glyph], boxes: Sequence[Box], size: tuple[float, float], codes: Codes
) -> bytes:
    """The drawing orders for the kept characters of a page of so many points; nothing when there are none."""
    if not kept:
        return b""
    lines = ["BT", "/F 1 Tf", "3 Tr"]
    for glyph in _with_blanks(glyphs, kept, boxes):
        cell = _beside(glyph, boxes)
        matrix = " ".join(f"{value:.3f}" for value in _matrix(cell, glyph.turn, size))
        lines.append(f"{matrix} Tm <{codes.of(glyph.char):04X}> Tj")
    return "\n".join([*lines, "ET", ""]).encode("ascii")


def _with_blanks(glyphs: Sequence[Glyph], kept: Sequence[Glyph], boxes: Sequence[Box]) -> Iterator[Glyph]:
    """The kept characters, and a blank between two that stood side by side with one between them, and no box."""
    stayed = {id(glyph) for glyph in kept}
    before: Glyph | None = None
    for glyph in glyphs:
        if id(glyph) not in stayed:
            before = None
            continue
        if before is not None and glyph.after == " ":
            blank = _blank(before, glyph)
            if blank is not None and not any(box.area.meets(blank.cell) for box in boxes):
                yield blank
        yield glyph
        before = glyph


def _blank(one: Glyph, other: Glyph) -> Glyph | None:
    """A blank in the gap between two characters of one line, read to the right."""
    gap = Area(one.cell.right, one.cell.top, other.cell.left, one.cell.bottom)
    if one.turn or other.turn or gap.width <= 0 or not one.cell.grown(gap.width * 2, 0).meets(other.cell):
        return None
    return replace(one, char=" ", cell=gap, guard=gap, after="")


def _beside(glyph: Glyph, boxes: Sequence[Box]) -> Area:
    """A character's cell, cut to its guard where it would reach under a box."""
    cell, cut = glyph.cell, glyph.guard
    reach = _grown(cell, SLIVER)
    if not any(box.area.meets(reach) for box in boxes):
        return cell
    narrow = Area(
        max(cell.left, cut.left), max(cell.top, cut.top), min(cell.right, cut.right), min(cell.bottom, cut.bottom)
    )
    return _grown(narrow, -SLIVER)


def _grown(area: Area, share: float) -> Area:
    return area.grown(area.width * share, area.height * share)


def _matrix(cell: Area, turn: int, size: tuple[float, float]) -> tuple[float, ...]:
    """The text matrix that stretches one em into a cell, in a page's own points."""
    left, right = cell.left * size[0], cell.right * size[0]
    bottom, top = (1 - cell.bottom) * size[1], (1 - cell.top) * size[1]
    wide, tall = right - left, top - bottom
    if turn == 1:
        return 0, -tall, wide, 0, left + BELOW * wide, top
    if turn == 2:
        return -wide, 0, 0, -tall, right, top - BELOW * tall
    if turn == 3:
        return 0, tall, -wide, 0, right - BELOW * wide, bottom
    return wide, 0, 0, tall, left, bottom + BELOW * tall
