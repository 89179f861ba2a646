"""Dates as they stand on pages: 2024年01月29日, 2024-01-29, 二〇二四年一月二十九日."""

from __future__ import annotations

import re
from datetime import date

_DIGITS = re.compile(r"(?<!\d)(20\d\d)\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})(?!\d)")
_HAN = re.compile(
    r"(二[〇○零OoＯ0]\s*[〇○零一二三四五六七八九OoＯ0]{2})\s*年\s*([一二三四五六七八九十]{1,2})\s*月\s*([一二三四五六七八九十]{1,3})\s*日"
)
_VALUES = {char: value for value, char in enumerate("〇一二三四五六七八九")} | dict.fromkeys("○零OoＯ0", 0)


def first_date(text: str) -> date | None:
    """The first day that stands in the text, or None."""
    found = _DIGITS.search(text)
    if found:
        return _day(int(found.group(1)), int(found.group(2)), int(found.group(3)))
    spelt = _HAN.search(text)
    if spelt:
        year = int("".join(str(_VALUES[char]) for char in re.sub(r"\s", "", spelt.group(1))))
        return _day(year, _tens(spelt.group(2)), _tens(spelt.group(3)))
    return None


def _tens(text: str) -> int:
    before, ten, after = text.partition("十")
    if not ten:
        return _VALUES[text[0]]
    return (_VALUES[before] if before else 1) * 10 + (_VALUES[after] if after else 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
