"""Plain text: UTF-8 or GB18030, nothing but letters."""

from __future__ import annotations

import re
import unicodedata

from gongkai.files import sniffing
from gongkai.files.errors import Code, Refused

ENCODINGS = ("utf-8-sig", "gb18030")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_SCRIPT = re.compile(r"\s*(?:#!|@echo off|<\?php|<script|on error resume next|powershell\b)", re.IGNORECASE)
_SAMPLE = 200_000


def examine(data: bytes) -> None:
    """Refuse what is not a text for people. Raises Refused."""
    if b"%PDF-" in data[:1024]:
        raise Refused(Code.LEADING)
    text = decoded(data)
    if text is None:
        raise Refused(Code.GARBLED if _mostly_letters(data) else Code.UNKNOWN_KIND)
    if _SCRIPT.match(text):
        raise Refused(Code.SCRIPT)
    if sniffing.is_markup(data):
        raise Refused(Code.MARKUP)


def decoded(data: bytes) -> str | None:
    """The text, or None when it is none."""
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text if _is_text(text) else None
    return None


def encoding_of(data: bytes) -> str:
    """The encoding to hand a text out with."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _is_text(text: str) -> bool:
    # Nearly every sequence of bytes is GB18030 for something; only letters that nobody writes give it away.
    if _CONTROL.search(text):
        return False
    sample = text[:_SAMPLE]
    strange = sum(unicodedata.category(letter) in {"Co", "Cn", "Cs"} for letter in sample)
    return strange * 50 <= len(sample)


def _mostly_letters(data: bytes) -> bool:
    sample = data[:4096]
    return sum(byte >= 32 or byte in b"\t\r\n" for byte in sample) * 10 >= len(sample) * 9
