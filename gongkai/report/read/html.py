"""HTML pages: what a browser would show, as lines in reading order.

Tables that only lay the page out are opened; tables of figures become rows with their columns. The
tree is walked without recursion, so depth costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from gongkai.report.errors import ReadCode, ReadError
from gongkai.report.read.dates import first_date
from gongkai.report.read.document import Document, Line, Slot

MAX_LINES = 200_000
MAX_SPAN = 60
MAX_DEPTH = 300
ABSURD_DEPTH = 5000
FEW_TAGS = 3000
"""A page with fewer tags cannot be deep enough to matter."""
LONG_CELL = 240
"""A cell with more characters than this holds prose: the row lays out the page."""

_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "select",
        "option",
        "button",
        "textarea",
        "svg",
        "iframe",
        "object",
        "canvas",
        "math",
    ]
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
        "bdi",
        "bdo",
        "o:p",
        "wbr",
        "time",
        "var",
        "st1:chsdate",
        "st1:personname",
    ]
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_PAGE = re.compile(r"<(?:html|body|p|div)\b", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})[^<>]*>")
_CLOSED_BY_OTHERS = frozenset(
    [
        "p",
        "br",
        "hr",
        "img",
        "input",
        "meta",
        "link",
        "col",
        "wbr",
        "area",
        "base",
        "source",
        "td",
        "th",
        "tr",
        "li",
        "dd",
        "dt",
        "option",
    ]
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_DATE_NAMES = frozenset({"pubdate", "publishdate", "publish_time", "pubtime", "publishedtime"})
_TITLE_NAMES = frozenset({"articletitle", "title"})
_SOURCE_NAMES = frozenset({"contentsource", "source", "author"})


def looks_like_html(text: str) -> bool:
    """Whether the text is a page or a piece of one."""
    head = text[:4096].lstrip("\ufeff \t\r\n").lower()
    if head.startswith(("<!doctype html", "<html", "<head", "<body", "<?xml")):
        return True
    return len(re.findall(r"<(?:/?(?:p|div|span|table|tbody|tr|td|h[1-6])\b)", text[:200_000], re.IGNORECASE)) >= 5


def read_html(text: str) -> Document:
    """The page as lines."""
    if text.count("<") > 3_000_000:
        raise ReadError(ReadCode.TOO_COMPLEX)
    tree = LexborHTMLParser(_shallow(_lines_kept(text.replace("\x00", ""))))
    page = _Page()
    _head(tree, page.document)
    body = tree.body or tree.root
    if body is not None:
        page.walk(body)
    return page.document


def _lines_kept(text: str) -> str:
    """Markdown with tables in HTML: outside the tables the ends of its lines are what parts paragraphs."""
    if _PAGE.search(text[:200_000]):
        return text
    pieces = re.split(r"(<table\b.*?</table>)", text, flags=re.IGNORECASE | re.DOTALL)
    return "".join(piece if place % 2 else piece.replace("\n", "<br>") for place, piece in enumerate(pieces))


def _shallow(text: str) -> str:
    """The page without the tags that lie deeper than any real page goes; their text stays."""
    if text.count("<") < FEW_TAGS:
        return text
    depth = 0

    def keep(found: re.Match[str]) -> str:
        nonlocal depth
        if found.group(2).lower() in _CLOSED_BY_OTHERS:
            return found.group(0) if depth <= MAX_DEPTH else " "
        depth += -1 if found.group(1) else 1
        depth = max(depth, 0)
        if depth > ABSURD_DEPTH:
            raise ReadError(ReadCode.TOO_COMPLEX)
        return found.group(0) if depth <= MAX_DEPTH else " "

    return _TAG.sub(keep, text)


def _head(tree: LexborHTMLParser, document: Document) -> None:
    title = tree.css_first("title")
    document.title = _SPACES.sub(" ", title.text()).strip() if title else ""
    for meta in tree.css("meta[name]")[:200]:
        name = (meta.attributes.get("name") or "").lower()
        content = (meta.attributes.get("content") or "").strip()
        if name in _DATE_NAMES:
            document.published_on = first_date(content) or document.published_on
        elif name in _TITLE_NAMES and "报告" in content:
            document.title = content
        elif name in _SOURCE_NAMES and content:
            document.source = document.source or content


class _Page:
    """Gathers lines while the tree is walked."""

    def __init__(self) -> None:
        self.document = Document(kind="html")
        self.tables = 0
        self._text: list[str] = []

    def walk(self, root: LexborNode) -> None:
        """Every node below root in document order; no recursion but for tables within tables."""
        stack: list[tuple[LexborNode, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self._break()
                continue
            tag = node.tag or ""
            if tag == "-text":
                self._text.append(node.text_content or "")
                continue
            if tag.startswith(("-", "!")) or tag in _SKIPPED or _hidden(node):
                continue
            if tag == "img":
                self.document.pictures += 1
                continue
            if tag == "br":
                self._break()
                continue
            if tag == "table" and not _lays_out(node):
                self._break()
                self._table(node)
                continue
            if tag not in _INLINE:
                self._break()
                stack.append((node, True))
            stack.extend((child, False) for child in reversed(_children(node)))
        self._break()

    def _break(self) -> None:
        text = _SPACES.sub(" ", "".join(self._text)).strip()
        self._text.clear()
        if text:
            self._add(Line((Slot(text),), f"第{len(self.document.lines) + 1}段"))

    def _add(self, line: Line) -> None:
        if len(self.document.lines) >= MAX_LINES:
            raise ReadError(ReadCode.TOO_COMPLEX)
        self.document.lines.append(line)

    def _table(self, table: LexborNode) -> None:
        self.tables += 1
        number = self.tables
        taken: dict[int, int] = {}
        for row, cells in enumerate(_rows(table), start=1):
            slots = _place(cells, taken, self.document)
            if any(len(slot.text) > LONG_CELL for slot in slots):
                for slot in slots:
                    for part in slot.text.split("\n"):
                        if part.strip():
                            self._add(Line((Slot(part.strip()),), f"表{number} 第{row}行"))
                continue
            if slots:
                self._add(Line(tuple(slots), f"表{number} 第{row}行", number, row))


def _children(node: LexborNode) -> list[LexborNode]:
    found = []
    child = node.child
    while child is not None:
        found.append(child)
        child = child.next
    return found


def _hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    return bool(style and _HIDDEN.search(style))


def _lays_out(table: LexborNode) -> bool:
    return len(table.css("table")) > 1


def _rows(table: LexborNode) -> Iterator[list[LexborNode]]:
    for row in table.css("tr"):
        if not _hidden(row):
            yield [cell for cell in _children(row) if cell.tag in {"td", "th"} and not _hidden(cell)]


def _span(cell: LexborNode, name: str) -> int:
    digits = re.match(r"\s*(\d{1,4})", cell.attributes.get(name) or "")
    return min(max(int(digits.group(1)), 1), MAX_SPAN) if digits else 1


def _place(cells: list[LexborNode], taken: dict[int, int], document: Document) -> list[Slot]:
    """The row's cells with their columns; ``taken`` counts rows that cells from above still cover."""
    slots = []
    column = 0
    for cell in cells:
        while taken.get(column, 0) > 0:
            column += 1
        wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
        slots.append(Slot(_cell_text(cell, document), float(column), float(wide)))
        for covered in range(column, column + wide):
            taken[covered] = high
        column += wide
    for covered in list(taken):
        taken[covered] = max(taken[covered] - 1, 0)
    return slots


def _cell_text(cell: LexborNode, document: Document) -> str:
    parts: list[str] = []
    stack = list(reversed(_children(cell)))
    while stack:
        node = stack.pop()
        tag = node.tag or ""
        if tag == "-text":
            parts.append(_SPACES.sub(" ", node.text_content or ""))
        elif tag == "img":
            document.pictures += 1
        elif tag in {"br", "p", "div", "li"}:
            parts.append("\n")
            stack.extend(reversed(_children(node)))
        elif not tag.startswith(("-", "!")) and tag not in _SKIPPED and not _hidden(node):
            stack.extend(reversed(_children(node)))
    return "".join(parts).strip(" \n")
