"""ODF (odt, ods, odp) and OFD: packages whose every part is read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from gongkai.hidden import markup
from gongkai.hidden.archives import Package
from gongkai.hidden.contents import At, Kind, Piece
from gongkai.hidden.errors import Code, Unreadable
from gongkai.hidden.inside import Inner, other
from gongkai.hidden.markup import Walk, local

_MANIFEST = "META-INF/manifest.xml"
_PARTS = (
    (re.compile(r"(?:^|/)content\.xml$"), Kind.BODY, "正文"),
    (re.compile(r"(?:^|/)styles\.xml$"), Kind.MARGIN, "页眉页脚和样式"),
    (re.compile(r"(?:^|/)meta\.xml$|^OFD\.xml$"), Kind.PROPERTY, "文档属性"),
    (re.compile(r"Annot"), Kind.COMMENT, "批注"),
    (re.compile(r"/Content\w*\.xml$"), Kind.BODY, "页面"),
    (re.compile(r"CustomTag|CustomData"), Kind.DATA, "自定义数据"),
)
_STATES = {
    "deletion": Kind.DELETED,
    "annotation": Kind.COMMENT,
    "hidden-text": Kind.CONCEALED,
    "hidden-paragraph": Kind.CONCEALED,
    "notes": Kind.NOTE,
}
_GONE = {"none", "collapse", "filter"}


def odf(package: Package, at: At, inner: Inner) -> Iterator[Piece]:
    """All texts of an open document. Raises Unreadable."""
    if _MANIFEST in package and any(
        local(item) == "encryption-data" for item in markup.parsed(package.read(_MANIFEST)).iter()
    ):
        raise Unreadable(Code.ENCRYPTED)
    yield from _all(package, at, inner, _odf_state(_hidden_styles(package)))


def ofd(package: Package, at: At, inner: Inner) -> Iterator[Piece]:
    """All texts of an OFD document. Raises Unreadable."""
    yield from _all(package, at, inner, lambda _: None)
    for name in package.names:
        if name.lower().endswith(".xml") and _has_mute_glyphs(markup.parsed(package.read(name))):
            yield at.piece("", Kind.PICTURE, "只有字形、没有文字的内容，程序没有看", name, unread=True)


def _all(package: Package, at: At, inner: Inner, state: markup.State) -> Iterator[Piece]:
    yield from package.aside(at)
    for info in package.infos:
        name, data = info.filename, package.content(info)
        if not data.strip():
            continue
        if name.lower().endswith((".xml", ".rdf")):
            kind, label = next(
                ((kind, label) for pattern, kind, label in _PARTS if pattern.search(name)), (Kind.DATA, "")
            )
            walk = Walk(at, name, kind, label, kind in {Kind.BODY, Kind.MARGIN}, state)
            yield from walk.pieces(markup.parsed(data))
        elif name != "mimetype":
            yield from other(data, name, at, inner)


def _has_mute_glyphs(root: etree._Element) -> bool:
    """Whether something is written whose letters the file does not tell."""
    texts = [item for item in root.iter() if local(item) == "TextObject"]
    return any(not any((code.text or "").strip() for code in item.iter("{*}TextCode")) for item in texts)


def _hidden_styles(package: Package) -> frozenset[str]:
    found = set()
    for part in ("content.xml", "styles.xml"):
        if part in package:
            for style in markup.parsed(package.read(part)).iter("{*}style"):
                if any(_hides(item) for item in style):
                    found.add(_attribute(style, "name"))
    return frozenset(found - {""})


def _hides(properties: etree._Element) -> bool:
    return _attribute(properties, "display") in {"none", "false"}


def _odf_state(hidden: frozenset[str]) -> markup.State:
    def state(item: etree._Element) -> Kind | None:
        name = local(item)
        if name in _STATES:
            return _STATES[name]
        gone = _attribute(item, "visibility") in _GONE or _attribute(item, "display") == "none"
        return Kind.CONCEALED if gone or _attribute(item, "style-name") in hidden else None

    return state


def _attribute(item: etree._Element, name: str) -> str:
    return next((str(value) for key, value in item.attrib.items() if str(key).rpartition("}")[2] == name), "")
