"""Whole numbers that are written without figures: in circles, in Chinese numerals, or with letters that a reader of
scans took for digits.

Each sign becomes the figure it stands for, in its place. A list's ① or a year's 二〇二三 stays: only what is as long as
a number of somebody is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CIRCLES = dict(zip("⓪①②③④⑤⑥⑦⑧⑨", "0123456789", strict=True))
_NUMERALS = dict(zip("〇零○一幺二三四五六七八九", "0001123456789", strict=True))
_MISREAD = dict(zip("OoIlZSB", "0011258", strict=True))
_TABLE = str.maketrans({**_CIRCLES, **_NUMERALS, **_MISREAD})
_CIRCLE, _NUMERAL = "[⓪①-⑨]", "[〇零○一幺二三四五六七八九]"
_CIRCLED = rf"{_CIRCLE}{{11}}(?:{_CIRCLE}{{4,7}}[⓪①-⑨XxＸ]?)?(?!{_CIRCLE})"
_SPOKEN = (
    rf"(?<!{_NUMERAL})(?<![十百千万])(?:{_NUMERAL}{{17}}[〇零○一幺二三四五六七八九XxＸ]|{_NUMERAL}{{11}})"
    rf"(?!{_NUMERAL})(?![十百千万亿])"
)
_SCANNED = r"(?<![0-9A-Za-z])[0-9OoIlZSB]{11,19}[Xx]?(?![0-9A-Za-z])"
_ANY = re.compile(rf"{_CIRCLED}|{_SPOKEN}|{_SCANNED}")
_ELEVEN_NUMERALS = re.compile(rf"{_NUMERAL}{{11}}")
_BY_SIGN = tuple(map(re.compile, (_CIRCLED, _SPOKEN, _SCANNED)))
_LENGTHS = (11, 16, 18, 19)
_MOST_LETTERS = 4
"""A scan misreads a few signs; a number with more letters is somebody's code."""


def without_figures(text: str) -> Iterator[tuple[int, int]]:
    """Where such numbers may stand."""
    circled, spoken, scanned = _BY_SIGN
    if any(circle in text for circle in _CIRCLES):
        yield from (match.span() for match in circled.finditer(text))
    if _ELEVEN_NUMERALS.search(text):
        yield from (match.span() for match in spoken.finditer(text))
    yield from (match.span() for match in scanned.finditer(text) if is_scanned(match[0]))


def in_figures(text: str) -> str:
    """The text with such numbers in figures, character for character."""
    return _ANY.sub(_figures, text)


def _figures(match: re.Match[str]) -> str:
    letters = sum(char in _MISREAD for char in match[0])
    if letters and (len(match[0]) not in _LENGTHS or letters > _MOST_LETTERS):
        return match[0]
    return match[0].translate(_TABLE)


def is_scanned(written: str) -> bool:
    """Whether letters stand among the figures of a number."""
    return any(char in _MISREAD for char in written)
