"""The packed RTF in which Outlook keeps the text of a message (MS-OXRTFCP): a dictionary of 4,096 bytes that begins
with what every RTF file says, and references into it."""

from __future__ import annotations

from gongkai.hidden.errors import Code, Unreadable

PACKED, PLAIN = b"LZFu", b"MELA"
_HEAD = 16
_SIZE = 4096
_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def is_packed(data: bytes) -> bool:
    """Whether bytes are a packed RTF text."""
    return data[8:12] in {PACKED, PLAIN} and len(data) >= _HEAD


def unpacked(data: bytes) -> bytes:
    """The RTF text. A token of two bytes stands for seventeen at most, so the result is no larger than nine times what
    came. Raises Unreadable for one that breaks off; a wrong checksum hides nothing and is passed over."""
    if data[8:12] == PLAIN:
        return data[_HEAD : _HEAD + int.from_bytes(data[4:8], "little")]
    book = bytearray(_START) + bytearray(_SIZE - len(_START))
    found, write, at = bytearray(), len(_START), _HEAD
    while True:
        if at >= len(data):
            raise Unreadable(Code.TRUNCATED)
        control, at = data[at], at + 1
        for bit in range(8):
            wide = control >> bit & 1
            if at + wide >= len(data):
                raise Unreadable(Code.TRUNCATED)
            if not wide:
                start, length = -1, 1
            else:
                token = int.from_bytes(data[at : at + 2], "big")
                start, length = token >> 4, (token & 0xF) + 2
                if start == write:
                    return bytes(found)
            for step in range(length):
                byte = data[at] if start < 0 else book[(start + step) % _SIZE]
                book[write] = byte
                write = (write + 1) % _SIZE
                found.append(byte)
            at += 1 + wide
