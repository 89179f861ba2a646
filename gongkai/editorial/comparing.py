"""What changed between two versions, word by word: paragraphs first, then the words of those that changed.

Chinese has no blanks between words, so a word is one character; numbers and Latin words are compared whole, for
``2025`` that became ``2026`` is one change. The work is bounded: what is too long is shown as taken out and put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

MOST_PARAGRAPHS = 4_000
MOST_WORDS = 3_000
"""In one changed place, of both sides together; beyond it sentences are compared."""
_WORD = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*|\s+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]?")
_AROUND = 1


class How(StrEnum):
    """What happened to a piece of text."""

    KEPT = "kept"
    OUT = "out"
    IN = "in"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words and what happened to them."""

    how: How
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the comparison; ``how`` is SKIPPED for paragraphs left out because nothing changed in them."""

    how: How
    pieces: tuple[Piece, ...]
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in one field."""

    name: str
    lines: tuple[Line, ...]


def fields(before: Iterable[Sequence[str]], after: Iterable[Sequence[str]]) -> list[Change]:
    """The fields in which something changed, in the order of what stands now; what is gone comes last."""
    old, new = _by_name(before), _by_name(after)
    names = [*new, *(name for name in old if name not in new)]
    return [
        Change(name, tuple(compare(old.get(name, ""), new.get(name, ""))))
        for name in names
        if old.get(name, "") != new.get(name, "")
    ]


def compare(before: str, after: str) -> list[Line]:
    """Two texts, paragraph by paragraph, with a paragraph around each change for the sense."""
    old, new = before.splitlines(), after.splitlines()
    if max(len(old), len(new)) > MOST_PARAGRAPHS:
        return [Line(How.OUT, (Piece(How.OUT, before),)), Line(How.IN, (Piece(How.IN, after),))]
    lines: list[Line] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [Line(How.KEPT, (Piece(How.KEPT, words),)) for words in new[c:d]]
        else:
            lines += _changed(old[a:b], new[c:d])
    return list(_shortened(lines))


def words(before: str, after: str) -> list[Piece]:
    """Two paragraphs, word by word; sentence by sentence when they are long."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        old, new = _SENTENCE.findall(before), _SENTENCE.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return [Piece(How.OUT, before), Piece(How.IN, after)]
    pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(How.KEPT, "".join(new[c:d])))
            continue
        pieces += [Piece(How.OUT, "".join(old[a:b]))] if b > a else []
        pieces += [Piece(How.IN, "".join(new[c:d]))] if d > c else []
    return pieces


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """Paragraphs that gave way to others: side by side while they pair up, the rest as gone or new."""
    for left, right in zip(old, new, strict=False):
        yield Line(How.IN, tuple(words(left, right)))
    for left in old[len(new) :]:
        yield Line(How.OUT, (Piece(How.OUT, left),))
    for right in new[len(old) :]:
        yield Line(How.IN, (Piece(How.IN, right),))


def _shortened(lines: Sequence[Line]) -> Iterator[Line]:
    near = {
        place + step
        for place, line in enumerate(lines)
        if line.how is not How.KEPT
        for step in range(-_AROUND, _AROUND + 1)
    }
    skipped = 0
    for place, line in enumerate(lines):
        if place in near:
            if skipped:
                yield Line(How.SKIPPED, (), skipped)
            skipped = 0
            yield line
        else:
            skipped += 1
    if skipped:
        yield Line(How.SKIPPED, (), skipped)


def _by_name(pairs: Iterable[Sequence[str]]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, text in pairs:
        found[name] = f"{found[name]}\n{text}" if name in found else text
    return found
