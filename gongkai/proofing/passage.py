"""A paragraph under a detector's eye: its plain form, what stands before and after a place, and its sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from gongkai.proofing.calendar_words import DAY, Written, read
from gongkai.proofing.text import BlockKind

_STOPS = re.compile(r"[。;！？!?\n]")
_SPREAD = re.compile(
    r"(?<=(?<![\u4e00-\u9fff])[\u4e00-\u9fff])[ _]{1,4}(?=[\u4e00-\u9fff](?![\u4e00-\u9fff]))"
    r"|__+|(?<=[\u4e00-\u9fff:])_"
)
"""The blanks within a word that a form spreads (卡 号, 银 行 账 号), and the line on which one writes."""
_REACH = 120
"""A sentence is looked at no further than this on either side, so that a long one costs no more."""


def joined_words(words: str) -> str:
    """What stands before a number as one reads it: no blanks within words, no lines to write on."""
    return _SPREAD.sub("", words)


@dataclass(frozen=True)
class Passage:
    """The shadow of a block, with the words of its column when it is a cell."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    label: str = ""
    beside: str = ""
    proven: bool = False
    """Whether it is known that the number in it, whatever stands around, is a number of somebody."""

    @cached_property
    def has_digits(self) -> bool:
        return re.search(r"[0-9]", self.text) is not None

    @cached_property
    def days(self) -> tuple[Written, ...]:
        """The days that are written in it."""
        if not self.has_digits and "年" not in self.text:
            return ()
        return tuple(read(match) for match in DAY.finditer(self.text))

    def before(self, at: int, width: int = 24) -> str:
        """What stands before a place; in a cell its column's head comes first."""
        near = joined_words(self.text[max(at - width, 0) : at])
        return f"{self.label}:{near}" if self.label and at < width else near

    def after(self, at: int, width: int = 24) -> str:
        return self.text[at : at + width]

    def sentence(self, at: int) -> str:
        """The sentence around a place, at most some hundred characters to either side."""
        first, last = self.sentence_span(at)
        return (f"{self.label}:" if self.label else "") + self.text[first:last]

    def sentence_span(self, at: int) -> tuple[int, int]:
        low, high = max(at - _REACH, 0), min(at + _REACH, len(self.text))
        first = low
        for stop in _STOPS.finditer(self.text, low, at):
            first = stop.end()
        closing = _STOPS.search(self.text, at, high)
        return first, closing.start() if closing else high
