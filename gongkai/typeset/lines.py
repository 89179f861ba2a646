"""Where a title is broken: lines whole in meaning, of even length, no mark at a line's wrong end.

GB/T 9704—2012, 7.3.1: 回行时，要做到词意完整，排列对称，长短适宜，间距恰当. No dictionary is asked; the words
that carry a title (关于, 的, 和, 向 …) and its marks show where it may be parted.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import combinations, pairwise

MOST_LINES = 4
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
    for count in range(1, MOST_LINES + 1):
        if measure(text) <= width * count:
            lines = _best(text, count, width)
            if lines:
                return lines
    return (text,)


def measure(text: str) -> float:
    """The width in characters; a Latin letter or digit is about half of one."""
    return sum(1.0 if unicodedata.east_asian_width(one) in "WFA" else 0.55 for one in text)


def _best(text: str, count: int, width: float) -> tuple[str, ...]:
    if count == 1:
        return (text,)
    ideal = measure(text) / count
    places = [place for place in range(1, len(text)) if _may_part(text, place)]
    found: tuple[float, tuple[str, ...]] = (float("inf"), ())
    for cuts in combinations(_near(text, places, count, ideal), count - 1):
        lines = tuple(text[start:end] for start, end in pairwise((0, *cuts, len(text))))
        if all(0 < measure(line) <= width for line in lines):
            found = min(found, (_cost(lines, ideal), lines))
    return found[1]


def _near(text: str, places: list[int], count: int, ideal: float) -> list[int]:
    """The places worth trying: within half a line of where even lines would end."""
    aims = [ideal * line for line in range(1, count)]
    return [place for place in places if any(abs(measure(text[:place]) - aim) <= ideal / 2 for aim in aims)]


def _may_part(text: str, place: int) -> bool:
    if text[place] in _NEVER_FIRST or text[place - 1] in _NEVER_LAST or text[place].isspace():
        return False
    return not unicodedata.combining(text[place])


def _cost(lines: tuple[str, ...], ideal: float) -> float:
    uneven = sum(((measure(line) - ideal) / ideal) ** 2 for line in lines)
    return uneven + sum(_seam(before, after) for before, after in pairwise(lines))


def _seam(before: str, after: str) -> float:
    """What it costs to part here: little after 的, much inside a number or a short quotation."""
    joined, place = before + after, len(before)
    if any(match.start() < place < match.end() for match in _WHOLE.finditer(joined)):
        return 1.0
    return 0.0 if before[-1] in _GOOD_LAST or after.startswith(_GOOD_FIRST) else 0.15
