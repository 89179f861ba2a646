"""The picture that messengers show beside an address of the site: its name, drawn once; 1200 × 630, as they want it."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)
_EDGE, _WIDEST, _LARGEST = 90, 1020, 96
_PAPER, _BAR, _INK, _SOFT = "#ffffff", "#12417f", "#0b2a54", "#4a5665"


@lru_cache(maxsize=4)
def share_picture(name: str, host: str) -> bytes:
    """The name of the site and who runs it, as a PNG."""
    image = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, SIZE[0], 24), fill=_BAR)
    draw.rectangle((0, SIZE[1] - 120, SIZE[0], SIZE[1]), fill=_BAR)
    draw.text((_EDGE, 250), name, font=_fitting(name, _LARGEST), fill=_INK, anchor="lm")
    draw.text((_EDGE, 360), host, font=_fitting(host, 48), fill=_SOFT, anchor="lm")
    draw.text((_EDGE, SIZE[1] - 60), "政府信息，向您公开", font=_fitting("", 44), fill=_PAPER, anchor="lm")
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _fitting(words: str, largest: int) -> ImageFont.FreeTypeFont:
    """The face in the largest size in which the words fit on a line."""
    face = pylopdf_fonts_zh_cn.serif_path()
    font = ImageFont.truetype(face, largest)
    while font.getlength(words) > _WIDEST and font.size > 20:
        font = ImageFont.truetype(face, font.size - 4)
    return font
