"""The text as it reads, beside the text as it was written.

Full-width digits, wide letters, presentation forms and characters nobody sees hide numbers from patterns. The
shadow has them in their plain form (Unicode NFKC, character by character); a map leads back, so that a finding
always names the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_RANGES = (
    (0x00A0, 0x00A1),
    (0x0660, 0x066A),
    (0x06F0, 0x06FA),
    (0x0966, 0x0970),
    (0x0E50, 0x0E5A),
    (0x0F20, 0x0F2A),
    (0x1810, 0x181A),
    (0x2000, 0x200B),
    (0x202F, 0x2030),
    (0x205F, 0x2060),
    (0x2E80, 0x2FE0),
    (0x3000, 0x3001),
    (0xF900, 0xFB00),
    (0xFE10, 0xFE70),
    (0xFF01, 0xFFEF),
    (0x1D7CE, 0x1D800),
    (0x1FBF0, 0x1FBFA),
)
"""Where characters stand that have a plain form of one character. Numbers in circles and above the line keep their
form: beside a digit they would become part of another number."""
UNSEEN = (
    "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
_UNSEEN_RUN = re.compile(f"[{UNSEEN}]+")


def _plain_forms() -> Iterator[tuple[int, str]]:
    for code in (code for first, end in _RANGES for code in range(first, end)):
        char = chr(code)
        plain = unicodedata.normalize("NFKC", char)
        if unicodedata.category(char) == "Nd":
            plain = str(unicodedata.decimal(char))
        if len(plain) == 1 and plain != char:
            yield code, plain
    yield from ((0x00D7, "×"), (0x2010, "-"), (0x2011, "-"), (0x2012, "-"), (0x2013, "-"), (0x2014, "-"), (0x2212, "-"))


_PLAIN = dict(_plain_forms())


@dataclass(frozen=True, slots=True)
class Shadow:
    """A text in plain form; ``places`` holds the original offset of each character, None where they are the same."""

    text: str
    places: Sequence[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span of a span of the shadow."""
        if self.places is None or start >= end:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def plain_form(text: str) -> str:
    """The plain form character by character: as long as the text, with what nobody sees still in it."""
    return text.translate(_PLAIN) if not text.isascii() else text


def shadow_of(text: str) -> Shadow:
    """The plain form of a text with the way back."""
    plain = plain_form(text)
    if _UNSEEN_RUN.search(plain) is None:
        return Shadow(plain, None)
    kept: list[int] = []
    pieces: list[str] = []
    at = 0
    for run in _UNSEEN_RUN.finditer(plain):
        pieces.append(plain[at : run.start()])
        kept.extend(range(at, run.start()))
        at = run.end()
    kept.extend(range(at, len(plain)))
    return Shadow("".join([*pieces, plain[at:]]), kept)
