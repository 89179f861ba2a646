"""Rows that name the column of every figure (自然人3，商业企业0 …), as pages for screen readers write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gongkai.report.read.figures import BLANK
from gongkai.report.read.glyphs import han
from gongkai.report.read.tokens import Token
from gongkai.statute.report_tables import COLUMNS_B

_PARTS = re.compile(r"[，,；;：:、\s]+")
_NAMES = tuple(name for _, name in COLUMNS_B)


def with_named_columns(stream: Sequence[Token]) -> list[Token]:
    """The stream with such rows as a label and seven cells; anything else stays as it is."""
    found: list[Token] = []
    at = 0
    while at < len(stream):
        row = _row(stream, at)
        if row is None:
            found.append(stream[at])
            at += 1
        else:
            tokens, at = row
            found.extend(tokens)
    return found


def _row(stream: Sequence[Token], at: int) -> tuple[list[Token], int] | None:
    """The row that begins here and where the stream goes on; None when no row does, or no cell has a figure."""
    first = stream[at]
    if not first.is_label or _NAMES[0] not in first.label:
        return None
    before, _, after = first.label.rpartition(_NAMES[0])
    names = [_NAMES[0], *_named(after)]
    cells: list[Token] = []
    while at < len(stream) and len(names) <= len(_NAMES):
        at += 1
        blank = replace(first, label="", figure=BLANK, raw="")
        cells.extend([blank] * (len(names) - len(cells) - 1))
        if at < len(stream) and not stream[at].is_label:
            cells.append(_whole(stream[at]))
            at += 1
        else:
            cells.append(blank)
        if names != list(_NAMES[: len(names)]):
            return None
        if len(cells) == len(_NAMES):
            label = [replace(first, label=before, raw=before)] if han(before) else []
            return ([*label, *cells], at) if any(not cell.blank for cell in cells) else None
        if at >= len(stream) or not stream[at].is_label:
            return None
        names += _named(stream[at].label)
    return None


def _named(label: str) -> list[str]:
    """The columns that a stretch of words names, without measure words."""
    parts = [han(part) for part in _PARTS.split(label)]
    return [part for part in parts if part and part not in {"件", "宗", "条"}]


def _whole(token: Token) -> Token:
    """A run of digits behind the name of its column is one cell."""
    if token.firm or not token.digits.isdigit() or (len(token.digits) > 1 and token.digits[0] == "0"):
        return token
    return replace(token, figure=token.whole, digits="", raw=token.raw)
