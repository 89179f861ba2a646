"""MP4 and M4A (ISO/IEC 14496-12): a tree of boxes. What is no picture, sound or index becomes an empty ``free`` box."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.files.errors import Code, Refused
from gongkai.files.kinds import Kind
from gongkai.files.media_copies import Copy

FOLDERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mvex", b"edts", b"dinf"})
NEEDED_ON_TOP = frozenset({b"ftyp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"styp", b"free", b"skip", b"wide"})
TAGS = frozenset({b"udta", b"meta", b"uuid"})
"""User data, metadata and boxes of programs: titles, authors, places, covers, devices."""
TIMED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
PICTURES = frozenset({b"avc1", b"avc3", b"vp09", b"av01"})
SOUNDS = frozenset({b"mp4a", b"Opus", b"fLaC", b".mp3"})
"""What the browsers of today play without an addition."""
DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its type, and where it, its content and its end stand."""

    kind: bytes
    start: int
    body: int
    end: int


def begins(data: bytes) -> bool:
    """Whether bytes open as such a file; pictures of the same family are none."""
    return data[4:8] == b"ftyp" and data[8:12] not in {b"heic", b"heix", b"mif1", b"msf1", b"avif", b"hevc"}


def read(data: bytes) -> Copy:
    """The cleaned copy. Raises Refused."""
    if data[8:12] == b"qt  ":
        raise Refused(Code.MEDIA_FORM)
    copy = Copy(bytearray(data), Kind.M4A)
    top = list(boxes(data, 0, len(data)))
    if [box.kind for box in top].count(b"moov") != 1 or not any(box.kind == b"mdat" for box in top):
        raise Refused(Code.TRUNCATED)
    handlers = [_handler(data, box) for box in _all(data, top) if box.kind == b"trak"]
    if not handlers or not set(handlers) <= {b"vide", b"soun"}:
        raise Refused(Code.MEDIA_TRACK if handlers else Code.DAMAGED)
    copy.kind = Kind.MP4 if b"vide" in handlers else Kind.M4A
    for box in top:
        if box.kind not in NEEDED_ON_TOP:
            _free(copy, box, "MEDIA_TAGS" if box.kind in TAGS else "MEDIA_SPARE")
    for box in _all(data, top):
        _cleaned(copy, box)
    return copy


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places, which they fill. Raises Refused."""
    while start < end:
        size, kind, body = int.from_bytes(data[start : start + 4], "big"), data[start + 4 : start + 8], start + 8
        if size == 1:
            size, body = int.from_bytes(data[start + 8 : start + 16], "big"), start + 16
        elif size == 0 and end == len(data):
            size = end - start
        if size < body - start or start + size > end or len(kind) < 4:
            raise Refused(Code.TRUNCATED)
        yield Box(kind, start, body, start + size)
        start += size


def _all(data: bytes, found: list[Box], depth: int = 0) -> Iterator[Box]:
    """Every box below, but none within what is taken out as a whole."""
    if depth > DEEPEST:
        raise Refused(Code.TOO_COMPLEX)
    for box in found:
        yield box
        if box.kind in FOLDERS:
            yield from _all(data, list(boxes(data, box.body, box.end)), depth + 1)


def _cleaned(copy: Copy, box: Box) -> None:
    if box.kind in TAGS:
        _free(copy, box, "MEDIA_TAGS")
    elif box.kind in {b"free", b"skip", b"wide"}:
        copy.blank(box.body, box.end, "MEDIA_SPARE")
    elif box.kind in TIMED:
        wide = 8 if copy.data[box.body] == 1 else 4
        copy.blank(box.body + 4, min(box.body + 4 + 2 * wide, box.end), "MEDIA_TIME")
    elif box.kind == b"hdlr":
        copy.blank(min(box.body + 24, box.end), box.end, "MEDIA_NAMES")


def _free(copy: Copy, box: Box, word: str) -> None:
    copy.data[box.start + 4 : box.start + 8] = b"free"
    copy.blank(box.body, box.end, word)


def _handler(data: bytes, track: Box) -> bytes:
    """What a track is for; its coding is one that browsers play. Raises Refused."""
    inside = {box.kind: box for box in _all(data, list(boxes(data, track.body, track.end)))}
    if not {b"hdlr", b"stsd"} <= set(inside):
        raise Refused(Code.DAMAGED)
    handler = data[inside[b"hdlr"].body + 8 : inside[b"hdlr"].body + 12]
    coding = data[inside[b"stsd"].body + 12 : inside[b"stsd"].body + 16]
    if (handler == b"vide" and coding not in PICTURES) or (handler == b"soun" and coding not in SOUNDS):
        raise Refused(Code.MEDIA_FORM)
    return handler
