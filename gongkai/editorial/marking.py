"""The words of an item with findings marked in place, paragraph by paragraph.

Places are offsets into a field. A paragraph can be chosen as a whole, a selection within it as ``field:start:end``:
both travel in the same form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from gongkai.editorial.items import Item
from gongkai.editorial.scanning import Finding

MOST_PLACES = 50
QUOTED = 200
_PARAGRAPH = re.compile(r"[^\r\n]+")
_PLACE = re.compile(r"(\d{1,4}):(\d{1,8}):(\d{1,8})")


@dataclass(frozen=True, slots=True)
class Segment:
    """Words under the same findings."""

    words: str
    findings: tuple[tuple[int, Finding], ...] = ()

    @property
    def gravest(self) -> str:
        """The severity that the mark shows; empty where nothing was found."""
        found = {finding.severity for _, finding in self.findings}
        return next((name for name in ("error", "warning", "hint") if name in found), "")

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its findings in the list beside the text."""
        return tuple(number for number, _ in self.findings)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its place in the field."""

    field: int
    start: int
    end: int
    segments: tuple[Segment, ...]

    @property
    def place(self) -> str:
        """How a form names it."""
        return f"{self.field}:{self.start}:{self.end}"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the item with its paragraphs."""

    name: str
    number: int
    paragraphs: tuple[Paragraph, ...]


def marked(item: Item, findings: Sequence[tuple[int, Finding]]) -> list[Field]:
    """The item's words, each finding marked where it stands. ``findings`` come with their numbers."""
    return [
        Field(name, number, tuple(_paragraphs(number, words, [pair for pair in findings if pair[1].where == name])))
        for number, (name, words) in enumerate(item.texts)
    ]


def places(item: Item, sent: Iterable[str]) -> tuple[dict[str, Any], ...]:
    """The places of a form as they are kept: field, offsets and the words there. What names no place is left out."""
    found = {}
    for text in list(sent)[:MOST_PLACES]:
        match = _PLACE.fullmatch(text)
        if match is None or int(match[1]) >= len(item.texts):
            continue
        name, words = item.texts[int(match[1])]
        start, end = int(match[2]), min(int(match[3]), len(words))
        if start < end:
            found[text] = {"field": name, "start": start, "end": end, "quote": words[start:end][:QUOTED]}
    return tuple(found.values())


def selections(item: Item, sent: Iterable[str]) -> list[tuple[str, str]]:
    """Of the places of a form those that are no whole paragraphs, with their words: to be kept when it is refused."""
    whole = {paragraph.place for field in marked(item, []) for paragraph in field.paragraphs}
    found = [(text, places(item, [text])) for text in sent if text not in whole]
    return [(text, place[0]["quote"]) for text, place in found[:MOST_PLACES] if place]


def _paragraphs(number: int, words: str, findings: Sequence[tuple[int, Finding]]) -> Iterator[Paragraph]:
    for match in _PARAGRAPH.finditer(words):
        if not match[0].isspace():
            here = [pair for pair in findings if pair[1].start < match.end() and pair[1].end > match.start()]
            segments = tuple(_segments(words, match.start(), match.end(), here))
            yield Paragraph(number, match.start(), match.end(), segments)


def _segments(words: str, start: int, end: int, findings: Sequence[tuple[int, Finding]]) -> Iterator[Segment]:
    edges = {start, end}
    for _, finding in findings:
        edges |= {max(start, finding.start), min(end, finding.end)}
    cuts = sorted(edges)
    for left, right in pairwise(cuts):
        here = tuple(pair for pair in findings if pair[1].start < right and pair[1].end > left)
        yield Segment(words[left:right], here)
