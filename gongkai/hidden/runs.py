"""Texts in bytes whose structure nobody asks for: whatever reads as UTF-16, GBK or UTF-8 for a stretch.

A stretch that is read in the wrong encoding gives letters that nobody wrote; they cost nothing, for no mark
is found in them. What matters is that a text which is there is among what is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LETTER = (
    r"\x07\t\n\x0b\r\x1e\x20-\x7e\u00a0-\u00ff\u2000-\u206f\u2100-\u27bf"
    r"\u2e80-\u9fff\uf900-\ufaff\ufe10-\ufe6f\uff00-\uffef"
)
_WIDE = re.compile(rf"[{_LETTER}\U00020000-\U0003ffff]{{2,}}")
_HAN = re.compile(r"[\u2605\u2606\u2e80-\u9fff\uf900-\ufaff\uff10-\uff5a]")
_DIGITS = re.compile(r"\d{7}")
_NARROW = re.compile(rb"[\x07\t\n\x0b\r\x1e\x20-\x7e\x80-\xfe]{2,}")
_ENDS = re.compile(r"[\x00\x07\t\n\x0b\r\x1e]+")


def texts(data: bytes, *, big: bool = False) -> Iterator[str]:
    """Every stretch of text, in parts at its tabs, ends of lines and ends of cells.

    :param big: also as UTF-16 with the higher byte first, as cameras write it.
    """
    for form in ("utf-16-le", "utf-16-be") if big else ("utf-16-le",):
        for start in (0, 1):
            yield from _wide(data[start:], form)
    for found in _NARROW.finditer(data):
        yield from _narrow(found[0])


def _wide(data: bytes, form: str) -> Iterator[str]:
    for found in _WIDE.finditer(data.decode(form, "replace")):
        # Two ASCII letters look like one Chinese letter; such stretches are read as what they are below.
        bytes_ = found[0].encode(form)
        if not bytes_.isascii() or b"\x00" in bytes_:
            yield from _telling(found[0])


def _narrow(run: bytes) -> Iterator[str]:
    if run.isascii():
        yield from _telling(run.decode("ascii"))
        return
    yield from _telling(run.decode("utf-8", "replace").replace("\ufffd", "\n"))
    # Two bytes a letter: a stray byte before the text would shift all of it.
    for start in (0, 1):
        yield from _telling(run[start:].decode("gb18030", "replace").replace("\ufffd", "\n"))


def _telling(text: str) -> Iterator[str]:
    """The parts of a stretch in which somebody may have written something."""
    if _HAN.search(text) or _DIGITS.search(text) or len(text) >= 6:
        yield from (part.strip() for part in _ENDS.split(text) if part.strip())
