"""Cutting texts so that any part of a sentence can be found again.

A run of Han characters becomes all its pairs, and its last character alone: 政府信息 is 政府 府信 信息 息. Pairs that
follow each other are then exactly the places where a phrase stands, whatever a dictionary thinks of its words
(measured: pairs find every substring, words 21 to 58 % of them). The last character keeps two runs apart, so that
政府，信息 does not hold 府信, and lets a single character be found as the beginning of a token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from operator import add
from unicodedata import normalize

from opencc import OpenCC

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUN = re.compile(rf"(?P<han>[{HAN}]+)|[^\W\d_{HAN}]+|\d+")
_RARE = re.compile("[\U00010000-\U0010ffff]")
_ONE_HAN = re.compile(f"[{HAN}]")
LONGEST_WORD = 60
"""Letters without a space beyond this are cut: what long is no word, and the index takes no token of any length."""


def normalise(words: str) -> str:
    """Words as they are compared: full and half width, upper and lower case, traditional and simplified are one.

    Character by character, so that a part of a text never reads otherwise than the text.
    """
    simpler, touched = _simpler()
    # a class of characters is fast only while all of them are in the first plane
    return words.translate(simpler) if touched.search(words) or _RARE.search(words) else words


def aligned(words: str) -> tuple[str, list[int] | None]:
    """Words as they are compared, and for each of their characters its place in the original; None when each stands
    where it stood."""
    whole = normalise(words)
    if len(whole) == len(words):
        return whole, None
    parts, places = [], []
    for place, character in enumerate(words):
        part = normalise(character)
        parts.append(part)
        places += [place] * len(part)
    return "".join(parts), places


def runs(normalised: str) -> Iterator[tuple[str, bool]]:
    """The runs of a normalised text, each with whether it is of Han characters: 第3号 is 第, 3 and 号."""
    for found in RUN.finditer(normalised):
        yield found[0], found.lastgroup == "han"


def tokens(words: str) -> list[str]:
    """What the index keeps of a text, in order."""
    out: list[str] = []
    for found in RUN.finditer(normalise(words)):
        run = found[0]
        if found.lastindex:
            out += map(add, run, run[1:])
            out.append(run[-1])
        else:
            out.append(run[:LONGEST_WORD])
    return out


def is_han(character: str) -> bool:
    """Whether a character is a Chinese one."""
    return bool(_ONE_HAN.match(character))


_BRACKETS = r"[\[\(<{〔【〈《（［｛＜「『]?"
_CLOSING = r"[\]\)>}〕】〉》）］｝＞」』]?"
_NUMBER = re.compile(
    rf"(?P<who>[{HAN}]{{1,14}})\s*{_BRACKETS}\s*(?P<year>(?:19|20)\d\d)\s*年?\s*{_CLOSING}\s*第?\s*0*(?P<serial>\d{{1,5}})\s*号"
)


def document_number(words: str) -> str:
    """A document number (发文字号) among words, as it is compared: 国办发[2020]109号 is 国办发〔2020〕109号. Empty when
    there is none."""
    found = _NUMBER.search(normalise(words))
    return f"{found['who']}〔{found['year']}〕{found['serial']}号" if found else ""


def with_numbers_written_out(words: str) -> str:
    """Normalised words in which each document number has its brackets, so that it is found however it was typed."""
    return _NUMBER.sub(lambda found: f"{found['who']}〔{found['year']}〕{found['serial']}号", normalise(words))


@cache
def _simpler() -> tuple[dict[int, str], re.Pattern[str]]:
    """What each character of a word is compared as, where that is another; and where there is one in a text. Signs
    stay as they are: they are no part of any word."""
    blocks = [
        range(0x80),
        range(0xA0, 0xD800),
        range(0xF900, 0x10000),
        range(0x1D400, 0x1D800),
        range(0x2F800, 0x2FA20),
    ]
    characters = [character for block in blocks for character in map(chr, block) if character.isalnum()]
    plain = [normalize("NFKC", character).lower() for character in characters]
    simple = OpenCC("t2s").convert("\n".join(plain)).split("\n")
    changed = {old: new for old, new in zip(characters, simple, strict=True) if old != new}
    usual = "".join(character for character in changed if character < "\U00010000")
    return {ord(old): new for old, new in changed.items()}, re.compile(f"[{re.escape(usual)}]")
