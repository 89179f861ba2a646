"""Brackets, quotation marks and book-title marks come in pairs and nest (GB/T 15834—2011).

Pairs may open in one paragraph and close in one of the next; what is left over at the end is a finding. Words
alone open nothing: "1)" numbers a point.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gongkai.proofing.finding import Hit, Severity
from gongkai.proofing.packs import Rule
from gongkai.proofing.placed import Placed, in_block
from gongkai.proofing.text import Block, BlockKind, SourceKind, Text

_PAIRS = {
    "（": "）",
    "《": "》",
    "〈": "〉",
    "【": "】",
    "〔": "〕",
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "［": "］",
}
_CLOSERS = {close: open_ for open_, close in _PAIRS.items()}
_SIGNS = re.compile("[" + "".join(_PAIRS) + "".join(_CLOSERS) + "()]")
_NUMBERED = re.compile(r"(?:^|[\s，。；：,;:、“])(?:[0-9]{1,3}|[a-zA-Z]|[一二三四五六七八九十]{1,3}|[①-⑳])$")
_REACH = 6
"""So many paragraphs on, a pair may close that one opened."""
_APOSTROPHE = re.compile(r"[A-Za-z0-9]$")


@dataclass(frozen=True, slots=True)
class _Open:
    sign: str
    number: int
    at: int


def unpaired(text: Text, rule: Rule, day: date) -> Iterator[Placed]:
    """Signs that lack their other half, and book-title marks within book-title marks. Crawled pages and PDF files
    lose signs by themselves, so there it is a hint."""
    del rule, day
    weight = None if text.source is SourceKind.EDITOR else Severity.HINT
    stack: list[_Open] = []
    for number, block in enumerate(text.blocks):
        while stack and number - stack[0].number > _REACH:
            yield from _left(text.blocks, stack.pop(0), weight)
        if block.kind is BlockKind.CELL:
            cell: list[_Open] = []
            yield from _walk(block, number, cell, weight)
            for opened in cell:
                yield from _left(text.blocks, opened, weight)
        else:
            yield from _walk(block, number, stack, weight)
    for opened in stack:
        yield from _left(text.blocks, opened, weight)


def _walk(block: Block, number: int, stack: list[_Open], weight: Severity | None) -> Iterator[Placed]:
    for match in _SIGNS.finditer(block.text):
        sign, at = match[0].translate({ord("("): "（", ord(")"): "）"}), match.start()
        if sign in _PAIRS:
            if sign == "《" and stack and stack[-1].sign == "《" and stack[-1].number == number:
                yield in_block(
                    block,
                    Hit(
                        at,
                        at + 1,
                        weight,
                        words=_words(block, at, "书名号里面再用书名号，内层应为单书名号"),
                    ),
                )
            if sign == "“" and not block.text[:at].strip() and stack and stack[-1].sign == "“":
                stack.pop()  # a quotation of several paragraphs opens each of them and closes once
            stack.append(_Open(sign, number, at))
        elif stack and stack[-1].sign == _CLOSERS[sign]:
            stack.pop()
        else:
            yield from _closed_alone(block, number, sign, at, stack, weight)


def _closed_alone(
    block: Block, number: int, sign: str, at: int, stack: list[_Open], weight: Severity | None
) -> Iterator[Placed]:
    before = block.text[max(at - 8, 0) : at]
    if sign == "）" and _NUMBERED.search(before):
        return
    if sign == "’" and _APOSTROPHE.search(before):
        return
    opened = next((item for item in reversed(stack) if item.sign == _CLOSERS[sign]), None)
    if opened is None:
        yield in_block(block, Hit(at, at + 1, weight, words=_words(block, at, f"没有与它配对的“{_CLOSERS[sign]}”")))
        return
    crossed = [item for item in stack[stack.index(opened) + 1 :] if item.number == number]
    del stack[stack.index(opened) :]
    for item in crossed:
        yield in_block(
            block,
            Hit(
                item.at,
                item.at + 1,
                weight,
                words=_words(block, item.at, f"没有与它配对的“{_PAIRS[item.sign]}”，或者与别的标点交叉"),
            ),
        )


def _left(blocks: tuple[Block, ...], opened: _Open, weight: Severity | None) -> Iterator[Placed]:
    """What an opening sign without an end amounts to. A quotation of several paragraphs opens each of them."""
    block = blocks[opened.number]
    if opened.sign == "“" and not block.text[: opened.at].strip():
        return
    words = _words(block, opened.at, f"没有与它配对的“{_PAIRS[opened.sign]}”")
    yield in_block(block, Hit(opened.at, opened.at + 1, weight, words=words))


def _words(block: Block, at: int, why: str) -> dict[str, str]:
    return {"sign": block.text[at], "why": why}
