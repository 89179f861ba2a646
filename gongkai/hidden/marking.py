"""A picture for a screen with the place marked where something was found in it."""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image, ImageDraw, ImageOps

from gongkai.hidden.contents import Box

LARGEST = 1200
"""Pixels of the longer side: enough to read a mark, small enough for a screen."""
_MARGIN, _WIDTH = 6, 3
_RED = (200, 16, 46)


def marked(picture: bytes, box: Box, frame: int) -> bytes:
    """A frame of a picture as PNG, with a frame drawn around a place in it; empty when it cannot be drawn."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd tags and of sizes, which `pictures` measures
            with Image.open(BytesIO(picture)) as file:
                file.seek(frame)
                shown = ImageOps.exif_transpose(file).convert("RGBA")
    except (EOFError, OSError, ValueError):
        return b""
    page = Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown).convert("RGB")
    page.thumbnail((LARGEST, LARGEST))
    corners = (
        box.left * page.width / 1000 - _MARGIN,
        box.top * page.height / 1000 - _MARGIN,
        box.right * page.width / 1000 + _MARGIN,
        box.bottom * page.height / 1000 + _MARGIN,
    )
    ImageDraw.Draw(page).rectangle(corners, outline=_RED, width=_WIDTH)
    buffer = BytesIO()
    page.save(buffer, "PNG")
    return buffer.getvalue()
