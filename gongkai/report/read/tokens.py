"""The lines of a table as one stream of labels and values, whatever the file looked like.

A value from a printed cell is *firm*: it is exactly one cell. Digits found in running text are *loose*:
they may be several cells stuck together, and their last digit may be the index of the next label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from gongkai.report.model import CellState
from gongkai.report.read.document import Line
from gongkai.report.read.figures import UNREADABLE, Figure, figure, spaced_digits
from gongkai.report.read.glyphs import han, widths

MAX_TOKENS = 8_000
_DIGITS = re.compile(r"[-−]?(?:(?<![\d,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,])|\d+)(?:\.\d+)?")
_LOST = frozenset("?\ufffd□")
_COLUMN = r"\s*(?:自然人|商业|科研|社会公益|法律服务|总计)"
_INDEX_MARK = re.compile(rf"\s*(?:[.)）]|、(?!{_COLUMN})|[,，](?!{_COLUMN}|\s*其他))\s*(?=[\u3400-\u9fff“\"‘(（])")
"""What parts an index from the name of its row; a comma before the name of a column only parts two figures."""
_COLUMN_NAME = re.compile(r"^(?:数据|列|栏|项|column|col|unnamed:?|field|单元格)\s*\d+$", re.IGNORECASE)
_LOOSE_STROKE = re.compile(r"(?<!\S)(?:/|—+|-{1,3}|–|\\)(?!\S)")


@dataclass(frozen=True, slots=True)
class Token:
    """A label, or a value that is one cell (firm) or a run of digits (loose)."""

    label: str = ""
    figure: Figure | None = None
    digits: str = ""
    """A loose run of digits."""
    raw: str = ""
    origin: str = ""
    column: float = -1.0
    line: int = 0
    table: int = 0

    @property
    def is_label(self) -> bool:
        return bool(self.label)

    @property
    def firm(self) -> bool:
        return self.figure is not None

    @property
    def whole(self) -> Figure:
        """A loose run taken as one cell; a count with a decimal point or a sign cannot be read."""
        if not self.digits.isdecimal():
            return Figure(None, CellState.UNREADABLE)
        return Figure(int(self.digits), CellState.READ)

    @property
    def blank(self) -> bool:
        return self.figure is not None and self.figure.state is CellState.BLANK


def tokens(lines: Iterable[Line]) -> Iterator[Token]:
    """Labels and values in reading order, as many as any real table can have."""
    yield from islice(_all_tokens(lines), MAX_TOKENS)


def _all_tokens(lines: Iterable[Line]) -> Iterator[Token]:
    for number, line in enumerate(lines):
        for place, slot in enumerate(line.slots):
            text = widths(slot.text)
            read = figure(text)
            if line.table and read is not None:
                yield Token(
                    figure=read,
                    raw=slot.text,
                    origin=line.place(place),
                    column=slot.column,
                    line=number,
                    table=line.table,
                )
            elif line.table and spaced_digits(text):
                for group in spaced_digits(text):
                    yield Token(digits=group, raw=group, origin=line.place(place), line=number, table=line.table)
            elif not _COLUMN_NAME.match(text.strip()):
                column = slot.column if len(line.slots) > 1 else -1.0
                for token in _mixed(text, line.place(place), number, line.table):
                    yield replace(token, column=column) if token.is_label else token


def _mixed(text: str, origin: str, number: int, table: int) -> Iterator[Token]:
    """Words and digits in one stretch of text; an index such as the 2 of “2.重复申请” is no figure."""
    last = 0
    for found in _DIGITS.finditer(text):
        digits = found.group(0)
        before, after = text[last : found.start()], text[found.end() :]
        yield from _words(before, origin, number, table)
        last = found.end()
        if _INDEX_MARK.match(after) and digits[-1] in "123456789" and "." not in digits:
            digits = digits[:-1]
        if after[:1] in _LOST or before[-1:] in _LOST:
            yield Token(figure=UNREADABLE, raw=found.group(0), origin=origin, line=number, table=table)
            continue
        digits = digits.replace(",", "")
        if digits.strip("-−"):
            yield Token(
                digits=digits.lstrip("-−") if before else digits, raw=digits, origin=origin, line=number, table=table
            )
    yield from _words(text[last:], origin, number, table)


def _words(text: str, origin: str, number: int, table: int) -> Iterator[Token]:
    if han(text):
        yield Token(label=text, raw=text, origin=origin, line=number, table=table)
        return
    for _ in _LOOSE_STROKE.finditer(text):
        yield Token(figure=figure("/"), raw="/", origin=origin, line=number, table=table)
