"""Whole numbers that are written without figures: in circles, in Chinese numerals, or with letters that a reader of
scans took for digits.

Each sign becomes the figure it stands for, in its place. A list's ① or a year's 二〇二三 stays: only what is as long as
a number of somebody is one.
"""

from __future__ import annotations

import re

_CIRCLES = dict(zip("⓪①②③④⑤⑥⑦⑧⑨", "0123456789", strict=True))
_NUMERALS = dict(zip("〇零○一幺二三四五六七八九", "0001123456789", strict=True))
_MISREAD = dict(zip("OoIlZSB", "0011258", strict=True))
_TABLE = str.maketrans({**_CIRCLES, **_NUMERALS, **_MISREAD})
_CIRCLED = re.compile(r"[⓪①-⑨]{11}(?:[⓪①-⑨]{4,7}[⓪①-⑨XxＸ]?)?(?![⓪①-⑨])")
_NUMERAL = "〇零○一幺二三四五六七八九"
_SPOKEN = re.compile(
    rf"(?<![{_NUMERAL}十百千万])(?:[{_NUMERAL}]{{17}}[{_NUMERAL}XxＸ]|[{_NUMERAL}]{{11}})(?![{_NUMERAL}十百千万亿])"
)
_SCANNED = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Za-z]{0,18}?[OoIlZSB])[0-9OoIlZSB]{11,19}[Xx]?(?![0-9A-Za-z])")
_LENGTHS = (11, 16, 18, 19)
_MOST_LETTERS = 4
"""A scan misreads a few signs; a number with more letters is somebody's code."""


def in_figures(text: str) -> str:
    """The text with such numbers in figures, character for character."""
    if any(circle in text for circle in _CIRCLES):
        text = _CIRCLED.sub(_figures, text)
    return _SCANNED.sub(_scanned, _SPOKEN.sub(_figures, text))


def is_scanned(written: str) -> bool:
    """Whether letters stand among the figures of a number."""
    return any(char in _MISREAD for char in written)


def _figures(match: re.Match[str]) -> str:
    return match[0].translate(_TABLE)


def _scanned(match: re.Match[str]) -> str:
    letters = sum(char in _MISREAD for char in match[0])
    return _figures(match) if len(match[0]) in _LENGTHS and letters <= _MOST_LETTERS else match[0]
