"""WebM (the Matroska of RFC 9559, as browsers take it): a tree of elements. What is no picture, sound or index becomes
a void element of the same length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.files.errors import Code, Refused
from gongkai.files.kinds import Kind
from gongkai.files.media_copies import Copy

HEAD, SEGMENT = 0x1A45DFA3, 0x18538067
DOC_TYPE, VOID, CRC = 0x4282, 0xEC, 0xBF
SEEK, INFO, TRACKS, CLUSTER, CUES = 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1F43B675, 0x1C53BB6B
TAGS, ATTACHMENTS, CHAPTERS = 0x1254C367, 0x1941A469, 0x1043A770
TRACK, TRACK_TYPE, CODEC, TRACK_NAME = 0xAE, 0x83, 0x86, 0x536E
LEVEL_1 = frozenset({SEEK, INFO, TRACKS, CLUSTER, CUES, TAGS, ATTACHMENTS, CHAPTERS})
KEPT = frozenset({SEEK, INFO, TRACKS, CLUSTER, CUES})
OF_INFO = frozenset({0x2AD7B1, 0x4489, 0x4D80, 0x5741})
"""Scale, duration, and the two programs without whose names a file is no WebM."""
DATE = 0x4461
OF_CLUSTER = frozenset({0xE7, 0xA3, 0xA0, 0xA7, 0xAB})
"""Moment, blocks, groups of blocks, position, size of the one before."""
CODECS = {1: (b"V_VP8", b"V_VP9", b"V_AV1"), 2: (b"A_OPUS", b"A_VORBIS")}


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its number, and where it, its content and its end stand."""

    number: int
    start: int
    body: int
    end: int
    open: bool = False


def begins(data: bytes) -> bool:
    """Whether bytes open as such a file."""
    return data.startswith(b"\x1aE\xdf\xa3")


def read(data: bytes) -> Copy:
    """The cleaned copy. Raises Refused."""
    copy = Copy(bytearray(data), Kind.WEBM)
    head, *rest = list(elements(data, 0, len(data)))
    kind = next(
        (data[one.body : one.end] for one in elements(data, head.body, head.end) if one.number == DOC_TYPE), b""
    )
    if head.number != HEAD or kind.rstrip(b"\x00") != b"webm":
        raise Refused(Code.MEDIA_FORM)
    segments = [one for one in rest if one.number == SEGMENT]
    if len(segments) != 1 or any(one.number not in {SEGMENT, VOID} for one in rest):
        raise Refused(Code.TRAILING if segments else Code.TRUNCATED)
    found = list(elements(data, segments[0].body, segments[0].end))
    numbers = {one.number for one in found}
    if not {TRACKS, CLUSTER} <= numbers:
        raise Refused(Code.TRUNCATED)
    for one in found:
        _cleaned(copy, data, one)
    return copy


def elements(data: bytes, start: int, end: int) -> Iterator[Element]:
    """The elements between two places, which they fill. Raises Refused."""
    while start < end:
        number, at = _number(data, start, 4, marked=True)
        size, body = _number(data, at, 8, marked=False)
        if size < 0:
            if number not in {SEGMENT, CLUSTER}:
                raise Refused(Code.DAMAGED)
            size = (_end_of_cluster(data, body, end) if number == CLUSTER else end) - body
        if body + size > end:
            raise Refused(Code.TRUNCATED)
        yield Element(number, start, body, body + size)
        start = body + size


def _end_of_cluster(data: bytes, start: int, end: int) -> int:
    """Where a cluster of unknown size ends: before the next element that stands beside clusters."""
    while start < end:
        number, at = _number(data, start, 4, marked=True)
        if number in LEVEL_1:
            return start
        size, body = _number(data, at, 8, marked=False)
        if size < 0 or body + size > end:
            raise Refused(Code.TRUNCATED)
        start = body + size
    return end


def _number(data: bytes, at: int, longest: int, *, marked: bool) -> tuple[int, int]:
    """A number of variable length and the place behind it; -1 for a size that is not said. Raises Refused."""
    first = data[at] if at < len(data) else 0
    length = 9 - first.bit_length()
    if not 1 <= length <= longest or at + length > len(data):
        raise Refused(Code.TRUNCATED)
    value = int.from_bytes(data[at : at + length], "big")
    if marked:
        return value, at + length
    bits = value & ((1 << 7 * length) - 1)
    return (-1 if bits == (1 << 7 * length) - 1 else bits), at + length


def _cleaned(copy: Copy, data: bytes, one: Element) -> None:
    if one.number not in KEPT:
        _void(copy, one, "MEDIA_TAGS" if one.number in {TAGS, ATTACHMENTS, CHAPTERS} else "MEDIA_SPARE")
    elif one.number == TRACKS:
        _tracks(copy, data, one)
    elif one.number in {INFO, CLUSTER}:
        kept = OF_INFO if one.number == INFO else OF_CLUSTER
        for part in elements(data, one.body, one.end):
            if part.number not in kept:
                _void(copy, part, _word(one.number, part.number))


def _word(within: int, number: int) -> str:
    if within != INFO or number in {VOID, CRC}:
        return "MEDIA_SPARE"
    return "MEDIA_TIME" if number == DATE else "MEDIA_TAGS"


def _tracks(copy: Copy, data: bytes, tracks: Element) -> None:
    """Only pictures and sound that browsers play; the tracks' names go. Raises Refused."""
    for track in elements(data, tracks.body, tracks.end):
        if track.number != TRACK:
            _void(copy, track, "MEDIA_SPARE")
            continue
        parts = {part.number: part for part in elements(data, track.body, track.end)}
        if not {TRACK_TYPE, CODEC} <= set(parts):
            raise Refused(Code.DAMAGED)
        kind = int.from_bytes(data[parts[TRACK_TYPE].body : parts[TRACK_TYPE].end], "big")
        if kind not in CODECS:
            raise Refused(Code.MEDIA_TRACK)
        if not data[parts[CODEC].body : parts[CODEC].end].startswith(CODECS[kind]):
            raise Refused(Code.MEDIA_FORM)
        if TRACK_NAME in parts:
            _void(copy, parts[TRACK_NAME], "MEDIA_NAMES")


def _void(copy: Copy, one: Element, word: str) -> None:
    """Write a void element over another one: its number, its size in as many bytes as fit, zeros."""
    whole = one.end - one.start
    wide = 1 if whole - 2 < 127 else 8
    size = whole - 1 - wide
    if any(copy.data[one.body : one.end]) and one.number != CRC:
        copy.take(bytes(copy.data[one.body : one.end]), word)
    first = (1 << (8 - wide)) << (8 * (wide - 1))
    copy.data[one.start : one.end] = bytes([VOID]) + (first | size).to_bytes(wide, "big") + bytes(size)
