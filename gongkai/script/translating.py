"""A page in another language, message by message; what the catalogue lacks stays Chinese and says that it is.

A message is what a person reads in one go: the words of a paragraph, a label, a heading, with the links and emphases
within it. What people typed (`translate="no"`) is put back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from gongkai.script.catalogue import HAN, Catalogue
from gongkai.script.markup import Edit, Piece, Tag, Text, is_plain_chinese, language_of, pieces, put_in, said
from gongkai.script.traditional import Scope, is_closed, shown

RUNNING = frozenset({"a", "abbr", "b", "em", "i", "small", "span", "strong", "time"})
"""Tags that may stand within a message; a span only when its words are no Chinese, as those of a number."""
BARE = frozenset({"svg", "math", "select"})
"""Elements in which no other tag may be put: their words are said one by one, and what stays Chinese is not marked."""
_BLANK = re.compile(r"[ \t\n\r\f\u3000]+")
_NUMBERED = re.compile(r"<(/?)(\d+)(/?)>")
_SENTENCE = re.compile(r"(?<=[。？！])(?![”）」<])|(?<=[。？！]”)(?!<)")


@dataclass(slots=True)
class _Part:
    """A part of a message: words, a tag that opens or closes, or something put back whole."""

    kind: str
    start: int
    end: int


@dataclass(slots=True)
class _Reader:
    """Collects messages while the page is read."""

    page: str
    catalogue: Catalogue
    edits: list[Edit] = field(default_factory=list)
    parts: list[_Part] = field(default_factory=list)
    spans: list[bool] = field(default_factory=list)
    """Of each span that is open, whether it runs with the message around it."""
    bare: int = 0
    """How many elements are open in which no tag may be put."""

    def tag(self, place: int, tag: Tag, read: list[Piece]) -> None:
        """A tag within a message, or one that ends it."""
        if tag.name in BARE and not tag.alone:
            self.bare = max(0, self.bare + (-1 if tag.closes else 1))
        if not self.bare and tag.name in RUNNING and (tag.name != "span" or self._runs(place, tag, read)):
            self.parts.append(_Part("close" if tag.closes else "open", tag.start, tag.end))
        else:
            self.end()
        _attributes(self, tag)

    def _runs(self, place: int, tag: Tag, read: list[Piece]) -> bool:
        """Whether a span runs with the message: when it holds words that are no Chinese, and nothing else."""
        if tag.closes:
            return self.spans.pop() if self.spans else False
        inner, after = [*read[place + 1 : place + 3], tag, tag][:2]
        number = isinstance(inner, Text) and not HAN.search(self.page[inner.start : inner.end])
        self.spans.append(number and isinstance(after, Tag) and after.closes)
        return self.spans[-1]

    def end(self) -> None:
        """A message is over."""
        parts, self.parts = self.parts, []
        for found in _messages(self.page, parts):
            self._put(found)

    def _with_attributes(self, start: int, end: int) -> str:
        """A piece of the page with what is said differently within its tags already in place."""
        inner = [edit for edit in self.edits if start <= edit[0] and edit[1] <= end]
        self.edits = [edit for edit in self.edits if edit not in inner]
        return put_in(self.page[start:end], [(first - start, last - start, words) for first, last, words in inner])

    def _put(self, parts: list[_Part]) -> None:
        words, tags = _numbered(self._with_attributes, parts)
        if "<" in _NUMBERED.sub("", words):
            return
        told = self.catalogue.say(words)
        if told is None:
            told = _by_sentences(words, self.catalogue)
        self.edits.append((parts[0].start, parts[-1].end, _NUMBERED.sub(lambda tag: tags[tag[0]], told)))


def page_in(page: str, catalogue: Catalogue) -> str:
    """The page in the catalogue's language, with lang and direction of its <html> set."""
    page = page.replace("\0", "")
    return put_in(page, edits(page, list(pieces(page)), catalogue))


def edits(page: str, read: list[Piece], catalogue: Catalogue) -> list[Edit]:
    """What is written differently, for a page without NUL that was read already; nothing for a page that is not
    Chinese."""
    reader, scope, whole = _Reader(page, catalogue), Scope(), -1
    declared: list[Edit] | None = None
    for place, piece in enumerate(read):
        if isinstance(piece, Text):
            _text(reader, piece, within=scope.depth > 0)
        elif scope.holds(piece):
            if not scope.depth and whole >= 0:
                reader.parts.append(_Part("whole", whole, piece.end))
        elif piece.name == "html" and not piece.closes and declared is None:
            declared = _declared(page, piece, catalogue)
            if not declared:
                return []
        elif not piece.closes and not piece.alone and is_closed(page, piece):
            scope.name, scope.depth = piece.name, 1
            whole = piece.start if piece.name in RUNNING and _is_typed(page, piece) else -1
            if whole < 0:
                reader.end()
        else:
            reader.tag(place, piece, read)
    reader.end()
    return reader.edits + (declared or [])


def _declared(page: str, tag: Tag, catalogue: Catalogue) -> list[Edit]:
    """Language and direction of <html>; nothing when the page is another language already."""
    told = language_of(page, tag)
    if not is_plain_chinese(told[2]):
        return []
    direction = catalogue.language.direction
    turned = [(tag.end - 1, tag.end - 1, f' dir="{direction}"')] if direction != "ltr" else []
    return said(told, catalogue.language.code) + turned


def _text(reader: _Reader, piece: Text, *, within: bool) -> None:
    if within:
        return
    if not piece.raw and not reader.bare:
        reader.parts.append(_Part("words", piece.start, piece.end))
    elif not piece.raw or piece.raw == "title":
        _plain(reader, piece.start, piece.end)


def _attributes(reader: _Reader, tag: Tag) -> None:
    for attribute in shown(reader.page, tag):
        if tag.name != "meta":
            _plain(reader, attribute.start, attribute.end)


def _plain(reader: _Reader, start: int, end: int) -> None:
    """Words where no tag can stand."""
    words = _BLANK.sub(" ", reader.page[start:end]).strip()
    told = reader.catalogue.say(words, marks=False) if HAN.search(words) else None
    if told is not None:
        reader.edits.append((start, end, told.replace('"', "&quot;").replace("'", "&#x27;")))


def _is_typed(page: str, tag: Tag) -> bool:
    return "translate" in page[tag.inside[0] : tag.inside[1]]


def _messages(page: str, parts: list[_Part]) -> Iterator[list[_Part]]:
    """The messages among the parts between two blocks: what stands within one tag, or beside others without a word
    between them, is a message of its own."""
    parts = _trimmed(page, parts)
    if not any(part.kind == "words" and HAN.search(page[part.start : part.end]) for part in parts):
        return
    groups = list(_top_level(parts))
    if any(group[0].kind == "words" and not _is_blank(page, group[0]) for group in groups):
        yield parts
        return
    for group in groups:
        if group[0].kind == "open":
            yield from _messages(page, group[1:-1] if group[-1].kind == "close" else group[1:])


def _top_level(parts: list[_Part]) -> Iterator[list[_Part]]:
    group: list[_Part] = []
    depth = 0
    for part in parts:
        group.append(part)
        depth = max(0, depth + {"open": 1, "close": -1}.get(part.kind, 0))
        if depth == 0:
            yield group
            group = []
    if group:
        yield group


def _trimmed(page: str, parts: list[_Part]) -> list[_Part]:
    """Without blanks at both ends and without tags there that open or close nothing."""
    while parts and (_is_blank(page, parts[0]) or parts[0].kind == "close"):
        parts = parts[1:]
    while parts and (_is_blank(page, parts[-1]) or parts[-1].kind == "open"):
        parts = parts[:-1]
    return parts


def _is_blank(page: str, part: _Part) -> bool:
    return part.kind == "words" and not _BLANK.sub("", page[part.start : part.end])


def _numbered(source: Callable[[int, int], str], parts: list[_Part]) -> tuple[str, dict[str, str]]:
    """The words of a message with its tags numbered, and what each number stands for."""
    words: list[str] = []
    tags: dict[str, str] = {}
    open_ones: list[int] = []
    last = 0
    for part in parts:
        own = source(part.start, part.end)
        if part.kind == "words":
            words.append(_BLANK.sub(" ", own))
            continue
        if part.kind in {"open", "whole"}:
            last += 1
        number = open_ones.pop() if part.kind == "close" and open_ones else last
        if part.kind == "open":
            open_ones.append(number)
        mark = {"open": f"<{number}>", "close": f"</{number}>", "whole": f"<{number}/>"}[part.kind]
        tags[mark] = own
        words.append(mark)
    return "".join(words).strip(), tags


def _by_sentences(words: str, catalogue: Catalogue) -> str:
    """A message that the catalogue lacks, sentence by sentence; what it lacks even so stays Chinese and is marked."""
    told = []
    for sentence in _sentences(words):
        own, numbers = _renumbered(sentence.strip())
        said_so = catalogue.say(own)
        if said_so is None:
            told.append(_marked(sentence, catalogue))
        else:
            told.append(_NUMBERED.sub(lambda tag, of=numbers: f"<{tag[1]}{of[tag[2]]}{tag[3]}>", said_so))  # type: ignore[misc]
    return " ".join(told)


def _sentences(words: str) -> list[str]:
    """The sentences of a message; the whole when a tag runs across two of them."""
    found = [sentence for sentence in _SENTENCE.split(words) if sentence.strip()]
    whole = all(
        sorted(number for close, number, alone in _NUMBERED.findall(one) if close)
        == sorted(number for close, number, alone in _NUMBERED.findall(one) if not close and not alone)
        for one in found
    )
    return found if whole else [words]


def _renumbered(sentence: str) -> tuple[str, dict[str, str]]:
    """A sentence with its tags numbered from one, and the numbers that they had."""
    old = list(dict.fromkeys(number for _, number, _ in _NUMBERED.findall(sentence)))
    new = {number: str(place) for place, number in enumerate(old, 1)}
    return _NUMBERED.sub(lambda tag: f"<{tag[1]}{new[tag[2]]}{tag[3]}>", sentence), {new[one]: one for one in old}


def _marked(sentence: str, catalogue: Catalogue) -> str:
    return "".join(
        part if place % 2 else catalogue.marked(part) for place, part in enumerate(re.split(r"(</?\d+/?>)", sentence))
    )
