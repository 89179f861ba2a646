"""Files are read in a process apart (see `gongkai.apart`); one that costs it its life is unreadable.

The next file has a new process; otherwise it is kept, so that many files wait for its start once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from gongkai import apart
from gongkai.hidden import characters
from gongkai.hidden.contents import Box, Contents, Kind, Line, Piece, Place, Spot
from gongkai.hidden.errors import Code, Unreadable
from gongkai.hidden.lettering import with_lines

CPU_SECONDS = 120
"""What one file may take; a PDF of a hundred pages takes some three seconds."""
WALL_FACTOR = 4
"""A busy machine lets the process wait for its turn."""

_process = apart.Process("gongkai.hidden.asking")


def read(content: bytes, name: str, *, ocr: bool = False) -> Contents:
    """Every text of a file with the place where it stands, and what no program read.

    :param ocr: read pictures, too, which takes seconds for each; needs the extra ``ocr``. Without it each is among
        ``Contents.unread`` and ``Contents.pictures``.
    :raises Unreadable: the file is not to be published, for nobody knows what is in it.
    :raises ImportError: ``ocr`` without the extra.
    """
    if ocr and not characters.available():
        raise ImportError("reading pictures needs rapidocr: pip install gongkai[ocr]")
    said, _ = _asked({"name": name}, content)
    contents = Contents(said["form"], tuple(_piece(item) for item in said["pieces"]))
    return with_lines(contents, _lines(content, name, contents.pictures)) if ocr else contents


def read_all(files: Iterable[tuple[bytes, str]]) -> list[Contents | Unreadable]:
    """Many files, (content, name) each, in their order; an unreadable one does not keep the others from being read."""
    return [_either(content, name) for content, name in files]


def pictures_of(content: bytes, name: str, keys: Sequence[str]) -> dict[str, bytes]:
    """Some pictures of a file by the keys that `read` gave them; pages of a PDF are drawn. As many as 256 MiB hold, so
    who wants many asks for some at a time. Raises Unreadable."""
    said, body = _asked({"name": name, "wanted": list(keys)}, content)
    found, start = {}, 0
    for key, size in said["sizes"]:
        found[key] = body[start : start + size]
        start += size
    return found


def marked_picture(content: bytes, name: str, key: str, box: Box, frame: int) -> bytes:
    """A picture of a file by its key, as PNG for a screen, with a place in it marked; empty when it is not there.
    Raises Unreadable."""
    place = [box.left, box.top, box.right, box.bottom]
    return _asked({"name": name, "wanted": [key], "box": place, "frame": frame}, content)[1]


def _lines(content: bytes, name: str, keys: Sequence[str]) -> dict[str, list[Line]]:
    """What is read in each picture; one that cannot be read is left out."""
    found = {}
    for key in keys:
        for picture in pictures_of(content, name, [key]).values():
            with suppress(characters.Unseen):
                found[key] = characters.read(picture)
    return found


def _asked(question: dict[str, Any], content: bytes) -> apart.Answer:
    try:
        said, body = _process.ask(question, content, seconds=CPU_SECONDS, wall=CPU_SECONDS * WALL_FACTOR)
    except apart.Fallen as fallen:
        raise Unreadable(Code.TOO_COMPLEX if fallen.ran_out else Code.DAMAGED) from None
    if "code" in said:
        raise Unreadable(Code(said["code"]), tuple(said["within"]))
    return said, body


def _either(content: bytes, name: str) -> Contents | Unreadable:
    try:
        return read(content, name)
    except Unreadable as error:
        return error


def _piece(item: list[Any]) -> Piece:
    text, kind, path, label, visible, unread, spot, picture = item
    return Piece(text, Place(Kind(kind), path, label), visible, unread, Spot(*spot) if spot else None, picture)


def _told(piece: Piece) -> list[Any]:
    place, spot = piece.place, piece.spot
    cell = [spot.table, spot.row, spot.column] if spot else None
    return [
        piece.text,
        place.kind.value,
        place.path_within,
        place.label_zh,
        piece.visible,
        piece.unread,
        cell,
        piece.picture,
    ]


def _answer(question: dict[str, Any], data: bytes) -> apart.Answer:
    # Imported here, so that whoever only asks does not load the libraries.
    from gongkai.hidden.reading import read_here
    from gongkai.hidden.wanted import Wanted

    wanted = Wanted(frozenset(question.get("wanted", ())))
    try:
        contents = read_here(data, question["name"], wanted)
    except Unreadable as error:
        return {"code": error.code, "within": error.within}, b""
    if "box" in question:
        return {}, _marked(wanted.found, question)
    if wanted.keys:
        found = wanted.found.items()
        return {"sizes": [(key, len(picture)) for key, picture in found]}, b"".join(picture for _, picture in found)
    return {"form": contents.form, "pieces": [_told(piece) for piece in contents.pieces]}, b""


def _marked(found: dict[str, bytes], question: dict[str, Any]) -> bytes:
    from gongkai.hidden.marking import marked

    return b"".join(marked(picture, Box(*question["box"]), question["frame"]) for picture in found.values())


if __name__ == "__main__":
    apart.serve(int(sys.argv[1]), _answer)
