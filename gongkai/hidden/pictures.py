"""Pictures: what is written beside the pixels. The pixels themselves are read later (`characters`), or by a person."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator

from PIL import Image

from gongkai.hidden import markup, runs
from gongkai.hidden.archives import inflated
from gongkai.hidden.contents import At, Kind, Piece
from gongkai.hidden.errors import FAULTS, Code, Unreadable
from gongkai.hidden.inside import FILE_HEADS, Inner
from gongkai.hidden.markup import Walk
from gongkai.hidden.wanted import Wanted

MOST_PIXELS = 200_000_000
MOST_FRAMES = 300
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
_XMP = re.compile(rb"<(?:x:xmpmeta|rdf:RDF)\b.*</(?:x:xmpmeta|rdf:RDF)>", re.DOTALL)


def pieces(data: bytes, at: At, inner: Inner, wanted: Wanted) -> Iterator[Piece]:
    """All texts of a picture file. Raises Unreadable."""
    _decode(data)
    for note in _notes(data):
        yield from _note(note, at)
    if (found := FILE_HEADS.search(data, 16)) and not data.startswith((b"II", b"MM")):
        yield from _appended(data, found.start(), at, inner)
    key = wanted.offer(data, lambda: data)
    yield at.unseen("图片，里面的文字程序没有看", picture=key)


def _decode(data: bytes) -> None:
    """To the last line, so that half a picture is not taken for a whole one. Raises Unreadable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd tags and of sizes, which are measured here
            with Image.open(io.BytesIO(data)) as picture:
                if picture.width * picture.height > MOST_PIXELS or getattr(picture, "n_frames", 1) > MOST_FRAMES:
                    raise Unreadable(Code.TOO_LARGE)
                picture.load()
    except Image.DecompressionBombError:
        raise Unreadable(Code.TOO_LARGE) from None
    except FAULTS as error:
        raise Unreadable(Code.TRUNCATED if "truncated" in str(error).lower() else Code.DAMAGED) from None


def _note(note: bytes, at: At) -> Iterator[Piece]:
    found = _XMP.search(note)
    if found:
        try:
            root = markup.parsed(found[0], recover=True)
        except Unreadable as error:
            if error.code is not Code.DAMAGED:
                raise
        else:
            yield from Walk(at, "", Kind.PROPERTY, "图片的 XMP 信息", visible=False).pieces(root)
    for text in runs.texts(note, big=True):
        yield at.piece(text, Kind.PROPERTY, "图片的说明、拍摄信息或者备注")


def _notes(data: bytes) -> Iterator[bytes]:
    """The stretches of a picture file that are not pixels."""
    if data.startswith(b"\xff\xd8"):
        yield from _jpeg(data)
    elif data.startswith(b"\x89PNG"):
        yield from _png(data)
    elif data.startswith(b"RIFF"):
        yield from _webp(data)
    elif data.startswith((b"II", b"MM")):
        yield from _tiff(data)
    else:
        yield data


def _jpeg(data: bytes) -> Iterator[bytes]:
    """The segments; those of one extended XMP follow each other and are read in one."""
    at, extended = 2, bytearray()
    while found := _MARKER.search(data, at):
        mark, at = found[1][0], found.end()
        if mark == 0xD9:
            yield data[at:]
            break
        if mark in {0x01, 0xD8}:
            continue
        length = int.from_bytes(data[at : at + 2], "big")
        body = data[at + 2 : at + max(2, length)]
        if body.startswith(b"http://ns.adobe.com/xmp/extension/\x00"):
            extended += body[75:]
        elif mark == 0xFE or 0xE0 <= mark <= 0xEF:
            yield body
        at += max(2, length)
    yield bytes(extended)


def _png(data: bytes) -> Iterator[bytes]:
    at = 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        mark, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length
        if mark in {b"zTXt", b"iTXt", b"iCCP"}:
            yield body
            yield from _unpacked(body)
        elif mark not in {b"IDAT", b"IHDR", b"PLTE", b"IEND"}:
            yield body
        if mark == b"IEND":
            break
    yield data[at:]


def _unpacked(body: bytes) -> Iterator[bytes]:
    """Packed text of a PNG begins behind its keyword and a few short fields."""
    for place in (place for place in range(min(len(body), 400)) if body[place] & 0x0F == 8):
        if found := inflated(body[place:]):
            yield found
            return


def _webp(data: bytes) -> Iterator[bytes]:
    at = 12
    while at + 8 <= len(data):
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        if data[at : at + 4] not in {b"VP8 ", b"VP8L", b"ALPH", b"ANMF"}:
            yield data[at + 8 : at + 8 + length]
        at += 8 + length + (length & 1)
    yield data[at:]


def _tiff(data: bytes) -> Iterator[bytes]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data)) as picture:
            for number in range(int(getattr(picture, "n_frames", 1))):
                picture.seek(number)
                tags = getattr(picture, "tag_v2", {})
                for tag in tags:
                    value = tags[tag]
                    for item in value if isinstance(value, tuple) else (value,):
                        if isinstance(item, bytes | str):
                            yield item if isinstance(item, bytes) else _both(item)
                yield from (value for value in picture.getexif().get_ifd(0x8769).values() if isinstance(value, bytes))


def _both(text: str) -> bytes:
    """The library reads tags as Latin letters; whatever they were, their bytes are the same."""
    return text.encode("latin-1", "ignore") if text.isascii() or max(text) < "\u0100" else text.encode()


def _appended(data: bytes, start: int, at: At, inner: Inner) -> Iterator[Piece]:
    """Another file behind the picture."""
    end = data.rfind(b"\xff\xd9" if data.startswith(b"\xff\xd8") else b"IEND", 0, start)
    if end >= 0 and start - end <= 64:
        yield from inner(data[start:], at.into("附在图片后面的文件", "tail"))
