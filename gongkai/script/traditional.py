"""A page in traditional characters: words are converted in one call, and put back where they stood.

Words are text between tags and a few attributes that people read. Everything else keeps every byte: addresses, names of
fields, values that are sent, scripts, code, what says of itself that it is another language or is not to be translated.
Phrases are found across inline tags (头<b>发</b> is 頭髮), because tags are left out before the call; and as OpenCC
gives one character for one, each goes back to its own place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gongkai.script.characters import Variant, converted
from gongkai.script.markup import (
    Attribute,
    Edit,
    Piece,
    Tag,
    Text,
    attributes,
    is_plain_chinese,
    language_of,
    pieces,
    put_in,
    said,
)
from gongkai.script.names import Names

# fmt: off
INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "cite", "data", "del", "dfn", "em", "font", "i", "ins", "label", "mark", "q",
    "ruby", "s", "small", "span", "strong", "sub", "sup", "time", "u", "wbr",
})
# fmt: on
"""Tags that a word may run across. At any other one a word ends."""
OPAQUE = frozenset({"pre", "code", "kbd", "samp", "textarea"})
SHOWN = frozenset({"title", "alt", "placeholder", "aria-label", "aria-description"})
"""Attributes that people read or hear, on any element."""
ONLY_ON = {("label", "option"), ("label", "optgroup"), ("label", "track"), ("summary", "table")}
META = frozenset({"description", "keywords", "og:title", "og:description", "og:site_name"})
_REOPENED = frozenset({"p", "option"})
"""Elements that the next one of their kind ends, whether or not an end tag was written."""
_END = "\n"


@dataclass(slots=True)
class _Found:
    """Places of words, in the order of the page, and the words with a line's end between blocks."""

    places: list[tuple[int, int, int]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, page: str, start: int, end: int) -> None:
        if start < end:
            self.places.append((start, end, self.length))
            self.words.append(page[start:end])
            self.length += end - start

    def part(self) -> None:
        self.words.append(_END)
        self.length += 1


@dataclass(slots=True)
class Scope:
    """The element within which nothing is converted."""

    name: str = ""
    depth: int = 0

    def holds(self, tag: Tag) -> bool:
        """Whether a tag stands in it, or ends it; counts elements of the same name only."""
        if not self.depth:
            return False
        if tag.name == self.name and not tag.alone:
            if not tag.closes and self.name in _REOPENED:
                self.depth = 0
                return False
            self.depth += -1 if tag.closes else 1
        return True


def page_in(page: str, variant: Variant = Variant.HANT, names: Names | None = None) -> str:
    """The page in traditional characters, with the lang of its <html> set. A page in another language comes back as it
    was. NUL is taken out, as browsers do."""
    page = page.replace("\0", "")
    return put_in(page, edits(page, list(pieces(page)), variant, names))


def edits(page: str, read: list[Piece], variant: Variant, names: Names | None = None) -> list[Edit]:
    """What is written differently, for a page without NUL that was read already."""
    found, marks, declared = _Found(), _Found(), None
    for piece in _open_pieces(page, read):
        if isinstance(piece, Text):
            found.add(page, piece.start, piece.end)
            continue
        if piece.name == "html" and not piece.closes and declared is None:
            declared = language_of(page, piece)
            if not is_plain_chinese(declared[2]):
                return []
        if piece.name not in INLINE:
            found.part()
        for attribute in shown(page, piece):
            marks.add(page, attribute.start, attribute.end)
            marks.part()
    return _converted(found, variant, names) + _converted(marks, variant, names) + said(declared, variant.tag)


def _open_pieces(page: str, read: list[Piece]) -> Iterator[Piece]:
    """What may be converted: without what stands in a closed scope, in whose place a nameless tag ends the word."""
    scope = Scope()
    for piece in read:
        if isinstance(piece, Text):
            if not scope.depth and (
                not piece.raw or (piece.raw == "title" and "<" not in page[piece.start : piece.end])
            ):
                yield piece
            continue
        if scope.holds(piece):
            continue
        if not piece.closes and is_closed(page, piece):
            if not piece.alone:
                scope.name, scope.depth = piece.name, 1
            piece = Tag(piece.start, piece.end, "", True, (0, 0))  # noqa: PLW2901
        yield piece


def is_closed(page: str, tag: Tag) -> bool:
    """Whether an element says that it is not to be converted."""
    if tag.name in OPAQUE:
        return True
    if tag.name == "html":
        return False
    if tag.name != "option":
        start, end = tag.inside
        # most tags say neither, and looking for two words is much faster than reading attributes
        inside = page[start:end].lower() if start < end else ""
        if "translate" not in inside and "lang" not in inside:
            return False
    told: dict[str, str] = {}
    for attribute in attributes(page, tag):
        told.setdefault(attribute.name, attribute.value.lower())
    # an option without a value sends the words that it shows
    unsent = tag.name == "option" and "value" not in told
    return unsent or told.get("translate") == "no" or told.get("lang", "zh") != "zh"


def shown(page: str, tag: Tag) -> list[Attribute]:
    """The attributes of a tag that people read."""
    start, end = tag.inside
    if start == end or tag.closes or tag.name == "link" or page[start:end].isascii():
        return []
    found = attributes(page, tag)
    if tag.name == "meta":
        kinds = {one.value.lower() for one in found if one.name in {"name", "property"}}
        return [one for one in found if one.name == "content" and kinds & META]
    return [one for one in found if one.name in SHOWN or (one.name, tag.name) in ONLY_ON]


def _converted(found: _Found, variant: Variant, names: Names | None) -> list[Edit]:
    words = "".join(found.words)
    covered, forms = (names or Names()).masked(words)
    letters = converted(covered, variant)
    if len(letters) != len(words):
        # never seen; then each piece by itself, and one that grows or shrinks stays as it is
        return [(start, end, _alone(words[at : at + end - start], variant)) for start, end, at in found.places]
    for at, form in reversed(forms):
        letters = letters[:at] + form + letters[at + len(form) :]
    return [(start, end, letters[at : at + end - start]) for start, end, at in found.places]


def _alone(words: str, variant: Variant) -> str:
    letters = converted(words, variant)
    return letters if len(letters) == len(words) else words
