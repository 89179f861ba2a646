"""Parts of a file that are files themselves, or bytes of no known format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from gongkai.hidden import forms, runs
from gongkai.hidden.contents import At, Kind, Piece
from gongkai.hidden.errors import Code, Unreadable
from gongkai.hidden.forms import Form

Inner = Callable[[bytes, At], Iterator[Piece]]
"""Reads a file inside a file. Raises Unreadable."""

FILE_HEADS = re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|PK\x03\x04|%PDF-1|\{\\rtf1|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c")


def other(data: bytes, name: str, at: At, inner: Inner) -> Iterator[Piece]:
    """A part that is no XML: read as the file it is, or else for whatever text its bytes hold. Raises Unreadable."""
    form = forms.form_of(data)
    if form in {Form.UNKNOWN, Form.TEXT, Form.METAFILE, Form.FONT}:
        yield from raw(data, at, name)
        if form is Form.METAFILE:
            yield at.unseen("图形，程序没有看", name)
        return
    within = at.into(PurePosixPath(name).name, name)
    yield from picture(data, within, inner) if form is Form.PICTURE else inner(data, within)


def picture(data: bytes, at: At, inner: Inner) -> Iterator[Piece]:
    """A picture inside a document may be damaged or odd, and the document still good: somebody looks at it."""
    try:
        yield from list(inner(data, at))
    except Unreadable as error:
        if error.code not in {Code.DAMAGED, Code.TRUNCATED}:
            raise
        yield from raw(data, at, "")
        yield at.unseen("图片已经损坏，程序没有看")


def raw(data: bytes, at: At, part: str, label: str = "") -> Iterator[Piece]:
    """Whatever text the bytes hold."""
    for text in runs.texts(data):
        yield at.piece(text, Kind.DATA, label, part)
