"""Word files are read in a process apart (see `gongkai.apart`); one that costs it its life is unreadable."""

from __future__ import annotations

import sys
from typing import Any

from gongkai import apart
from gongkai.hidden import Code, Unreadable
from gongkai.manuscripts.model import Dropped, Left, Manuscript, Picture

CPU_SECONDS = 60
WALL_SECONDS = 240
_process = apart.Process("gongkai.manuscripts.asking")


def read(data: bytes) -> Manuscript:
    """The text of a page, made of a Word file. Raises Unreadable, with a sentence for people."""
    try:
        said, body = _process.ask({}, data, seconds=CPU_SECONDS, wall=WALL_SECONDS)
    except apart.Fallen as fallen:
        raise Unreadable(Code.TOO_COMPLEX if fallen.ran_out else Code.DAMAGED) from None
    if "code" in said:
        raise Unreadable(Code(said["code"]))
    return Manuscript(
        [(name, value) for name, value in said["blocks"]],
        [Picture(name, alt, body[start:end]) for name, alt, start, end in said["pictures"]],
        [Dropped(Left(kind), text) for kind, text in said["dropped"]],
        said["lost"],
        said["proposed"],
    )


def _answer(_question: dict[str, Any], data: bytes) -> apart.Answer:
    # Imported here, so that whoever only asks does not load the libraries.
    from gongkai.manuscripts.making import make

    try:
        made = make(data)
    except Unreadable as error:
        return {"code": error.code}, b""
    told, body = [], b""
    for picture in made.pictures:
        told.append([picture.name, picture.alt, len(body), len(body) + len(picture.data)])
        body += picture.data
    dropped = [[found.kind.value, found.text] for found in made.dropped]
    said = {"blocks": made.blocks, "pictures": told, "dropped": dropped, "lost": made.lost, "proposed": made.proposed}
    return said, body


if __name__ == "__main__":
    apart.serve(int(sys.argv[1]), _answer)
