#!/usr/bin/env python3
"""Compiles the catalogues of words (.po) to what Django reads (.mo), without gettext: tools/messages.py

The .mo files are kept in the tree, so that installing needs no step; a test says when they are behind.
"""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = ROOT / "gongkai" / "disclosure" / "locale"
_LINE = re.compile(r'(?:(?P<word>msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s+)?(?P<text>".*")$')
_MAGIC, _HEAD = 0x950412DE, 28


def entries(text: str) -> Iterator[dict[str, str]]:
    """The entries of a catalogue, each with what its lines say: ``msgid``, ``msgid_plural``, ``msgstr``.
    Raises ValueError for a line that is none."""
    for stretch in re.split(r"\n\s*\n", text):
        found: dict[str, str] = {}
        word = ""
        for line in stretch.splitlines():
            if line.startswith("#"):
                continue
            match = _LINE.match(line)
            if match is None:
                raise ValueError(f"not a line of a catalogue: {line}")
            word = (match["word"] or word).removesuffix("[0]")
            found[word] = found.get(word, "") + ast.literal_eval(match["text"])
        if "msgid" in found:
            yield found


def compiled(text: str) -> bytes:
    """A catalogue as gettext's own program would compile it: sorted keys, then what stands for them."""
    pairs = sorted((_key(entry), entry["msgstr"].encode()) for entry in entries(text) if entry.get("msgstr"))
    words = [key for key, _ in pairs], [value for _, value in pairs]
    at = _HEAD + 16 * len(pairs)
    tables = b""
    for side in words:
        for word in side:
            tables += struct.pack("<II", len(word), at)
            at += len(word) + 1
    head = struct.pack("<7I", _MAGIC, 0, len(pairs), _HEAD, _HEAD + 8 * len(pairs), 0, 0)
    return head + tables + b"".join(word + b"\0" for side in words for word in side)


def _key(entry: dict[str, str]) -> bytes:
    context = f"{entry['msgctxt']}\x04" if "msgctxt" in entry else ""
    plural = f"\0{entry['msgid_plural']}" if "msgid_plural" in entry else ""
    return f"{context}{entry['msgid']}{plural}".encode()


def sources() -> list[Path]:
    """The catalogues of this house."""
    return sorted(CATALOGUES.rglob("*.po"))


def main() -> None:
    """Compile all of them."""
    for path in sources():
        path.with_suffix(".mo").write_bytes(compiled(path.read_text("utf-8")))


if __name__ == "__main__":
    main()
