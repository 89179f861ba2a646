"""Handing out a film or a recording in stretches (RFC 9110, 14): who watches jumps without loading all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from gongkai.files.kinds import Kind
from gongkai.files.serving import dressed

AT_ONCE = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True, slots=True)
class Stretch:
    """The first and the last byte that are wanted."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.last - self.first + 1


class Unsatisfiable(ValueError):
    """The file has no such bytes."""


def wanted(asked: str, size: int) -> Stretch | None:
    """What a Range header asks for; None for the whole, also for several stretches at once, which players do not ask
    for, and for units that are no bytes. Raises Unsatisfiable."""
    found = _RANGE.fullmatch(asked.replace(" ", ""))
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        length = min(int(found[2]), size)
        if not length:
            raise Unsatisfiable
        return Stretch(size - length, size - 1)
    first, last = int(found[1]), min(int(found[2] or size - 1), size - 1)
    if found[2] and int(found[2]) < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return Stretch(first, last)


def hand_out(request: HttpRequest, file: Path, kind: Kind, name: str, digest: str) -> HttpResponseBase:
    """A file, or the stretch of it that is asked for. ``digest`` is that of the whole, and its ETag.

    A Range with another If-Range means the whole: the viewer has the beginning of another file.
    """
    size, tag = file.stat().st_size, f'"{digest}"'
    asked = request.headers.get("Range", "")
    if request.method not in {"GET", "HEAD"} or request.headers.get("If-Range", tag) != tag:
        asked = ""
    try:
        stretch = wanted(asked, size)
    except Unsatisfiable:
        refused = HttpResponse(status=416, content_type="text/plain")
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    some = stretch or Stretch(0, size - 1)
    body: Iterator[bytes] = iter(()) if request.method == "HEAD" else _read(file, some)
    response = StreamingHttpResponse(body, status=206 if stretch else 200)
    dressed(response, b"", kind, name, inline=True)
    response["Content-Length"] = str(some.length)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    if stretch:
        response["Content-Range"] = f"bytes {some.first}-{some.last}/{size}"
    return response


def _read(file: Path, some: Stretch) -> Iterator[bytes]:
    left = some.length
    with file.open("rb") as opened:
        opened.seek(some.first)
        while left and (piece := opened.read(min(AT_ONCE, left))):
            left -= len(piece)
            yield piece
