"""A scanned or photographed paper as one page: A4, upright, not enlarged beyond the screen's size."""

from __future__ import annotations

import io
import zlib

import pikepdf
from PIL import Image

MOST_PIXELS = 80_000_000
"""A sheet of A3 at 600 dots an inch has 70 million."""
_MM = 72 / 25.4
_SHORT, _LONG, _MARGIN = 210 * _MM, 297 * _MM, 15 * _MM
_POINTS_PER_PIXEL = 0.75

_Raw = tuple[bytes, dict[str, object]]
"""The bytes of a picture and what its dictionary says of them."""
_ORIENTATION = 0x0112

_TURNS = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""How a camera held the picture (Exif, tag 0x0112), as a matrix on the unit square."""


class PictureUnusable(ValueError):
    """The picture cannot be decoded, or is too large; ``str(error)`` says which, in Chinese."""


def picture_page(data: bytes) -> tuple[pikepdf.Pdf, bool]:
    """A PNG or JPEG as a PDF of one page, and whether it held further pictures that are left out.

    A JPEG is carried over as it was delivered, without being compressed again. Raises PictureUnusable.
    """
    image = _decoded(data)
    turn = image.getexif().get(_ORIENTATION, 1)
    stream, (width, height) = _stream(image, data), image.size
    if turn in {5, 6, 7, 8}:
        width, height = height, width
    sheet = (_LONG, _SHORT) if width > height else (_SHORT, _LONG)
    free = [side - 2 * _MARGIN for side in sheet]
    scale = min(free[0] / width, free[1] / height, _POINTS_PER_PIXEL)
    shown = (width * scale, height * scale)
    place = ((sheet[0] - shown[0]) / 2, (sheet[1] - shown[1]) / 2)
    return _page(stream, sheet, _matrix(turn, shown, place)), image.format == "PNG" and getattr(
        image, "n_frames", 1
    ) > 1


def _decoded(data: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
        if image.width * image.height > MOST_PIXELS:
            raise PictureUnusable("图片的像素过多，未予打开")
        image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureUnusable("图片的像素过多，未予打开") from error
    except (OSError, SyntaxError, ValueError, zlib.error) as error:
        if isinstance(error, PictureUnusable):
            raise
        raise PictureUnusable("图片已损坏，无法打开") from error
    return image


def _stream(image: Image.Image, data: bytes) -> _Raw:
    width, height = image.size
    known: dict[str, object] = {"Width": width, "Height": height, "BitsPerComponent": 8}
    if image.format in {"JPEG", "MPO"} and image.mode in {"L", "RGB"}:
        known |= {"ColorSpace": _space(image.mode), "Filter": pikepdf.Name.DCTDecode}
        return data, known
    flat = _flat(image)
    known |= {"ColorSpace": _space(flat.mode), "Filter": pikepdf.Name.FlateDecode}
    return zlib.compress(flat.tobytes(), 6), known


def _space(mode: str) -> pikepdf.Name:
    return pikepdf.Name.DeviceGray if mode == "L" else pikepdf.Name.DeviceRGB


def _flat(image: Image.Image) -> Image.Image:
    """Grey or RGB of eight bits, on white paper."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in {"1", "L"} and "transparency" not in image.info:
        return image.convert("L")
    clear = image.convert("RGBA")
    paper = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(paper, clear).convert("RGB")


def _matrix(turn: int, shown: tuple[float, float], place: tuple[float, float]) -> tuple[float, ...]:
    a, b, c, d, e, f = _TURNS.get(turn, _TURNS[1])
    width, height = shown
    return a * width, b * height, c * width, d * height, e * width + place[0], f * height + place[1]


def _page(
    stream: tuple[bytes, dict[str, object]], sheet: tuple[float, float], matrix: tuple[float, ...]
) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=sheet)
    image = pikepdf.Stream(pdf, stream[0], Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, **stream[1])
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Picture=image))
    numbers = " ".join(f"{number:.4f}" for number in matrix)
    page.Contents = pikepdf.Stream(pdf, f"q {numbers} cm /Picture Do Q".encode())
    return pdf
