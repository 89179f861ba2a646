"""The ways in which people and programs write a number: the table of docs/developers/proofing.md, and figures that are
no numbers of anybody."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import strategies as st

from tests.proofing import generated

GROUPING = (
    " ",
    "  ",
    "\u3000",
    "\u00a0",
    "\u2009",
    "\u202f",
    "-",
    " - ",
    "－",
    "—",
    "–",
    "\u2011",
    "−",
    "·",
    "・",
    "_",
)
"""Signs that group the digits of one number."""
HIDDEN = ("\u200b", "\u00ad", "\ufeff", "\u2060", "&#8203;", "&nbsp;", "<wbr>", "<br/>", "</span><span>")
"""What a page or a program leaves between digits."""
PARTING = ("\t", "|", " | ", "│", "/", "／", ",", "、")
"""Signs that also part the figures of a table."""
BREAKS = ("\n", "\r\n", " \n", "\n    ", "-\n", "\n— 3 —\n", "\n\n第 12 页\n\n")
BOXES = (("|", "|", "|"), ("[", "][", "]"), ("【", "】【", "】"), ("| ", " | ", " |"))
IDENTITY_GROUPS = (
    (6, 8, 4),
    (6, 4, 4, 4),
    (6, 4, 2, 2, 4),
    (3, 3, 4, 4, 4),
    (4, 4, 4, 4, 2),
    (14, 4),
    (17, 1),
    (1,) * 18,
)
MOBILE_GROUPS = ((3, 4, 4), (4, 3, 4), (3, 8), (7, 4), (3, 2, 2, 2, 2), (3, 3, 5), (1,) * 11)
CARD_GROUPS = {
    16: ((4, 4, 4, 4), (6, 10), (6, 6, 4), (5, 5, 5, 1), (1,) * 16),
    19: ((4, 4, 4, 4, 3), (6, 13), (6, 9, 4), (5, 5, 5, 4), (1,) * 19),
}


def cut(number: str, groups: tuple[int, ...], gap: str) -> str:
    """The number in groups."""
    edges = [0]
    for size in groups:
        edges.append(edges[-1] + size)
    return gap.join(number[first:last] for first, last in pairwise(edges))


@st.composite
def written(draw: st.DrawFn, number: str, groups: tuple[tuple[int, ...], ...], gaps: tuple[str, ...]) -> str:
    """A number in usual groups or broken in one place, in either width."""
    if draw(st.integers(0, 4)) == 0:
        place = draw(st.integers(3, len(number) - 3))
        text = number[:place] + draw(st.sampled_from(BREAKS)) + number[place:]
    else:
        text = cut(number, draw(st.sampled_from(groups)), draw(st.sampled_from(gaps)))
    wide = "<" not in text and "&" not in text and "第" not in text and "— 3" not in text and draw(st.booleans())
    return text.translate(generated.WIDE) if wide else text


# -- figures that are nobody's number ----------------------------------------------------------------

_NAMES = ("王建国", "李秀英", "张志强", "刘洋", "陈静", "周杰")
_PARTS = ("\t", "|", " | ", "  ", ",", "，", "/")


def figures(seed: int) -> str:
    """A short table or list full of figures: budgets, scores, payments to persons, codes, places, days."""
    chance = random.Random(seed)
    part = chance.choice(_PARTS)
    rows = [part.join(_KINDS[seed % len(_KINDS)](chance)) for _ in range(12)]
    return "\n".join(rows).translate(generated.WIDE) if seed % 7 == 0 else "\n".join(rows)


def _amount(chance: random.Random) -> str:
    value = chance.uniform(1, 10 ** chance.randint(2, 9))
    return chance.choice((f"{value:,.2f}", f"{value:.2f}", f"{value:,.0f}", f"{value:.0f}"))


def _day(chance: random.Random) -> str:
    day = date(2016, 1, 1) + timedelta(chance.randint(0, 3600))
    return chance.choice((f"{day:%Y-%m-%d}", f"{day:%Y.%m.%d}", f"{day:%Y%m%d}", f"{day:%Y/%m/%d}"))


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choices("0123456789", k=count))


def _budget(chance: random.Random) -> list[str]:
    return [_digits(chance, chance.choice((3, 5, 7))), "行政运行", *(_amount(chance) for _ in range(5))]


def _counts(chance: random.Random) -> list[str]:
    return [str(chance.randint(0, chance.choice((9, 99, 999)))) for _ in range(chance.randint(6, 15))]


def _payments(chance: random.Random) -> list[str]:
    masked = f"330106********{_digits(chance, 4)}"
    return [str(chance.randint(1, 99)), chance.choice(_NAMES), masked, f"{chance.uniform(1, 90):.2f}", _amount(chance)]


def _scores(chance: random.Random) -> list[str]:
    scores = (f"{chance.uniform(40, 99):.2f}" for _ in range(3))
    return [_digits(chance, chance.choice((10, 12))), chance.choice(_NAMES), _digits(chance, 8), *scores]


def _codes(chance: random.Random) -> list[str]:
    return [
        f"项目代码：2023-330106-48-01-{_digits(chance, 6)}",
        f"ISBN 978-7-{_digits(chance, 4)}-{_digits(chance, 4)}-{_digits(chance, 1)}",
        f"流水号{_day(chance)}{_digits(chance, 10)}",
        f"工单{_digits(chance, 17)}",
    ]


def _places(chance: random.Random) -> list[str]:
    return [
        f"东经{chance.uniform(73, 135):.8f}",
        f"北纬{chance.uniform(3, 53):.8f}",
        f"{chance.uniform(4e6, 4.4e6):.3f}",
        f"{chance.randint(0, 23):02d}:{chance.randint(0, 59):02d}:{chance.randint(0, 59):02d}",
        _day(chance),
    ]


_KINDS = (_budget, _counts, _payments, _scores, _codes, _places)
