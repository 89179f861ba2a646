"""How far the cells of a worksheet lie apart, measured before the spreadsheet library opens it.

The library lays a sheet out as one rectangle from A1 to the farthest cell, so that two cells in a file of a few
kilobytes could ask for a hundred gigabytes, and what it cannot get ends the process.
"""

from __future__ import annotations

import re
import zipfile
from typing import IO

from lxml import etree

from gongkai.report.errors import ReadCode, ReadError

MAX_AREA = 4_000_000
"""Cells of one sheet, empty ones included; a real report has a few hundred."""
_PLACE = re.compile(r"\s*([A-Za-z]{1,4})(\d{1,8})\s*")


def refuse_far_cells(archive: zipfile.ZipFile) -> None:
    """Every part that is a worksheet, under whatever name.

    :raises ReadError: TOO_COMPLEX for cells too far apart, ARCHIVE_DAMAGED for XML that two parsers might
        understand differently.
    """
    for member in archive.infolist():
        with archive.open(member) as stream:
            if stream.read(400).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or member.filename.endswith(".xml"):
                stream.seek(0)
                _measure(stream)


def _measure(stream: IO[bytes]) -> None:
    row = column = rows = columns = 0
    try:
        for event, node in etree.iterparse(
            stream, events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False
        ):
            name = etree.QName(node).localname if isinstance(node.tag, str) else ""
            if event == "start":
                if name == "row":
                    row, column = _number(node.get("r"), row + 1), 0
                elif name == "c":
                    row, column = _place(node.get("r"), row, column + 1)
                continue
            # Formatted rows without content reach to the end of many honest sheets and are not laid out.
            if name == "c" and len(node):
                rows, columns = max(rows, row), max(columns, column)
                if rows * columns > MAX_AREA:
                    raise ReadError(ReadCode.TOO_COMPLEX)
            if name in {"c", "row"}:
                node.clear()
    except etree.XMLSyntaxError:
        raise ReadError(ReadCode.ARCHIVE_DAMAGED) from None


def _number(written: str | None, otherwise: int) -> int:
    if written is None:
        return otherwise
    if not written.strip().isdecimal() or len(written) > 10:
        raise ReadError(ReadCode.ARCHIVE_DAMAGED)
    return int(written)


def _place(written: str | None, row: int, column: int) -> tuple[int, int]:
    """Row and column of a cell, from 1; a cell that does not say stands behind the one before."""
    if written is None:
        return row, column
    found = _PLACE.fullmatch(written)
    if found is None:
        raise ReadError(ReadCode.ARCHIVE_DAMAGED)
    letters = 0
    for letter in found[1].upper():
        letters = letters * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), letters
