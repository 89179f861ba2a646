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

_TELLING = frozenset({"t", "noBreakHyphen", "sym"})
_UNSEEN = frozenset({"del", "moveFrom", "rt"})
_ENDS = re.compile(r"(?<=[。！？；!?;])")
_BREAK = re.compile(r"<br/>|</p>")
_MARK = re.compile(r'<a href="#note-\d+">.*?</a>')
_TAG = re.compile(r"<[^>]*>")
_BARE = frozenset({"heading", "subheading"})
_SPACE = re.compile(r"[\s\u00ad\u200b\ufeff]+")


def lost(parts: Parts, title: str, blocks: list[tuple[str, Any]]) -> list[str]:
    """Sentences of the source that the result has not, or not as often."""
    result = _normal("\n".join([title, *chain.from_iterable(_said(name, said) for name, said in blocks)]))
    wanted = Counter(sentence for sentence in sentences(parts) if _normal(sentence))
    return [sentence for sentence, times in wanted.items() if result.count(_normal(sentence)) < times]


def sentences(parts: Parts) -> Iterator[str]:
    """The sentences of the text and the notes as they stand once every change is accepted."""
    yield from _of(parts.document)
    for kind in ("footnote", "endnote"):
        # a note to which nothing points any more is shown by no program
        pointed = {value(item, "id") for item in within(parts.document, f"{kind}Reference") if _is_seen(item)}
        root = parts.beside(f"{kind}s")
        for note in root if root is not None else ():
            yield from _of(note) if value(note, "id") in pointed else ()


def _of(root: Element) -> Iterator[str]:
    """The stretches of words between which the reader adds nothing, cut into sentences."""
    words: dict[tuple[Element | None, int], list[str]] = {}
    stretch, apart = 0, None
    for item in root.iter():
        name = local(item)
        if name not in _TELLING or not _is_seen(item):
            continue
        # how a character is read, a formula's strokes, a sign of another font: there the reader puts in its own
        beside = item if "math" in str(item.tag) or name == "sym" else _above(item, "ruby")
        if beside is not apart:
            stretch, apart = stretch + 1, beside
        if name != "sym":
            words.setdefault((_above(item, "p"), stretch), []).append("-" if name != "t" else item.text or "")
    for said in words.values():
        yield from (part.strip() for part in _ENDS.split("".join(said)) if part.strip())


def _above(item: Element, name: str) -> Element | None:
    return next((up for up in item.iterancestors() if local(up) == name), None)


def _is_seen(item: Element) -> bool:
    for above in item.iterancestors():
        name = local(above)
        if name in _UNSEEN:
            return False
        if name == "tr" and any(local(mark) == "del" for part in above if local(part) == "trPr" for mark in part):
            return False
        if name in {"Choice", "Fallback"} and choice(above.getparent()) is not above:  # type: ignore[arg-type]
            return False
    return True


def _said(name: str, block: Any) -> Iterator[str]:
    """The words of a block, without the marks of notes."""
    if name == "grid":
        yield from (cell["text"] for row in block["rows"] for cell in row)
    elif name in _BARE:
        yield block
    elif name != "picture":
        for marked in block if isinstance(block, list) else [block]:
            yield unescape(_TAG.sub("", _BREAK.sub(" ", _MARK.sub("", marked))))


def _normal(text: str) -> str:
    """Words without what typesetters change: spaces, widths, heights."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).replace("\u2212", "-")
