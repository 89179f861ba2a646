"""Asking the index: hits in order, their exact number, and how they divide by agency, year and kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import tantivy
from tantivy import Occur, Query

from gongkai.search.document import FACETS, STATE, Document, unpack
from gongkai.search.index import Index, guarded, stored
from gongkai.search.query import Asked, Clause, Phrase

TITLE, NUMBER, OTHER_NAME = 4.0, 1000.0, 0.6
"""How much more a word in the title counts, the document number asked for, and how much less another name."""
BUCKETS = 30


class Order(StrEnum):
    """In which order hits are shown."""

    RELEVANT = "relevant"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Filters:
    """Only what has these values. ``since`` and ``until`` are seconds since 1970, both included."""

    values: Mapping[str, str] = field(default_factory=dict)
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of hits; ``total`` is exact; ``facets`` are (value, how many) of each."""

    total: int
    hits: tuple[Document, ...]
    facets: dict[str, list[tuple[str, int]]]


NO_FILTER = Filters()


def ask(
    index: Index,
    asked: Asked,
    *,
    filters: Filters = NO_FILTER,
    order: Order = Order.RELEVANT,
    first: int = 0,
    size: int = 10,
    facets: bool = True,
) -> Answer:
    """Search. Raises Damaged."""
    with guarded():
        searcher = index.searcher()
        query = whole(index.schema, asked, filters)
        field = "moment" if order is Order.NEWEST else None
        found: Any = searcher.search(query, size, offset=first, order_by_field=field)
        hits = tuple(unpack(stored(searcher, address)) for _, address in found.hits)
        total = int(found.count)
        return Answer(total, hits, divide(searcher, query) if facets and total else {})


def how_many(index: Index, asked: Asked) -> int:
    """The exact number of hits. Raises Damaged."""
    return ask(index, asked, size=1, facets=False).total if asked.wanted else 0


def releases(index: Index) -> dict[str, int]:
    """Every document of the index with the release as which it stands there. Raises Damaged."""
    with guarded():
        searcher = index.searcher()
        everything: Any = searcher.search(whole(index.schema, Asked("")), max(1, searcher.num_docs))
        found = (unpack(stored(searcher, address)) for _, address in everything.hits)
        return {document.key: document.release for document in found}


def divide(searcher: tantivy.Searcher, query: Query) -> dict[str, list[tuple[str, int]]]:
    """How the hits divide, the most first."""
    wanted = {name: {"terms": {"field": name, "size": BUCKETS}} for name in FACETS}
    found: dict[str, Any] = searcher.aggregate(query, wanted)
    return {
        name: [(bucket["key"], bucket["doc_count"]) for bucket in found[name]["buckets"]]
        for name in FACETS
    }  # fmt: skip


def whole(schema: tantivy.Schema, asked: Asked, filters: Filters = NO_FILTER) -> Query:
    """A question as the index understands it."""
    parts = [(Occur.Must, _clause(schema, clause)) for clause in asked.wanted]
    parts += [(Occur.MustNot, _phrase(schema, "words", phrase)) for phrase in asked.unwanted]
    if not asked.wanted:
        everything = _only(Query.all_query())
        parts += [(Occur.Must, everything), (Occur.MustNot, Query.term_query(schema, "key", STATE, "basic"))]
    parts += [(Occur.Must, _only(Query.term_query(schema, name, value))) for name, value in filters.values.items()]
    if filters.since is not None or filters.until is not None:
        bounds = Query.range_query(
            schema, "moment", tantivy.FieldType.Unsigned, filters.since or 0, filters.until or 2**62
        )
        parts.append((Occur.Must, _only(bounds)))
    for clause in asked.wanted:
        if not clause.phrase.open:
            title = _phrase(schema, "title", clause.phrase)
            parts.append((Occur.Should, Query.boost_query(title, TITLE)))
    if asked.number:
        number = Query.term_query(schema, "number", asked.number, "basic")
        parts.append((Occur.Should, Query.const_score_query(number, NUMBER)))
    return Query.boolean_query(parts)


def moment_of(day: date, *, end: bool = False) -> int:
    """The first, or the last, second of a day as the index counts them: days are compared as days of one calendar."""
    return (day.toordinal() - date(1970, 1, 1).toordinal()) * 86400 + (86399 if end else 0)


def _clause(schema: tantivy.Schema, clause: Clause) -> Query:
    said = _phrase(schema, "words", clause.phrase)
    if not clause.others:
        return said
    others = [Query.boost_query(_phrase(schema, "words", other), OTHER_NAME) for other in clause.others]
    return Query.boolean_query([(Occur.Should, each) for each in (said, *others)])


def _phrase(schema: tantivy.Schema, name: str, phrase: Phrase) -> Query:
    tokens = list(phrase.tokens)
    if phrase.open:
        # tantivy's own query for the beginning of a last word looks at fifty words only, which would miss documents
        patterns: list[str | tuple[int, str]] = [*tokens[:-1], f"{tokens[-1]}.?"]
        return (
            Query.regex_phrase_query(schema, name, patterns)
            if len(tokens) > 1
            else Query.regex_query(schema, name, f"{tokens[-1]}.?")
        )
    if len(tokens) == 1:
        return Query.term_query(schema, name, tokens[0], "freq")
    return Query.phrase_query(schema, name, list(tokens))


def _only(query: Query) -> Query:
    """A condition that says nothing of how well a document fits."""
    return Query.const_score_query(query, 0.0)
