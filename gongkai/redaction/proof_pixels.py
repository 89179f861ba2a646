"""Whether everything under a box is black, but for the article that is printed there."""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2.raw as pdfium_c
from PIL import Image, ImageChops, ImageFilter

from gongkai.redaction.boxes import Box, on_page
from gongkai.redaction.painting import words
from gongkai.redaction.source import Source, drawn, opened

DARK = 70
"""Of 255: what a picture that was compressed with losses may make of black beside white."""
EDGE = 2
"""In pixels: how far the surroundings may reach into a box when the picture is drawn."""
HALO = 9
"""In pixels: the square around the words in which a lossy picture may leave traces of them."""


def stained(redacted: bytes, boxes: Sequence[Box]) -> list[str]:
    """The boxes under which something can be seen."""
    with opened(redacted) as result:
        return [
            finding
            for number in sorted({box.page for box in boxes})
            for finding in _of_page(result, number, on_page(boxes, number))
        ]


def _of_page(result: Source, number: int, boxes: Sequence[Box]) -> list[str]:
    with result.page(number) as page:
        pictures = list(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE]))
        if len(pictures) != 1:
            return [f"第 {number} 页不是由一幅图片构成，无法核对涂黑。"]
        image = drawn(page, *pictures[0].get_px_size())
    spoilt = spoilt_in(image, boxes)
    return [f"第 {number} 页的 {len(spoilt)} 个遮盖框没有完全涂黑。"] if spoilt else []


def spoilt_in(image: Image.Image, boxes: Sequence[Box]) -> list[Box]:
    """The boxes of a picture under which something else can be seen than black and the words."""
    written = words(image.size, boxes)
    return [box for box in boxes if _shows(image, written, _inner(box, image.size))]


def _shows(image: Image.Image, written: Image.Image, place: tuple[int, int, int, int]) -> bool:
    red, green, blue = image.crop(place).convert("RGB").split()
    light = ImageChops.lighter(ImageChops.lighter(red, green), blue).point([0] * DARK + [255] * (256 - DARK))
    allowed = written.crop(place).point([0] * 8 + [255] * 248)
    if allowed.getbbox() is not None:
        light = ImageChops.subtract(light, allowed.filter(ImageFilter.MaxFilter(HALO)))
    return light.getbbox() is not None


def _inner(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The pixels of a box without its edge."""
    left, top, right, bottom = box.area.pixels(*size)
    if right - left > 2 * EDGE and bottom - top > 2 * EDGE:
        return left + EDGE, top + EDGE, right - EDGE, bottom - EDGE
    return left, top, right, bottom
