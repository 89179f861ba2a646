"""A text as checks see it: blocks with their kind, their place in the source, and the source's kind.

An editor hands in its blocks, a reader of files what it took apart, and `plain` makes blocks of any string.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b

from gongkai.proofing.whole import Whole


class BlockKind(StrEnum):
    """What a block is on its page."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    CELL = "cell"
    CAPTION = "caption"
    LINK = "link"


class SourceKind(StrEnum):
    """Where a text comes from. Crawled pages and PDF files bring faults of their own, which are not the author's."""

    EDITOR = "editor"
    CRAWL = "crawl"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text that belongs together. Its characters stand in the source from ``start`` on, one after the
    other, or where ``starts`` and ``ends`` say, when markup stands between them."""

    text: str
    start: int = 0
    kind: BlockKind = BlockKind.PARAGRAPH
    table: int = 0
    row: int = 0
    column: int = 0
    label: str = ""
    """What heads the cell: the words of its column."""
    beside: str = ""
    """The other cells of its row that are short and hold words, each behind the head of its column and a colon."""
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the source of a span of this block."""
        if not self.starts:
            return self.start + start, self.start + end
        if start >= end:
            place = self.starts[start] if start < len(self.starts) else self.ends[-1]
            return place, place
        return self.starts[start], self.ends[end - 1]


@dataclass(frozen=True)
class Text:
    """What is to be checked. ``dated_on`` is the day of the document (成文日期), ``published_on`` that of its
    publication, as far as the caller knows them."""

    blocks: tuple[Block, ...]
    source: SourceKind = SourceKind.EDITOR
    dated_on: date | None = None
    published_on: date | None = None
    title: str = ""

    @cached_property
    def opening(self) -> str:
        """The first words, where a document says what it is."""
        return "\n".join([self.title, *(block.text[:200] for block in self.blocks[:8])])[:800]

    @cached_property
    def whole(self) -> Whole:
        """All blocks as one string, for numbers that go on in the next cell or line."""
        return Whole(self.blocks)


def paragraph_hash(text: str) -> str:
    """The name of a paragraph, by its words; blanks at its ends do not count."""
    return blake2b(text.strip().encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
