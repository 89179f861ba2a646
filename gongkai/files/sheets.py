"""A table file as sheets of cells: XLSX, or CSV in UTF-8 or GB18030.

Whatever cannot be read is refused with a sentence that says what it is and what to do: an empty file, a picture,
an old or encrypted workbook, one that is too large. Formulas are found in the file itself, for the spreadsheet
library only tells what they gave when the file was saved.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import python_calamine
from lxml import etree

from gongkai.report.errors import ReadCode, ReadError
from gongkai.report.read.office import refuse_hostile_workbook

MOST_BYTES = 32 * 1024 * 1024
MOST_ROWS = 5_000
"""Rows of one file: they are written in one transaction, and SQLite has one writer for which others wait 30 s."""
EMPTY_ROWS = 20_000
"""Rows that were only formatted, as spreadsheets leave them below the last one."""
MOST_COLUMNS = 200
MOST_XML = 48 * 1024 * 1024
CHUNK = 1024 * 1024
TOO_LONG = f"表格太大：一个文件最多{MOST_ROWS}行。请按年份拆成几个文件，并删去下面没有内容的行。"
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = {b"%PDF": "PDF文件", b"\x89PNG": "图片", b"\xff\xd8\xff": "图片", b"GIF8": "图片", b"Rar!": "压缩包"}
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")

Place = tuple[int, int]
"""Row and column, from 0."""


class UnreadableTable(Exception):
    """The file cannot be read as a table; nothing of it was taken."""

    code = "TABLE_UNREADABLE"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a sheet from A1, and what stands in the file besides values."""

    name: str
    rows: list[list[Any]]
    merged: tuple[tuple[Place, Place], ...] = ()
    formulas: frozenset[Place] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Book:
    """The visible sheets of a file, and the names of those that were hidden."""

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()


def open_book(data: bytes) -> Book:
    """The sheets of a file. Raises UnreadableTable."""
    if not data.strip():
        raise UnreadableTable("文件是空的，没有任何内容。")
    if len(data) > MOST_BYTES:
        raise UnreadableTable(f"文件超过{MOST_BYTES // 1024 // 1024} MB，请按年份拆成几个文件。")
    if data.startswith(_OLE):
        raise UnreadableTable(_old(data))
    if data.startswith(b"PK"):
        return _workbook(data)
    for magic, what in _OTHERS.items():
        if data.startswith(magic):
            raise UnreadableTable(f"这是{what}，不是表格。请提供XLSX或者CSV文件。")
    return Book((_text(data),))


def _old(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "文件设有打开密码。请在表格软件中去掉密码，另存以后再导入。"
    return "这是旧版的.xls、.doc或者.wps文件。请在表格软件中另存为.xlsx以后再导入。"


def _workbook(data: bytes) -> Book:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_long_sheets(archive)
            refuse_hostile_workbook(archive)
            return _sheets(data, archive)
    except ReadError as error:
        raise UnreadableTable(_sentence(error)) from error
    except (
        python_calamine.CalamineError,
        zipfile.BadZipFile,
        zlib.error,
        etree.XMLSyntaxError,
        KeyError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
        EOFError,
    ) as error:
        raise UnreadableTable("文件已经损坏，无法打开。请在表格软件中打开并另存为.xlsx以后再导入。") from error


def _refuse_long_sheets(archive: zipfile.ZipFile) -> None:
    """Count the rows as the bytes go by: laying a million of them out takes half a minute, counting them a moment."""
    rows = size = 0
    for member in archive.infolist():
        if member.flag_bits & 0x1 or not member.filename.endswith(".xml"):
            continue
        with archive.open(member) as stream:
            while chunk := stream.read(CHUNK):
                rows += len(_ROW.findall(chunk))
                size += len(chunk)
                if rows > MOST_ROWS + EMPTY_ROWS or size > MOST_XML:
                    raise UnreadableTable(TOO_LONG)


def _sentence(error: ReadError) -> str:
    if error.code in {ReadCode.ARCHIVE_BOMB, ReadCode.TOO_COMPLEX}:
        return TOO_LONG
    if error.code == ReadCode.ARCHIVE_UNKNOWN:
        return "这个文件不是XLSX表格。请在表格软件中另存为.xlsx，或者另存为CSV。"
    return str(error)


def _sheets(data: bytes, archive: zipfile.ZipFile) -> Book:
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    visible = python_calamine.SheetVisibleEnum.Visible
    parts = _parts(archive)
    sheets, hidden, count = [], [], 0
    for known in workbook.sheets_metadata:
        if known.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        if known.visible != visible:
            hidden.append(known.name)
            continue
        found = workbook.get_sheet_by_name(known.name)
        count += found.total_height
        _refuse_too_many(count)
        rows = [row[:MOST_COLUMNS] for row in found.to_python(skip_empty_area=False)]
        formulas = frozenset(_formulas(archive, parts.get(known.name)))
        sheets.append(Sheet(known.name, rows, tuple(found.merged_cell_ranges or ()), formulas))
    return Book(tuple(sheets), tuple(hidden))


def _refuse_too_many(rows: int) -> None:
    if rows > MOST_ROWS:
        raise UnreadableTable(f"表格有{rows}行，一个文件最多{MOST_ROWS}行。请按年份拆成几个文件。")


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Which part of the archive holds which sheet."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _xml(archive, "xl/_rels/workbook.xml.rels")
        if relation.tag.endswith("}Relationship")
    }
    return {
        str(sheet.get("name")): str(PurePosixPath("xl", targets.get(sheet.get(_RELATION), "")))
        if not targets.get(sheet.get(_RELATION), "").startswith("/")
        else targets[sheet.get(_RELATION)].lstrip("/")
        for sheet in _xml(archive, "xl/workbook.xml").iter("{*}sheet")
    }


def _xml(archive: zipfile.ZipFile, name: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    return etree.fromstring(archive.read(name), parser)


def _formulas(archive: zipfile.ZipFile, part: str | None) -> Iterator[Place]:
    """The cells of a sheet that are computed."""
    if part is None or part not in archive.namelist():
        return
    with archive.open(part) as stream:
        for _, cell in etree.iterparse(stream, tag="{*}c", resolve_entities=False, no_network=True):
            if cell.find("{*}f") is not None and (place := _PLACE.fullmatch(cell.get("r") or "")):
                yield int(place[2]) - 1, _column(place[1])
            cell.clear()


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _text(data: bytes) -> Sheet:
    text = _decoded(data)
    if "\0" in text or sum(letter < " " and letter not in "\t\r\n" for letter in text[:4096]) > 4:
        raise UnreadableTable("这个文件不是表格。请提供XLSX或者CSV文件。")
    rows: list[list[Any]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            rows.append(row[:MOST_COLUMNS])
            _refuse_too_many(len(rows))
    except csv.Error as error:
        raise UnreadableTable(f"CSV文件第{len(rows) + 1}行的引号或者换行不对，无法分出各列。") from error
    return Sheet("CSV", rows)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTable("认不出文件的文字编码。请另存为XLSX，或者另存为UTF-8或GB18030编码的CSV。")


def _delimiter(text: str) -> str:
    """What stands most often between the words of the first lines."""
    head = "\n".join(text.splitlines()[:5])
    return max((",", "\t", ";"), key=head.count)
