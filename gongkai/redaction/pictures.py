"""Redaction of pictures: blacked out in the pixels, and written anew without what a camera notes in them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from io import BytesIO

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from gongkai.redaction.boxes import Box, check_pages, on_page
from gongkai.redaction.errors import BadFile, NotProven, RedactionCode
from gongkai.redaction.painting import paint
from gongkai.redaction.proof_pixels import spoilt_in
from gongkai.redaction.source import MAX_PAGES, MAX_PIXELS

FORMATS = ("PNG", "JPEG", "TIFF")
SAVED: dict[str, dict[str, object]] = {
    "PNG": {"optimize": False},
    "JPEG": {"quality": 90, "subsampling": 0},
    "TIFF": {"compression": "tiff_adobe_deflate"},
}


def redact_picture(image: bytes, boxes: Sequence[Box]) -> bytes:
    """The picture with its boxes blacked out, in its own format, upright, without metadata.

    The page of a box is the page of a TIFF; other pictures have one. What lay under transparency is gone.
    Raises BadFile, BadBox, NotProven.
    """
    kind, frames = _frames(image)
    check_pages(boxes, len(frames))
    painted = [paint(frame, on_page(boxes, number)) for number, frame in enumerate(frames, start=1)]
    found = BytesIO()
    more = {"save_all": True, "append_images": painted[1:]} if len(painted) > 1 else {}
    painted[0].save(found, kind, **SAVED[kind], **more)
    _prove(found.getvalue(), boxes)
    return found.getvalue()


def _frames(image: bytes) -> tuple[str, list[Image.Image]]:
    """The pictures of a file, of nothing but pixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata is left behind anyway
            with Image.open(BytesIO(image), formats=FORMATS) as opened:
                kind = str(opened.format)
                return kind, list(_copies(opened, pages=kind == "TIFF"))
    except UnidentifiedImageError:
        raise BadFile(RedactionCode.PICTURE_UNKNOWN) from None
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        if isinstance(error, BadFile):
            raise
        raise BadFile(RedactionCode.PICTURE_DAMAGED) from None


def _copies(opened: Image.Image, *, pages: bool) -> Iterator[Image.Image]:
    total = 0
    for place, frame in enumerate(ImageSequence.Iterator(opened)):
        total += frame.width * frame.height
        if total > MAX_PIXELS or place >= MAX_PAGES:
            raise BadFile(RedactionCode.PICTURE_SIZE, f"{frame.width}×{frame.height} 像素，第 {place + 1} 页")
        yield _bare(frame)
        if not pages:
            return


def _bare(frame: Image.Image) -> Image.Image:
    """An upright copy on white, in grey or in colours, that has no memory of its file."""
    upright = ImageOps.exif_transpose(frame)
    if upright.mode.startswith("I"):
        upright = upright.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if upright.mode in {"1", "L"} and "transparency" not in upright.info:
        plain = upright.convert("L")
    else:
        glass = upright.convert("RGBA")
        plain = Image.new("RGB", glass.size, (255, 255, 255))
        plain.paste(glass, mask=glass.getchannel("A"))
    return Image.frombytes(plain.mode, plain.size, plain.tobytes())


def _prove(result: bytes, boxes: Sequence[Box]) -> None:
    """Look at the result once more: every box is black but for its words. Raises NotProven."""
    _, frames = _frames(result)
    spoilt = [box for number, frame in enumerate(frames, start=1) for box in spoilt_in(frame, on_page(boxes, number))]
    if spoilt:
        raise NotProven([f"图片的 {len(spoilt)} 个遮盖框没有完全涂黑。"])
