"""XML and HTML: the texts of paragraphs in one piece, everything else piece by piece, and what stands in attributes.

Nothing is left out because nobody knew of it: an element or a part without a name here is read as data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from lxml import etree
from lxml.etree import _Element as Element

from gongkai.hidden.contents import LABELS, At, Kind, Piece, Spot
from gongkai.hidden.errors import Code, Unreadable

State = Callable[[Element], Kind | None]

PARAGRAPHS = frozenset({"p", "h", "si", "is", "comment", "TextObject", "li", "lpwstr", "lpstr", "threadedComment"})
"""Elements, by their names without a vocabulary, whose runs belong together."""
_BESIDE = frozenset(
    {"posOffset", "align", "pctWidth", "pctHeight", "pctPosHOffset", "pctPosVOffset", "rPh", "rt", "rp"}
)
"""Elements inside a paragraph that are no part of its words."""
_TABLES = frozenset({"tbl", "table", "sheetData"})
_ROWS = frozenset({"tr", "table-row", "row"})
_CELLS = frozenset({"tc", "td", "th", "table-cell", "covered-table-cell", "c"})
_BREAKS = {"br": "\n", "cr": "\n", "line-break": "\n", "tab": "\t", "s": " ", "noBreakHyphen": "-", "ptab": "\t"}
_WORDS = {
    "descr": "图形的替代文字",
    "title": "标题或者替代文字",
    "alt": "图片的替代文字",
    "instr": "域代码",
    "tooltip": "屏幕提示",
    "prompt": "输入提示",
    "promptTitle": "输入提示",
    "error": "出错提示",
    "errorTitle": "出错提示",
    "display": "链接文字",
    "content": "网页元数据",
    "placeholder": "输入框提示",
    "aria-label": "无障碍标签",
    "formatCode": "数字格式",
    "value": "值",
    "summary": "摘要",
    "string": "艺术字",
}
"""Attributes that are read whatever is in them; others when something but ASCII is in them."""
_ENDLESS = re.compile(r"%[0-9A-Fa-f]{2}")
_UNDECLARED = 201
"""Of libxml2: a prefix of a name that stands for nothing."""
_TEXTUAL = re.compile(r"[^\x00-\x7f]|\d{11}")


def parsed(data: bytes, *, recover: bool = False) -> Element:
    """XML that can reach nothing outside itself. Raises Unreadable."""
    parser = _parser(recover=recover)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        # Early office programs used prefixes that they never declared; the words are there all the same.
        faults: Any = parser.error_log
        if any(fault.type != _UNDECLARED for fault in faults) or not len(faults):
            raise Unreadable(Code.DAMAGED) from None
        root = etree.fromstring(data, _parser(recover=True))
    if root is None:
        raise Unreadable(Code.DAMAGED)
    dtd: Any = root.getroottree().docinfo.internalDTD
    if dtd is not None and dtd.entities():
        raise Unreadable(Code.ENTITIES)
    return root


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, recover=recover)


def local(item: Element) -> str:
    """The name of an element without its vocabulary; empty for comments."""
    tag = item.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _width(cell: Element) -> int:
    """Over how many columns a cell goes."""
    for name, value in cell.attrib.items():
        if str(name).rpartition("}")[2] in {"colspan", "number-columns-repeated"} and str(value).isdecimal():
            return max(1, min(int(value), 1_000_000))
    return 1


@dataclass(slots=True)
class _Paragraph:
    """The words of a paragraph, each with what the file does with it."""

    words: list[tuple[str, Kind | None]] = field(default_factory=list)
    spot: Spot | None = None


@dataclass(slots=True)
class Walk:
    """One walk over a tree. ``kind`` and ``label`` say what its plain text is."""

    at: At
    part: str = ""
    kind: Kind = Kind.BODY
    label: str = ""
    visible: bool = True
    state: State = lambda _: None
    paragraphs: frozenset[str] = PARAGRAPHS
    inline: frozenset[str] | None = None
    """Where it is given, every other element begins a paragraph (HTML)."""
    attributes: bool = True
    tables: int = 0
    _open: list[_Paragraph] = field(default_factory=list)
    _states: list[Kind | None] = field(default_factory=lambda: [None])
    _grid: list[list[int]] = field(default_factory=list)

    def pieces(self, root: Element) -> Iterator[Piece]:
        """All texts below an element, in the order of the file, and the comments before and behind it."""
        for beside in (*root.itersiblings(preceding=True), *root.itersiblings()):
            if not local(beside):
                yield from self._aside(beside)
        for event, item in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
            if event == "start":
                yield from self._start(item)
            elif event == "end":
                yield from self._end(item)
                if item is not root and item.tail:
                    yield from self._say(item.tail)
            else:
                yield from self._aside(item)
        while self._open:
            yield from self._close()

    def _start(self, item: Element) -> Iterator[Piece]:
        name = local(item)
        self._states.append(self.state(item) or self._states[-1])
        self._count(name, item)
        if self._begins(name):
            if self.inline is not None and self._open:
                yield from self._close()
                self._open.append(_Paragraph(spot=self._spot()))
            self._open.append(_Paragraph(spot=self._spot()))
        if self.attributes:
            yield from self._attributes(item)
        if name in _BREAKS and (self._open or self.inline is not None):
            yield from self._say(_BREAKS[name])
        if item.text:
            yield from self._say(item.text)

    def _end(self, item: Element) -> Iterator[Piece]:
        name = local(item)
        self._states.pop()
        if self._begins(name) and self._open:
            yield from self._close()
        if name in _TABLES and self._grid:
            self._grid.pop()

    def _begins(self, name: str) -> bool:
        if self.inline is not None:
            return name not in self.inline
        return name in self.paragraphs or name in _BESIDE

    def _count(self, name: str, item: Element) -> None:
        if name in _TABLES:
            self.tables += 1
            self._grid.append([self.tables, -1, -1, 1])
        elif self._grid and name in _ROWS:
            self._grid[-1][1:] = [self._grid[-1][1] + 1, -1, 1]
        elif self._grid and name in _CELLS:
            self._grid[-1][2] += self._grid[-1][3]
            self._grid[-1][3] = _width(item)

    def _spot(self) -> Spot | None:
        return Spot(*self._grid[-1][:3]) if self._grid and self._grid[-1][2] >= 0 else None

    def _say(self, text: str) -> Iterator[Piece]:
        if self._open:
            self._open[-1].words.append((text, self._states[-1]))
        elif text.strip():
            yield self._piece(text.strip(), self._states[-1], self._spot())

    def _close(self) -> Iterator[Piece]:
        """A paragraph as it is seen, what is not seen of it, and all of it together: a mark may be half hidden."""
        paragraph = self._open.pop()
        states = list(dict.fromkeys(state for _, state in paragraph.words))
        groups: list[tuple[str, Kind | None]] = []
        if len(states) > 1:
            shown = {None, Kind.INSERTED}
            groups.append(("".join(text for text, state in paragraph.words if state in shown), None))
            groups += [
                ("".join(text for text, own in paragraph.words if own is state), state)
                for state in states
                if state is not None
            ]
            last = next(state for state in reversed(states) if state is not None)
            groups.append(("".join(text for text, _ in paragraph.words), last))
        else:
            groups = [("".join(text for text, _ in paragraph.words), states[0] if states else None)]
        for text, state in dict(groups).items():
            if text.strip():
                yield self._piece(text.strip(), state, paragraph.spot)

    def _piece(self, text: str, state: Kind | None, spot: Spot | None) -> Piece:
        if state is None:
            return Piece(text, self.at.place(self.kind, self.label, self.part), visible=self.visible, spot=spot)
        label = f"{self.label or LABELS[self.kind]}里{LABELS[state]}"
        visible = self.visible and state is Kind.INSERTED
        return Piece(text, self.at.place(state, label, self.part), visible=visible, spot=spot)

    def _aside(self, item: Element) -> Iterator[Piece]:
        text = item.text or ""
        if text.strip():
            yield self.at.piece(text.strip(), Kind.CONCEALED, "网页或者 XML 的注释", self.part)
        if item.tail:
            yield from self._say(item.tail)

    def _attributes(self, item: Element) -> Iterator[Piece]:
        for name, value in item.attrib.items():
            word = str(name).rpartition("}")[2]
            text = str(value)
            if _ENDLESS.search(text):
                text = unquote(text)
            known = word in _WORDS or (word == "val" and local(item) in {"docVar", "default", "alias", "tag"})
            if text.strip() and (known or _TEXTUAL.search(text)):
                yield self.at.piece(text, Kind.ATTRIBUTE, f"{self._owner()}{_WORDS.get(word, '标注')}", self.part)

    def _owner(self) -> str:
        return f"{self.label or LABELS[self.kind]}里"
