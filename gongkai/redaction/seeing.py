"""Which characters a reader of the page really sees, and which a box touches.

A file may hold text that nobody sees: white on white, under a picture, in a layer that is switched off, left
by a scanner beside the letters. What is not seen was never disclosed, so it does not go into the result.
The question is asked of the pixels, not of the file: does the page look different where the character stands,
were there no text? A scan carries its text unseen over (or under) the picture of it; that text is kept where
the picture has letters to show for it. What a file claims its shapes to say (ActualText) is not seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops

from gongkai.redaction.boxes import Area, Box
from gongkai.redaction.glyphs import Glyph

MARGIN = 0.3
"""In points: how near to a box a character may come."""
SEEN = 24
"""Of 255: by how much a character must change the page to be seen."""
CONTRAST = 64
"""Of 255: how far the letters of a scan stand out from their paper."""
INK = (0.02, 0.70)
"""Which part of a character's place may be ink. A photograph has neither paper nor letters."""
PAPER = 0.25
"""Which part of it must be paper."""
SHADE = 32
"""Of 255: how far paper may differ from itself."""


@dataclass(frozen=True, slots=True)
class Views:
    """A page as it is shown, and the same without its text."""

    shown: Image.Image
    bare: Image.Image


def uncovered(glyphs: Sequence[Glyph], boxes: Sequence[Box], width: float, height: float) -> list[Glyph]:
    """The characters that no box touches, on a page of so many points. A character is kept or dropped as a whole."""
    grown = [box.area.grown(MARGIN / width, MARGIN / height) for box in boxes]
    return [glyph for glyph in glyphs if not any(box.meets(glyph.guard) for box in grown)]


def seen(glyphs: Sequence[Glyph], views: Views) -> list[Glyph]:
    """The characters that a reader of the page sees."""
    shaped = [glyph for glyph in glyphs if not glyph.claimed]
    changed = _strongest(ImageChops.difference(views.shown, views.bare))
    paper = views.bare.convert("L")
    set_in_type = [glyph for glyph in shaped if glyph.painted and _changes(glyph, changed)]
    types = {id(glyph) for glyph in set_in_type}
    in_picture = [glyph for glyph in shaped if id(glyph) not in types and _has_letters(glyph, paper)]
    doubtful = _over_each_other(set_in_type, in_picture)
    shown = types | {id(glyph) for glyph in in_picture}
    return [glyph for glyph in glyphs if id(glyph) in shown and id(glyph) not in doubtful]


def _strongest(image: Image.Image) -> Image.Image:
    red, green, blue = image.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _changes(glyph: Glyph, changed: Image.Image) -> bool:
    place = changed.crop(_around(glyph.ink, changed))
    return bool(place.width and place.height) and place.getextrema()[1] >= SEEN  # type: ignore[operator]


def _around(area: Area, image: Image.Image) -> tuple[int, int, int, int]:
    return area.within().pixels(*image.size)


def _has_letters(glyph: Glyph, page: Image.Image) -> bool:
    """Whether a picture shows paper and something written on it, at a character's place."""
    place = page.crop(_around(glyph.cell, page))
    near = page.crop(_around(glyph.cell.grown(glyph.cell.width / 2, glyph.cell.height / 2), page))
    if not (place.width and place.height):
        return False
    tones = near.histogram()
    paper = tones.index(max(tones))
    here = place.histogram()
    count = place.width * place.height
    plain = sum(here[max(0, paper - SHADE) : paper + SHADE + 1])
    inked = sum(here[: max(0, paper - CONTRAST)]) + sum(here[paper + CONTRAST :])
    return plain >= PAPER * count and INK[0] * count <= inked <= INK[1] * count


def _over_each_other(set_in_type: Sequence[Glyph], in_picture: Sequence[Glyph]) -> set[int]:
    """Characters of which nobody can say whether they, or others at the same place, are what is seen.

    Set in type twice at one place: the same character is a bold face, another is a riddle. Text beside a
    picture yields to type at its place.
    """
    index = _Index(set_in_type)
    riddles = {id(glyph) for glyph in set_in_type if index.others_at(glyph)}
    return riddles | {id(glyph) for glyph in in_picture if index.others_at(glyph)}


class _Index:
    """Characters by the part of the page in which their centre lies."""

    GRID = 64

    def __init__(self, glyphs: Sequence[Glyph]) -> None:
        self._cells: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
        for glyph in glyphs:
            self._cells[self._cell(glyph.ink.centre)].append(glyph)

    def others_at(self, glyph: Glyph) -> bool:
        """Whether another character, not the same letter and not of the same text object, lies over this one."""
        column, row = self._cell(glyph.ink.centre)
        for across in (column - 1, column, column + 1):
            for down in (row - 1, row, row + 1):
                if any(_lie_over_each_other(glyph, other) for other in self._cells.get((across, down), ())):
                    return True
        return False

    def _cell(self, point: tuple[float, float]) -> tuple[int, int]:
        return int(point[0] * self.GRID), int(point[1] * self.GRID)


def _lie_over_each_other(one: Glyph, other: Glyph) -> bool:
    if one is other or one.owner == other.owner or (one.char == other.char and one.painted):
        return False
    return one.ink.holds(other.ink.centre) and other.ink.holds(one.ink.centre)
