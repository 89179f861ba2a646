"""DOCX, XLSX, PPTX and their relatives with macros and templates: every part, whether its name is known or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from gongkai.hidden import markup, sheets
from gongkai.hidden.archives import Package
from gongkai.hidden.contents import At, Kind, Piece
from gongkai.hidden.inside import Inner, other
from gongkai.hidden.markup import Walk, local

CONTENT_TYPES = "[Content_Types].xml"
_XML = re.compile(r"\.(?:xml|rels|vml|xhtml)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Part:
    """What a part holds, by its name."""

    pattern: re.Pattern[str]
    kind: Kind
    label: str


def _part(pattern: str, kind: Kind, label: str) -> _Part:
    return _Part(re.compile(pattern, re.IGNORECASE), kind, label)


_PARTS = (
    _part(r"glossary/", Kind.DATA, "自动图文集"),
    _part(r"^word/document\w*\.xml$", Kind.BODY, "正文"),
    _part(r"^word/(?:header|footer)\d*\.xml$", Kind.MARGIN, "页眉页脚"),
    _part(r"^word/(?:foot|end)notes\.xml$", Kind.BODY, "脚注和尾注"),
    _part(r"comments|/persons/|people\.xml|commentAuthors|authors\.xml", Kind.COMMENT, "批注"),
    _part(r"^word/settings\.xml$", Kind.DATA, "文档变量和设置"),
    _part(r"^docProps/", Kind.PROPERTY, "文档属性"),
    _part(r"^customXml/", Kind.DATA, "自定义数据"),
    _part(r"^ppt/slides/slide\d*\.xml$", Kind.BODY, "幻灯片"),
    _part(r"^ppt/notesSlides/", Kind.NOTE, "演示文稿的备注"),
    _part(r"^ppt/(?:slideMasters|slideLayouts|notesMasters|handoutMasters)/", Kind.DATA, "母版和版式"),
    _part(r"^xl/(?:worksheets|chartsheets|dialogsheets|macrosheets)/\w+\.xml$", Kind.BODY, "工作表"),
    _part(r"^xl/workbook\.xml$", Kind.DATA, "工作表名称和定义的名称"),
    _part(r"^xl/externalLinks/", Kind.DATA, "外部链接的缓存"),
    _part(r"^xl/pivotCache/", Kind.DATA, "透视表的缓存"),
    _part(r"/charts?/", Kind.BODY, "图表"),
    _part(r"/(?:drawings|diagrams)/", Kind.BODY, "图形里的文字"),
    _part(r"\.rels$", Kind.DATA, "链接地址"),
)
_HIDDEN_MARKS = frozenset({"vanish", "webHidden", "specVanish"})


def pieces(package: Package, at: At, inner: Inner) -> Iterator[Piece]:
    """All texts of a package. Raises Unreadable."""
    yield from package.aside(at)
    state = _state(_hidden_styles(package))
    book = sheets.Book(package) if "xl/workbook.xml" in package else None
    if book is not None:
        yield from book.leftovers(at)
    for info in package.infos:
        data = package.content(info)
        if not data.strip():
            continue
        if _XML.search(info.filename):
            yield from _xml(data, info.filename, at, state, book)
        else:
            yield from other(data, info.filename, at, inner)


def _xml(data: bytes, name: str, at: At, state: markup.State, book: sheets.Book | None) -> Iterator[Piece]:
    root = markup.parsed(data, recover=name.lower().endswith(".vml"))
    known = next((part for part in _PARTS if part.pattern.search(name)), None)
    kind, label = (known.kind, known.label) if known else (Kind.DATA, "")
    visible = kind in {Kind.BODY, Kind.MARGIN}
    if book is not None and (sheet := book.sheet(name)) is not None:
        yield from book.cells(root, sheet, at, name)
        label, visible = sheet.label, not sheet.hidden
    if local(root) == "sld" and root.get("show") in {"0", "false"}:
        label, visible = "隐藏的幻灯片", False
    if name == "xl/sharedStrings.xml":
        return
    yield from Walk(at, name, kind, label, visible, state).pieces(root)


def _hidden_styles(package: Package) -> frozenset[str]:
    """Styles whose text is hidden, also through the style that they are based on."""
    if "word/styles.xml" not in package:
        return frozenset()
    root = markup.parsed(package.read("word/styles.xml"))
    styles = [item for item in root if local(item) == "style"]
    hidden = {_value(item, "styleId") for item in styles if _is_marked(item)}
    for _ in styles:
        more = {_value(item, "styleId") for item in styles if _based_on(item) in hidden} - hidden
        if not more:
            break
        hidden |= more
    return frozenset(hidden - {""})


def _based_on(style: etree._Element) -> str:
    return next((_value(item, "val") for item in style if local(item) == "basedOn"), "?")


def _value(item: etree._Element, name: str) -> str:
    return next((str(value) for key, value in item.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _is_marked(item: etree._Element) -> bool:
    """Whether the properties of a run or a style hide it."""
    for properties in item:
        if local(properties) == "rPr":
            marks = [mark for mark in properties if local(mark) in _HIDDEN_MARKS]
            return any(_value(mark, "val") not in {"0", "false", "off"} for mark in marks)
    return False


def _state(hidden: frozenset[str]) -> markup.State:
    """What Word does with an element's text."""

    def state(item: etree._Element) -> Kind | None:
        name = local(item)
        if name in {"del", "moveFrom", "delText"}:
            return Kind.DELETED
        if name in {"ins", "moveTo"}:
            return Kind.INSERTED
        if name in {"instrText", "delInstrText", "f"}:
            return Kind.CODE
        if name == "r" and (_is_marked(item) or _styled(item, "rPr", hidden)):
            return Kind.CONCEALED
        return Kind.CONCEALED if name == "p" and _styled(item, "pPr", hidden) else None

    return state


def _styled(item: etree._Element, properties: str, hidden: frozenset[str]) -> bool:
    if not hidden:
        return False
    for child in item:
        if local(child) == properties:
            return any(local(mark) in {"rStyle", "pStyle"} and _value(mark, "val") in hidden for mark in child)
    return False
