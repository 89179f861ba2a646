"""The characters of a page with their places, as PDFium reads them.

A character has three places. Its *cell* is its share of the line, from which the new text layer is made. Its
*ink* is the shape itself. Its *guard* is what decides whether a box touches it: the ink, and the heart of the
cell, for fonts lie about their shapes. Text that a file only claims to show (ActualText) has no places of its
own: its guard is everything that it is claimed for.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import pypdfium2.raw as pdfium_c

from gongkai.redaction.boxes import Area, around
from gongkai.redaction.errors import BadFile, RedactionCode
from gongkai.redaction.source import Placing, placing, texts_of

MAX_CHARS = 60_000
"""On one page; a broadsheet has about fifteen thousand."""
HEART = 0.2
"""How much of a cell is cut from every side to get at its heart."""
UNPAINTED = frozenset({3, 7})
"""Text render modes that leave no ink: invisible, and a path for clipping."""
LIGATURE = 3
"""How many characters one shape may stand for: ffi."""
NOT_TEXT = frozenset({0xFFFD, 0xFFFE, 0xFFFF})


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character with its places on the page as shown, and the text object that it belongs to.

    ``turn`` is the direction of reading in quarters, clockwise: 0 to the right, 1 down. ``painted`` says that the
    file orders ink for it, ``claimed`` that it stands for other shapes. ``after`` is what separates it from the
    character before: nothing, a blank, or the end of a line.
    """

    char: str
    cell: Area
    ink: Area
    guard: Area
    turn: int
    painted: bool
    claimed: bool
    owner: int
    after: str = ""


@dataclass(frozen=True, slots=True)
class _Text:
    """What is known of a text object: whether it paints, and the area for which it claims other text."""

    painted: bool
    claims: Area | None


def glyphs(page: Any, number: int) -> list[Glyph]:
    """The characters of an open page in the order of the file, without blanks. Raises BadFile for too many."""
    view = placing(page)
    texts = _texts(page, view)
    text = page.get_textpage()
    try:
        count = pdfium_c.FPDFText_CountChars(text)
        if count > MAX_CHARS:
            raise BadFile(RedactionCode.TOO_MANY_CHARACTERS, number, MAX_CHARS)
        return _without_crowds(list(_read(text, max(0, count), view, texts)))
    finally:
        text.close()


def _read(text: Any, count: int, view: Placing, texts: dict[int, _Text]) -> Iterator[Glyph]:
    after, high = "", 0
    for place in range(count):
        code = pdfium_c.FPDFText_GetUnicode(text, place)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        char = chr(code) if code < 0x110000 else "\ufffd"
        if char in "\r\n" or char.isspace():
            after = "\n" if char in "\r\n" or after == "\n" else " "
            continue
        glyph = _glyph(text, place, char, view, texts) if _is_text(code) else None
        if glyph is not None:
            yield replace(glyph, after=after)
        after = "" if glyph is not None else after or " "


def _is_text(code: int) -> bool:
    return 0x20 < code < 0x110000 and not 0x7F <= code < 0xA0 and not 0xD800 <= code < 0xE000 and code not in NOT_TEXT


def _glyph(text: Any, place: int, char: str, view: Placing, texts: dict[int, _Text]) -> Glyph | None:
    loose, tight = _loose(text, place), _tight(text, place)
    cell = view.area(*loose)
    if cell.width <= 0 or cell.height <= 0:
        return None
    ink = view.area(*tight)
    if ink.width <= 0 or ink.height <= 0:
        ink = cell
    owner = _address(pdfium_c.FPDFText_GetTextObject(text, place))
    known = texts.get(owner, _Text(painted=True, claims=None))
    heart = cell.grown(-cell.width * HEART, -cell.height * HEART)
    guard = around([ink, heart]) if known.claims is None else around([ink, heart, known.claims])
    return Glyph(char, cell, ink, guard, _turn(text, place, view), known.painted, known.claims is not None, owner)


def _loose(text: Any, place: int) -> tuple[float, float, float, float]:
    box = pdfium_c.FS_RECTF()
    pdfium_c.FPDFText_GetLooseCharBox(text, place, box)
    return box.left, box.bottom, box.right, box.top


def _tight(text: Any, place: int) -> tuple[float, float, float, float]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium_c.FPDFText_GetCharBox(text, place, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _turn(text: Any, place: int, view: Placing) -> int:
    """The direction of reading, from where the character's own rightward arrow points on the page as shown."""
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFText_GetMatrix(text, place, matrix):
        return 0
    # fractions of width and height are of different length, but only the larger of the two counts, and
    # pages are not turned by halves
    across = view.x[0] * matrix.a + view.x[1] * matrix.b
    down = view.y[0] * matrix.a + view.y[1] * matrix.b
    if abs(across) >= abs(down):
        return 0 if across >= 0 else 2
    return 1 if down > 0 else 3


def _address(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def _texts(page: Any, view: Placing) -> dict[int, _Text]:
    """What is known of each text object, by its address."""
    modes: dict[int, bool] = {}
    claims: dict[int, bytes] = {}
    for item in texts_of(page):
        address = _address(item.raw)
        modes[address] = pdfium_c.FPDFTextObj_GetTextRenderMode(item) not in UNPAINTED
        claim = _claim(item)
        if claim is not None:
            claims[address] = claim
    areas = _claimed(page, view, claims) if claims else {}
    return {address: _Text(painted, areas.get(address)) for address, painted in modes.items()}


def _claim(item: Any) -> bytes | None:
    """What the file says that this object says, wherever it really stands."""
    for place in range(max(0, pdfium_c.FPDFPageObj_CountMarks(item))):
        mark = pdfium_c.FPDFPageObj_GetMark(item, place)
        needed = ctypes.c_ulong()
        if not pdfium_c.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", None, 0, needed):
            continue
        buffer = ctypes.create_string_buffer(max(2, needed.value))
        wide = ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR))
        pdfium_c.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", wide, needed.value, needed)
        return buffer.raw
    return None


def _claimed(page: Any, view: Placing, claims: dict[int, bytes]) -> dict[int, Area]:
    """For each object the area of all objects with the same claim: one claim may stand over several of them."""
    places: dict[bytes, list[Area]] = defaultdict(list)
    for item in texts_of(page):
        address = _address(item.raw)
        if address in claims:
            # a group has coordinates of its own, so that nothing sure can be said of a place in it
            area = Area(0, 0, 1, 1) if item.level else view.area(*item.get_bounds())
            places[claims[address]].append(area)
    whole = {claim: around(areas) for claim, areas in places.items()}
    return {address: whole[claim] for address, claim in claims.items()}


def _without_crowds(found: list[Glyph]) -> list[Glyph]:
    """Without shapes that claim to stand for a whole word."""
    kept: list[Glyph] = []
    for _, crowd in groupby(found, key=lambda glyph: (glyph.owner, glyph.cell)):
        members = list(crowd)
        if len(members) <= LIGATURE:
            kept.extend(members)
    return kept
