"""Official Chinese text in sentences, so that a figure keeps the words it belongs to.

The text of a sentence has no white space and full-width punctuation, whatever the file had; its digits
are ASCII. `Sentence.quote` gives back what really stood in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from gongkai.report.model import Report

_HALF = {
    ord(c): ord(c) - 0xFEE0 for c in "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ％．～"
}
_FULL = {ord(a): ord(b) for a, b in zip("(),;:!?〈〉<>", "（），；：！？《》《》", strict=True)}
_THOUSANDS = re.compile(r"(?<=\d)，(?=\d{3}(?:\D|$))")
_MARK = (
    r"(?:[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．)）]|\d{1,2}[、．]"
    r"|\d{1,2}\.(?!\d)|第[一二三四五六七八九十]{1,3}[，、部])"
)
_HEADING = re.compile(rf"^[#*\s]*{_MARK}")
_ITEM = re.compile(r"^[#*\s]*(?:[一二三四五六七八九十]{1,2}是|[-•·●■])")
_TERMINAL = "。！？；：!?;:"
_OPEN, _CLOSE = "（《〔【“", "）》〕】”"
_LONGEST_BRACKET = 600
_LONGEST_SENTENCE = 1500
"""No sentence of an officer is longer; what is, was never prose, and is cut so that reading stays quick."""
_LONGEST_PARAGRAPH = 6000
_TOPIC = re.compile(r"（[一二三四五六七八九十]{1,2}）(?!项|款)([^。，；：]{2,24})")
_SUBTOPIC = re.compile(r"^(?:[一二三四五六七八九十]{1,2}是|\d{1,2}[、．]|（\d{1,2}）)([^，。；：]{2,24})")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: cleaned text, its part, its paragraph (counted through the report), the title of
    the sub-heading it stands under, and what the file had."""

    text: str
    section: int
    paragraph: int
    topic: str = ""
    source: str = ""
    places: tuple[int, ...] = ()

    def quote(self, start: int = 0, end: int | None = None, *, longest: int = 90) -> str:
        """What the file has between two places of `text`, white space folded, shortened with …."""
        stop = len(self.text) if end is None else end
        if self.places and stop > start:
            shown = self.source[self.places[start] : self.places[stop - 1] + 1]
        else:
            shown = self.text[start:stop]
        shown = re.sub(r"\s+", "", shown)
        return shown if len(shown) <= longest else shown[: longest - 1] + "…"

    def around(self, start: int, end: int, *, before: int = 36, after: int = 34) -> str:
        """A short quotation around a place, cut at clause ends where possible."""
        left = max(0, start - before)
        cut = max(self.text.rfind(mark, left, start) for mark in "。；，：")
        if left > 0 and cut > 0:
            left = cut + 1
        right = min(len(self.text), end + after)
        stop = self.text.find("，", right)
        right = stop if 0 <= stop - right <= 12 else right
        return self.quote(left, right)


def sentences(report: Report) -> list[Sentence]:
    """All sentences of the report's prose, in order."""
    found: list[Sentence] = []
    paragraph = 0
    for section in report.sections:
        for piece in split(section.text, section=section.number, first_paragraph=paragraph):
            found.append(piece)
            paragraph = piece.paragraph + 1
    return found


def split(text: str, *, section: int = 1, first_paragraph: int = 0) -> list[Sentence]:
    """Sentences of a text: ends are 。！？ outside brackets and paragraph ends; hard-wrapped lines are joined."""
    found: list[Sentence] = []
    topic = subtopic = ""
    for index, source in enumerate(paragraphs(text)):
        cleaned, places = clean(source)
        for start, end in _spans(cleaned):
            words = cleaned[start:end]
            if (match := _TOPIC.search(words[:60])) is not None:
                topic, subtopic = match[1], ""
            if (match := _SUBTOPIC.match(words)) is not None:
                subtopic = match[1]
            heading = f"{topic}/{subtopic}" if subtopic else topic
            found.append(Sentence(words, section, first_paragraph + index, heading, source, places[start:end]))
    return found


def paragraphs(text: str) -> Iterator[str]:
    """Paragraphs of a text whose lines may have been broken anywhere."""
    held = ""
    for line in text.splitlines():
        if not line.strip():
            continue
        if held and len(held) < _LONGEST_PARAGRAPH and _joins(held, line):
            held += "\n" + line
            continue
        if held:
            yield held
        held = line
    if held:
        yield held


def _joins(before: str, line: str) -> bool:
    """Whether a line goes on with the sentence that the paragraph before it left open."""
    if _HEADING.match(line) or _ITEM.match(line) or "|" in line or "|" in before:
        return False
    last = before.rsplit("\n", 1)[-1].strip()
    if not last or last[-1] in _TERMINAL:
        return False
    return not (_HEADING.match(last) and len(last) <= 30 and "，" not in last and "," not in last)


@lru_cache(maxsize=4096)
def clean(source: str) -> tuple[str, tuple[int, ...]]:
    """The text without white space and with full-width punctuation, and where each character came from."""
    plain = source.translate(_HALF)
    kept: list[str] = []
    places: list[int] = []
    for index, char in enumerate(plain):
        if char.isspace() or char in "\u200b\ufeff\u00ad":
            continue
        kept.append(char)
        places.append(index)
    text = _THOUSANDS.sub(",", "".join(kept).translate(_FULL))
    return text, tuple(places)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each sentence; an end inside brackets does not count while they close soon."""
    start, depth, opened = 0, 0, 0
    for index, char in enumerate(text):
        if char in _OPEN:
            depth, opened = depth + 1, opened if depth else index
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in "。！？" and (
            depth == 0 or index - opened > _LONGEST_BRACKET or (char == "。" and _unclosed(text, index))
        ):
            yield start, index + 1
            start, depth = index + 1, 0
        if index - start >= _LONGEST_SENTENCE:
            yield start, index + 1
            start, depth = index + 1, 0
    if start < len(text):
        yield start, len(text)


def _unclosed(text: str, index: int) -> bool:
    """Whether no bracket closes within reach, so that the opening one was a slip."""
    return not any(char in _CLOSE for char in text[index : index + _LONGEST_BRACKET])
