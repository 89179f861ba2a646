"""What a printed cell says: a figure, nothing, a stroke, or something that is no figure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from gongkai.report.model import CellState, Number
from gongkai.report.read.glyphs import widths

MAX_DIGITS = 15
"""No printed figure of a report has more; longer runs are cells stuck together or damage."""

_SIGNS = frozenset({"/", "\\", "-", "--", "---", "—", "——", "———", "－", "–", "―", "─", "──", "~", "*"})
_STROKES = _SIGNS | {"无", "N/A", "n/a", "NA", "不涉及", "不适用"}
_ZEROS = frozenset({"零", "〇", "○", "O", "o", "Ｏ", "0件", "零件"})
_UNIT = r"(?:\s*(万元|元|万件|万|件|条|项|份|宗|次|个|起|人次|亿元)?)"
_MINUS = frozenset({"-", "−", "减", "减少"})
_TIMES_TEN_THOUSAND = frozenset({"万", "万件", "亿元"})
"""Amounts of money are in 万元 already; 亿元 is ten thousand of them."""
_NOTE = r"(?:\s*[(\[〔【][^)\]〕】]{1,60}[)\]〕】])?"
_FIGURE = re.compile(rf"^([-−+]|增加?|减少?)?\s*(\d{{1,3}}(?:,\d{{3}})+|\d+)(\.\d+)?\s*\.?{_UNIT}{_NOTE}$")
_SPACED = re.compile(r"^\d+(?:\s+\d+)+$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed cell, read."""

    value: Number | None
    state: CellState


BLANK = Figure(0, CellState.BLANK)
STROKE = Figure(None, CellState.NOT_APPLICABLE)
UNREADABLE = Figure(None, CellState.UNREADABLE)


def figure(text: str) -> Figure | None:
    """The figure in a cell; None when the text is words rather than a cell of figures."""
    plain = widths(text).strip(" \n\t\r|")
    if not plain:
        return BLANK
    if plain in _STROKES:
        return STROKE
    if plain in _ZEROS:
        return Figure(0, CellState.READ)
    found = _FIGURE.match(plain.replace("，", ","))
    if not found or (found.group(2)[0] == "0" and len(found.group(2)) > 1):
        return None
    return _number(found)


def _number(found: re.Match[str]) -> Figure:
    digits = found.group(2).replace(",", "")
    if len(digits) > MAX_DIGITS:
        return UNREADABLE
    sign = -1 if found.group(1) in _MINUS else 1
    fraction = (found.group(3) or "").rstrip("0").rstrip(".")
    if found.group(4) in _TIMES_TEN_THOUSAND:
        large = sign * Decimal(digits + fraction) * 10_000
        return Figure(int(large) if large == large.to_integral_value() else large, CellState.READ)
    if fraction:
        return Figure(sign * Decimal(digits + fraction), CellState.READ)
    return Figure(sign * int(digits), CellState.READ)


def spaced_digits(text: str) -> list[str]:
    """The groups of a cell that holds several groups of digits with spaces between, else nothing."""
    plain = widths(text).strip()
    return plain.split() if _SPACED.match(plain) else []
