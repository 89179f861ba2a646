"""Simplified and traditional characters, by the phrases of OpenCC."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

import opencc


class Variant(StrEnum):
    """Whose traditional characters: of OpenCC's own standard, of Taiwan or of Hong Kong."""

    HANT = "hant"
    TW = "tw"
    HK = "hk"

    @property
    def tag(self) -> str:
        """What `lang` says (BCP 47)."""
        return {"hant": "zh-Hant", "tw": "zh-Hant-TW", "hk": "zh-Hant-HK"}[self.value]


_TABLES = {Variant.HANT: "s2t", Variant.TW: "s2tw", Variant.HK: "s2hk"}


@cache
def _converter(table: str) -> opencc.OpenCC:
    """Loading a table takes up to a quarter of a second, once."""
    return opencc.OpenCC(table)


def converted(text: str, variant: Variant = Variant.HANT) -> str:
    """Words in traditional characters. NUL goes: OpenCC would end there and lose what follows."""
    return str(_converter(_TABLES[variant]).convert(text.replace("\0", "")))


def simplified(text: str) -> str:
    """Words in simplified characters, so that whoever searches in traditional ones finds what is written here."""
    return str(_converter("t2s").convert(text.replace("\0", "")))
