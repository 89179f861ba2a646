"""What every format reader hands on: lines of slots in reading order.

A line is a paragraph of prose (one slot, ``table`` 0) or a row of a table (a slot per printed cell).
Nothing is interpreted here; where a slot stood goes with it so that every figure can be traced.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Slot:
    """A printed cell or a stretch of text; ``column`` is its place in the row (column number or points), -1 where
    rows are ragged and places mean nothing."""

    text: str
    column: float = -1.0
    span: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table, or one line or paragraph of prose."""

    slots: tuple[Slot, ...]
    origin: str
    table: int = 0
    row: int = 0
    opens: bool = False
    """The layout shows that a paragraph starts here."""

    @property
    def text(self) -> str:
        return "".join(slot.text for slot in self.slots)

    def place(self, index: int) -> str:
        """Where a slot stands, for people."""
        return f"{self.origin}第{index + 1}列" if self.table else self.origin


@dataclass(slots=True)
class Document:
    """A file taken apart, before anybody asks what it says."""

    lines: list[Line] = field(default_factory=list)
    title: str = ""
    published_on: date | None = None
    source: str = ""
    kind: str = "text"
    wrapped: bool = False
    """Lines end where the page ended, not where the paragraph did."""
    pictures: int = 0
    repaired: bool = False
    """The text had been read in a wrong encoding and was put right."""
    damaged: int = 0
    """Characters that could not be decoded."""


def prose(text: str, origin: str) -> Line:
    """One paragraph."""
    return Line((Slot(text),), origin)
