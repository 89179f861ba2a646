"""Days and amounts as registers write them: 2023-5-6, 2023.5.6, 2023年5月6日, 二〇二三年五月六日, 20230506, 45052.

What has no year, or only half of one, is not a day: it is refused with a sentence, never completed.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

_EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet's serial numbers, after the day 1900-02-29 that never was."""
_SERIALS = range(36526, 73051)
"""2000-01-01 to 2099-12-31: any other whole number in a cell of days is something else."""
_DIGITS = str.maketrans("〇零○Ｏ一二三四五六七八九", "0000123456789")
_HAN = "〇零○Ｏ一二三四五六七八九十"
_HAN_DAY = re.compile(rf"([{_HAN}]{{4}})年([{_HAN}]{{1,3}})月([{_HAN}]{{1,3}})日?")
_DAY = re.compile(r"(?<!\d)(\d{4})\s*[-/.年、,]\s*(\d{1,2})\s*[-/.月、,]\s*(\d{1,2})(?!\d)\s*[日号.。]?")
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)")
_DAY_OF_YEAR = re.compile(r"(?<!\d)(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*[日号]?")
_AFTERWARDS = re.compile(
    r"(?:\s*[T,]?\s*(?:上午|下午|晚上|凌晨)?\s*\d{1,2}[:时点]\d{0,2}(?:[:分]\d{0,2}(?:\.\d+)?)?[秒分]?Z?)?"
    r"\s*(?:[(（]?(?:星期|周)[一二三四五六日天][)）]?)?\s*"
)
_HYPHENS = re.compile(r"[‐‑‒–—―−－~～〜]")
_BETWEEN = re.compile(r"\s*(?:-+|至|到|起至|起)\s*")
_AMOUNT = re.compile(r"[¥￥]?(\d+)(?:\.0+)?元?整?")


class Unreadable(ValueError):
    """What stands in a cell is not what the column holds; ``str()`` says why, in Chinese."""


def read_day(value: Any) -> date:
    """The day in a cell. Raises Unreadable."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unreadable("不是日期")
    if isinstance(value, int | float):
        return _serial(value)
    return _written(_level(value), value)


def read_period(value: Any) -> tuple[date, date | None]:
    """The two days in a cell, or one that has not ended. Raises Unreadable.

    The second may leave its year out: 2023年5月6日至5月20日 lies in one year.
    """
    if not isinstance(value, str):
        return read_day(value), None
    text = _level(value)
    match = _DAY.match(text) or _COMPACT.match(text)
    if match is None:
        return read_day(value), None
    first, rest = _made(match, value), text[match.end() :]
    gap = _BETWEEN.match(rest)
    rest = (rest[gap.end() :] if gap else rest).strip().removesuffix("止")
    if not rest:
        return first, None
    if short := _DAY_OF_YEAR.fullmatch(rest):
        return first, _day(first.year, int(short[1]), int(short[2]), value)
    return first, _written(rest, value)


def read_amount(value: Any) -> int:
    """Whole yuan. Raises Unreadable."""
    if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and value == int(value):
        return int(value)
    if isinstance(value, str) and (match := _AMOUNT.fullmatch(_level(value).replace(",", ""))):
        return int(match[1])
    raise Unreadable(f"写作“{value}”，应为整数元")


def _level(text: str) -> str:
    return _HYPHENS.sub("-", unicodedata.normalize("NFKC", text)).strip().lstrip("'").strip()


def _serial(value: float) -> date:
    whole = int(value)
    if whole in _SERIALS:
        return _EPOCH + timedelta(whole)
    if value == whole and (match := _COMPACT.fullmatch(str(whole))):
        return _made(match, str(whole))
    raise Unreadable(f"写作数字“{value:g}”，不是日期")


def _written(text: str, original: str) -> date:
    text = text.strip()
    for pattern in (_DAY, _COMPACT):
        if (match := pattern.match(text)) and _AFTERWARDS.fullmatch(text[match.end() :]):
            return _made(match, original)
    if (han := _HAN_DAY.match(text)) and _AFTERWARDS.fullmatch(text[han.end() :]):
        return _day(int(han[1].translate(_DIGITS)), _han(han[2], original), _han(han[3], original), original)
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _serial(float(text))
    if _DAY_OF_YEAR.fullmatch(text):
        raise Unreadable(f"写作“{original}”，没有年份或者没有日，请写全年月日，如2023-05-06")
    if re.match(r"\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?!\d)", text):
        raise Unreadable(f"写作“{original}”，年份只有两位，请写全四位年份，如2023-05-06")
    raise Unreadable(f"写作“{original}”，认不出是哪一天，请写作2023-05-06")


def _made(match: re.Match[str], original: str) -> date:
    return _day(int(match[1]), int(match[2]), int(match[3]), original)


def _day(year: int, month: int, day: int, original: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Unreadable(f"写作“{original}”，日历上没有这一天") from error


def _han(text: str, original: str) -> int:
    """一 to 三十一."""
    match = re.fullmatch(r"(?:([二三]?)(十))?([一二三四五六七八九〇零○Ｏ]?)", text)
    if match is None or not text:
        raise Unreadable(f"写作“{original}”，日历上没有这一天")
    tens, ten, ones = match.groups()
    return (int((tens or "一").translate(_DIGITS)) * 10 if ten else 0) + int((ones or "〇").translate(_DIGITS))
