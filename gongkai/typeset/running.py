"""The text of a published document as plain data: what every form of it is made from, and proven to be the same by.

A page of the site, a PDF, a Word file and an article of the gazette are all written from these blocks, and two of
them say the same exactly when `digest` gives the same.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one form; ``href`` is where they lead."""

    text: str
    bold: bool = False
    italic: bool = False
    raised: bool = False
    lowered: bool = False
    struck: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within the text, of level 2 and below."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``side`` is center or right for one that stands there, indent for one set in."""

    runs: tuple[Run, ...]
    side: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Items of a list, numbered or not; ``notes`` are those at the foot of a text."""

    items: tuple[tuple[Run, ...], ...]
    ordered: bool = False
    notes: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, and over how many columns and rows it goes."""

    text: str
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of words: the first ``headers`` rows head it. A row lists only the cells that begin in it."""

    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    headers: int = 1

    def places(self) -> list[list[int]]:
        """In which column each cell begins, row by row."""
        taken: dict[int, int] = {}
        found = []
        for row in self.rows:
            column, starts = 0, []
            for cell in row:
                while taken.get(column, 0) > 0:
                    column += 1
                starts.append(column)
                for covered in range(column, column + cell.across):
                    taken[covered] = cell.down
                column += cell.across
            taken = {place: left - 1 for place, left in taken.items() if left > 1}
            found.append(starts)
        return found

    def columns(self) -> int:
        """How many columns there are, at least one."""
        ends = [
            start + cell.across
            for row, starts in zip(self.rows, self.places(), strict=True)
            for cell, start in zip(row, starts, strict=True)
        ]
        return max(ends, default=1)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture, with the words for who cannot see it; ``sha256`` is that of its content."""

    alt: str
    caption: str
    content: bytes
    ending: str
    sha256: str


Block = Heading | Paragraph | Listing | Grid | Figure


def lines(blocks: Iterable[Block]) -> Iterator[str]:
    """The words of a text, a line for each paragraph, item and row."""
    for block in blocks:
        if isinstance(block, Heading):
            yield block.text
        elif isinstance(block, Paragraph):
            yield words(block.runs)
        elif isinstance(block, Listing):
            yield from map(words, block.items)
        elif isinstance(block, Grid):
            yield from filter(None, [block.caption])
            yield from ("\t".join(cell.text for cell in row) for row in block.rows)
        else:
            yield from filter(None, [block.alt, block.caption])


def words(runs: Sequence[Run]) -> str:
    """The words of a paragraph, whatever their form."""
    return "".join(run.text for run in runs)


def digest(title: str, blocks: Sequence[Block]) -> str:
    """SHA-256 of what a text says, with its pictures: the same for every form in which it is set.

    White space and the width of letters do not count; every other character does.
    """
    said = [title, *lines(blocks)]
    shown = [block.sha256 for block in blocks if isinstance(block, Figure)]
    plain = "\n".join(_SPACES.sub("", unicodedata.normalize("NFKC", line)) for line in said)
    return hashlib.sha256("\n".join([plain, *shown]).encode()).hexdigest()
