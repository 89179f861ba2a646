"""Files are read in a process apart (see `gongkai.apart`); one that costs it its life is unreadable.

The next file has a new process; otherwise it is kept, so that many files wait for its start once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any

from gongkai import apart
from gongkai.hidden.contents import Contents, Kind, Piece, Place, Spot
from gongkai.hidden.errors import Code, Unreadable

CPU_SECONDS = 120
"""What one file may take; a PDF of a hundred pages takes some three seconds."""
OCR_SECONDS = 1800
"""The same when pictures are read too, at up to 23 seconds a page."""
WALL_FACTOR = 4
"""A busy machine lets the process wait for its turn."""

_process = apart.Process("gongkai.hidden.asking")


def read(content: bytes, name: str, *, ocr: bool = False) -> Contents:
    """Every text of a file with the place where it stands, and what no program read.

    :param ocr: read pictures, too; needs the extra ``ocr``. Without it each is among ``Contents.unread``.
    :raises Unreadable: the file is not to be published, for nobody knows what is in it.
    :raises ImportError: ``ocr`` without the extra.
    """
    if ocr and find_spec("rapidocr") is None:
        raise ImportError("reading pictures needs rapidocr: pip install gongkai[ocr]")
    seconds = OCR_SECONDS if ocr else CPU_SECONDS
    try:
        said, _ = _process.ask({"name": name, "ocr": ocr}, content, seconds=seconds, wall=seconds * WALL_FACTOR)
    except apart.Fallen as fallen:
        raise Unreadable(Code.TOO_COMPLEX if fallen.ran_out else Code.DAMAGED) from None
    if "code" in said:
        raise Unreadable(Code(said["code"]), tuple(said["within"]))
    return Contents(said["form"], tuple(_piece(item) for item in said["pieces"]))


def read_all(files: Iterable[tuple[bytes, str]], *, ocr: bool = False) -> list[Contents | Unreadable]:
    """Many files, (content, name) each, in their order; an unreadable one does not keep the others from being read."""
    return [_either(content, name, ocr) for content, name in files]


def _either(content: bytes, name: str, ocr: bool) -> Contents | Unreadable:
    try:
        return read(content, name, ocr=ocr)
    except Unreadable as error:
        return error


def _piece(item: list[Any]) -> Piece:
    text, kind, path, label, visible, unread, spot = item
    return Piece(text, Place(Kind(kind), path, label), visible, unread, Spot(*spot) if spot else None)


def _told(piece: Piece) -> list[Any]:
    place, spot = piece.place, piece.spot
    cell = [spot.table, spot.row, spot.column] if spot else None
    return [piece.text, place.kind.value, place.path_within, place.label_zh, piece.visible, piece.unread, cell]


def _answer(question: dict[str, Any], data: bytes) -> apart.Answer:
    # Imported here, so that whoever only asks does not load the libraries.
    from gongkai.hidden.characters import rapid
    from gongkai.hidden.reading import read_here

    try:
        contents = read_here(data, question["name"], rapid() if question["ocr"] else None)
    except Unreadable as error:
        return {"code": error.code, "within": error.within}, b""
    return {"form": contents.form, "pieces": [_told(piece) for piece in contents.pieces]}, b""


if __name__ == "__main__":
    apart.serve(int(sys.argv[1]), _answer)
