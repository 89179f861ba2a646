"""Where the words stand: titles and passages as segments, each found or not, for whoever shows them to escape."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongkai.search import text
from gongkai.search.query import Asked, Phrase

PASSAGE = 130
BEFORE = 24
LOOKED_AT = 300
"""Characters that are shown, those before the first word that was found, and places that are compared."""
_END = "。！？；\n"


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a text as it stands there; ``found`` when it is what was looked for."""

    words: str
    found: bool = False


def marked(words: str, asked: Asked) -> list[Segment]:
    """All of a short text."""
    pattern = _pattern(asked.phrases())
    return _segments(words, 0, len(words), _places(words, pattern) if pattern else [])


def passage(words: str, asked: Asked) -> list[Segment]:
    """The part of a long text with the most of what was looked for; its beginning when nothing is there."""
    words = re.sub(r"\s+", " ", words)
    pattern = _pattern(asked.phrases())
    places = _places(words, pattern)[:LOOKED_AT] if pattern else []
    start = _beginning(words, _best(places)) if places else 0
    end = min(len(words), start + PASSAGE)
    out = _segments(words, start, end, places)
    if start:
        out.insert(0, Segment("…"))
    return [*out, Segment("…")] if end < len(words) else out


def holds(words: str, asked: Asked) -> bool:
    """Whether anything that was looked for stands in a text."""
    pattern = _pattern(asked.phrases())
    return bool(pattern and pattern.search(text.normalise(words)))


def _pattern(phrases: Iterable[Phrase]) -> re.Pattern[str] | None:
    """Signs between the runs of a phrase do not count, as they do not in the index; other names only after the words
    themselves, the longest first."""
    each = sorted({tuple(phrase.runs) for phrase in phrases}, key=lambda runs: -len("".join(runs)))
    parts = [r"[\W_]*".join(_run(run) for run in runs) for runs in each]
    return re.compile("|".join(parts)) if parts else None


def _run(run: str) -> str:
    """Letters and digits are whole words."""
    escaped = re.escape(run)
    if text.is_han(run[0]):
        return escaped
    kind = r"\d" if run[0].isdigit() else r"[a-z]"
    return f"(?<!{kind}){escaped}(?!{kind})"


def _places(words: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    whole, places = text.aligned(words)
    found = [each.span() for each in pattern.finditer(whole)]
    if places is None:
        return found
    return [(places[start], places[end - 1] + 1) for start, end in found]


def _best(places: Sequence[tuple[int, int]]) -> int:
    """The place after which most different places follow within a passage."""
    starts = [start for start, _ in places]
    counts = [bisect_left(starts, start + PASSAGE - BEFORE) - place for place, start in enumerate(starts)]
    return starts[counts.index(max(counts))]


def _beginning(words: str, found: int) -> int:
    """A little before what was found: at the beginning of its sentence when that is near."""
    least = max(0, found - BEFORE)
    ends = [words.rfind(sign, least, found) for sign in _END]
    return max(ends) + 1 if max(ends) >= 0 else least


def _segments(words: str, start: int, end: int, places: Sequence[tuple[int, int]]) -> list[Segment]:
    out, at = [], start
    for first, last in places:
        first, last = max(first, at), min(last, end)  # noqa: PLW2901 - cut to what is shown
        if first >= last:
            continue
        if first > at:
            out.append(Segment(words[at:first]))
        out.append(Segment(words[first:last], found=True))
        at = last
    return [*out, Segment(words[at:end])] if at < end else out
