"""Office documents (DOCX, XLSX, PPTX) and OFD: which of them a package is, and whether it does anything by itself."""

from __future__ import annotations

import re
from xml.parsers import expat

from lxml import etree

from gongkai.files import naming, packages, pictures, sniffing
from gongkai.files.errors import Code, Refused
from gongkai.files.kinds import Kind
from gongkai.files.packages import Package

CONTENT_TYPES = "[Content_Types].xml"
DEEPEST = 3
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_MAIN = {
    "wordprocessingml.document.main+xml": Kind.DOCX,
    "spreadsheetml.sheet.main+xml": Kind.XLSX,
    "presentationml.presentation.main+xml": Kind.PPTX,
}
_OFD = {"{http://www.ofdspec.org/2016}OFD", "{http://www.ofdspec.org}OFD"}
_MACRO_TYPE = re.compile(r"macroEnabled|vbaProject|vbaData|macrosheet|activeX", re.IGNORECASE)
_MACRO_NAME = re.compile(r"vbaProject|vbaData|/macrosheets/|/activeX/", re.IGNORECASE)
_LOCAL = re.compile(r"(?:file:/{0,3})?[A-Za-z]:[/\\]", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|\\\\|/\\", re.IGNORECASE)
_PATHS = frozenset(
    ["attachedTemplate", "image", "externalLinkPath", "xlPathMissing", "xlLibrary", "xlStartup", "xlAlternateStartup"]
)
_FETCH = re.compile(r'\bINCLUDE(?:PICTURE|TEXT)\s+"?\s*(?:(?:https?|ftp|file):|//|\\\\)', re.IGNORECASE)
_DDE = re.compile(r"\bDDE(?:AUTO)?\b", re.IGNORECASE)
_LONGEST_FIELD = 65_536


def examine(data: bytes, *, depth: int = 1) -> Kind:
    """Which document a package is. Raises Refused for an archive and for anything that acts by itself."""
    if depth > DEEPEST:
        raise Refused(Code.NESTED)
    with packages.opened(data) as package:
        kind = kind_of(package)
        if any(_MACRO_NAME.search(name) for name in package.names):
            raise Refused(Code.MACRO)
        for name in package.names:
            _examine_part(package, name, depth)
        return kind


def kind_of(package: Package) -> Kind:
    """DOCX, XLSX, PPTX or OFD. Raises Refused with ARCHIVE, OTHER_OFFICE, MACRO or DAMAGED."""
    if CONTENT_TYPES in package.names:
        return _office_kind(package)
    if "OFD.xml" in package.names:
        if package.xml("OFD.xml").tag not in _OFD:
            raise Refused(Code.DAMAGED)
        return Kind.OFD
    if "mimetype" in package.names and "content.xml" in package.names:
        raise Refused(Code.OTHER_OFFICE)
    raise Refused(Code.ARCHIVE)


def _office_kind(package: Package) -> Kind:
    kinds = set()
    for part in package.xml(CONTENT_TYPES).iter(f"{_TYPES}Override", f"{_TYPES}Default"):
        content_type = part.get("ContentType", "")
        if _MACRO_TYPE.search(content_type):
            raise Refused(Code.MACRO)
        main = content_type.removeprefix("application/vnd.openxmlformats-officedocument.")
        if main in _MAIN and part.get("PartName", "").lstrip("/") in package.names:
            kinds.add(_MAIN[main])
    if len(kinds) != 1:
        raise Refused(Code.POLYGLOT if kinds else Code.OTHER_OFFICE)
    return kinds.pop()


def _examine_part(package: Package, name: str, depth: int) -> None:
    small = name.lower()
    if naming.ending_of(small) in naming.PROGRAMS - {"xml", "svg"}:
        raise Refused(Code.EMBEDDED_PROGRAM)
    if small.endswith(".rels"):
        for relation in package.xml(name):
            _examine_relation(relation)
    elif small.endswith(".xml"):
        _examine_xml(package, name)
    else:
        _examine_content(package, name, depth)


def _examine_content(package: Package, name: str, depth: int) -> None:
    """A part that is not XML: pictures and fonts pass, documents are looked into, programs are refused."""
    pieces = package.pieces(name)
    head = next(pieces, b"")
    if sniffing.is_program(head):
        raise Refused(Code.EMBEDDED_PROGRAM)
    if head.startswith(sniffing.OLE):
        raise Refused(Code.EMBEDDED_OBJECT)
    if head.startswith((b"Rar!\x1a", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")):
        raise Refused(Code.NESTED)
    if head.startswith(sniffing.ZIP):
        _examine_inner(head + b"".join(pieces), depth)
    elif head.startswith((b"\xff\xd8\xff", b"\x89PNG")):
        _examine_picture(head + b"".join(pieces))
    for _ in pieces:
        pass  # to its end, so that its length and checksum are compared


def _examine_inner(data: bytes, depth: int) -> None:
    try:
        examine(data, depth=depth + 1)
    except Refused as error:
        raise Refused(Code.NESTED) if error.code == Code.ARCHIVE else error from None


def _examine_picture(data: bytes) -> None:
    """A picture inside a document: its size only, for Word itself keeps odd ones alive."""
    with pictures.opened(data, Kind.JPEG if data[:1] == b"\xff" else Kind.PNG):
        pass


def _examine_relation(relation: etree._Element) -> None:
    """A relationship that leads outside may be a link to click on, or a path of this computer's own disk."""
    kind, target = relation.get("Type", "").rsplit("/", 1)[-1], relation.get("Target", "")
    if _MACRO_NAME.search(f"{kind}/") or kind in {"control", "attachedToolbars", "vbaProject"}:
        raise Refused(Code.MACRO)
    if kind == "aFChunk":  # a page or an RTF text that Word takes in when it opens the document
        raise Refused(Code.EMBEDDED_OBJECT)
    if relation.get("TargetMode") != "External" or kind == "hyperlink":
        return
    # Word writes the way to its template, Excel the way to another workbook; a drive letter reaches nobody.
    if kind in _PATHS and not _reaches_out(target):
        return
    raise Refused(Code.EXTERNAL)


def _reaches_out(target: str) -> bool:
    return not _LOCAL.match(target) and _ELSEWHERE.match(target.strip()) is not None


def _examine_xml(package: Package, name: str) -> None:
    """Well-formed, without a document type (whose entities are bombs), without fields that start programs."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    fields = _Fields()
    if name.startswith(("word/", "xl/externalLinks/", "xl/connections")):
        parser.StartElementHandler, parser.EndElementHandler = fields.start, fields.end
        parser.CharacterDataHandler = fields.text
    try:
        for piece in package.pieces(name):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise Refused(Code.DAMAGED) from None
    fields.refuse_commands()


def _refuse_doctype(*_: object) -> None:
    raise Refused(Code.BOMB)


class _Fields:
    """The instructions of a document's fields, put together again from the runs they are cut into."""

    def __init__(self) -> None:
        self._inside = False
        self._words: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith("ddeLink"):
            raise Refused(Code.ACTIVE)
        if tag.endswith("connection") and attributes.get("refreshOnLoad") in {"1", "true"}:
            raise Refused(Code.EXTERNAL)
        self._inside = tag.endswith("instrText")
        if tag.endswith("fldSimple"):
            self._words += [f" {value} " for key, value in attributes.items() if key.endswith("instr")]
        elif tag.endswith("fldChar"):
            self._words.append(" ")

    def end(self, _tag: str) -> None:
        self._inside = False

    def text(self, words: str) -> None:
        if self._inside:
            self._words.append(words)

    def refuse_commands(self) -> None:
        """Raises Refused when a field would start another program (DDE) or fetch something from elsewhere."""
        words = "".join(self._words)[:_LONGEST_FIELD]
        if _DDE.search(words):
            raise Refused(Code.ACTIVE)
        if _FETCH.search(words):
            raise Refused(Code.EXTERNAL)
