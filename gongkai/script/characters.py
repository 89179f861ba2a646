"""Simplified and traditional characters: words are cut first, then each is written by the phrases of OpenCC.

OpenCC takes the longest phrase that it knows from wherever it stands, over the ends of words: in 五十余人参加 it sees
人参 (ginseng, 人蔘), in 足额发放 the hair of a forehead (額髮), in 清单于每年公布 the chief of the Xiongnu (單于). Cut
into words it sees none of them, for less than a millisecond a page.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

import opencc
import rjieba


class Variant(StrEnum):
    """Whose traditional characters: those on which Taiwan and Hong Kong agree (and OpenCC's own where they do not), of
    Taiwan or of Hong Kong."""

    HANT = "hant"
    TW = "tw"
    HK = "hk"

    @property
    def tag(self) -> str:
        """What `lang` says (BCP 47)."""
        return {"hant": "zh-Hant", "tw": "zh-Hant-TW", "hk": "zh-Hant-HK"}[self.value]


_RIGHT = {
    "向明": "向明",
    "编发": "編發",
    "会签": "會簽",
    "签批": "簽批",
    "审签": "審簽",
    "复议": "復議",
    "网签": "網簽",
    "制发": "製發",
    "单于": "單於",
    "犬只": "犬隻",
}
"""Words of official writing in which OpenCC or the dictionary of words sees others: 嚮明 is of the classics (before
dawn), here 向 leads to what begins with 明 (向明湖区人民政府申请), 編髮 is braided hair, 籤 is a slip of bamboo."""
_HAN = re.compile("[\u3400-\u9fff]{2,}")
_BETWEEN = "\x1f"
"""What stands between words while they are converted: no phrase holds it."""
_ASKED = re.compile("|".join(_RIGHT))
_TABLES = {Variant.HANT: "s2t", Variant.TW: "s2tw", Variant.HK: "s2hk"}
_REGIONS = ("t2tw", "t2hk")


@cache
def _converter(table: str) -> opencc.OpenCC:
    """Loading a table takes up to a quarter of a second, once."""
    return opencc.OpenCC(table)


def converted(text: str, variant: Variant = Variant.HANT) -> str:
    """Words in traditional characters. NUL goes: OpenCC would end there and lose what follows."""
    words = text.replace("\0", "")
    told = _BETWEEN.join(_written(part, variant) for part in words.split(_BETWEEN))
    if len(told) != len(words):
        return told
    for found in _ASKED.finditer(words):
        told = told[: found.start()] + _RIGHT[found[0]] + told[found.end() :]
    return told


def _written(words: str, variant: Variant) -> str:
    cut = _HAN.sub(lambda run: _BETWEEN.join(rjieba.cut(run[0])), words)
    told = str(_converter(_TABLES[variant]).convert(cut)).replace(_BETWEEN, "")
    return told.translate(_agreed()) if variant is Variant.HANT else told


@cache
def _agreed() -> dict[int, str]:
    """The characters that OpenCC's own standard writes as nobody does today: 爲 and 喫, where Taiwan and Hong Kong
    both write 為 and 吃."""
    every = [chr(point) for point in range(0x3400, 0xA000)]
    taiwan, hong_kong = (_converter(table).convert(_BETWEEN.join(every)).split(_BETWEEN) for table in _REGIONS)
    told = zip(every, taiwan, hong_kong, strict=True)
    return {ord(one): there for one, there, too in told if one != there == too and len(there) == 1}


def simplified(text: str) -> str:
    """Words in simplified characters, so that whoever searches in traditional ones finds what is written here."""
    return str(_converter("t2s").convert(text.replace("\0", "")))
