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
    left = stray(image, words(image.size, boxes))
    spoilt = [box for box in boxes if left.crop(inner(box, image.size)).getbbox() is not None]
    return [f"第 {number} 页的 {len(spoilt)} 个遮盖框没有完全涂黑。"] if spoilt else []


def stray(image: Image.Image, written: Image.Image) -> Image.Image:
    """White where a picture is not black, but for the places of the words."""
    red, green, blue = image.convert("RGB").split()
    light = ImageChops.lighter(ImageChops.lighter(red, green), blue).point([0] * DARK + [255] * (256 - DARK))
    allowed = written.point([0] * 8 + [255] * 248).filter(ImageFilter.MaxFilter(HALO))
    return ImageChops.subtract(light, allowed)


def inner(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The pixels of a box without its edge."""
    left, top, right, bottom = box.area.pixels(*size)
    if right - left > 2 * EDGE and bottom - top > 2 * EDGE:
        return left + EDGE, top + EDGE, right - EDGE, bottom - EDGE
    return left, top, right, bottom
