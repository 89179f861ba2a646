"""The text of PDF pages by two programs that know nothing of each other; what one misses the other may find."""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar, LTContainer, LTPage
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

from gongkai.hidden.errors import FAULTS, Code, Unreadable

MOST_PAGES = 5000
MOST_OBJECTS = 200_000
_INVISIBLE = {3, 7}
_MOST_SEGMENTS = 200
_LONGEST = 4000
"""Pixels of the longer side of a page that is read as a picture."""
_DRAWN = {pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_SHADING}

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what a stranger's file does wrong is not our log's affair


@dataclass(slots=True)
class Page:
    """What is on a page: its lines, those of them that nobody sees, and what is no text."""

    lines: list[str] = field(default_factory=list)
    invisible: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    pictures: int = 0
    drawn: int = 0
    curved: int = 0
    """Drawings with curves in them: lines of tables have none, letters set as drawings do."""
    mute: int = 0
    """Characters without a letter."""


def by_pdfium(data: bytes) -> list[Page]:
    """The pages as Chrome finds them. Raises Unreadable."""
    try:
        file = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = pdfium_c.FPDF_ERR_PASSWORD in error.args or "assword" in str(error)
        raise Unreadable(Code.ENCRYPTED if locked else Code.DAMAGED) from None
    try:
        if len(file) > MOST_PAGES:
            raise Unreadable(Code.TOO_LARGE)
        return [_page(file, number) for number in range(len(file))]
    except (pdfium.PdfiumError, *FAULTS):
        raise Unreadable(Code.DAMAGED) from None
    finally:
        file.close()


def picture(data: bytes, number: int) -> bytes:
    """A page as PNG, fine enough to read small print, whatever size it says it has. Raises Unreadable."""
    try:
        file = pdfium.PdfDocument(data)
        try:
            page = file[number]
            scale = min(200 / 72, _LONGEST / max(*page.get_size(), 1))
            buffer = BytesIO()
            page.render(scale=scale).to_pil().save(buffer, "PNG")
            return buffer.getvalue()
        finally:
            file.close()
    except (pdfium.PdfiumError, *FAULTS):
        raise Unreadable(Code.DAMAGED) from None


def _page(file: Any, number: int) -> Page:
    page = file[number]
    try:
        text = page.get_textpage()
        try:
            found = Page()
            whole = text.get_text_range() if text.count_chars() else ""
            found.mute = sum(letter in "\ufffe\uffff\ufffd" or "\ue000" <= letter <= "\uf8ff" for letter in whole)
            found.lines = [line.strip() for line in whole.splitlines() if line.strip()]
            _objects(page, text, found)
            return found
        finally:
            text.close()
    finally:
        page.close()


def _objects(page: Any, text: Any, found: Page) -> None:
    box = page.get_cropbox()
    for count, item in enumerate(page.get_objects(max_depth=8)):
        if count > MOST_OBJECTS:
            raise Unreadable(Code.TOO_COMPLEX)
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            found.pictures += 1
        elif item.type in _DRAWN:
            found.drawn += 1
            found.curved += _is_curved(item)
        elif item.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
            _text(item, text, box, found)


def _is_curved(item: Any) -> bool:
    count = min(pdfium_c.FPDFPath_CountSegments(item), _MOST_SEGMENTS)
    kinds = (pdfium_c.FPDFPathSegment_GetType(pdfium_c.FPDFPath_GetPathSegment(item, at)) for at in range(count))
    return pdfium_c.FPDF_SEGMENT_BEZIERTO in kinds


def _text(item: Any, text: Any, box: tuple[float, ...], found: Page) -> None:
    unseen = pdfium_c.FPDFTextObj_GetTextRenderMode(item) in _INVISIBLE
    left, bottom, right, top = _bounds(item)
    # Inside a form the place is the form's own, so it says nothing about the page.
    gone = not item.container and (right < box[0] or left > box[2] or top < box[1] or bottom > box[3])
    if unseen or gone:
        words = _words(item, text)
        (found.invisible if unseen else found.outside).append(words)


def _bounds(item: Any) -> tuple[float, float, float, float]:
    values = [ctypes.c_float() for _ in range(4)]
    pdfium_c.FPDFPageObj_GetBounds(item, *values)
    left, bottom, right, top = (value.value for value in values)
    return left, bottom, right, top


def _words(item: Any, text: Any) -> str:
    length = pdfium_c.FPDFTextObj_GetText(item, text, None, 0)
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    pdfium_c.FPDFTextObj_GetText(item, text, buffer, length)
    return bytes(buffer)[: max(0, length - 2)].decode("utf-16-le", "replace")


class _Lines(PDFLayoutAnalyzer):
    """Collects the characters of each page in the order in which they are written."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources, laparams=None)
        self.pages: list[list[str]] = []

    def receive_layout(self, ltpage: LTPage) -> None:
        """A page is done."""
        lines: list[str] = [""]
        last: float | None = None
        for char in _chars(ltpage):
            if last is not None and abs(char.y0 - last) > max(1.0, char.size / 2):
                lines.append("")
            last = char.y0
            lines[-1] += char.get_text()
        self.pages.append([line.strip() for line in lines if line.strip()])


def _chars(item: LTContainer[Any]) -> Iterator[LTChar]:
    waiting: list[Any] = [item]
    while waiting:
        one = waiting.pop()
        if isinstance(one, LTChar):
            yield one
        elif isinstance(one, LTContainer):
            waiting += reversed(list(one))


def by_pdfminer(data: bytes) -> list[list[str]] | None:
    """The lines of the pages as pdfminer finds them; None when it cannot open the file."""
    resources = PDFResourceManager()
    collector = _Lines(resources)
    interpreter = PDFPageInterpreter(resources, collector)
    try:
        for page in PDFPage.get_pages(BytesIO(data)):
            interpreter.process_page(page)
    except Exception:  # noqa: BLE001 - it raises whatever a stranger's file makes it raise
        return None
    return collector.pages
