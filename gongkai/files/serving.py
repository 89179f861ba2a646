"""Handing a stored file out: as an attachment, under our own type, and powerless in the browser."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from gongkai.files import plain, store
from gongkai.files.kinds import MEDIA, Kind
from gongkai.files.models import StoredFile

SHOWN = frozenset({Kind.PDF, Kind.PNG, Kind.JPEG}) | MEDIA
"""What a browser may show in its own window; everything else is saved."""
POLICY = "sandbox; default-src 'none'"


def hand_out(stored: StoredFile, key: bytes, *, inline: bool = False) -> HttpResponse:
    """The file as a response; permission is the caller's affair.

    ``inline`` holds for PDF, PNG, JPEG and media and is ignored for all else.
    Raises Gone, Quarantined, Refused (infected after all) and Damaged.
    """
    name = store.name_of(stored, key)
    return respond(store.read(stored, key), stored.what, name, inline=inline)


def respond(data: bytes, kind: Kind, name: str, *, inline: bool = False) -> HttpResponse:
    """Bytes of a known kind, such as a cleaned copy, as a response."""
    response = HttpResponse(data)
    dressed(response, data, kind, name, inline=inline)
    response["Content-Length"] = str(len(data))
    return response


def dressed(response: HttpResponseBase, data: bytes, kind: Kind, name: str, *, inline: bool) -> None:
    """Give an answer the headers of a file: our own type, its name, and no power in the browser."""
    response["Content-Type"] = _content_type(data, kind)
    way = "inline" if inline and kind in SHOWN else "attachment"
    response["Content-Disposition"] = f"{way}; {_named(name, kind)}"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"


def _content_type(data: bytes, kind: Kind) -> str:
    if kind is Kind.VTT:
        return f"{kind.media_type}; charset=utf-8"
    if kind is Kind.TXT:
        return f"{kind.media_type}; charset={plain.encoding_of(data)}"
    return kind.media_type


def _named(name: str, kind: Kind) -> str:
    """The name twice (RFC 6266): in letters that every program knows, and as it is (RFC 5987)."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    simple = "".join(letter if letter.isalnum() or letter in "-_. " else "_" for letter in letters).strip(" ._")
    ending = kind.endings[0]
    stem = simple if simple.lower().endswith(kind.endings) else ""
    fallback = stem or f"file{ending}"
    return f"filename=\"{fallback}\"; filename*=UTF-8''{quote(name, safe='')}"
