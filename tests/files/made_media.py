"""Small films, recordings and captions, made here byte by byte, with what cameras and programs write beside them."""

from __future__ import annotations

import struct

PLACE = b"+39.9042+116.4074/"
AUTHOR = "甄拍摄".encode()


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def track(handler: bytes, coding: bytes) -> bytes:
    header = box(b"hdlr", bytes(8), handler, bytes(12), b"Camera of " + AUTHOR)
    table = box(b"stsd", bytes(4), struct.pack(">I", 1), box(coding, bytes(28)))
    media = box(b"mdia", box(b"mdhd", bytes(4), b"\x01\x02\x03\x04" * 2, bytes(12)), header)
    return box(
        b"trak", box(b"tkhd", bytes(4), b"\x01\x02\x03\x04" * 2, bytes(72)), media, box(b"minf", box(b"stbl", table))
    )


def mp4(*tracks: bytes, more: bytes = b"", brand: bytes = b"isom") -> bytes:
    """A film with a place, an author and a cover among its boxes."""
    tracks = tracks or (track(b"vide", b"avc1"), track(b"soun", b"mp4a"))
    told = box(b"udta", box(b"\xa9xyz", PLACE), box(b"meta", bytes(4), box(b"ilst", AUTHOR)))
    header = box(b"mvhd", bytes(4), b"\x01\x02\x03\x04" * 2, bytes(90))
    moov = box(b"moov", header, *tracks, told)
    return (
        box(b"ftyp", brand, bytes(4), b"isom")
        + moov
        + box(b"uuid", bytes(16), AUTHOR)
        + box(b"mdat", b"\x11" * 400)
        + more
    )


def element(number: int, *content: bytes, unknown: bool = False) -> bytes:
    body = b"".join(content)
    length = (number.bit_length() + 7) // 8
    size = b"\x01" + b"\xff" * 7 if unknown else (1 << 56 | len(body)).to_bytes(8, "big")
    return number.to_bytes(length, "big") + size + body


def webm(kind: int = 1, codec: bytes = b"V_VP9", doc: bytes = b"webm", *, unknown: bool = True) -> bytes:
    """A film as browsers record it, its clusters without a size, with a title, a date, a cover and tags."""
    made_by = [element(number, b"Chrome") for number in (0x4D80, 0x5741)]
    beside = [element(0x7BA9, AUTHOR), element(0x4461, b"\x07" * 8)]
    info = element(0x1549A966, element(0x2AD7B1, b"\x0f\x42\x40"), *made_by, *beside)
    entry = element(
        0xAE, element(0xD7, b"\x01"), element(0x83, bytes([kind])), element(0x86, codec), element(0x536E, AUTHOR)
    )
    cluster = [element(0xE7, b"\x00"), element(0xA3, b"\x81\x00\x00\x80" + b"\x22" * 200)]
    body = [info, element(0x1654AE6B, entry), element(0x1F43B675, *cluster, unknown=unknown)]
    body += [element(0x1941A469, AUTHOR * 30), element(0x1254C367, PLACE)]
    return element(0x1A45DFA3, element(0x4282, doc)) + element(0x18538067, *body, unknown=unknown)


def mp3(frames: int = 4) -> bytes:
    """A recording with tags before and behind it."""
    frame = b"\xff\xfb\x90\x00" + b"\x33" * 413
    tag = b"ID3\x04\x00\x00\x00\x00\x00\x10" + (AUTHOR * 2)[:16]
    return tag + frame * frames + (b"TAG" + AUTHOR).ljust(128, b"\x00")


def vtt(cues: str = "00:00.000 --> 00:02.000\n办法六月一日起施行。\n") -> bytes:
    return f"WEBVTT - 明湖区\n\nNOTE 甄拍摄校对\n\n1\n{cues}".encode()
