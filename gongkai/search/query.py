"""What people type, understood: never an error, whatever it is.

Words with spaces between them must all be there. “…” stands together exactly; a word after - must not be there; a
document number is found in any brackets; a common name finds the official one too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gongkai.search import synonyms, text
from gongkai.search.synonyms import Names

LONGEST = 120
MOST = 12
"""Characters and words that are looked at: more is no question any more."""
_PIECE = re.compile(
    r'(?P<minus>(?:(?<=\s)|^)[-－](?=\S))?(?:["“”„](?P<exact>[^"“”„]*)(?:["“”„]|$)|(?P<words>[^\s"“”„]+))'
)
_STOPS = re.compile(r"[^\w]+")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that stand one after the other. With ``open`` the last is the beginning of one: a single character."""

    runs: tuple[str, ...]
    tokens: tuple[str, ...]
    open: bool

    @property
    def words(self) -> str:
        """The phrase as it can be typed."""
        return " ".join(self.runs) if len(self.runs) > 1 else "".join(self.runs)


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that must be there: the words themselves, or one of its other names."""

    phrase: Phrase
    others: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to find. ``number`` is a document number among it, ``cut`` that it was longer than what is
    looked at."""

    words: str
    wanted: tuple[Clause, ...] = ()
    unwanted: tuple[Phrase, ...] = ()
    number: str = ""
    cut: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.wanted

    @property
    def other_names(self) -> tuple[str, ...]:
        """The other names that are looked for too."""
        return tuple(dict.fromkeys(other.words for clause in self.wanted for other in clause.others))

    def phrases(self) -> Iterator[Phrase]:
        """Everything that may be marked in a result."""
        for clause in self.wanted:
            yield clause.phrase
            yield from clause.others


def parse(typed: str, *, names: Names | None = None) -> Asked:
    """Read what was typed. ``names`` are the other names of things; the shipped ones unless given."""
    known = synonyms.shipped() if names is None else names
    words = " ".join(_UNSEEN.sub(" ", typed[: 4 * LONGEST]).split())
    kept = words[:LONGEST]
    wanted: list[Clause] = []
    unwanted: list[Phrase] = []
    for minus, exact, piece in _pieces(kept):
        phrases = [found for found in ([phrase(piece)] if exact else split(piece)) if found]
        if minus:
            unwanted += phrases
        else:
            wanted += [Clause(found, () if exact else _others(found, known)) for found in phrases]
    cut = len(words) > LONGEST or len(typed) > 4 * LONGEST or len(wanted) > MOST
    unique = tuple(dict.fromkeys(wanted))[:MOST]
    return Asked(kept, unique, tuple(unwanted[:MOST]), text.document_number(kept), cut)


def phrase(words: str) -> Phrase | None:
    """Words that stand together, signs between them left out; None when there is no character in them."""
    found = list(text.runs(text.normalise(words)))
    if not found:
        return None
    out: list[str] = []
    for place, (run, han) in enumerate(found):
        last = place == len(found) - 1
        if han:
            out += [run[at : at + 2] for at in range(len(run) - 1)]
            out += [run[-1]] if not last or len(run) == 1 else []
        else:
            out.append(run[: text.LONGEST_WORD])
    return Phrase(tuple(run for run, _ in found), tuple(out), found[-1][1] and len(found[-1][0]) == 1)


def split(piece: str) -> list[Phrase | None]:
    """A piece without spaces: signs part it, a document number stays whole."""
    if text.document_number(piece):
        return [phrase(text.with_numbers_written_out(piece))]
    return [phrase(part) for part in _STOPS.split(text.normalise(piece))]


def _pieces(words: str) -> Iterator[tuple[bool, bool, str]]:
    for found in _PIECE.finditer(words):
        exact = found["exact"] is not None
        piece = found["exact"] if exact else found["words"]
        yield bool(found["minus"]), exact, piece


def _others(found: Phrase, names: Names) -> tuple[Phrase, ...]:
    if len(found.runs) != 1:
        return ()
    said: Iterable[str] = names.instead_of(found.runs[0])
    return tuple(other for other in map(phrase, said) if other is not None)
