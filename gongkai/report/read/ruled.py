"""The second opinion on a PDF: its ruled tables, as pdfplumber sees them.

It is slow, and slower than linear in what a page draws. So it has a budget in letters and in places where
rules cross: the pages beyond it are left to the first reader, whoever made the file.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gongkai.report.read.document import Line, Slot
from gongkai.report.read.folds import Placed
from gongkai.report.read.glyphs import han

_FOLDED = re.compile(r"(?<=[\d.])\s*\n\s*(?=[\d.])")
"""A figure too long for its column goes on in the next line."""


@dataclass(slots=True)
class Budget:
    """What may still be spent on one file; a report of ten pages takes a tenth of it."""

    pages: int = 40
    strokes: int = 80_000
    """Letters and parts of drawn paths."""
    content: int = 600_000
    """Bytes of drawing orders."""
    crossings: int = 6_000

    def open(self, page: Any, strokes: int) -> bool:
        """Whether a page that draws so much may be opened; takes what it costs."""
        self.pages -= 1
        self.strokes -= strokes
        self.content -= sum(len(stream.get_data()) for stream in page.page_obj.contents)
        return min(self.pages, self.strokes, self.content) >= 0

    def search(self, page: Any) -> bool:
        """Whether the tables of an opened page may be looked for; takes what it costs."""
        across = {round(edge["top"] / _SNAP) for edge in page.edges if edge["orientation"] == "h"}
        down = {round(edge["x0"] / _SNAP) for edge in page.edges if edge["orientation"] == "v"}
        self.crossings -= len(across) * len(down)
        return self.crossings >= 0


_SNAP = 3
"""Rules closer than this are one."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruled table with its page and where it stands, heights from the foot of the page."""

    page: int
    top: float
    bottom: float
    rows: list[list[str | None]]
    """None where a wider cell covers the place."""


def ruled_tables(data: bytes, strokes: Sequence[int], budget: Budget | None = None) -> list[Ruled]:
    """The ruled tables of every page, by the second reader; nothing when it fails. ``strokes`` says how much each
    page draws, by the first reader, which counts fast."""
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it comments on every damaged font

    left = budget or Budget()
    found: list[Ruled] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for number, (page, drawn) in enumerate(zip(pdf.pages, strokes, strict=False), start=1):
                if not left.open(page, drawn) or not left.search(page):
                    break
                height = float(page.height)
                for table in page.find_tables():
                    rows = table.extract()
                    found.append(Ruled(number, height - table.bbox[1], height - table.bbox[3], rows))
                page.close()
    except Exception:  # noqa: BLE001 - the second reader fails in many ways; then the first one stands alone
        return []
    return found


def merged(placed: list[Placed], ruled: list[Ruled]) -> list[Line]:
    """The first reader's lines, with the second reader's rows in place of those inside its tables."""
    lines: list[Line] = []
    done: set[int] = set()
    words = [han("".join(cell or "" for row in table.rows for cell in row)) for table in ruled]
    for item in placed:
        inside = next((n for n, table in enumerate(ruled) if _holds(table, item)), None)
        if inside is not None and not item.line.table and han(item.line.text) not in words[inside]:
            inside = None
        if inside is None:
            lines.append(item.line)
        elif inside not in done:
            done.add(inside)
            lines.extend(_rows_of(ruled[inside], inside + 1))
    return lines


def _holds(table: Ruled, item: Placed) -> bool:
    return table.page == item.page and table.bottom - 1 <= item.base <= table.top


def _rows_of(table: Ruled, number: int) -> Iterator[Line]:
    for row, cells in enumerate(table.rows, start=1):
        slots = tuple(Slot(_FOLDED.sub("", cell), float(place)) for place, cell in enumerate(cells) if cell is not None)
        yield Line(slots, f"第{table.page}页表{number} 第{row}行", 1000 + number, row)
