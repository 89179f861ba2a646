"""Pictures without what cameras and programs wrote beside them. The pixels stay as they are.

A JPEG loses parts of its file and is not encoded again, unless it must be turned; a PNG likewise; a TIFF is
written anew without loss.
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps, JpegImagePlugin, TiffImagePlugin

from gongkai.files import pictures
from gongkai.files.kinds import Kind
from gongkai.files.pictures import Segment
from gongkai.files.removing import Removed

ORIENTATION, GPS, THUMBNAIL_OFFSET = 0x0112, 0x8825, 0x0201
_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs hIST sPLT acTL fcTL fdAT".split()
)
_PNG_WORDS = {b"tEXt": "TEXT", b"zTXt": "TEXT", b"iTXt": "TEXT", b"eXIf": "EXIF", b"tIME": "TIME"}
# fmt: off
_TIFF_SHOWN = frozenset({  # what describes the pixels and their colours, and where they lie in the file
    254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283,
    284, 290, 291, 292, 293, 296, 297, 301, 317, 318, 319, 320, 322, 323, 324, 325, 332, 334, 336, 338,
    339, 340, 341, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532, 34675,
})
# fmt: on
_LOSSLESS = {"raw", "group3", "group4", "tiff_ccitt", "tiff_lzw", "tiff_adobe_deflate", "packbits"}


def clean(data: bytes, kind: Kind, removed: Removed) -> bytes:
    """The picture, turned the right way up, and nothing else. Raises Refused."""
    if kind is Kind.TIFF:
        return _clean_tiff(data, removed)
    with pictures.opened(data, kind) as picture:
        turn = picture.getexif().get(ORIENTATION, 1)
        _name_secrets(picture, removed)
    stripped = stripped_jpeg(data, removed) if kind is Kind.JPEG else _stripped_png(data, removed)
    return stripped if turn not in range(2, 9) else _turned(data, kind, removed)


def stripped_jpeg(data: bytes, removed: Removed, *, turn: int = 1) -> bytes:
    """The parts of a JPEG that make the picture. ``turn`` is written back where a document shows it turned."""
    parts, end = pictures.jpeg_parts(data)
    kept = [_SOI]
    if turn != 1:
        exif = Image.Exif()
        exif[ORIENTATION] = turn
        body = exif.tobytes()
        kept.append(b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body)
    for part in parts:
        word, content = _judge_jpeg(data, part)
        if word:
            removed.note(word)
        if content:
            kept.append(content)
    if data[end:].strip(b"\x00"):
        removed.note("TAIL")
    return b"".join([*kept, _EOI])


def cleaned_inside(data: bytes, removed: Removed) -> bytes:
    """A JPEG inside a document, which must go on being shown the way it is. Raises Refused."""
    with pictures.opened(data, Kind.JPEG) as picture:
        turn = picture.getexif().get(ORIENTATION, 1)
        _name_secrets(picture, removed)
    return stripped_jpeg(data, removed, turn=int(turn) if turn in range(2, 9) else 1)


def _judge_jpeg(data: bytes, part: Segment) -> tuple[str, bytes]:
    """What a segment's removal is called (nothing when it stays), and what of it stays."""
    whole = data[part.start : part.end]
    mark, body = part.mark[0], whole.lstrip(b"\xff")[3:]
    if mark == 0xE0 and body.startswith(b"JFIF\x00"):
        # a thumbnail may hang on this header
        short = b"\xff\xe0\x00\x10" + body[:12].ljust(12, b"\x00") + b"\x00\x00"
        return ("THUMBNAIL" if len(body) > 14 else ""), short
    if mark == 0xEE or (mark == 0xE2 and body.startswith(b"ICC_PROFILE\x00")):
        return "", whole
    if mark == 0xE1:
        return ("XMP" if b"ns.adobe.com/" in body[:40] else "EXIF"), b""
    if mark == 0xFE:
        return "TEXT", b""
    if mark == 0xED:
        return "IPTC", b""
    return ("PRIVATE", b"") if 0xE0 <= mark <= 0xEF else ("", whole)


def _stripped_png(data: bytes, removed: Removed) -> bytes:
    parts, _ = pictures.png_parts(data)
    for part in parts:
        if part.mark not in _PNG_KEPT:
            is_xmp = b"XML:com.adobe.xmp" in data[part.start + 8 : part.start + 40]
            removed.note("XMP" if is_xmp else _PNG_WORDS.get(part.mark, "PRIVATE"))
    return _PNG_HEAD + b"".join(data[part.start : part.end] for part in parts if part.mark in _PNG_KEPT)


def _name_secrets(picture: Image.Image, removed: Removed) -> None:
    """Say what of the camera's notes people would not expect: the place, and the picture before it was cut."""
    exif = picture.getexif()
    if exif.get_ifd(GPS):
        removed.note("GPS")
    if THUMBNAIL_OFFSET in exif.get_ifd(1):
        removed.note("THUMBNAIL")


def _turned(data: bytes, kind: Kind, removed: Removed) -> bytes:
    """The picture with its lines the way they are to be seen; a JPEG keeps the fineness it had."""
    buffer = io.BytesIO()
    with pictures.opened(data, kind) as picture:
        options: dict[str, object] = {}
        if isinstance(picture, JpegImagePlugin.JpegImageFile):
            options = {
                "qtables": picture.quantization,
                "subsampling": JpegImagePlugin.get_sampling(picture),
                "optimize": True,
            }
        turned = ImageOps.exif_transpose(picture)
        _write(turned, "JPEG" if kind is Kind.JPEG else "PNG", buffer, **options)
    removed.note("TURNED")
    return buffer.getvalue()


def _write(picture: Image.Image, form: str, to: object, **options: object) -> None:
    """Save a copy that carries nothing but colours and resolution."""
    fresh = picture.copy()
    fresh.info = {key: picture.info[key] for key in ("transparency",) if key in picture.info}
    for key in ("icc_profile", "dpi"):
        if picture.info.get(key):
            options[key] = picture.info[key]
    fresh.save(to, form, **options)  # type: ignore[arg-type]


def _clean_tiff(data: bytes, removed: Removed) -> bytes:
    buffer = io.BytesIO()
    with pictures.opened(data, Kind.TIFF) as picture, TiffImagePlugin.AppendingTiffWriter(buffer, new=True) as writer:
        for number in range(int(getattr(picture, "n_frames", 1))):
            picture.seek(number)
            assert isinstance(picture, TiffImagePlugin.TiffImageFile)
            _name_tags(picture, removed)
            compression = picture.info.get("compression")
            picture.load()  # turns it, too
            lossless = compression if compression in _LOSSLESS else "tiff_adobe_deflate"
            _write(picture, "TIFF", writer, compression=lossless)
            writer.newFrame()
    return buffer.getvalue()


def _name_tags(picture: TiffImagePlugin.TiffImageFile, removed: Removed) -> None:
    tags = set(picture.tag_v2)
    if picture.tag_v2.get(ORIENTATION, 1) in range(2, 9):
        removed.note("TURNED")
    if GPS in tags:
        removed.note("GPS")
    if 700 in tags:
        removed.note("XMP")
    if tags - _TIFF_SHOWN - {700, GPS}:
        removed.note("EXIF")
