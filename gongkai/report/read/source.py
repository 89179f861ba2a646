"""A file into bytes, and bytes to the right reader: by content, never by the name's ending."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from gongkai.report.errors import ReadCode, ReadError

MIB = 1024 * 1024
LIMIT_TEXT = 32 * MIB
"""No published report comes near; a page of 32 MiB still reads in seconds."""
LIMIT_BINARY = 64 * MIB
"""PDF and Office files carry pictures and fonts."""

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM6", b"II*\x00", b"MM\x00*")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def load(path: Path) -> bytes:
    """The file's bytes, at most as many as its kind may have.

    :raises ReadError: when it is missing, a directory, not readable, empty or too large.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise ReadError(ReadCode.NOT_FOUND) from None
    except (OSError, ValueError):
        code = ReadCode.IS_DIRECTORY if _is_directory(path) else ReadCode.NOT_ALLOWED
        raise ReadError(code) from None
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        raise ReadError(ReadCode.IS_DIRECTORY if stat.S_ISDIR(mode) else ReadCode.BINARY)
    with os.fdopen(handle, "rb") as stream:
        try:
            head = stream.read(1024)
            data = head + stream.read(limit_for(head) - len(head) + 1)
        except OSError:
            raise ReadError(ReadCode.NOT_ALLOWED) from None
    check_size(data)
    return data


def check_size(data: bytes) -> None:
    """:raises ReadError: EMPTY or TOO_LARGE."""
    if not data:
        raise ReadError(ReadCode.EMPTY)
    if len(data) > limit_for(data[:1024]):
        raise ReadError(ReadCode.TOO_LARGE)


def limit_for(head: bytes) -> int:
    return LIMIT_BINARY if kind_of(head) in {"pdf", "zip"} else LIMIT_TEXT


def kind_of(data: bytes) -> str:
    """``pdf``, ``zip``, ``html`` or ``text``.

    :raises ReadError: for pictures and old Office files, which are recognised but not read.
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "zip"
    if data.startswith(_OLE):
        raise ReadError(ReadCode.OLD_OFFICE)
    if data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        raise ReadError(ReadCode.PICTURE)
    if data.startswith((b"\x7fELF", b"MZ", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")):
        raise ReadError(ReadCode.BINARY)
    return "text"


def _is_directory(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
