"""Days as they are written in official text: 2023年5月1日, 2023-05-01, 二〇二三年五月一日."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "O": 0,
    "o": 0,
    "Ｏ": 0,
    "0": 0,
}
_CHINESE_YEAR = r"[一二三四五六七八九〇零○OoＯ0]{4}"
_CHINESE = r"[一二三四五六七八九十]{1,3}"
DAY = re.compile(
    r"(?<![0-9])(?P<y>(?:1[89]|20)[0-9]{2})\s?年\s?(?P<m>[0-9]{1,2})\s?月\s?(?P<d>[0-9]{1,2})\s?日"
    r"|(?<![0-9A-Za-z/_.\-])(?P<y2>(?:19|20)[0-9]{2})(?P<s>[\-/])(?P<m2>[0-9]{1,2})(?P=s)(?P<d2>[0-9]{1,2})(?![0-9A-Za-z/_\-]|\.[0-9])"
    rf"|(?P<y3>{_CHINESE_YEAR})年(?P<m3>{_CHINESE})月(?P<d3>{_CHINESE})日"
)
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Written:
    """A written day: its numbers, and the day itself when the calendar has it."""

    start: int
    end: int
    year: int
    month: int
    day: int
    by_words: bool

    @property
    def on(self) -> date | None:
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


def read(match: re.Match[str]) -> Written:
    """The day of a match of `DAY`."""
    if match["y"]:
        numbers = int(match["y"]), int(match["m"]), int(match["d"])
    elif match["y2"]:
        numbers = int(match["y2"]), int(match["m2"]), int(match["d2"])
    else:
        numbers = chinese_year(match["y3"]), chinese_number(match["m3"]), chinese_number(match["d3"])
    return Written(match.start(), match.end(), *numbers, by_words=match["y2"] is None)


def chinese_year(words: str) -> int:
    """二〇二三 is 2023."""
    return int("".join(str(_DIGITS[char]) for char in words))


def chinese_number(words: str) -> int:
    """三十一 is 31; a number up to ninety-nine."""
    tens, ten, ones = words.partition("十")
    if not ten:
        return int("".join(str(_DIGITS[char]) for char in words))
    return (_of(tens) if tens else 1) * 10 + (_of(ones) if ones else 0)


def _of(words: str) -> int:
    return int("".join(str(_DIGITS.get(char, 0)) for char in words))
