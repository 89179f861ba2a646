"""What a file is, to its last part, and what is left of it when cleaned. Runs in the process apart: see `apart`."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.files import clean_packages, clean_pdfs, clean_pictures, media, office, pdfs, pictures, plain, sniffing
from gongkai.files.errors import Code, Refused
from gongkai.files.kinds import MEDIA, PACKAGES, PICTURES, Kind
from gongkai.files.removing import Removed


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found: the kind, pages of a PDF or frames of a TIFF, the pixels of a picture."""

    kind: Kind
    pages: int | None = None
    pixels: tuple[int, int] | None = None


def examine(data: bytes, *, media_too: bool = False) -> Facts:
    """Look into a file completely; films and sound only where they are wanted. Raises Refused."""
    if not data:
        raise Refused(Code.EMPTY)
    if media_too and (found := media.kind_of(data)):
        sniffing.refuse_second_nature(data, found)
        return Facts(found)
    kind = _sniffed(data, media_too=media_too)
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


def _sniffed(data: bytes, *, media_too: bool) -> Kind | None:
    try:
        return sniffing.kind_of(data)
    except Refused as error:
        if media_too and error.code == Code.MEDIA:
            raise Refused(Code.MEDIA_FORM) from None  # films are wanted, this one cannot be played
        raise


def clean(data: bytes, kind: Kind, removed: Removed) -> bytes:
    """The file without what is hidden in it, opened once more before it is believed. Raises Refused."""
    copy = _cleaned(data, kind, removed)
    before, after = (examine(one, media_too=kind in MEDIA) for one in (data, copy))
    if (before.kind, before.pages) != (after.kind, after.pages) or before.kind is not kind:
        raise Refused(Code.DAMAGED)
    return copy


def _cleaned(data: bytes, kind: Kind, removed: Removed) -> bytes:
    if kind is Kind.PDF:
        return clean_pdfs.clean(data, removed)
    if kind in PICTURES:
        return clean_pictures.clean(data, kind, removed)
    if kind in PACKAGES:
        return clean_packages.clean(data, kind, removed)
    if kind in MEDIA:
        return media.clean(data, removed)
    return data  # a plain text hides nothing
