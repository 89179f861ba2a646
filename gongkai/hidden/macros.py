"""The source of macros, which lies compressed in its stream (MS-OVBA 2.4.1)."""

from __future__ import annotations

_CHUNK = 4096
_MARK = b"\x00Attribut"
"""How the compressed source of every module begins."""


def source(stream: bytes) -> bytes:
    """The source of a module; empty for a stream that holds none. Damaged rest is left out."""
    place = stream.find(_MARK)
    if place < 3 or stream[place - 3] != 1:
        return b""
    at, found = place - 2, bytearray()
    while at + 2 <= len(stream):
        head = int.from_bytes(stream[at : at + 2], "little")
        size = (head & 0x0FFF) + 3
        body = stream[at + 2 : at + size]
        if not head & 0x8000:
            found += body[:_CHUNK]
        elif not _unpack(body, found):
            break
        at += size
    return bytes(found)


def _unpack(body: bytes, found: bytearray) -> bool:
    """Append a chunk; whether it was sound."""
    start, at = len(found), 0
    while at < len(body):
        flags = body[at]
        at += 1
        for bit in range(8):
            if at >= len(body):
                break
            if not flags >> bit & 1:
                found.append(body[at])
                at += 1
            elif not _copy(body[at : at + 2], found, start):
                return False
            else:
                at += 2
    return True


def _copy(token: bytes, found: bytearray, start: int) -> bool:
    """Repeat what was there before: the token holds how far back and how much, split by how much there is."""
    done = len(found) - start
    if len(token) < 2 or not done or done > _CHUNK:
        return False
    bits = max((done - 1).bit_length(), 4)
    value = int.from_bytes(token, "little")
    length, back = (value & (0xFFFF >> bits)) + 3, (value >> (16 - bits)) + 1
    if back > done:
        return False
    for _ in range(length):
        found.append(found[-back])
    return True
