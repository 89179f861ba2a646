"""Rules that are data alone: regular expressions, and tables of words with what is right instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from gongkai.proofing.finding import Hit
from gongkai.proofing.packs import Rule, Table
from gongkai.proofing.passage import Passage


def pattern(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """Where the expression of a rule matches and its ``unless`` is not in the sentence."""
    assert rule.pattern is not None, "the loader gives a rule of this kind its expression"
    for match in rule.pattern.finditer(passage.text):
        if match.start() == match.end() or (rule.unless and rule.unless.search(passage.sentence(match.start()))):
            continue
        suggestions = (match.expand(rule.suggest),) if rule.suggest else ()
        yield Hit(*match.span(), words={"found": match[0]}, suggestions=suggestions, since=rule.since)


def lexicon(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """Words of a table (columns wrong, right, from, until, note), the longest first."""
    words, union = _words(rule.table)
    for match in union.finditer(passage.text):
        if rule.unless and rule.unless.search(passage.sentence(match.start())):
            continue
        row = words[match[0]]
        right = tuple(word for word in row["right"].split("/") if word)
        since = date.fromisoformat(row["from"]) if row.get("from") else None
        yield Hit(
            *match.span(), words={"found": match[0], "right": "”或者“".join(right)}, suggestions=right, since=since
        )


@lru_cache(maxsize=64)
def _words(table: Table) -> tuple[Mapping[str, Mapping[str, str]], re.Pattern[str]]:
    words = {row["wrong"]: row for row in table.rows if row["wrong"]}
    union = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return words, re.compile(union or r"(?!)")
