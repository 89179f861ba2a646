"""A PDF opened for looking: its pages as they are shown, and as pictures.

The original is only ever read. Annotations and form fields are not drawn: what an officer sees here is what
leaves the house, and a reviewer's note is not part of the document.
"""

from __future__ import annotations

import ctypes
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from gongkai.redaction.boxes import Area, PageSize
from gongkai.redaction.errors import BadFile, RedactionCode

MAX_PAGES = 500
MAX_PIXELS = 64_000_000
"""A sheet A0 at 200 dpi; three of these pictures are held at a time."""
MIN_SIDE, MAX_SIDE = 3.0, 14_400.0
"""In points: a millimetre, and the five metres beyond which the format itself does not go."""
POINTS = 72
DEPTH = 15
"""How deep groups of drawings may lie in each other before their text is not looked for any more."""

_library = threading.RLock()
"""PDFium serves one caller at a time."""


@dataclass(frozen=True, slots=True)
class Placing:
    """From a page's own coordinates to fractions of the page as shown: turned, cropped, origin at the upper left."""

    x: tuple[float, float, float]
    y: tuple[float, float, float]

    def point(self, x: float, y: float) -> tuple[float, float]:
        return (
            self.x[0] * x + self.x[1] * y + self.x[2],
            self.y[0] * x + self.y[1] * y + self.y[2],
        )

    def area(self, left: float, bottom: float, right: float, top: float) -> Area:
        """The area of a rectangle, whichever way the page is turned."""
        (x1, y1), (x2, y2) = self.point(left, bottom), self.point(right, top)
        return Area(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


class Source:
    """An open PDF. Made by `opened`."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self.count = len(pdf)

    @contextmanager
    def page(self, number: int) -> Iterator[Any]:
        """A page of the library, the first is 1, for its use alone. Raises BadFile."""
        if not 1 <= number <= self.count:
            raise BadFile(RedactionCode.NO_SUCH_PAGE, self.count, number)
        with _library:
            try:
                page = self._pdf[number - 1]
            except pdfium.PdfiumError:
                raise BadFile(RedactionCode.PDF_DAMAGED) from None
            try:
                yield page
            finally:
                page.close()

    def size(self, number: int) -> PageSize:
        """The size of a page as it is shown. Raises BadFile for one that no paper has."""
        with self.page(number) as page:
            width, height = page.get_size()
            found = PageSize(number, width, height, max(0, pdfium_c.FPDFPage_GetAnnotCount(page)))
        if not (MIN_SIDE <= width <= MAX_SIDE and MIN_SIDE <= height <= MAX_SIDE):
            raise BadFile(RedactionCode.PAGE_SIZE, number, f"{width:.0f}×{height:.0f} 磅")
        return found


@contextmanager
def opened(pdf: bytes) -> Iterator[Source]:
    """Open a PDF and close it again. Raises BadFile when it is locked, damaged or too long."""
    if not pdf:
        raise BadFile(RedactionCode.PDF_EMPTY)
    with _library:
        try:
            document = pdfium.PdfDocument(pdf)
        except pdfium.PdfiumError as error:
            raise BadFile(_why(error)) from None
    try:
        if len(document) > MAX_PAGES:
            raise BadFile(RedactionCode.TOO_MANY_PAGES, len(document), MAX_PAGES)
        if not len(document):
            raise BadFile(RedactionCode.PDF_DAMAGED)
        yield Source(document)
    finally:
        with _library:
            document.close()


def _why(error: Any) -> RedactionCode:
    locked = error.err_code in {pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY}
    return RedactionCode.PDF_ENCRYPTED if locked else RedactionCode.PDF_DAMAGED


def pages(pdf: bytes) -> list[PageSize]:
    """The pages of a file. Raises BadFile."""
    with opened(pdf) as source:
        return [source.size(number) for number in range(1, source.count + 1)]


def picture(pdf: bytes, page: int, *, width: int) -> bytes:
    """A page as PNG, so many pixels wide, for the screen on which boxes are drawn. Raises BadFile."""
    with opened(pdf) as source:
        size = source.size(page)
        raster = pixels(size, width / size.width * POINTS)
        with source.page(page) as opened_page:
            image = drawn(opened_page, *raster)
    found = BytesIO()
    image.save(found, "PNG")
    return found.getvalue()


def pixels(size: PageSize, dpi: float) -> tuple[int, int]:
    """How many pixels a page has at a resolution. Raises BadFile when they are too many."""
    width, height = math.ceil(size.width * dpi / POINTS - 1e-6), math.ceil(size.height * dpi / POINTS - 1e-6)
    if width < 1 or height < 1 or width * height > MAX_PIXELS:
        raise BadFile(RedactionCode.PAGE_SIZE, size.page, f"{width}×{height} 像素")
    return width, height


def drawn(page: Any, width: int, height: int) -> Image.Image:
    """A page drawn on white, in exactly so many pixels."""
    bitmap = pdfium.PdfBitmap.new_native(width, height, pdfium_c.FPDFBitmap_BGR)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        pdfium_c.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, 0)
        image: Image.Image = bitmap.to_pil()
    finally:
        bitmap.close()
    return image


def texts_of(page: Any) -> list[Any]:
    """The text objects of a page, those in groups too."""
    return list(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT], max_depth=DEPTH))


def drawn_without_text(page: Any, width: int, height: int) -> Image.Image:
    """The same page as if nobody had set type on it."""
    texts = texts_of(page)
    for text in texts:
        pdfium_c.FPDFPageObj_SetIsActive(text, False)
    try:
        return drawn(page, width, height)
    finally:
        for text in texts:
            pdfium_c.FPDFPageObj_SetIsActive(text, True)


def placing(page: Any) -> Placing:
    """How the page's own coordinates lie on the page as shown."""
    fine = 1_000_000
    reach = 1_000.0

    def place(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDF_PageToDevice(page, 0, 0, fine, fine, 0, x, y, across, down)
        return across.value / fine, down.value / fine

    (x0, y0), (x1, y1), (x2, y2) = place(0, 0), place(reach, 0), place(0, reach)
    return Placing(
        ((x1 - x0) / reach, (x2 - x0) / reach, x0),
        ((y1 - y0) / reach, (y2 - y0) / reach, y0),
    )
