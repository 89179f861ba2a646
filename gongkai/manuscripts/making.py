"""The whole of one reading: the blocks, their pictures, the facts, the proof."""

from __future__ import annotations

import io
import re

from PIL import Image

from gongkai.hidden import Code, Unreadable
from gongkai.hidden.errors import FAULTS
from gongkai.manuscripts import facts, proving, writing
from gongkai.manuscripts.model import Block, Dropped, Left, Manuscript, Picture
from gongkai.manuscripts.package import Parts
from gongkai.manuscripts.reading import Reader

_MACHINES_WORDS = re.compile(
    r"^(?:图片|图像|图|微信图片|QQ图片|截图|IMG|image|picture|descript|未标题|无标题)[\W\d_]*$", re.IGNORECASE
)
_KEPT = {"JPEG": "jpg", "PNG": "png"}
_REDRAWN = frozenset({"GIF", "BMP", "TIFF", "WEBP"})
_NO_PICTURE: tuple[type[Exception], ...] = (*FAULTS, Image.DecompressionBombError)
_LARGEST = 60_000_000
"""Pixels; a page of A3 at 600 dpi has seventy million, and nobody reads that on a screen."""


def make(data: bytes) -> Manuscript:
    """Read a Word file. Raises Unreadable, and nothing else, whatever the bytes are."""
    try:
        return _made(Parts(data))
    except (MemoryError, RecursionError):
        raise Unreadable(Code.TOO_COMPLEX) from None
    except FAULTS:
        raise Unreadable(Code.DAMAGED) from None


def _made(parts: Parts) -> Manuscript:
    reader = Reader(parts)
    blocks = reader.blocks()
    # a note may point to another, which is then added behind while this goes on
    notes = [reader.note(place) for place in reader.notes]
    pictures, places, unusable = _pictures(parts, blocks)
    proposed, titles = facts.proposed(blocks)
    shown = [block for block in blocks if not any(block is title for title in titles)]
    made = writing.plain(shown, notes, places)
    reader.dropped += unusable + _struck(blocks)
    reader.leftovers()
    gone = proving.lost(parts, proposed.get("title", ""), made)
    return Manuscript(made, pictures, list(dict.fromkeys(reader.dropped)), gone, proposed)


def _struck(blocks: list[Block]) -> list[Dropped]:
    runs = [run for block in blocks for run in getattr(block, "runs", ())]
    return [Dropped(Left.STRUCK, run.text.strip()) for run in runs if run.struck and run.text.strip()]


def _pictures(parts: Parts, blocks: list[Block]) -> tuple[list[Picture], dict[str, int], list[Dropped]]:
    """The pictures of blocks, where each part stands among them, and those that cannot be shown."""
    made: list[Picture] = []
    places: dict[str, int] = {}
    unusable: list[Dropped] = []
    for figure in writing.figures(blocks):
        if figure.part in places:
            continue
        _, name, outside = parts.links.get(figure.part, ("", "", True))
        data, ending = (b"", "") if outside else drawn(parts.read(name))
        if not data:
            unusable.append(Dropped(Left.PICTURE, figure.alt or name.rpartition("/")[2] or "外部图片"))
            continue
        places[figure.part] = len(made)
        alt = "" if _MACHINES_WORDS.match(figure.alt.strip()) else figure.alt.strip()
        made.append(Picture(f"图{len(made) + 1}.{ending}", alt, data))
    return made, places, unusable


def drawn(data: bytes) -> tuple[bytes, str]:
    """A picture as browsers show it, and its ending; empty for what is none."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _LARGEST or image.format not in {*_KEPT, *_REDRAWN}:
                return b"", ""
            if image.format in _KEPT:
                return data, _KEPT[image.format]
            out = io.BytesIO()
            image.convert("RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB").save(out, "PNG")
            return out.getvalue(), "png"
    except _NO_PICTURE:
        return b"", ""
