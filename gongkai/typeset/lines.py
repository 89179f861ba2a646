"""Where a title is broken: lines whole in meaning, of even length, no mark at a line's wrong end.

GB/T 9704—2012, 7.3.1: 回行时，要做到词意完整，排列对称，长短适宜，间距恰当. No dictionary is asked; the words
that carry a title (关于, 的, 和, 向 …) and its marks show where it may be parted.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate, pairwise
from math import inf

MOST_LINES = 4
_IN_A_WORD, _ANYWHERE = 1.0, 0.15
_NEVER_FIRST = frozenset("，。、；：？！）》”’】〕％%的了之等们·…—,.;:?!)]}")
_NEVER_LAST = frozenset("（《“‘【〔关于对向和与及在从将第([{")
_GOOD_LAST = frozenset("的、，》）”会")
_GOOD_FIRST = ("关于", "《", "“", "有关", "以及", "申请", "政府信息", "告知", "答复", "决定", "通知", "意见")
_WHOLE = re.compile(
    r"[0-9A-Za-z.〔〕]+(?:号|年|月|日|条|款|项|%)?|《[^《》]{1,12}》|“[^“”]{1,10}”|政府信息|公开申请|答复书|告知书|决定书"
    r"|管理委员会|委员会|人民政府|办公室|管理局|监督局|保障局|资源|社会|经济|信息|[\u4e00-\u9fff]{2}(?:局|厅)$"
)


def broken(text: str, width: float) -> tuple[str, ...]:
    """Break a text into as few lines as hold it, each at most ``width`` characters wide, and those even.

    A text that needs more than four lines is left whole: the page breaks it as it does its paragraphs.
    """
    if measure(text) <= width:
        return (text,)
    for count in range(2, MOST_LINES + 1):
        if measure(text) <= width * count:
            lines = _best(text, count, width)
            if lines:
                return lines
    return (text,)


def measure(text: str) -> float:
    """The width in characters; a Latin letter or digit is about half of one."""
    return sum(1.0 if unicodedata.east_asian_width(one) in "WFA" else 0.55 for one in text)


def _best(text: str, count: int, width: float) -> tuple[str, ...]:
    """The division into so many lines that costs least; nothing when there is none."""
    before = [0.0, *accumulate(measure(one) for one in text)]
    ideal, seams = before[-1] / count, _seams(text)
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for line in range(1, count + 1):
        ends = seams if line < count else {len(text): 0.0}
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, cuts) in best.items():
            for end, seam in ends.items():
                wide = before[end] - before[start]
                total = cost + seam + ((wide - ideal) / ideal) ** 2
                if start < end and wide <= width and total < following.get(end, (inf,))[0]:
                    following[end] = (total, (*cuts, end))
        best = following
    _, cuts = best.get(len(text), (inf, ()))
    return tuple(text[start:end] for start, end in pairwise((0, *cuts))) if cuts else ()


def _seams(text: str) -> dict[int, float]:
    """Where a text may be parted, and what it costs: little after 的, much inside a number or a short quotation."""
    inside = {place for whole in _WHOLE.finditer(text) for place in range(whole.start() + 1, whole.end())}
    return {
        place: _IN_A_WORD if place in inside else _seam(text, place)
        for place in range(1, len(text))
        if _may_part(text, place)
    }


def _seam(text: str, place: int) -> float:
    return 0.0 if text[place - 1] in _GOOD_LAST or text.startswith(_GOOD_FIRST, place) else _ANYWHERE


def _may_part(text: str, place: int) -> bool:
    if text[place] in _NEVER_FIRST or text[place - 1] in _NEVER_LAST or text[place].isspace():
        return False
    return not unicodedata.combining(text[place])
