"""The notes of a text: each mark leads to its note, and each note back to every place where it is marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

_MARK = re.compile(r'<a href="#note-(\d{1,4})">')


@dataclass(frozen=True, slots=True)
class Back:
    """A way back: the place in the text, and what who follows it is told."""

    place: str
    label: str


@dataclass(frozen=True, slots=True)
class Note:
    """One note with its number, its words, and the ways back to its marks."""

    number: int
    words: SafeString
    backs: tuple[Back, ...]


class Footnotes:
    """All notes of a text. Those of several blocks count on, so that each place on the page has a name of its own."""

    def __init__(self, blocks: Iterable[Any]) -> None:
        self._met: Counter[int] = Counter()
        self._words: dict[int, list[SafeString]] = {}
        self._firsts: dict[int, int] = {}
        self._blocks = list(blocks)  # blocks are known by themselves: those of an unsaved draft have no ids
        self._count = sum(len(block.value) for block in self._blocks if block.block_type == "notes")
        first = 1
        for block in self._blocks:
            values = list(block.value) if block.block_type == "notes" else [block.value]
            if all(hasattr(value, "source") for value in values):
                self._words[id(block)] = [self._named(str(value)) for value in values]
            if block.block_type == "notes":
                self._firsts[id(block)] = first
                first += len(values)

    def marked(self, block: Any) -> SafeString:
        """The words of a block with a name on each mark."""
        return self._words[id(block)][0]

    def notes(self, block: Any) -> list[Note]:
        """The notes of a block."""
        words = enumerate(self._words[id(block)], self._firsts[id(block)])
        return [Note(number, said, self._backs(number)) for number, said in words]

    def _named(self, html: str) -> SafeString:
        return mark_safe(_MARK.sub(self._mark, html))  # noqa: S308 - the editor's markup, already cleaned

    def _mark(self, match: re.Match[str]) -> str:
        """A mark with its name; one whose note is not there leads nowhere and gets none."""
        number = int(match[1])
        if not 0 < number <= self._count:
            return match[0]
        self._met[number] += 1
        return f'<a href="#note-{number}" id="{_place(number, self._met[number])}" role="doc-noteref">'

    def _backs(self, number: int) -> tuple[Back, ...]:
        times = range(1, self._met[number] + 1)
        several = len(times) > 1
        return tuple(Back(_place(number, time), f"返回正文第{time}处" if several else "返回正文") for time in times)


def _place(number: int, time: int) -> str:
    return f"mark-{number}" if time == 1 else f"mark-{number}-{time}"
