"""Black boxes on a picture, with the article in white where it fits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont

from gongkai.redaction.boxes import Box

BLACK = 0
SMALLEST, LARGEST = 9, 40
"""In pixels: below, the words cannot be read; above, they shout."""
FILL = 0.62
"""Which part of a box's height the words take."""
ROOM = 0.92
"""Which part of its width they may take."""
STEP = 1.15
"""From one character to the next below it, in heights."""


def paint(image: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    """Black out the boxes, in the picture itself, then write their articles on them."""
    width, height = image.size
    brush = ImageDraw.Draw(image)
    for box in boxes:
        left, top, right, bottom = box.area.pixels(width, height)
        brush.rectangle((left, top, right - 1, bottom - 1), fill=_ink(image, BLACK))
    white = Image.new(image.mode, image.size, _ink(image, 255))
    image.paste(white, mask=words(image.size, boxes))
    return image


def _ink(image: Image.Image, tone: int) -> int | tuple[int, ...]:
    return tone if image.mode == "L" else (tone,) * len(image.getbands())


def words(size: tuple[int, int], boxes: Sequence[Box]) -> Image.Image:
    """The articles alone, white on black, where they stand on a page of so many pixels."""
    stencil = Image.new("L", size, 0)
    brush = ImageDraw.Draw(stencil)
    for box in boxes:
        if box.ground:
            place = box.area.pixels(*size)
            if not _across(brush, place, box.ground):
                _downwards(brush, place, box.ground)
    return stencil


def _across(brush: ImageDraw.ImageDraw, place: tuple[int, int, int, int], text: str) -> bool:
    """Write in one line, if there is room for it."""
    left, top, right, bottom = place
    tall = min(LARGEST, int((bottom - top) * FILL))
    if tall < SMALLEST or _font(tall).getlength(text) > (right - left) * ROOM:
        return False
    brush.text(((left + right) / 2, (top + bottom) / 2), text, fill=255, font=_font(tall), anchor="mm")
    return True


def _downwards(brush: ImageDraw.ImageDraw, place: tuple[int, int, int, int], text: str) -> None:
    """Write one character below the other, as on a narrow column of a table, if there is room for it."""
    left, top, right, bottom = place
    tall = min(LARGEST, int((right - left) * FILL))
    step = tall * STEP
    if tall < SMALLEST or len(text) * step > (bottom - top) * ROOM:
        return
    first = (top + bottom - step * (len(text) - 1)) / 2
    for row, char in enumerate(text):
        brush.text(((left + right) / 2, first + row * step), char, fill=255, font=_font(tall), anchor="mm")


@cache
def _font(tall: int) -> ImageFont.FreeTypeFont:
    path = files("pylopdf_fonts_zh_cn").joinpath("NotoSansSC-Regular.otf")
    return ImageFont.truetype(str(path), tall)
