"""The stream of table B cut into rows and matched, in order, with the 25 rows of the form.

Row labels and their order are trusted, column headings never: converters replace them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gongkai.report.read.glyphs import han
from gongkai.report.read.labels import GROUP_OTHER, key_likeness
from gongkai.report.read.tokens import Token
from gongkai.statute.report_tables import COLUMNS_B, KEYS_B

WIDTH = len(COLUMNS_B)
_AT = KEYS_B.index("ot_nocorrect")
ORDER: tuple[str, ...] = (*KEYS_B[:_AT], GROUP_OTHER, *KEYS_B[_AT:])
_UNNAMED = 0.2
_MAX_CANDIDATES = 600
_A_BLOCK = 5
"""So many row names before several rows of figures are a block of names; fewer may be column headings."""
_ENTRY = re.compile(r"^\s*(?:[.、．,)）]|[（(]?[一二三四五六七][)）、.．,])")
"""How the name of a row begins, the digit of its index taken off."""
_INNER_ENTRY = re.compile(r"[（(][一二三四五六七][)）]|[一二三四]、")


@dataclass(slots=True)
class Candidate:
    """Values that stand together, and the words before them."""

    label: str = ""
    values: list[Token] = field(default_factory=list)
    near: str = ""
    """The words on the same line as the first value; a row whose own figures are missing may stand between."""
    named: list[str] = field(default_factory=list)

    @property
    def numeric(self) -> int:
        return sum(1 for token in self.values if not token.blank)

    @property
    def full(self) -> bool:
        """Whether there can be seven figures in it."""
        return len(self.values) >= WIDTH or sum(len(token.digits) for token in self.values) >= WIDTH


def candidates(stream: Iterable[Token]) -> tuple[list[Candidate], str]:
    """Rows of values with the words that stand before each, and the words behind the last."""
    found: list[Candidate] = []
    current = Candidate()
    line = -1
    for token in stream:
        if token.is_label:
            if current.values and any(not value.blank for value in current.values):
                found.extend(_divided(current))
                current = Candidate()
            elif len(current.values) >= WIDTH:
                found.append(current)
                current = Candidate()
            else:
                current.values = []
            current.named.append(token.label)
            current.label += token.label
            current.near = token.label if token.line != line else current.near + token.label
            line = token.line
        else:
            current.near = current.near if token.line == line or current.values else ""
            current.values.append(token)
    if any(not value.blank for value in current.values) or len(current.values) >= WIDTH:
        found.extend(_divided(current))
        current = Candidate()
    return found[:_MAX_CANDIDATES], current.label


def with_labels_below(found: Sequence[Candidate], last: str) -> list[Candidate]:
    """The same rows, named by the words behind them, for files that print figures above their labels."""
    if not last or not found or not found[0].full or not _nameless(found[0]):
        return []
    names = [row.label for row in found[1:]] + [last]
    return [Candidate(name, row.values, "", [name]) for name, row in zip(names, found, strict=True)]


def _divided(candidate: Candidate) -> list[Candidate]:
    """A block of several rows of figures under one or several labels, as rows."""
    rows = _by_line(candidate.values)
    if len(rows) < 2:
        rows = _by_count(candidate.values)
    if len(rows) < 2:
        return [candidate]
    names = [] if candidate.near else [name for name in candidate.named if _names_a_row(name)]
    if len(names) == len(rows):
        return [Candidate(name, row, named=[name]) for name, row in zip(names, rows, strict=True)]
    if len(names) >= _A_BLOCK:
        return [Candidate(values=row) for row in rows]
    first = Candidate(candidate.label, rows[0], candidate.near, candidate.named)
    return [first, *(Candidate(values=row) for row in rows[1:])]


def _names_a_row(name: str) -> bool:
    return max(key_likeness(name, key) for key in ORDER if key != GROUP_OTHER) >= 0.75


def _best(name: str) -> float:
    return max(key_likeness(name, key) for key in ORDER)


def _by_line(values: Sequence[Token]) -> list[list[Token]]:
    lines: dict[int, list[Token]] = {}
    for token in values:
        lines.setdefault(token.line, []).append(token)
    if len(lines) > 1 and all(len(row) >= WIDTH for row in lines.values()):
        return list(lines.values())
    full = [row for row in lines.values() if sum(1 for token in row if not token.blank) >= WIDTH]
    return full if len(full) >= 2 else []


def _by_count(values: Sequence[Token]) -> list[list[Token]]:
    if len(values) < 2 * WIDTH or len(values) % WIDTH or any(token.blank for token in values):
        return []
    return [list(values[at : at + WIDTH]) for at in range(0, len(values), WIDTH)]


def align(found: Sequence[Candidate]) -> dict[str, Candidate]:
    """Each row of the form with its candidate; what cannot be placed for certain is left out."""
    width = len(ORDER)
    best = [[0.0] * (width + 1) for _ in range(len(found) + 1)]
    for i in range(len(found) - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            score = _score(found[i], ORDER[j])
            paired = score + best[i + 1][j + 1] if score > 0 else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(found) and j < width:
        score = _score(found[i], ORDER[j])
        if score > 0 and best[i][j] == score + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return _certain(found, pairs)


def _score(candidate: Candidate, key: str) -> float:
    likeness = _likeness(candidate, key)
    if likeness:
        return likeness**3 + (0.5 if candidate.full else 0.0)
    return _UNNAMED if candidate.full and key != GROUP_OTHER and _nameless(candidate) else 0.0


def _likeness(candidate: Candidate, key: str) -> float:
    """How well the words name this row; words beside the figures speak before those above them."""
    if candidate.near and candidate.near != candidate.label and _best(candidate.near) >= 0.85:
        return key_likeness(candidate.near, key)
    last = _last_entry(candidate.named)
    return key_likeness(last if last and _best(last) >= 0.85 else candidate.label, key) if candidate.label else 0.0


def _last_entry(named: Sequence[str]) -> str:
    """The words from the last place that begins like the name of a row; rows without any figure stand before."""
    starts = [at for at, name in enumerate(named) if _ENTRY.match(name)]
    words = "".join(named[starts[-1] :] if starts else named)
    inside = [found.start() for found in _INNER_ENTRY.finditer(words)]
    return words[inside[-1] :] if inside else (words if starts else "")


def _nameless(candidate: Candidate) -> bool:
    """Whether the words before the values name no row at all."""
    return len(han(candidate.label)) < 2 or _best(candidate.label) == 0.0


def _certain(found: Sequence[Candidate], pairs: list[tuple[int, int]]) -> dict[str, Candidate]:
    """Rows without a name of their own are placed only where they exactly fill the gap between named rows."""
    named = [(i, j) for i, j in pairs if not _nameless(found[i])]
    placed = {ORDER[j]: found[i] for i, j in named}
    bounds = [(-1, -1), *named, (len(found), len(ORDER))]
    for (i, j), (next_i, next_j) in pairwise(bounds):
        rows = [found[k] for k in range(i + 1, next_i) if found[k].full]
        missing = [key for key in ORDER[j + 1 : next_j] if key != GROUP_OTHER]
        if rows and len(rows) == len(missing):
            placed.update(zip(missing, rows, strict=True))
    return {key: placed[key] for key in ORDER if key in placed}
