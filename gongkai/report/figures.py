"""Figures in running text: value, measure word, and whether they are exact.

12件, 1,234条, 1.2万件, 三件, 十余件 (approximate), 2000余册 (approximate), 258.5亿元.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

MEASURES = (
    "个百分点|件次|条次|人次|户次|项次|批次|场次|频次|小时|平方米|公里|万元|亿元|"
    "件|条|宗|份|起|例|篇|期|项|次|个|元|家|场|册|部|幅|处|批|则|页|台|户|人|名|批|类|轮|本|张|款|笔|档|％|%"
)
CASES = frozenset({"件", "条", "宗", "份", "起", "例", "个", "次", "项", "件次", "人次", "批", "条次", "笔", "封"})
"""Measure words under which applications, disputes and documents are counted (pattern 17)."""

MOST_FIGURES = 80
"""A sentence with more figures than this is a table that lost its lines, not prose."""
_SCALES = {
    "万": Decimal(10_000),
    "亿": Decimal(100_000_000),
    "千": Decimal(1000),
    "百万": Decimal(1_000_000),
    "千万": Decimal(10_000_000),
    "": Decimal(1),
}
_ARABIC = r"\d{1,3}(?:,\d{3}){1,4}(?!\d)(?:\.\d{1,8})?|\d{1,12}(?:\.\d{1,8})?"
_CHINESE = r"[零〇一二三四五六七八九十百千两]{1,9}"
_FIGURE = re.compile(
    rf"(?P<before>将近|接近|超过|大约|不少于|不足|突破|近|约|超|逾|数(?=[十百千万]))?"
    rf"(?:(?P<arabic>(?<![\d.,])(?:{_ARABIC}))(?P<scale>百万|千万|万|亿|千)?|(?P<chinese>{_CHINESE})(?P<scale2>万|亿)?)"
    rf"(?P<middle>余|多|几)?(?P<unit>{MEASURES}|封)(?P<after>以上|左右|多|余)?"
)
_IDIOMS = (
    "一次性",
    "一个",
    "一条龙",
    "一件事",
    "一批",
    "一项",
    "一次",
    "一类",
    "一些",
    "一户",
    "一轮",
    "一篇",
    "一本",
    "一人",
    "一期",
    "一张",
    "一家",
    "一份",
    "两个",
    "一体",
    "一站",
    "三个",
    "两类",
    "三类内",
    "四类过",
    "五个",
    "四个",
    "六个",
    "多个",
    "十个",
    "两项",
    "三项",
    "两次",
    "三次",
    "一部",
)
_DAMAGED = re.compile(r"(?<!\d)20\d{2}(?:1[0-2]|[1-9])(?:[0-3]?\d)?(?:日|月\d)|\d{5,8}(?:日|月)|20\d{5,6}日")
_DENIED = re.compile(r"(?:未|没有|没|无|零)[^，。；、]{0,8}$")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a sentence, from `start` to `end`, its measure word included."""

    value: Decimal
    unit: str
    start: int
    end: int
    approximate: bool = False
    written: str = ""
    depth: int = 0
    step: Decimal = Decimal(1)
    """What the last digit written counts: 1.8万件 is told to the thousand."""

    @property
    def whole(self) -> int:
        return int(self.value)


def figures(text: str) -> list[Figure]:
    """All figures with a measure word, from left to right; years, dates and ordinals are none."""
    return list(_figures(text))


@lru_cache(maxsize=2048)
def _figures(text: str) -> tuple[Figure, ...]:
    depths = bracket_depths(text)
    found = []
    for match in _FIGURE.finditer(text):
        figure = _figure(match, text, depths)
        if figure is not None:
            found.append(figure)
    return tuple(found)


def _figure(match: re.Match[str], text: str, depths: list[int]) -> Figure | None:
    start = match.start("arabic") if match["arabic"] else match.start("chinese")
    if _is_ordinal(text, start) or (match["chinese"] and _is_idiom(match, text, start)):
        return None
    value = Decimal(match["arabic"].replace(",", "")) if match["arabic"] else chinese_value(match["chinese"])
    if value is None:
        return None
    unit = match["unit"]
    scale = _SCALES[match["scale"] or match["scale2"] or ""]
    value *= scale
    step = max(scale.scaleb(-len((match["arabic"] or "").partition(".")[2])), Decimal(1))
    if unit in ("万元", "亿元"):
        value, step, unit = value * _SCALES[unit[0]], step * _SCALES[unit[0]], "元"
    approximate = any(match[name] for name in ("before", "middle", "after"))
    return Figure(value, unit, start, match.end(), approximate, match[0], depths[start], step)


def _is_ordinal(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    return before in ("第", "〔", "-", "—", "/", ".") if before else False


def _is_idiom(match: re.Match[str], text: str, start: int) -> bool:
    if match["middle"] or match["before"]:
        return False
    words = text[start : start + 4]
    if match["unit"] not in CASES:
        return True
    before = text[max(0, start - 1) : start]
    if match["chinese"] == "一" and _DENIED.search(text[max(0, start - 10) : start]):
        return True
    return (
        words.startswith(_IDIOMS)
        or before in "每这某同逐任"
        or (len(match["chinese"]) == 1 and text[match.end() : match.end() + 1] == "是")
    )


def chinese_value(written: str) -> Decimal | None:
    """三 → 3, 十二 → 12, 一百零五 → 105, 二〇 → 20; None when it is no number."""
    if all(char in _DIGITS for char in written):
        return Decimal("".join(str(_DIGITS[char]) for char in written))
    total, digit = 0, 0
    for index, char in enumerate(written):
        if char in _DIGITS:
            digit = _DIGITS[char]
        else:
            total += (digit or (1 if index == 0 or written[index - 1] in "零〇" else 0)) * _TENS[char]
            digit = 0
    return Decimal(total + digit)


def bracket_depths(text: str) -> list[int]:
    """How deep in round brackets each character stands."""
    depth, depths = 0, []
    for char in text:
        if char == "（":
            depth += 1
        depths.append(depth)
        if char == "）":
            depth = max(0, depth - 1)
    return depths


def is_damaged(text: str) -> bool:
    """Whether dates have lost characters (自202111日起至20211231日止), so that figures may have lost digits too."""
    return _DAMAGED.search(text) is not None
