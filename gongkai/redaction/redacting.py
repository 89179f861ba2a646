"""Partial disclosure: a file without what may not be disclosed (条例第三十七条).

The law asks for the part that can be disclosed. So the original is never edited: what may be seen is drawn
anew, and the rest is not there. Before the result is handed out it is proven (`proving`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from gongkai.redaction.boxes import Box, PageSize, check_pages, on_page
from gongkai.redaction.building import Building
from gongkai.redaction.errors import BadFile, NotProven, RedactionCode
from gongkai.redaction.glyphs import Glyph, glyphs
from gongkai.redaction.layer import text_layer
from gongkai.redaction.painting import paint
from gongkai.redaction.proving import prove
from gongkai.redaction.seeing import Views, seen, uncovered
from gongkai.redaction.source import Source, drawn, drawn_without_text, opened, pixels

DPI = 200
LEAST_DPI, MOST_DPI = 72, 600


@dataclass(frozen=True, slots=True)
class Redacted:
    """The new file: its bytes, how many pages it has, how many characters were left out, and its SHA-256.

    Characters left out are those that a box touches, and those that nobody could see.
    """

    data: bytes
    pages: int
    dropped: int
    digest: str


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found on a page of the original."""

    picture: Image.Image
    glyphs: list[Glyph]
    visible: list[Glyph]


def redact(pdf: bytes, boxes: Sequence[Box], *, dpi: int = DPI) -> Redacted:
    """Make the file that may be handed out: boxes blacked out for good, and everything unseen left behind.

    Raises BadFile, BadBox, and NotProven when the result does not pass `prove`; then nothing is returned.
    """
    if not LEAST_DPI <= dpi <= MOST_DPI:
        raise BadFile(RedactionCode.RESOLUTION, LEAST_DPI, MOST_DPI, dpi)
    with opened(pdf) as source:
        check_pages(boxes, source.count)
        sizes = [source.size(number) for number in range(1, source.count + 1)]
        for size in sizes:
            pixels(size, dpi)
        building, dropped = Building(), 0
        for size in sizes:
            dropped += _add_page(building, source, size, on_page(boxes, size.page), dpi)
    data = building.finished()
    findings = prove(data, pdf, boxes)
    if findings:
        raise NotProven(findings)
    return Redacted(data, len(sizes), dropped, hashlib.sha256(data).hexdigest())


def _add_page(building: Building, source: Source, size: PageSize, boxes: Sequence[Box], dpi: int) -> int:
    """Add a page to the new file; returns how many characters were left out."""
    looked = _look(source, size, dpi)
    points = (size.width, size.height)
    kept = uncovered(looked.visible, boxes, *points)
    text = text_layer(looked.glyphs, kept, boxes, points, building.codes)
    building.add(paint(looked.picture, boxes), text, *points)
    return len(looked.glyphs) - len(kept)


def _look(source: Source, size: PageSize, dpi: int) -> _Looked:
    raster = pixels(size, dpi)
    with source.page(size.page) as page:
        picture = drawn(page, *raster)
        found = glyphs(page, size.page)
        bare = drawn_without_text(page, *raster) if found else picture
    visible = seen(found, Views(picture, bare)) if found else []
    return _Looked(picture, found, visible)
