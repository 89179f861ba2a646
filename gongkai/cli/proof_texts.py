"""Files as texts to be proofed: what stands in them, with offsets of the file's own text where it has one.

Text, Markdown and HTML keep the offsets of the file. Word, Excel and PDF files have no text of their own: what was
taken out of them is the text, line by line.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from gongkai.proofing import Block, BlockKind, SourceKind, Text, plain, read_html
from gongkai.proofing.plain import headed
from gongkai.report.errors import ReadCode, ReadError
from gongkai.report.read import apart
from gongkai.report.read.document import Line, prose
from gongkai.report.read.encoding import decode
from gongkai.report.read.office import read_office
from gongkai.report.read.source import check_size, kind_of, load

_HTML = frozenset({".html", ".htm", ".shtml", ".xhtml"})
_PAGE = re.compile(r"\ufeff?\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BESIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes|comments)\d*\.xml")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file's text, what to check of it, and whether the offsets are those of the file."""

    content: str
    text: Text
    in_file: bool


def open_text(path: Path) -> Opened:
    """The text of a file. Raises ReadError."""
    data = load(path)
    check_size(data)
    kind = kind_of(data)
    if kind == "pdf":
        return _pdf(data)
    if kind == "zip":
        return _office(data)
    content = decode(data).text
    if path.suffix.lower() in _HTML or _PAGE.match(content):
        return Opened(content, read_html(content), in_file=True)
    return Opened(content, plain(content), in_file=True)


def _pdf(data: bytes) -> Opened:
    """Pieces on a line are kept apart by two blanks, so that rows can be told from sentences."""
    placed, _ = apart.pages_of(data)
    content = "\n".join("  ".join(slot.text for slot in item.line.slots) for item in placed)
    return Opened(content, plain(content, source=SourceKind.PDF), in_file=False)


# -- Word and Excel ----------------------------------------------------------------------------------


def _office(data: bytes) -> Opened:
    lines = [*read_office(data).lines, *_beside(data)]
    content: list[str] = []
    blocks: list[Block] = []
    at = 0
    for line in lines:
        for number, slot in enumerate(line.slots):
            at += 1 if content and number else 0
            if number:
                content.append("\t")
            if slot.text:
                blocks.append(_block(line, number, at))
            content.append(slot.text)
            at += len(slot.text)
        content.append("\n")
        at += 1
    return Opened("".join(content), Text(headed(blocks)), in_file=False)


def _block(line: Line, number: int, at: int) -> Block:
    slot = line.slots[number]
    if not line.table:
        return Block(slot.text, at)
    column = int(slot.column) if slot.column >= 0 else number
    return Block(slot.text, at, BlockKind.CELL, line.table, line.row, column + 1)


def _beside(data: bytes) -> Iterable[Line]:
    """What stands beside the body of a Word file, or was struck out of it and is still there: heads and feet of
    pages, notes, comments, deleted words."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if _BESIDE.fullmatch(name):
                yield from (prose(words, name) for words in _paragraphs(archive.read(name), f"{_W}t"))
            elif name == "word/document.xml":
                yield from (prose(words, name) for words in _paragraphs(archive.read(name), f"{_W}delText"))


def _paragraphs(data: bytes, tag: str) -> Iterable[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise ReadError(ReadCode.ARCHIVE_DAMAGED) from None
    for paragraph in root.iter(f"{_W}p"):
        words = "".join(item.text or "" for item in paragraph.iter(tag)).strip()
        if words:
            yield words
