"""Laws that are no law any more: by their title, from the day on which their successor repealed them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from gongkai.proofing.finding import Hit
from gongkai.proofing.packs import Rule, Table
from gongkai.proofing.passage import Passage
from gongkai.proofing.shadow import shadow_of

_STATE = "中华人民共和国"


def repealed(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """A title in book-title marks, or before the number of an article, that was repealed. Sentences that say so
    themselves (原, 已废止, 当时, 曾) speak of the past."""
    text = passage.text
    if "《" not in text and "第" not in text:
        return
    rows, quoted, bare = _titles(rule.table)
    for match in (*quoted.finditer(text), *bare.finditer(text)):
        row = rows[match["title"]]
        if _of_the_past(passage, match, rule):
            continue
        words = {
            "title": row["title"],
            "date": row["repealed_on"],
            "successor": row["successor"],
            "clause": row["clause"],
        }
        # The old title is replaced as it stands: without the state's name when it had none.
        successor = row["successor"] if match["title"].startswith(_STATE) else row["successor"].removeprefix(_STATE)
        right = (successor,) if row["replaces"] == "yes" else ()
        yield Hit(*match.span("title"), words=words, suggestions=right, since=date.fromisoformat(row["repealed_on"]))


def _of_the_past(passage: Passage, match: re.Match[str], rule: Rule) -> bool:
    start, end = match.span("title")
    if rule.words["former"].search(passage.text[max(start - 4, 0) : start]):
        return True
    first, last = passage.sentence_span(start)
    if rule.words["past_before"].search(passage.text[first:start]):
        return True
    return rule.words["past_after"].search(passage.text[end : max(last, end)]) is not None


@lru_cache(maxsize=4)
def _titles(table: Table) -> tuple[Mapping[str, Mapping[str, str]], re.Pattern[str], re.Pattern[str]]:
    """The rows by every way to write their title; the pattern for titles in marks, and the one before an article."""
    rows: dict[str, Mapping[str, str]] = {}
    for row in table.rows:
        title = shadow_of(row["title"]).text
        rows[_STATE + title] = row
        if row["short"] == "yes":
            rows[title] = row
    union = "|".join(re.escape(title) for title in sorted(rows, key=len, reverse=True))
    quoted = re.compile(rf"(?<=[《〈])(?P<title>{union})(?=[》〉])")
    bare = re.compile(
        rf"(?:根据|依据|按照|依照|违反|适用|参照)(?:我国|国家)?(?P<title>{union})(?=第[0-9一二三四五六七八九十百千]+条)"
    )
    return rows, quoted, bare
