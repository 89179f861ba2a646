"""Which format bytes are in, by the bytes alone: the name of a file is what somebody typed."""

from __future__ import annotations

import re
from enum import StrEnum


class Form(StrEnum):
    """Formats and families of formats."""

    ZIP = "zip"
    OLE = "ole"
    PDF = "pdf"
    RTF = "rtf"
    PICTURE = "picture"
    METAFILE = "metafile"
    FONT = "font"
    MEDIA = "media"
    ARCHIVE = "archive"
    PROGRAM = "program"
    TEXT = "text"
    UNKNOWN = "unknown"


_HEADS: tuple[tuple[bytes, Form], ...] = (
    (b"PK\x03\x04", Form.ZIP),
    (b"PK\x05\x06", Form.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Form.OLE),
    (b"{\\rtf", Form.RTF),
    *((head, Form.PICTURE) for head in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*", b"GIF8", b"BM")),
    *(
        (head, Form.METAFILE)
        for head in (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00\x00\x03", b"\x02\x00\x09\x00\x00\x03")
    ),
    *((head, Form.FONT) for head in (b"\x00\x01\x00\x00\x00", b"OTTO", b"ttcf", b"true\x00", b"wOFF", b"wOF2")),
    *((head, Form.ARCHIVE) for head in (b"Rar!\x1a", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"\xfd7zXZ\x00", b"LZIP")),
    *((head, Form.ARCHIVE) for head in (b"\x28\xb5\x2f\xfd", b"MSCF\x00", b"!<arch>\n", b"ISc(", b"PK\x07\x08PK")),
    *((head, Form.PROGRAM) for head in (b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xcf")),
    *(
        (head, Form.MEDIA)
        for head in (b"ID3", b"\xff\xfb", b"\xff\xf3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"FLV\x01")
    ),
    *((head, Form.MEDIA) for head in (b"#!AMR", b"MThd", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", b"FWS", b"CWS")),
)
_BITMAP = re.compile(rb"BM.{4}\x00\x00\x00\x00.\x00\x00\x00[\x0c\x28\x38\x40\x6c\x7c]", re.DOTALL)
_BZIP = re.compile(rb"BZh[1-9]1AY&SY")
_STILL = {b"heic", b"heix", b"mif1", b"msf1", b"avif", b"hevc"}


def form_of(data: bytes) -> Form:
    """The format of bytes; UNKNOWN for what is neither a known format nor text."""
    if b"%PDF-" in data[:1024]:
        return Form.PDF
    for head, form in _HEADS:
        if data.startswith(head) and not (head.isalnum() and is_text(data)):
            return _settled(data, form)
    if odd := _odd(data):
        return odd
    if data.rfind(b"PK\x05\x06", max(0, len(data) - 65557)) >= 0:
        return Form.ZIP  # archivers read from the end, whatever stands before it
    return Form.TEXT if is_text(data) else Form.UNKNOWN


def _settled(data: bytes, form: Form) -> Form:
    if data.startswith(b"BM") and not _BITMAP.match(data):
        return Form.UNKNOWN
    return form


def _odd(data: bytes) -> Form | None:
    """Formats whose head is shared, or stands further in."""
    if data[4:8] == b"ftyp":
        return Form.UNKNOWN if data[8:12] in _STILL else Form.MEDIA
    if data[:4] == b"RIFF":
        return Form.PICTURE if data[8:12] == b"WEBP" else Form.MEDIA
    if data[40:44] == b" EMF" and data[:4] == b"\x01\x00\x00\x00":
        return Form.METAFILE
    if _BZIP.match(data) or data[257:262] == b"ustar":
        return Form.ARCHIVE
    if data.startswith(b"MZ") and b"\x00" in data[:1024]:
        return Form.PROGRAM
    return None


def is_text(data: bytes) -> bool:
    """Whether bytes are a text in one of the encodings in use here."""
    return text_of(data) is not None


def text_of(data: bytes) -> str | None:
    """The text; None for bytes that are none."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decoded(data, name)
    if b"\x00" in data[:4096]:
        return _wide(data)
    for name in ("utf-8", "gb18030", "big5"):
        text = _decoded(data, name)
        if text is not None:
            return text
    return _mended(data)


def _mended(data: bytes) -> str | None:
    """A text with a few bytes that are none, as exports have it that cut a line in the middle of a letter."""
    for name in ("utf-8", "gb18030"):
        text = data.decode(name, "replace")
        if len(text) > 20 and text.count("\ufffd") * 50 <= len(text) and _is_plausible(text):
            return text
    return None


def _is_plausible(text: str) -> bool:
    sample = text[:100_000]
    strange = sum((letter < " " and letter not in "\t\r\n\f\v\x1a\x1b") or letter == "\x7f" for letter in sample)
    strange += sum("\ue000" <= letter <= "\uf8ff" for letter in sample)
    return strange * 50 <= len(sample)


def _decoded(data: bytes, name: str) -> str | None:
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, UnicodeError):
        return None
    return text if _is_plausible(text) else None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: half of the bytes of its ASCII letters are zero, always the same half."""
    sample = data[:4096]
    for name, zero in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros = sample[zero::2].count(0)
        if zeros * 50 > len(sample) and not sample[1 - zero :: 2].count(0):
            return _decoded(data[: len(data) // 2 * 2], name)
    return None
