"""Where the words of an HTML page stand, to the character, read as a browser reads it (HTML standard, 13.2.5).

Reading never changes anything and never guesses. Where two readings are possible, in a CDATA section or in a script
within a drawing for example, it ends: what comes after stays as it was, which is always a whole page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SPACE = r"[ \t\n\f\r]"
_ATTRIBUTE = rf"""
    (?P<name>[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+)
    (?:{_SPACE}*+={_SPACE}*+
      (?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^ \t\n\f\r>"'][^ \t\n\f\r>]*+)|["'].*\Z|(?=>)))?+
"""
_WITHIN = re.sub(r"\(\?P<\w+>", "(?:", _ATTRIBUTE)
_TOKEN = re.compile(
    rf"""<(?:
      (?P<comment>!--(?:-?>|.*?--!?>|.*\Z))
    | (?P<bogus>(?:[!?]|/[^a-zA-Z>])[^>]*+(?:>|\Z)|/>)
    | (?P<end>/)?(?P<tag>[a-zA-Z][^ \t\n\f\r/>]*+)(?P<attributes>(?:(?:{_SPACE}|/)*+{_WITHIN})*+)(?:{_SPACE}|/)*+>
    )""",
    re.DOTALL | re.VERBOSE,
)
_EACH = re.compile(_ATTRIBUTE, re.DOTALL | re.VERBOSE)
_LETTER_OR_END = re.compile(r"/?[a-zA-Z]")
# fmt: off
RAW = frozenset({
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext",
})
"""Elements whose content is characters up to their own end tag, not markup; nothing ends plaintext."""
VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})
# fmt: on
_FOREIGN = frozenset({"svg", "math"})


@dataclass(slots=True)
class Text:
    """Characters between tags. ``raw`` is the element that they fill alone, such as title or script."""

    start: int
    end: int
    raw: str = ""


@dataclass(slots=True)
class Attribute:
    """An attribute of a tag and the place of its value."""

    name: str
    value: str
    start: int
    end: int


@dataclass(slots=True)
class Tag:
    """A start tag or an end tag; ``inside`` is where its attributes stand."""

    start: int
    end: int
    name: str
    closes: bool
    inside: tuple[int, int]
    alone: bool = False
    """Whether it ends itself: <br> or, within a drawing, <path/>."""


Piece = Text | Tag
Edit = tuple[int, int, str]
"""From where to where something else is written, and what."""
Declared = tuple[int, int, str | None]
"""Where <html> says its language, and what it says; None where it says nothing, with the place to say it."""


def pieces(page: str) -> Iterator[Piece]:
    """The words and tags of a page in their order. Comments and declarations are left out."""
    at, foreign = 0, 0
    while True:
        where, found = _next(page, at)
        if at < where:
            yield Text(at, where)
        if found is None or page.startswith("<![CDATA[", where):
            return
        at = found.end()
        if found["tag"] is None:
            continue
        tag = _tag(found, within=foreign > 0)
        yield tag
        if tag.name in _FOREIGN:
            foreign = max(0, foreign + (-1 if tag.closes else 0 if tag.alone else 1))
        if not tag.closes and tag.name in RAW:
            inner = None if foreign else _raw(page, tag)
            if inner is None:
                return
            yield inner
            at = inner.end


def attributes(page: str, tag: Tag) -> list[Attribute]:
    """The attributes of a tag in their order, the value as it is written."""
    found = []
    for match in _EACH.finditer(page, *tag.inside):
        group = match.lastgroup or "name"
        if group == "name":
            found.append(Attribute(match["name"].lower(), "", match.end(), match.end()))
        else:
            found.append(Attribute(match["name"].lower(), match[group], *match.span(group)))
    return found


def put_in(page: str, edits: list[Edit]) -> str:
    """The page with the edits made. They do not overlap."""
    out: list[str] = []
    last = 0
    for start, end, words in sorted(edits):
        out += (page[last:start], words)
        last = end
    return "".join([*out, page[last:]])


def language_of(page: str, tag: Tag) -> Declared:
    """What the tag <html> says of the page's language."""
    for attribute in attributes(page, tag):
        if attribute.name == "lang":
            return attribute.start, attribute.end, attribute.value
    return tag.start + len("<html"), tag.start + len("<html"), None


def is_plain_chinese(language: str | None) -> bool:
    """Whether a page is simplified Chinese, or says nothing, which is the same on this site."""
    return language is None or language.lower() in {"", "zh", "zh-cn", "zh-sg", "zh-hans", "zh-hans-cn"}


def said(declared: Declared | None, language: str) -> list[Edit]:
    """Say another language in its place."""
    if declared is None:
        return []
    start, end, told = declared
    return [(start, end, f' lang="{language}"' if told is None else language)]


def _next(page: str, at: int) -> tuple[int, re.Match[str] | None]:
    """The next tag or comment and where it begins; none at the page's end, or at a tag without an end, which browsers
    drop with all that follows."""
    while (at := page.find("<", at)) >= 0:
        found = _TOKEN.match(page, at)
        if found is not None or _LETTER_OR_END.match(page, at + 1):
            return at, found
        at += 1
    return len(page), None


def _tag(found: re.Match[str], *, within: bool) -> Tag:
    name, closes = found["tag"].lower(), found["end"] is not None
    alone = name in VOID or ((within or name in _FOREIGN) and found[0].endswith("/>"))
    return Tag(found.start(), found.end(), name, closes, found.span("attributes"), alone)


def _raw(page: str, tag: Tag) -> Text | None:
    """The characters of an element such as script; None when nothing ends it, or two readings are possible."""
    ends = re.compile(rf"</{tag.name}(?=[ \t\n\f\r/>])", re.IGNORECASE)
    first = ends.search(page, tag.end)
    if first is None or tag.name == "plaintext":
        return None
    if tag.name == "script" and "<!--" in page[tag.end : first.start()]:
        return None
    return Text(tag.end, first.start(), tag.name)
