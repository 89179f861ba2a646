"""Word and Excel files: a zip that is measured before it is opened, XML that may not reach out."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from lxml import etree

from gongkai.report.errors import ReadCode, ReadError
from gongkai.report.read.document import Document, Line, Slot
from gongkai.report.read.spread import refuse_far_cells

MIB = 1024 * 1024
MAX_PART = 48 * MIB
MAX_WHOLE = 256 * MIB
MAX_RATIO = 400
MAX_MEMBERS = 5000
MAX_LINES = 200_000
MAX_CELLS = 2_000_000
MAX_SPAN = 60
_OTHER_WORKBOOKS = {"xl/workbook.bin", "content.xml", "mimetype"}
"""Parts of other formats, which the spreadsheet library would try when it cannot open the workbook."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"


def read_office(data: bytes) -> Document:
    """The document in a DOCX or XLSX file.

    :raises ReadError: ARCHIVE_DAMAGED, ARCHIVE_BOMB, ARCHIVE_UNKNOWN or TOO_COMPLEX.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = _measured(archive)
            if "word/document.xml" in names:
                return _docx(archive)
            if any(name.startswith("xl/") for name in names):
                refuse_hostile_workbook(archive, names)
                return _xlsx(data)
    except ReadError:
        raise
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        KeyError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
        EOFError,
    ):
        raise ReadError(ReadCode.ARCHIVE_DAMAGED) from None
    except MemoryError:
        raise ReadError(ReadCode.ARCHIVE_BOMB) from None
    raise ReadError(ReadCode.ARCHIVE_UNKNOWN)


def refuse_hostile_workbook(archive: zipfile.ZipFile, names: set[str] | None = None) -> None:
    """What has to be known about a workbook before the spreadsheet library opens it; for registers too.

    :raises ReadError: OFFICE_ENCRYPTED, ARCHIVE_DAMAGED, ARCHIVE_BOMB, ARCHIVE_UNKNOWN or TOO_COMPLEX.
    """
    names = _measured(archive) if names is None else names
    if names & _OTHER_WORKBOOKS or not any(name.startswith("xl/") for name in names):
        raise ReadError(ReadCode.ARCHIVE_UNKNOWN)
    _all_within_limits(archive)
    refuse_far_cells(archive)


def _measured(archive: zipfile.ZipFile) -> set[str]:
    """The names in the archive, after its own figures have been judged."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise ReadError(ReadCode.TOO_COMPLEX)
    if any(member.flag_bits & 0x1 for member in members):
        raise ReadError(ReadCode.OFFICE_ENCRYPTED)
    for member in members:
        if member.file_size > MIB and member.file_size > MAX_RATIO * max(member.compress_size, 1):
            raise ReadError(ReadCode.ARCHIVE_BOMB)
    if sum(member.file_size for member in members) > MAX_WHOLE:
        raise ReadError(ReadCode.ARCHIVE_BOMB)
    return {member.filename.replace("\\", "/").lstrip("/") for member in members}


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part, never more of it than allowed whatever the archive claims."""
    with archive.open(name) as stream:
        return _bounded(stream)


def _bounded(stream: IO[bytes]) -> bytes:
    data = stream.read(MAX_PART + 1)
    if len(data) > MAX_PART:
        raise ReadError(ReadCode.ARCHIVE_BOMB)
    return data


def _all_within_limits(archive: zipfile.ZipFile) -> None:
    """Stream every part once: the sizes an archive states may be lies."""
    whole = 0
    for member in archive.infolist():
        if not member.filename.endswith(".xml") and not member.filename.endswith(".rels"):
            continue
        with archive.open(member) as stream:
            while chunk := stream.read(MIB):
                whole += len(chunk)
                if whole > MAX_PART:
                    raise ReadError(ReadCode.ARCHIVE_BOMB)
                if b"<!ENTITY" in chunk or b"<!DOCTYPE" in chunk:
                    raise ReadError(ReadCode.ARCHIVE_DAMAGED)


def _docx(archive: zipfile.ZipFile) -> Document:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=False, load_dtd=False)
    try:
        root = etree.fromstring(_part(archive, "word/document.xml"), parser)
    except etree.XMLSyntaxError:
        raise ReadError(ReadCode.ARCHIVE_DAMAGED) from None
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise ReadError(ReadCode.ARCHIVE_DAMAGED)
    w = _W_STRICT if str(root.tag).startswith(_W_STRICT) else _W
    document = Document(kind="docx")
    document.pictures = sum(1 for name in archive.namelist() if name.startswith("word/media/"))
    _Word(document, w).walk(root)
    return document


class _Word:
    """Gathers the paragraphs and tables of a Word document in order."""

    def __init__(self, document: Document, w: str) -> None:
        self.document = document
        self.w = w
        self.tables = 0

    def walk(self, node: etree._Element) -> None:
        """Paragraphs and tables below a node; containers of any kind are opened."""
        w = self.w
        for child in node:
            if child.tag == f"{w}p":
                for text in self._paragraph(child):
                    self._add(Line((Slot(text),), f"第{len(self.document.lines) + 1}段"))
            elif child.tag == f"{w}tbl":
                self._table(child)
            elif child.tag not in {f"{w}del", f"{w}moveFrom"}:
                self.walk(child)

    def _add(self, line: Line) -> None:
        if len(self.document.lines) >= MAX_LINES:
            raise ReadError(ReadCode.TOO_COMPLEX)
        self.document.lines.append(line)

    def _paragraph(self, paragraph: etree._Element) -> list[str]:
        return [part.strip() for part in self._text(paragraph).split("\n") if part.strip()]

    def _text(self, node: etree._Element) -> str:
        w = self.w
        parts: list[str] = []
        skipped = 0
        for event, item in etree.iterwalk(node, events=("start", "end")):
            tag = item.tag
            if tag in {f"{w}del", f"{w}moveFrom", f"{w}instrText"} or (
                isinstance(tag, str) and tag.endswith("}Fallback")
            ):
                skipped += 1 if event == "start" else -1
            elif event == "start" and not skipped:
                if tag == f"{w}t":
                    parts.append(item.text or "")
                elif tag == f"{w}tab":
                    parts.append(" ")
                elif tag in {f"{w}br", f"{w}cr"}:
                    parts.append("\n")
            elif event == "end" and not skipped and tag == f"{w}p" and item is not node:
                parts.append("\n")
        return "".join(parts)

    def _table(self, table: etree._Element) -> None:
        w = self.w
        self.tables += 1
        number = self.tables
        for place, row in enumerate(self._rows(table), start=1):
            slots: list[Slot] = []
            column = 0
            nested: list[etree._Element] = []
            for cell in self._cells(row):
                span = self._span(cell)
                if not self._continues(cell):
                    nested.extend(cell.findall(f"{w}tbl"))
                    slots.append(Slot(self._text(cell).strip(), float(column), float(span)))
                column += span
            if nested or any(len(slot.text) > 240 for slot in slots):
                for cell in self._cells(row):
                    self.walk(cell)
            elif slots:
                self._add(Line(tuple(slots), f"表{number} 第{place}行", number, place))

    def _rows(self, table: etree._Element) -> Iterator[etree._Element]:
        return self._inside(table, f"{self.w}tr")

    def _cells(self, row: etree._Element) -> Iterator[etree._Element]:
        return self._inside(row, f"{self.w}tc")

    def _inside(self, node: etree._Element, tag: str) -> Iterator[etree._Element]:
        """Children with this tag, also when content controls wrap them."""
        for child in node:
            if child.tag == tag:
                yield child
            elif child.tag in {f"{self.w}sdt", f"{self.w}sdtContent", f"{self.w}ins", f"{self.w}customXml"}:
                yield from self._inside(child, tag)

    def _span(self, cell: etree._Element) -> int:
        found = cell.find(f"{self.w}tcPr/{self.w}gridSpan")
        value = found.get(f"{self.w}val", "1") if found is not None else "1"
        return min(max(int(value), 1), MAX_SPAN) if value.isdecimal() and len(value) < 4 else 1

    def _continues(self, cell: etree._Element) -> bool:
        """Whether the cell is the covered part of one that began in a row above."""
        found = cell.find(f"{self.w}tcPr/{self.w}vMerge")
        return found is not None and found.get(f"{self.w}val", "continue") != "restart"


def _xlsx(data: bytes) -> Document:
    import python_calamine

    document = Document(kind="xlsx")
    cells = 0
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for number, name in enumerate(workbook.sheet_names[:50], start=1):
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=20_000)
            for place, row in enumerate(rows, start=1):
                cells += len(row)
                if cells > MAX_CELLS:
                    raise ReadError(ReadCode.TOO_COMPLEX)
                line = _sheet_row(row, number, name, place)
                if line is not None:
                    document.lines.append(line)
    except python_calamine.CalamineError:
        raise ReadError(ReadCode.ARCHIVE_DAMAGED) from None
    return document


def _sheet_row(row: list[object], number: int, name: str, place: int) -> Line | None:
    texts = [_printed(value) for value in row[:200]]
    filled = [index for index, text in enumerate(texts) if text]
    if not filled:
        return None
    origin = f"工作表“{name}”第{place}行"
    if len(filled) == 1 and (len(texts[filled[0]]) > 80 or texts[filled[0]].endswith(("。", "；"))):
        return Line((Slot(texts[filled[0]]),), origin)
    return Line(tuple(Slot(text, float(column)) for column, text in enumerate(texts)), origin, number, place)


def _printed(value: object) -> str:
    """A cell as it would be printed: 3.0 is 3."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None else str(value).strip()
