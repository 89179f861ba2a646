"""HTML as a text whose offsets are those of the page's source, so that an editor can go to the place.

Only what parts words is looked at: blocks, cells, breaks. What a browser hides is read too, for hidden text is
published like any other. Broken pages are read as far as they go.
"""

from __future__ import annotations

import html
import re
from datetime import date

from gongkai.proofing.plain import headed
from gongkai.proofing.text import Block, BlockKind, SourceKind, Text

_TOKEN = re.compile(
    r"<!--(?:.*?-->|.*\Z)"
    r"|<(?P<dark>script|style|template|noscript)\b[^<>]*>(?:.*?</(?P=dark)\s*>|.*\Z)"
    r"|<(?P<slash>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9:]{0,30})[^<>]*>"
    r"|<[!?][^<>]*>"
    r"|(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,20}[0-9]{0,2});)"
    r"|(?P<words>[^<&]+|[<&])",
    re.DOTALL | re.IGNORECASE,
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "big",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "ins",
        "del",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "wbr",
        "time",
    ]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "title"])
_SPACES = " \t\r\n\f"


class _Reader:
    """Gathers blocks while tokens go by."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._chars: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._kind = BlockKind.PARAGRAPH
        self._links = 0
        self._table = self._row = self._column = 0
        self._in_cell = False

    def words(self, text: str, start: int) -> None:
        for at, char in enumerate(text, start=start):
            self.char(char, at, at + 1)

    def char(self, char: str, start: int, end: int) -> None:
        if char in _SPACES:
            if not self._chars or self._chars[-1] in " \n":
                return
            char = " "
        self._chars.append(char)
        self._starts.append(start)
        self._ends.append(end)

    def tag(self, name: str, *, closing: bool, at: int) -> None:
        if name == "br" or (self._in_cell and name in {"p", "div", "li"}):
            if self._chars and self._chars[-1] != "\n":
                self._chars.append("\n")
                self._starts.append(at)
                self._ends.append(at + 1)
            return
        if name in _INLINE:
            return
        self.close()
        self._kind = BlockKind.HEADING if name in _HEADINGS and not closing else BlockKind.PARAGRAPH
        if name in {"figcaption", "caption"}:
            self._kind = BlockKind.CAPTION if not closing else BlockKind.PARAGRAPH
        elif name == "table" and not closing:
            self._table += 1
            self._row = 0
        elif name == "tr" and not closing:
            self._row, self._column = self._row + 1, 0
        elif name in {"td", "th"}:
            self._in_cell = not closing
            self._column += 0 if closing else 1
        elif name == "table":
            self._in_cell = False

    def close(self) -> None:
        """End the block that is open."""
        while self._chars and self._chars[-1] in " \n":
            self._chars.pop()
        if self._chars:
            count = len(self._chars)
            kind = BlockKind.CELL if self._in_cell else self._kind
            place = (self._table, self._row, self._column) if self._in_cell else (0, 0, 0)
            words = "".join(self._chars)
            self.blocks.append(
                Block(words, self._starts[0], kind, *place, starts=self._starts[:count], ends=self._ends[:count])
            )
        self._chars, self._starts, self._ends = [], [], []


def read_html(
    source: str,
    *,
    kind: SourceKind = SourceKind.CRAWL,
    dated_on: date | None = None,
    published_on: date | None = None,
) -> Text:
    """The words of a page; offsets are those of its source."""
    reader = _Reader()
    for match in _TOKEN.finditer(source):
        if match["words"]:
            reader.words(match["words"], match.start())
        elif match["entity"]:
            for char in html.unescape(match["entity"]):
                reader.char(char, *match.span())
        elif match["tag"]:
            reader.tag(match["tag"].lower(), closing=bool(match["slash"]), at=match.start())
    reader.close()
    return Text(headed(reader.blocks), kind, dated_on, published_on)
