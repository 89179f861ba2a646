"""Workbooks: what their cells say, in rows and columns, hidden or not, and the strings that no cell uses any more."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from gongkai.hidden import markup
from gongkai.hidden.archives import Package
from gongkai.hidden.contents import At, Kind, Piece, Spot
from gongkai.hidden.markup import local

_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_TELLING = re.compile(r'[^\x00-\x7f]|"')
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its number, its name, and whether it is hidden."""

    number: int
    name: str
    hidden: bool

    @property
    def label(self) -> str:
        """As people are told."""
        return f"{'隐藏的' if self.hidden else ''}工作表“{self.name}”"


class Book:
    """The workbook of a package: its sheets, its strings, and which of them were used."""

    def __init__(self, package: Package) -> None:
        targets = _targets(package)
        self._sheets: dict[str, Sheet] = {}
        root = markup.parsed(package.read("xl/workbook.xml"))
        for number, item in enumerate((item for item in root.iter() if local(item) == "sheet"), start=1):
            part = targets.get(str(item.get(_ID) or item.get(_STRICT_ID)), "")
            hidden = item.get("state", "visible") != "visible"
            self._sheets[part] = Sheet(number, str(item.get("name", "")), hidden)
        self._strings = _strings(package)
        self._used = {int(index) for part in self._sheets for index in _used(package, part)}

    def sheet(self, part: str) -> Sheet | None:
        """The sheet that a part is."""
        return self._sheets.get(part)

    def leftovers(self, at: At) -> Iterator[Piece]:
        """Strings that stand in no cell: what was deleted may still be here."""
        for index, text in enumerate(self._strings):
            if index not in self._used and text.strip():
                yield at.piece(text.strip(), Kind.LEFTOVER, "表格里已经不用的文字", "xl/sharedStrings.xml")

    def cells(self, root: etree._Element, sheet: Sheet, at: At, part: str) -> Iterator[Piece]:
        """The cells of a sheet, which are then taken out of its tree."""
        columns = _hidden_columns(root)
        for data in [item for item in root if local(item) == "sheetData"]:
            row = 0
            for item in data:
                row = int(item.get("r") or row + 1)
                gone = item.get("hidden") in {"1", "true"}
                yield from self._row(item, row, sheet, at, part, (gone, columns))
            root.remove(data)

    def _row(
        self, item: etree._Element, row: int, sheet: Sheet, at: At, part: str, hidden: tuple[bool, set[int]]
    ) -> Iterator[Piece]:
        column = 0
        for cell in item:
            found = _ADDRESS.fullmatch(cell.get("r", ""))
            column = _column(found[1]) if found else column + 1
            gone = hidden[0] or column in hidden[1]
            label = f"{sheet.label}{cell.get('r', '')}{'（隐藏的行或列）' if gone else ''}"
            for text, kind in self._texts(cell):
                own = Kind.CONCEALED if gone and kind is Kind.BODY else kind
                place = at.place(own, label, part)
                yield Piece(text, place, not (gone or sheet.hidden), spot=Spot(sheet.number, row, column))

    def _texts(self, cell: etree._Element) -> Iterator[tuple[str, Kind]]:
        for child in cell:
            name, text = local(child), child.text or ""
            if name == "v" and cell.get("t") == "s":
                text = self._string(text)
            elif name == "is":
                text = _joined(child)
            if name in {"v", "is"} and text.strip():
                yield text.strip(), Kind.BODY
            elif name == "f" and _TELLING.search(text):
                yield text, Kind.CODE

    def _string(self, index: str) -> str:
        place = int(index) if index.strip().isdecimal() else -1
        return self._strings[place] if 0 <= place < len(self._strings) else index


def _targets(package: Package) -> dict[str, str]:
    """The part behind each relationship of the workbook."""
    name = "xl/_rels/workbook.xml.rels"
    if name not in package:
        return {}
    found = {}
    for item in markup.parsed(package.read(name)):
        target = str(item.get("Target", ""))
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        found[str(item.get("Id"))] = part
    return found


def _strings(package: Package) -> list[str]:
    if "xl/sharedStrings.xml" not in package:
        return []
    root = markup.parsed(package.read("xl/sharedStrings.xml"))
    return [_joined(item) for item in root if local(item) == "si"]


def _used(package: Package, part: str) -> Iterator[str]:
    if part in package:
        for cell in markup.parsed(package.read(part)).iter("{*}c"):
            if cell.get("t") == "s":
                yield from (text for child in cell if local(child) == "v" and (text := child.text or "").isdecimal())


def _joined(item: etree._Element) -> str:
    """The runs of a string in one, then how it is read aloud, which nobody sees."""
    words = [child.text or "" for child in item.iter() if local(child) == "t" and not _phonetic(child)]
    aloud = [child.text or "" for child in item.iter() if local(child) == "t" and _phonetic(child)]
    return "".join(words) + ("\n" + "".join(aloud) if aloud else "")


def _phonetic(item: etree._Element) -> bool:
    parent = item.getparent()
    return parent is not None and local(parent) == "rPh"


def _hidden_columns(root: etree._Element) -> set[int]:
    found: set[int] = set()
    for item in root.iter("{*}col"):
        first, last = item.get("min", ""), item.get("max", "")
        if item.get("hidden") in {"1", "true"} and first.isdecimal() and last.isdecimal():
            found |= set(range(int(first), min(int(last), 16384) + 1))
    return found


def _column(letters: str) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found
