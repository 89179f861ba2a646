"""The pages of a PDF taken apart: characters with their places become lines of pieces.

Nothing here knows the form of a report. It runs in a process of its own (`apart`), for PDF files come from
anybody and the library that opens them is not ours.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from gongkai.report.errors import ReadCode, ReadError
from gongkai.report.read.document import Line, Slot
from gongkai.report.read.figures import figure
from gongkai.report.read.folds import Placed, unfolded
from gongkai.report.read.glyphs import han
from gongkai.report.read.margins import without_margins
from gongkai.report.read.text import is_page_number

MAX_PAGES = 200
MAX_CHARS = 1_000_000
FEW = 40
"""A file with pages but fewer characters than this holds pictures."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character: where it starts and ends, its base line, its size; origin at the lower left of the page."""

    char: str
    left: float
    right: float
    base: float
    size: float


def characters(data: bytes) -> list[Placed]:
    """The pages as lines of pieces, by the places of the characters.

    :raises ReadError: when the file cannot be opened or holds no text.
    """
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise ReadError(_why(error)) from None
    found: list[Placed] = []
    seen = 0
    try:
        if len(pdf) > MAX_PAGES:
            raise ReadError(ReadCode.TOO_COMPLEX)
        for number in range(len(pdf)):
            glyphs = _glyphs(pdf, number)
            seen += len(glyphs)
            if seen > MAX_CHARS:
                raise ReadError(ReadCode.TOO_COMPLEX)
            found.extend(unfolded(list(_lines(glyphs, number + 1))))
    except pdfium.PdfiumError:
        raise ReadError(ReadCode.PDF_DAMAGED) from None
    finally:
        pdf.close()
    if seen < FEW:
        raise ReadError(ReadCode.PDF_SCANNED)
    _check_text(found)
    return without_margins(found)


def _check_text(found: list[Placed]) -> None:
    text = "".join(item.line.text for item in found)
    odd = sum(1 for char in text if char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or char < " ")
    if odd > len(text) // 3:
        raise ReadError(ReadCode.GARBLED)


def pictures(data: bytes) -> int:
    """How many pictures are large enough to hold a table."""
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return 0
    try:
        return sum(_large_pictures(pdf[number]) for number in range(min(len(pdf), MAX_PAGES)))
    except pdfium.PdfiumError:
        return 0
    finally:
        pdf.close()


def _large_pictures(page: pdfium.PdfPage) -> int:
    found = 0
    for place, item in enumerate(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
        left, bottom, right, top = item.get_bounds()
        found += (right - left) > page.get_width() / 3 and (top - bottom) > 60
        if place > 200:
            break
    page.close()
    return found


def strokes(data: bytes) -> list[int]:
    """How much every page draws: letters, spaces too, and parts of paths."""
    pdf = pdfium.PdfDocument(data)
    try:
        return [_strokes_of(pdf[number]) for number in range(len(pdf))]
    finally:
        pdf.close()


def _strokes_of(page: pdfium.PdfPage) -> int:
    textpage = page.get_textpage()
    paths = page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=5)
    found: int = textpage.count_chars() + sum(pdfium_c.FPDFPath_CountSegments(path.raw) for path in paths)
    textpage.close()
    page.close()
    return found


def _why(error: pdfium.PdfiumError) -> ReadCode:
    code = getattr(error, "err_code", None)
    if code in {pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY} or "assword" in str(error):
        return ReadCode.PDF_ENCRYPTED
    return ReadCode.PDF_DAMAGED


def _glyphs(pdf: pdfium.PdfDocument, number: int) -> list[Glyph]:
    page = pdf[number]
    textpage = page.get_textpage()
    try:
        turn = _Turn(page.get_rotation(), *page.get_size())
        count = min(textpage.count_chars(), MAX_CHARS + 1)
        return [glyph for index in range(count) if (glyph := _glyph(textpage.raw, index, turn)) is not None]
    finally:
        textpage.close()
        page.close()


@dataclass(frozen=True, slots=True)
class _Turn:
    """How the page is shown: quarter turns and its size as shown."""

    rotation: int
    width: float
    height: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.rotation == 90:
            return y, self.height - x
        if self.rotation == 180:
            return self.width - x, self.height - y
        if self.rotation == 270:
            return self.width - y, x
        return x, y


def _glyph(textpage: object, index: int, turn: _Turn) -> Glyph | None:
    """A character by its loose box: full stops and commas are as high in it as the words beside them."""
    char = chr(pdfium_c.FPDFText_GetUnicode(textpage, index))
    if char.isspace() or char in "\x00\x02\ufffe\uffff":
        return None
    box = pdfium_c.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    if not pdfium_c.FPDFText_GetLooseCharBox(textpage, index, box):
        return None
    if not pdfium_c.FPDFText_GetCharOrigin(textpage, index, x, y):
        return None
    first, second = turn.point(box.left, box.bottom), turn.point(box.right, box.top)
    left, right = sorted((first[0], second[0]))
    low, high = sorted((first[1], second[1]))
    return Glyph(char, left, right, turn.point(x.value, y.value)[1], min(max(high - low, 2.0), 60.0))


def _lines(glyphs: list[Glyph], page: int) -> Iterator[Placed]:
    rows = _rows(glyphs)
    margin, edge = _measure(rows)
    before = edge
    for number, row in enumerate(rows, start=1):
        pieces = _pieces(row)
        text = "".join(piece.text for piece in pieces)
        if is_page_number(text) and number in {1, len(rows)}:
            continue
        size = row[0].size
        opens = row[0].left > margin + 1.2 * size or before < edge - 4 * size
        before = row[-1].right
        line = Line(tuple(pieces), f"第{page}页第{number}行", int(_tabular(pieces)), number, opens)
        yield Placed(page, row[0].base, line, median(glyph.size for glyph in row))


def _measure(rows: list[list[Glyph]]) -> tuple[float, float]:
    """Where lines of prose begin and end on the page."""
    long = [row for row in rows if len(row) > 15]
    if not long:
        return 0.0, 0.0
    starts = sorted(row[0].left for row in long)
    return starts[len(starts) // 10], max(row[-1].right for row in long)


def _tabular(pieces: list[Slot]) -> bool:
    """Whether the pieces stand apart like the cells of a row."""
    figures = sum(1 for piece in pieces if figure(piece.text) is not None)
    words = max((len(han(piece.text)) for piece in pieces), default=0)
    return (
        figures == len(pieces)
        or figures >= 3
        or (figures >= 1 and words <= 30 and len(pieces) >= 2 and figures * 2 >= len(pieces))
    )


def _rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Characters on one base line, from the top down."""
    rows: list[list[Glyph]] = []
    base = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.base):
        if rows and abs(base - glyph.base) <= 0.35 * glyph.size:
            rows[-1].append(glyph)
            base += (glyph.base - base) / len(rows[-1])
        else:
            rows.append([glyph])
            base = glyph.base
    return [sorted(row, key=lambda glyph: glyph.left) for row in rows]


def _pieces(row: list[Glyph]) -> list[Slot]:
    """Characters close together; figures part sooner than words."""
    groups: list[list[Glyph]] = []
    for glyph in row:
        if groups and glyph.left - groups[-1][-1].right <= _gap(groups[-1][-1], glyph):
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
    return [_slot(group) for group in groups]


def _slot(group: list[Glyph]) -> Slot:
    left, right = group[0].left, group[-1].right
    return Slot("".join(glyph.char for glyph in group), (left + right) / 2, right - left)


def _gap(before: Glyph, after: Glyph) -> float:
    size = min(max(before.size, after.size), 24.0)
    return (0.3 if before.char.isdigit() and after.char.isdigit() else 0.7) * size
