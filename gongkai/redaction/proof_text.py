"""The characters of a file with their places, by three programs that know nothing of each other."""

from __future__ import annotations

import ctypes
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2.raw as pdfium_c

from gongkai.redaction.boxes import Area
from gongkai.redaction.source import opened, placing

EDGE = 0.01
"""In points: less than this is rounding."""


@dataclass(frozen=True, slots=True)
class Char:
    """A character and its place on the page as shown."""

    text: str
    place: Area


@dataclass(frozen=True, slots=True)
class Reader:
    """A program that reads text: its name for people, and whether it can read any file, or only ours."""

    name: str
    read: Callable[[bytes, Sequence[int]], dict[int, list[Char]]]
    reads_originals: bool


def by_pdfium(data: bytes, numbers: Sequence[int]) -> dict[int, list[Char]]:
    """As Chrome and most readers on Linux find it."""
    with opened(data) as source:
        found = {}
        for number in numbers:
            with source.page(number) as page:
                found[number] = _of_textpage(page)
    return found


def _of_textpage(page: Any) -> list[Char]:
    view, text = placing(page), page.get_textpage()
    try:
        box, found = pdfium_c.FS_RECTF(), []
        for place in range(pdfium_c.FPDFText_CountChars(text)):
            code = pdfium_c.FPDFText_GetUnicode(text, place)
            if code > 0x20 and not pdfium_c.FPDFText_IsGenerated(text, place):
                pdfium_c.FPDFText_GetLooseCharBox(text, place, box)
                area = view.area(box.left, box.bottom, box.right, box.top)
                found.append(Char(chr(code), _solid(view.area(*_shape(text, place)), area)))
        return found
    finally:
        text.close()


def _shape(text: Any, place: int) -> tuple[float, float, float, float]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium_c.FPDFText_GetCharBox(text, place, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _solid(shape: Area, cell: Area) -> Area:
    return shape if shape.width > 0 and shape.height > 0 else cell


def by_pdfminer(data: bytes, numbers: Sequence[int]) -> dict[int, list[Char]]:
    """As pdfminer finds it, which most of the tools that harvest documents stand on."""
    import pdfplumber  # a tenth of every start, and a server never proves anything itself

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it comments on every damaged font
    found: dict[int, list[Char]] = {}
    with pdfplumber.open(BytesIO(data), pages=list(numbers)) as pdf:
        for page in pdf.pages:
            found[page.page_number] = [_plumbed(char, page) for char in page.chars if char["text"].strip()]
            page.close()
    return {number: found.get(number, []) for number in numbers}


def _plumbed(char: Any, page: Any) -> Char:
    left, top, right, bottom = page.bbox
    wide, tall = float(right - left), float(bottom - top)
    area = Area(
        float(char["x0"] - left) / wide,
        float(char["top"] - top) / tall,
        float(char["x1"] - left) / wide,
        float(char["bottom"] - top) / tall,
    )
    return Char(char["text"], area.grown(-EDGE / wide, -EDGE / tall))


def by_orders(data: bytes, numbers: Sequence[int]) -> dict[int, list[Char]]:
    """As the drawing orders of our own files say it. Raises ValueError for an order that we never give."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return {number: _of_orders(pdf.pages[number - 1]) for number in numbers}


def _of_orders(page: pikepdf.Page) -> list[Char]:
    left, bottom, right, top = (float(value) for value in page.mediabox)
    wide, tall = right - left, top - bottom
    names = _names(page)
    matrix: tuple[float, ...] = (0.0,) * 6
    found: list[Char] = []
    for order in pikepdf.parse_content_stream(page):
        word = str(order.operator)
        if word == "Tm":
            matrix = tuple(float(value) for value in order.operands)
        elif word == "Tj":
            code = int.from_bytes(bytes(order.operands[0]), "big")
            char = Char(names[code], _cell(matrix, wide, tall))
            found += [char] if char.text.strip() else []
        elif word not in {"q", "cm", "Do", "Q", "BT", "Tf", "Tr", "ET"}:
            raise ValueError(word)
    return found


def _cell(matrix: tuple[float, ...], wide: float, tall: float) -> Area:
    """Where an em from 0.2 below the line to 0.8 above it falls."""
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (0, 1) for y in (-0.2, 0.8)]
    across, up = [x / wide for x, _ in corners], [1 - y / tall for _, y in corners]
    return Area(min(across), min(up), max(across), max(up))


def _names(page: pikepdf.Page) -> dict[int, str]:
    """The characters behind the codes, by the map that the file itself carries."""
    fonts = page.obj.Resources.get("/Font")
    if fonts is None:
        return {}
    text = bytes(fonts.F.ToUnicode.read_bytes()).decode("ascii")
    pairs = re.findall(r"^<([0-9A-F]{4})> <([0-9A-F]+)>$", text, re.MULTILINE)
    return {int(code, 16): bytes.fromhex(chars).decode("utf-16-be") for code, chars in pairs}


READERS = (
    Reader("PDFium", by_pdfium, reads_originals=True),
    Reader("pdfminer", by_pdfminer, reads_originals=True),
    Reader("pikepdf", by_orders, reads_originals=False),
)
