"""Which family of formats bytes belong to, by the bytes alone, and whether they belong to two at once."""

from __future__ import annotations

import re

from gongkai.files.errors import Code, Refused
from gongkai.files.kinds import Kind

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EOCD = b"PK\x05\x06"
_HEADS: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", Kind.PDF),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
)
_REFUSED: tuple[tuple[bytes, Code], ...] = (
    *((head, Code.EXECUTABLE) for head in (b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")),
    *((head, Code.EXECUTABLE) for head in (b"\xfe\xed\xfa\xcf", b"\xfe\xed\xfa\xce", b"L\x00\x00\x00\x01\x14\x02\x00")),
    *((head, Code.ARCHIVE) for head in (b"Rar!\x1a", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")),
    *(
        (head, Code.ARCHIVE)
        for head in (b"PK\x05\x06", b"PK\x07\x08", b"\x28\xb5\x2f\xfd", b"MSCF", b"LZIP", b"!<arch>")
    ),
    *((head, Code.OTHER_PICTURE) for head in (b"GIF87a", b"GIF89a", b"BM", b"\x00\x00\x01\x00", b"8BPS", b"II+\x00")),
    (b"MM\x00+", Code.OTHER_PICTURE),
    (b"{\\rtf", Code.OTHER_OFFICE),
    *((head, Code.MEDIA) for head in (b"ID3", b"\xff\xfb", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"FLV\x01", b"#!AMR")),
)
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|svg|script|iframe|object|embed|math|form|\?php|%@|\?xml)[\s>/?!]", re.IGNORECASE
)
_PLANTED = re.compile(rb"<\s*(?:!doctype html|html|svg|script|iframe|\?php)[\s>/?]", re.IGNORECASE)
_APPENDED = re.compile(
    rb"%PDF-\d|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|PK\x03\x04[\x00-\x3f]\x00|\x7fELF[\x01\x02]|This program cannot be run"
)


def kind_of(data: bytes) -> Kind | None:
    """The kind of a PDF or a picture; None for what opens like a package or like text.

    :raises Refused: for a format that is not taken in.
    """
    for head, kind in _HEADS:
        if data.startswith(head):
            return kind
    if data.startswith(OLE):
        raise Refused(Code.ENCRYPTED if "EncryptedPackage".encode("utf-16-le") in data else Code.OLD_OFFICE)
    for head, code in _REFUSED:
        if data.startswith(head) and not (head.isalnum() and _is_textual(data)):
            raise Refused(code)
    if odd := _odd(data):
        raise Refused(odd)
    return None


def _is_textual(data: bytes) -> bool:
    """Whether a head made of letters only (``BM``, ``ID3``) may be the beginning of an ordinary text."""
    return b"\x00" not in data[:4096] and b"\xff" not in data[:4096]


def _odd(data: bytes) -> Code | None:
    """Formats whose head stands further in."""
    brand = data[4:12]
    if brand[:4] == b"ftyp":
        pictures = brand[4:] in {b"heic", b"heix", b"mif1", b"msf1", b"avif", b"hevc"}
        return Code.OTHER_PICTURE if pictures else Code.MEDIA
    if data[:4] == b"RIFF":
        return Code.OTHER_PICTURE if data[8:12] == b"WEBP" else Code.MEDIA
    if data[257:262] == b"ustar":
        return Code.ARCHIVE
    return Code.EXECUTABLE if is_program(data) and not data.startswith(b"#!") else None


def is_program(data: bytes) -> bool:
    """Whether bytes are something a system would run."""
    head = data[:1024]
    if head.startswith(b"MZ"):
        return b"\x00" in head
    return head.startswith((b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xcf"))


def is_markup(data: bytes) -> bool:
    """Whether a text is a page, a drawing or a script that a browser would run."""
    return _MARKUP.search(data[:65536]) is not None


def refuse_second_nature(data: bytes, kind: Kind | None) -> None:
    """Refuse what another program would take for something else: a page in a PDF's head, an archive behind a
    picture. ``kind`` is None for packages, which are archives anyway.

    :raises Refused: with POLYGLOT.
    """
    head = data[:4096]
    if _PLANTED.search(head) or (kind is not Kind.PDF and b"%PDF-" in head[:1024]):
        raise Refused(Code.POLYGLOT)
    if kind is not None and _ends_as_archive(data):
        raise Refused(Code.POLYGLOT)


def refuse_appended(tail: bytes) -> None:
    """Refuse another file behind the end of a photograph. What telephones put there themselves (a second
    picture, their own marks) is let through; cleaning takes it out.

    :raises Refused: with POLYGLOT.
    """
    if _APPENDED.search(tail) or _PLANTED.search(tail):
        raise Refused(Code.POLYGLOT)


def _ends_as_archive(data: bytes) -> bool:
    """Whether an archiver, which reads from the end, would find its directory."""
    start = max(0, len(data) - 65557)
    at = data.rfind(_EOCD, start)
    while at >= 0:
        comment = int.from_bytes(data[at + 20 : at + 22], "little")
        if at + 22 + comment == len(data) or not data[at + 22 + comment :].strip(b"\x00\r\n\t "):
            return True
        at = data.rfind(_EOCD, start, at)
    return False
