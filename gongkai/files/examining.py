"""What a file is, from its bytes to its last part. Runs in the process apart: see `apart`."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.files import office, pdfs, pictures, plain, sniffing
from gongkai.files.errors import Code, Refused
from gongkai.files.kinds import PICTURES, Kind


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found: the kind, pages of a PDF or frames of a TIFF, the pixels of a picture."""

    kind: Kind
    pages: int | None = None
    pixels: tuple[int, int] | None = None


def examine(data: bytes) -> Facts:
    """Look into a file completely. Raises Refused."""
    if not data:
        raise Refused(Code.EMPTY)
    kind = sniffing.kind_of(data)
    if kind is None and not data.startswith(sniffing.ZIP):
        plain.examine(data)
        return Facts(Kind.TXT)
    sniffing.refuse_second_nature(data, kind)
    if kind is Kind.PDF:
        return Facts(kind, pages=pdfs.examine(data))
    if kind in PICTURES:
        frames, pixels = pictures.examine(data, kind)
        return Facts(kind, frames if kind is Kind.TIFF else None, pixels)
    return Facts(office.examine(data))
