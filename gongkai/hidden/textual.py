"""Text, CSV, JSON, HTML and XML: lines and cells, comments, hidden elements, what attributes say."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from gongkai.hidden import forms, markup
from gongkai.hidden.contents import At, Kind, Piece, Spot
from gongkai.hidden.errors import Code, Unreadable
from gongkai.hidden.inside import Inner
from gongkai.hidden.markup import Walk, local

_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|table|meta|span|script|br)\b", re.IGNORECASE)
_XML = re.compile(r"\s*(?:<\?xml\b|<!DOCTYPE\s+(?!html\b)|<!--|<[A-Za-z_][\w.-]*(?::[\w.-]+)?(?:\s[^<>]*)?/?>)")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_CELLS = re.compile(r"[,，\t|;]")
_INLINE = frozenset(
    re.findall(
        r"\w+",
        "a abbr acronym b bdi bdo big br cite code del dfn em font i img input ins kbd label mark o q rb ruby s samp"
        " small span strike strong sub sup tt u var wbr",
    )
)
"""Elements that stand inside a line; every other one begins a new one."""
_UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "title", "meta"})
_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])")
_DATA = re.compile(r"data:[\w/+.-]*;base64,([A-Za-z0-9+/=\s]+)")


def form_of(text: str) -> str:
    """``html``, ``xml``, ``json`` or ``text``."""
    head = text[:20_000].lstrip("\ufeff \t\r\n")
    if _XML.match(head) and not re.match(r"\s*<(?:html|div|p|table|body|head|br)\b", head, re.IGNORECASE):
        return "html" if "<html" in head[:2000].lower() and not head.startswith("<?xml") else "xml"
    if _HTML.search(head[:2000]):
        return "html"
    if head[:1] in {"{", "["} and _json(text) is not None:
        return "json"
    return "text"


def pieces(data: bytes, text: str, at: At, inner: Inner) -> Iterator[Piece]:
    """All texts of a file that is text. Raises Unreadable."""
    form = form_of(text)
    if form == "xml":
        try:
            root = markup.parsed(data if data[:5] != b"<?xml" else _readable(data, text))
        except Unreadable as error:
            if error.code is not Code.DAMAGED:
                raise
            yield from _html(text, at, inner)
            return
        yield from Walk(at, "", Kind.BODY, "正文", state=_state).pieces(root)
        yield from _embedded(text, at, inner)
    elif form == "html":
        yield from _html(text, at, inner)
    elif form == "json":
        yield from _values(_json(text), at)
    else:
        yield from lines(text, at)


def _readable(data: bytes, text: str) -> bytes:
    """XML whose declared encoding may be wrong: the text is what was decoded."""
    try:
        markup.parsed(data)
    except Unreadable:
        return re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode()
    return data


def lines(text: str, at: At, kind: Kind = Kind.BODY) -> Iterator[Piece]:
    """Line by line, and cell by cell where a line has cells; escapes are read as what they stand for."""
    for row, line in enumerate(text.splitlines()):
        if not line.strip():
            continue
        yield at.piece(line.strip(), kind)
        cells = _CELLS.split(line)
        for column, cell in enumerate(cells if 1 < len(cells) <= 200 else ()):
            if cell.strip(" \"'"):
                yield Piece(cell.strip(" \"'"), at.place(kind), kind is Kind.BODY, spot=Spot(0, row, column))
        plain = html.unescape(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), line))
        if plain != line:
            yield at.piece(plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip(), kind)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _values(value: Any, at: At) -> Iterator[Piece]:
    """Every string and number of a JSON document, keys too, without recursion."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting += [part for pair in reversed(item.items()) for part in (pair[1], pair[0])]
        elif isinstance(item, list):
            waiting += reversed(item)
        elif isinstance(item, str | int | float) and str(item).strip():
            yield at.piece(str(item).encode("utf-16", "surrogatepass").decode("utf-16", "replace"), Kind.BODY)


def _html(text: str, at: At, inner: Inner) -> Iterator[Piece]:
    parser = lxml_html.HTMLParser(recover=True, encoding="utf-8", huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unreadable(Code.DAMAGED) from None
    if root is None:
        yield from lines(text, at)
        return
    yield from Walk(at, "", Kind.BODY, "网页正文", state=_state, inline=_INLINE).pieces(root)
    yield from _embedded(text, at, inner)


def _state(item: etree._Element) -> Kind | None:
    name = local(item).lower()
    if name == "script":
        return Kind.CODE
    if name in _UNSEEN:
        return Kind.PROPERTY
    style = str(item.get("style", "")).lower()
    unseen = item.get("hidden") is not None or item.get("aria-hidden") == "true" or item.get("type") == "hidden"
    return Kind.CONCEALED if unseen or _STYLE.search(style) else None


def _embedded(text: str, at: At, inner: Inner) -> Iterator[Piece]:
    """Files that stand in a page as letters."""
    for number, found in enumerate(_DATA.finditer(text), start=1):
        try:
            data = base64.b64decode(re.sub(r"\s", "", found[1]))
        except (binascii.Error, ValueError):
            continue
        if data and forms.form_of(data) is not forms.Form.UNKNOWN:
            yield from inner(data, at.into("网页里嵌入的文件", f"data-{number}"))
