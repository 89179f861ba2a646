"""What a file is, by its content, and whether it may be taken in. The one check for every way in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from gongkai.files import apart, naming
from gongkai.files.errors import Code, Refused
from gongkai.files.kinds import ALLOWED, MEDIA, Kind, in_words

LARGEST = 200 * 1024 * 1024
"""Nothing larger is opened at all, whatever an operator allows."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be taken in: what it is, the name people see, and its SHA-256."""

    kind: Kind
    name: str
    size: int
    digest: str
    pages: int | None = None
    pixels: tuple[int, int] | None = None


def check(data: bytes | Path, name: str, *, kinds: frozenset[Kind] = ALLOWED, largest: int = LARGEST) -> Checked:
    """Look into a file. The ending of ``name`` is never believed: it can only speak against a file.

    :raises Refused: with a sentence for people and a stable code.
    """
    content = _content(data, largest)
    said, _ = apart.ask("examine", content, media=bool(kinds & MEDIA))
    kind = Kind(said["kind"])
    if kind is Kind.TXT and naming.ending_of(name) in naming.PROGRAMS:
        raise Refused(Code.SCRIPT)
    if kind not in kinds:
        raise Refused(Code.KIND_NOT_WANTED, f"可以上传的有：{in_words(kinds)}。")
    pixels = (said["pixels"][0], said["pixels"][1]) if said["pixels"] else None
    digest = hashlib.sha256(content).hexdigest()
    return Checked(kind, naming.clean_name(name, kind), len(content), digest, said["pages"], pixels)


def _content(data: bytes | Path, largest: int) -> bytes:
    """The bytes, never more than the limit and one."""
    if isinstance(data, Path):
        with data.open("rb") as file:
            data = file.read(largest + 1)
    if not data:
        raise Refused(Code.EMPTY)
    if len(data) > largest:
        raise Refused(Code.TOO_LARGE)
    return data
