"""Read any published annual report into a `Report`: what a cell says, and where it stood.

``read`` takes a file, ``read_bytes`` what was downloaded. The format is told by content. Whatever the
file is, the outcome is a report or a `ReadError` with a code and a Chinese sentence.
"""

from __future__ import annotations

from pathlib import Path

from gongkai.report.errors import ReadCode, ReadError
from gongkai.report.model import Report
from gongkai.report.read.assemble import assemble
from gongkai.report.read.document import Document
from gongkai.report.read.encoding import Decoded, decode
from gongkai.report.read.html import looks_like_html, read_html
from gongkai.report.read.json_report import looks_like_json, read_json
from gongkai.report.read.source import check_size, kind_of, load
from gongkai.report.read.text import read_text

__all__ = ["ReadError", "read", "read_bytes"]


def read(path: Path | str) -> Report:
    """The report in a file.

    :raises ReadError: when the file cannot be read; nothing is then taken for figures.
    """
    place = Path(path)
    return read_bytes(place.name, load(place))


def read_bytes(name: str, data: bytes) -> Report:
    """The report in these bytes; ``name`` is only for people.

    :raises ReadError: when they cannot be read.
    """
    check_size(data)
    kind = kind_of(data)
    if kind == "pdf":
        from gongkai.report.read.pdf import read_pdf

        return read_pdf(name, data)
    if kind == "zip":
        from gongkai.report.read.office import read_office

        return assemble(name, read_office(data))
    decoded = decode(data)
    if looks_like_json(decoded.text):
        return _own_json(name, decoded.text)
    return assemble(name, _document(decoded))


def _own_json(name: str, text: str) -> Report:
    try:
        return read_json(name, text)
    except (ValueError, KeyError, TypeError):
        raise ReadError(ReadCode.JSON_DAMAGED) from None


def _document(decoded: Decoded) -> Document:
    document = read_html(decoded.text) if looks_like_html(decoded.text) else read_text(decoded.text)
    document.repaired, document.damaged = decoded.repaired, decoded.damaged
    return document
