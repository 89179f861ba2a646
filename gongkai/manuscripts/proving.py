"""The proof that nothing was lost: the source's final text, read in another way, looked for in the result.

The reader walks down and builds; this goes over every letter of the file and asks only what stands above it. Both
would have to make the same mistake for a sentence to be lost unseen.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from html import unescape
from itertools import chain
from typing import Any

from lxml.etree import _Element as Element

from gongkai.hidden.markup import local
from gongkai.manuscripts.elements import choice, value, within
from gongkai.manuscripts.package import Parts
from gongkai.manuscripts.styles import DEEPEST

_TELLING = frozenset({"t", "noBreakHyphen", "sym"})
_UNSEEN = frozenset({"del", "moveFrom", "rt"})
_ENDS = re.compile(r"(?<=[。！？；!?;])")
_BREAK = re.compile(r"<br/>|</p>")
_MARK = re.compile(r'<a href="#note-\d+">.*?</a>')
_TAG = re.compile(r"<[^>]*>")
_DELETED = {"tr": "del", "tc": "cellDel"}
_OFF = frozenset({"0", "false", "off"})
_PICTURED = frozenset({"symbol", "wingdings", "wingdings 2"})
_PRIVATE = re.compile("[\uf020-\uf0ff]+")
_PICTURES = re.compile("[!-\xff\uf020-\uf0ff]+")
_NUMBER = re.compile(r"\[\d+\]")
_BARE = frozenset({"heading", "subheading"})
_SPACE = re.compile(r"[\s\u00ad\u200b\ufeff]+")


def lost(parts: Parts, title: str, blocks: list[tuple[str, Any]]) -> list[str]:
    """Sentences of the source that the result has not, or not as often."""
    result = _normal("\n".join([title, *chain.from_iterable(_said(name, said) for name, said in blocks)]))
    wanted = Counter(sentence for sentence in sentences(parts) if _normal(sentence))
    return [sentence for sentence, times in wanted.items() if result.count(_normal(sentence)) < times]


def sentences(parts: Parts) -> Iterator[str]:
    """The sentences of the text and the notes as they stand once every change is accepted."""
    hiding = _hiding(parts.beside("styles"))
    yield from _of(parts.document, hiding)
    for kind in ("footnote", "endnote"):
        # a note to which nothing points any more is shown by no program
        pointed = {value(item, "id") for item in within(parts.document, f"{kind}Reference") if _is_there(item)}
        root = parts.beside(f"{kind}s")
        for note in root if root is not None else ():
            yield from _of(note, hiding) if value(note, "id") in pointed else ()


def _of(root: Element, hiding: frozenset[str]) -> Iterator[str]:
    """The stretches of words between which the reader adds nothing, cut into sentences."""
    words: dict[tuple[Element | None, int], list[str]] = {}
    stretch, apart, orders = 0, None, list[bool]()
    for item in root.iter():
        name = local(item)
        if name == "p":
            orders = [shown for shown in orders if shown]
        elif name in {"fldChar", "fldSimple"} and _is_there(item):
            # programs draw boxes and signs for some fields
            stretch += 1
            _count(orders, value(item, "fldCharType"))
        if name not in _TELLING or not all(orders) or not _is_there(item) or _is_hidden(item, hiding):
            continue
        # how a character is read, a formula's strokes, a sign of another font: there the reader puts in its own
        beside = item if "math" in str(item.tag) or name == "sym" else _above(item, "ruby")
        if beside is not apart:
            stretch, apart = stretch + 1, beside
        for place, said in enumerate(_pieces(item, name)):
            stretch += bool(place)
            words.setdefault((_above(item, "p"), stretch), []).append(said)
    for found in words.values():
        yield from (part.strip() for part in _ENDS.split("".join(found)) if part.strip())


def _count(orders: list[bool], mark: str) -> None:
    """Of each open field, whether its result has begun: what stands in its order is not shown."""
    if mark == "begin":
        orders.append(False)
    elif mark == "separate" and orders:
        orders[-1] = True
    elif mark == "end" and orders:
        orders.pop()


def _pieces(item: Element, name: str) -> list[str]:
    """The words of an element, cut where a letter is a picture of its font."""
    if name != "t":
        return ["-"] if name == "noBreakHyphen" else []
    fonts = {said for mark in _properties(_above(item, "r"), "rFonts") for said in mark.attrib.values()}
    pictured = any(str(font).lower() in _PICTURED for font in fonts)
    return (_PICTURES if pictured else _PRIVATE).split(item.text or "")


def _properties(item: Element | None, name: str) -> Iterator[Element]:
    for look in item if item is not None else ():
        if local(look) in {"rPr", "pPr", "trPr", "tcPr"}:
            yield from (mark for mark in look if local(mark) == name)


def _above(item: Element, name: str) -> Element | None:
    return next((up for up in item.iterancestors() if local(up) == name), None)


def _is_there(item: Element) -> bool:
    """Whether an element still stands once every change is accepted, and is not the old way to show another."""
    for above in item.iterancestors():
        name = local(above)
        if name in _UNSEEN:
            return False
        if name in _DELETED and any(True for _ in _properties(above, _DELETED[name])):
            return False
        if name in {"Choice", "Fallback"} and choice(above.getparent()) is not above:  # type: ignore[arg-type]
            return False
    return True


def _is_hidden(item: Element, hiding: frozenset[str]) -> bool:
    run, paragraph = _above(item, "r"), _above(item, "p")
    own = [value(mark, "val") not in _OFF for mark in _properties(run, "vanish")]
    if own or not hiding:
        return any(own)
    styles = [*_properties(run, "rStyle"), *_properties(paragraph, "pStyle")]
    return any(value(style, "val") in hiding for style in styles)


def _hiding(root: Element | None) -> frozenset[str]:
    """The styles whose words are hidden, also by a style on which they are based."""
    styles = [item for item in root if local(item) == "style"] if root is not None else []
    said = {
        value(item, "styleId"): value(mark, "val") not in _OFF
        for item in styles
        for mark in _properties(item, "vanish")
    }
    based = {value(item, "styleId"): value(next(within(item, "basedOn"), None), "val") for item in styles}
    for _ in range(DEEPEST if said else 0):
        said |= {name: said[below] for name, below in based.items() if name not in said and below in said}
    return frozenset(name for name, hidden in said.items() if hidden)


def _said(name: str, block: Any) -> Iterator[str]:
    """The words of a block, without the marks of notes."""
    if name == "grid":
        for row in block["rows"]:
            yield from (said for cell in row for said in _with_marks(cell["text"]))
    elif name in _BARE:
        yield from _with_marks(block)
    elif name != "picture":
        for marked in block if isinstance(block, list) else [block]:
            yield unescape(_TAG.sub("", _BREAK.sub(" ", _MARK.sub("", marked))))


def _with_marks(text: str) -> Iterator[str]:
    """Plain words, in which a note's mark looks like any number in brackets: as they stand, and without such."""
    yield text
    if _NUMBER.search(text):
        yield _NUMBER.sub("", text)


def _normal(text: str) -> str:
    """Words without what typesetters change: spaces, widths, heights."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).replace("\u2212", "-")
