"""Pictures: JPEG, PNG and TIFF, looked at part by part and then decoded to the last line."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image

from gongkai.files import sniffing
from gongkai.files.errors import LIBRARY_FAULTS, Code, Refused
from gongkai.files.kinds import Kind

MOST_PIXELS = 89_000_000
"""A sheet of A3 at 600 dots per inch has 70 million."""
LONGEST_SIDE = 30_000
MOST_FRAMES = 300
MOST_PIXELS_TOGETHER = 1_000_000_000
_FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.TIFF: "TIFF"}
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
SOS, EOI = 0xDA, 0xD9


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a JPEG or PNG file: its marker or type, and where it stands."""

    mark: bytes
    start: int
    end: int


def examine(data: bytes, kind: Kind) -> tuple[int, tuple[int, int]]:
    """Frames, and the size of the first one. Raises Refused."""
    if kind is Kind.PNG:
        _, end = png_parts(data)
        if end != len(data):
            raise Refused(Code.TRAILING)
    if kind is Kind.JPEG:
        _, end = jpeg_parts(data)
        sniffing.refuse_appended(data[end:])
    return _decoded(data, kind)


@contextmanager
def opened(data: bytes, kind: Kind) -> Iterator[Image.Image]:
    """The picture, its size within limits, nothing decoded yet. Raises Refused, also for faults in the block."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of odd tags, which are its own affair, and of sizes, which we measure ourselves.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=[_FORMATS[kind]]) as picture:
                _measure(picture)
                yield picture
    except Refused:
        raise
    except Image.DecompressionBombError:
        raise Refused(Code.TOO_MANY_PIXELS) from None
    except LIBRARY_FAULTS as error:
        raise Refused(Code.TRUNCATED if "truncated" in str(error).lower() else Code.DAMAGED) from None


def _measure(picture: Image.Image) -> None:
    width, height = picture.size
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise Refused(Code.TOO_MANY_PIXELS)
    if not width or not height:
        raise Refused(Code.DAMAGED)


def _decoded(data: bytes, kind: Kind) -> tuple[int, tuple[int, int]]:
    with opened(data, kind) as picture:
        size, together = picture.size, 0
        frames = int(getattr(picture, "n_frames", 1)) if kind is Kind.TIFF else 1
        if frames > MOST_FRAMES:
            raise Refused(Code.TOO_MANY_PAGES)
        for number in range(frames):
            if kind is Kind.TIFF:
                picture.seek(number)
            _measure(picture)
            together += picture.width * picture.height
            if together > MOST_PIXELS_TOGETHER:
                raise Refused(Code.TOO_MANY_PIXELS)
            picture.load()
    return frames, size


def png_parts(data: bytes) -> tuple[list[Segment], int]:
    """The chunks of a PNG file and where the last one ends. Raises Refused when there is no last one."""
    parts: list[Segment] = []
    at = 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        mark, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            break
        parts.append(Segment(mark, at, end))
        if mark == b"IEND":
            return parts, end
        at = end
    raise Refused(Code.TRUNCATED)


def jpeg_parts(data: bytes) -> tuple[list[Segment], int]:
    """The segments of a JPEG file (a scan with its data is one) and where the picture ends. Raises Refused."""
    parts: list[Segment] = []
    at = 2
    while found := _NEXT_MARKER.search(data, at):
        start, at = found.start(), found.end()
        mark = data[at - 1]
        if mark == EOI:
            return parts, at
        if mark not in {0x01, 0xD8}:
            if at + 2 > len(data):
                break
            at += max(2, int.from_bytes(data[at : at + 2], "big"))
        if mark == SOS:
            following = _NEXT_MARKER.search(data, at)
            at = following.start() if following else len(data)
        parts.append(Segment(bytes([mark]), start, min(at, len(data))))
    raise Refused(Code.TRUNCATED)
