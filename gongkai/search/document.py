"""A public document as the index keeps it, and the schema of the index.

Everything that can be found stands in one field, so that a phrase is asked once; the title stands in another again,
so that a title counts for more. What is shown of a hit is stored beside the index in one block.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from itertools import pairwise

import rjieba
import tantivy

from gongkai.search import pinyin, text

VERSION = "1"
"""Raised whenever the schema or the way of cutting changes: an index of another version is made again."""
FACETS = ("section", "agency", "kind", "theme", "validity", "year")
SHOWN = 40_000
"""Characters of a text that are kept for showing the place of a hit; all of it can be found."""
STATE = "\x00state"
_JOINTS = frozenset("的了和与及或于在是为对等之以从向把被将由各该本其")
"""Characters that join words: with one of them beside it, a word is no name of anything."""


@dataclass(frozen=True, slots=True)
class Document:
    """Something public. ``release`` says as what: a hit is shown only while just that is public. ``moment`` orders by
    time, in seconds since 1970; ``day`` is the day that readers are shown. ``parts`` are (name, text) of its files."""

    key: str
    release: int
    title: str
    body: str
    address: str
    moment: int
    day: date
    number: str = ""
    agency: str = ""
    kind: str = ""
    section: str = ""
    theme: str = ""
    validity: str = ""
    extra: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = field(default=())

    @property
    def year(self) -> str:
        """The year of the day that readers are shown."""
        return str(self.day.year)

    def searched(self) -> Iterator[str]:
        """Every text in which words are found."""
        yield from (self.title, self.number, self.body, self.agency, self.theme, *self.extra)
        for name, words in self.parts:
            yield from (name, words)


def schema() -> tantivy.Schema:
    """The fields of the index."""
    made = tantivy.SchemaBuilder()
    made.add_text_field("key", tokenizer_name="raw", index_option="basic")
    made.add_text_field("words", tokenizer_name="whitespace", index_option="position")
    made.add_text_field("title", tokenizer_name="whitespace", index_option="position")
    made.add_text_field("number", tokenizer_name="raw", index_option="basic")
    made.add_text_field("lexicon", tokenizer_name="whitespace", index_option="basic")
    for name in FACETS:
        made.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    made.add_unsigned_field("moment", indexed=True, fast=True)
    made.add_bytes_field("shown", stored=True)
    return made.build()


def prepared(document: Document) -> tantivy.Document:
    """A document as the index takes it."""
    made = tantivy.Document()
    made.add_text("key", document.key)
    made.add_text("words", " ".join(text.tokens("\n".join(document.searched()))))
    made.add_text("title", " ".join(text.tokens(document.title)))
    made.add_text("lexicon", " ".join(lexicon(document.title)))
    if document.number:
        made.add_text("number", text.document_number(document.number) or text.normalise(document.number))
    for name in FACETS:
        if value := getattr(document, name):
            made.add_text(name, value)
    made.add_unsigned("moment", max(0, document.moment))
    made.add_bytes("shown", pack(document))
    return made


def lexicon(title: str) -> Iterator[str]:
    """The words of a title, each in three ways: as it is, from its end, and by its sound. Neighbours too, because
    养老服务 is what people type, and a dictionary knows only 养老 and 服务."""
    for parts in dict.fromkeys(words_of(title)):
        word = "".join(parts)
        yield f"w{word}"
        yield f"e{word[::-1]}"
        for sound in pinyin.sounds(parts):
            yield f"s{sound}|{word}"


def words_of(title: str) -> Iterator[tuple[str, ...]]:
    """The words of a title and every two that stand together."""
    for run, han in text.runs(text.normalise(title)):
        if han:
            cut = rjieba.cut(run)
            yield from ((word,) for word in cut if len(word) > 1)
            yield from (both for both in pairwise(cut) if 2 < len("".join(both)) <= 8 and _JOINTS.isdisjoint(both))


def pack(document: Document) -> bytes:
    """What is shown of a hit, in one block."""
    shown: dict[str, object] = {each.name: getattr(document, each.name) for each in fields(document)}
    left = SHOWN - len(document.body)
    parts = []
    for name, words in document.parts:
        parts.append((name, words[: max(0, left)]))
        left -= len(words)
    shown |= {"day": document.day.isoformat(), "body": document.body[:SHOWN], "parts": parts}
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def unpack(block: bytes) -> Document:
    """The document of a block."""
    shown = json.loads(block)
    parts = tuple((name, words) for name, words in shown["parts"])
    return Document(
        **(shown | {"day": date.fromisoformat(shown["day"]), "extra": tuple(shown["extra"]), "parts": parts})
    )
