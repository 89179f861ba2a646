"""Bodies of any length that lie nowhere, and requests that carry them."""

from __future__ import annotations

import io

from django.core.handlers.wsgi import LimitedStream
from django.http import HttpRequest
from django.test import RequestFactory

BOUNDARY = "x" * 20
HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n'
    "Content-Type: text/plain\r\n\r\n"
).encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()


class Stream(io.RawIOBase):
    """A body of any length that lies nowhere; counts what was taken from it."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self.length, self.given = length, 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "somebody wants all of it at once"
        start, self.given = self.given, min(self.length, self.given + size)
        piece = b"x" * (self.given - start)
        for offset, part in ((0, HEAD), (self.length - len(TAIL), TAIL)):
            first, last = max(offset, start), min(offset + len(part), self.given)
            if first < last:
                piece = piece[: first - start] + part[first - offset : last - offset] + piece[last - start :]
        return piece


def post(stream: Stream, declared: int | None = None) -> HttpRequest:
    length = stream.length if declared is None else declared
    form = f"multipart/form-data; boundary={BOUNDARY}"
    request = RequestFactory().generic("POST", "/upload/", b"replaced below", content_type=form)
    request.META["CONTENT_LENGTH"] = str(length)
    request._stream = LimitedStream(stream, length)  # type: ignore[attr-defined]
    return request
