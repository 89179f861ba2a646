"""A table as pages of a bound file: the log of a case, the days of its clock, its entries in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from gongkai.typeset.errors import GlyphMissing, UnprintableText
from gongkai.typeset.page import check_present, check_writing
from gongkai.typeset.parts import coded
from gongkai.typeset.press import press

Row = Sequence[str]
_TRIES = 100
"""How often characters without a font are replaced before the table is given up."""


def table_pdf(
    title: str,
    header: Row,
    rows: Sequence[Row],
    *,
    widths: Sequence[float],
    made_at: datetime,
    above: Sequence[str] = (),
    font_dir: Path | None = None,
) -> bytes:
    """Set a table; a cell may hold several lines. Characters without a font stand as 〔U+编码〕: a record is shown
    with what can be shown, while a letter would be refused.

    :raises TextMissing: for an empty title.
    :raises GlyphMissing: when more kinds of characters lack a font than any record would hold.
    :raises ValueError: for a row that is longer or shorter than the header.
    """
    check_present("表名", title)
    if any(len(row) != len(header) for row in rows) or len(widths) != len(header):
        raise ValueError("every row has a cell for each column")
    unknown: list[str] = []
    # One kind of character is found at a time.
    for _ in range(_TRIES):
        data = {
            "name": _readable(title, unknown),
            "above": [_readable(line, unknown) for line in above],
            "header": list(header),
            "widths": list(widths),
            "rows": [[_lines(cell, unknown) for cell in row] for row in rows],
        }
        try:
            return press("table.typ", data, made_at=made_at, font_dir=font_dir)
        except GlyphMissing as error:
            if set(error.characters) <= set(unknown):
                raise
            unknown += error.characters
    raise GlyphMissing(unknown)


def _lines(cell: str, unknown: Sequence[str]) -> list[str]:
    return [_readable(line, unknown) for line in cell.splitlines() if line.strip()] or [""]


def _readable(text: str, unknown: Sequence[str]) -> str:
    """A text without what is no writing at all, and with codes for what no font has."""
    try:
        check_writing("表格", text)
    except UnprintableText as error:
        return _readable(coded(text, error.characters), unknown)
    return coded(text, unknown)
