"""A font that has no shapes: it gives unseen text its places and its characters, and cannot show anything.

A TrueType file of less than half a kilobyte, written here field by field (Apple's and Microsoft's
specifications agree on these tables). Every character is one em wide; the text's matrix stretches it to its
cell. So the widths of the original's fonts, from which names can be guessed, are not carried over either.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

EM = 1000
ASCENT, DESCENT = 800, -200
NAME = "GongkaiUnseen"
_BLOCK = 100
"""How many lines a character map may have in one block."""


def font_file() -> bytes:
    """The font: an empty glyph, after the empty one that stands for what is missing and that readers ignore."""
    shape = _slant()
    tables = {
        b"cvt ": b"\0\0",
        b"fpgm": b"\0",
        b"glyf": shape,
        b"head": _head(),
        b"hhea": struct.pack(">LhhhHhhhhhhhhhhhH", 0x00010000, ASCENT, DESCENT, 0, EM, 0, 0, EM, 1, *[0] * 7, 1),
        b"hmtx": struct.pack(">Hhh", EM, 0, 0),
        b"loca": struct.pack(">HHH", 0, 0, len(shape) // 2),
        b"maxp": struct.pack(">L14H", 0x00010000, 2, 2, 1, 0, 0, 1, *[0] * 8),
        b"prep": b"\0",
    }
    return _assembled(tables)


def _slant() -> bytes:
    """A contour from corner to corner and back. It holds no area, so nothing can be filled; but it has an extent,
    and PDFium passes over characters that have none."""
    points = struct.pack(">HHBBhhhh", 1, 0, 1, 1, 0, EM, DESCENT, ASCENT - DESCENT)
    return struct.pack(">hhhhh", 1, 0, DESCENT, EM, ASCENT) + points


def _head() -> bytes:
    magic, flags = 0x5F0F3CF5, 0b11
    return struct.pack(
        ">LLLLHHqqhhhhHHhhh",
        0x00010000, 0x00010000, 0, magic, flags, EM, 0, 0, 0, DESCENT, EM, ASCENT, 0, 8, 2, 0, 0,
    )  # fmt: skip


def _assembled(tables: Mapping[bytes, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    head = struct.pack(">LHHHH", 0x00010000, count, 16 << power, power, 16 * (count - (1 << power)))
    directory, body, place = b"", b"", len(head) + 16 * count
    for tag, content in sorted(tables.items()):
        padded = content + b"\0" * (-len(content) % 4)
        directory += struct.pack(">4sLLL", tag, _sum(padded), place + len(body), len(content))
        body += padded
    return head + directory + body


def _sum(content: bytes) -> int:
    total: int = sum(value for (value,) in struct.iter_unpack(">L", content))
    return total & 0xFFFFFFFF


def glyph_map(count: int) -> bytes:
    """The stream that gives the empty glyph to so many codes."""
    return b"\0\0" + b"\0\1" * count


def character_map(codes: Mapping[str, int]) -> bytes:
    """The stream by which a reader turns codes back into characters: those that are used, and no other."""
    lines = [f"<{code:04X}> <{char.encode('utf-16-be').hex().upper()}>" for char, code in codes.items()]
    blocks = [lines[start : start + _BLOCK] for start in range(0, len(lines), _BLOCK)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
