"""Help for those who typed something else: 您要找的是不是, and what a word may become while it is typed.

The words are those of public titles, in the index itself: what is withdrawn is gone from them in the same moment,
because each word is counted among what is public now before it is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import rjieba
import tantivy

from gongkai.search import asking, pinyin, query, text
from gongkai.search.index import Index, guarded
from gongkai.search.query import Asked
from gongkai.search.synonyms import Names

MOST = 8
LOOKED_AT = 4000
"""Words of the index that are compared with one that was typed."""
_LETTERS = re.compile(r"[a-z' ]{2,40}")


def completions(index: Index, typed: str, *, names: Names | None = None) -> list[str]:
    """What a word may become: by its first characters, its sound or the initials of its sound; the most frequent
    first. Raises Damaged."""
    start = text.normalise(typed[: query.LONGEST]).strip().replace(" ", "")
    if not start:
        return []
    with guarded():
        searcher = index.searcher()
        marks = [f"s{start}"] if _LETTERS.fullmatch(start) else [f"w{start}"]
        found = [(word, count) for mark in marks for word, count in _terms(searcher, mark, 400)]
    ranked = sorted(dict(found).items(), key=lambda entry: (-entry[1], len(entry[0]), entry[0]))
    return list(_there(index, (word for word, _ in ranked if word != start), names))[:MOST]


def instead(index: Index, asked: Asked, *, names: Names | None = None) -> str:
    """What somebody who found nothing may have meant, when that finds something; empty otherwise. Raises Damaged."""
    typed = "".join(text.normalise(asked.words).split())
    if not 2 <= len(typed) <= 30 or '"' in typed:
        return ""
    with guarded():
        searcher = index.searcher()
        wanted = [*_alike(searcher, typed), *_piecewise(index, searcher, typed, names)]
    if not _LETTERS.fullmatch(typed):
        wanted.sort(key=lambda word: distance(typed, word.replace(" ", ""), 3))
    return next(iter(_there(index, (word for word in wanted if word != typed), names)), "")


def parts(asked: Asked) -> str:
    """The words of a question with spaces between them, so that they need not stand together; empty when that would
    be the same question."""
    cut = [word for clause in asked.wanted for run in clause.phrase.runs for word in rjieba.cut(run)]
    words = [word for word in dict.fromkeys(cut) if len(word) > 1 or not text.is_han(word)]
    return " ".join(words) if len(words) > 1 and len(words) > len(asked.wanted) else ""


def distance(one: str, other: str, most: int) -> int:
    """How many characters differ: one changed, left out, too much, or two exchanged. More than ``most`` is most + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, left in enumerate(one, start=1):
        earlier, before, row = before, row, [at]
        for place, right in enumerate(other, start=1):
            best = min(before[place] + 1, row[-1] + 1, before[place - 1] + (left != right))
            if at > 1 and place > 1 and left == other[place - 2] and one[at - 2] == right:
                best = min(best, earlier[place - 2] + 1)
            row.append(best)
    return min(row[-1], most + 1)


def _terms(searcher: tantivy.Searcher, mark: str, limit: int) -> Iterator[tuple[str, int]]:
    """The words of the index whose mark begins so, with how many titles have each: withdrawn ones among them, which
    `_there` leaves out."""
    for term, count in searcher.terms_with_prefix("lexicon", mark, None, limit):
        word = term[1:].rpartition("|")[2] if term[0] == "s" else term[1:]
        yield (word[::-1] if term[0] == "e" else word), count


def _alike(searcher: tantivy.Searcher, typed: str) -> list[str]:
    """Words that sound the same, then words in which one character is another; the most frequent first."""
    if _LETTERS.fullmatch(typed):
        sound = typed.replace("'", "")
        same = dict(_terms(searcher, f"s{sound}|", 50))
        return _frequent(same) or _frequent(dict(_terms(searcher, f"s{sound}", 50)))
    same = dict(_terms(searcher, f"s{pinyin.full_sound(typed)}|", 50))
    near = dict(_terms(searcher, f"w{typed[0]}", LOOKED_AT)) | dict(_terms(searcher, f"e{typed[-1]}", LOOKED_AT))
    if len(typed) < 3:
        # with two characters, one changed leaves nothing in common but a place
        return _frequent(same)
    most = 1 if len(typed) < 6 else 2
    return _frequent(same) + _frequent(
        {word: count for word, count in near.items() if distance(typed, word, most) <= most}
    )


def _piecewise(index: Index, searcher: tantivy.Searcher, typed: str, names: Names | None) -> Iterator[str]:
    """The words of a longer question, with those that nothing holds replaced by one that is alike."""
    cut = rjieba.cut(typed)
    if len(cut) < 2 or len(cut) > 8:
        return
    for place in range(len(cut)):
        for size in (2, 1, 3):
            part = "".join(cut[place : place + size])
            if len(part) < 2 or (size == 1 and asking.how_many(index, query.parse(part, names=names))):
                continue
            for other in _alike(searcher, part)[:3]:
                yield "".join(cut[:place]) + other + "".join(cut[place + size :])
                yield " ".join(filter(None, ("".join(cut[:place]), other, "".join(cut[place + size :]))))


def _frequent(counted: dict[str, int]) -> list[str]:
    return sorted(counted, key=lambda word: (-counted[word], word))[:20]


def _there(index: Index, words: Iterable[str], names: Names | None) -> Iterator[str]:
    """Those that find something now; few are asked, because each costs a search."""
    for word, _ in zip(dict.fromkeys(words), range(3 * MOST), strict=False):
        if asking.how_many(index, query.parse(word, names=names)):
            yield word
