"""The letters in pictures, read by rapidocr (``pip install gongkai[ocr]``) in a process apart that is kept.

The engine is loaded once; a picture that takes too long or too much memory costs the process only, and stays for a
person to look at.
"""

from __future__ import annotations

import sys
from dataclasses import astuple
from functools import cache
from importlib.metadata import version
from typing import Any

from gongkai import apart
from gongkai.hidden.contents import Box, Line

CPU_SECONDS = 180
"""What one picture may take; a page of a scan takes some seven seconds, turned ones three times as many."""
WALL_FACTOR = 4
_OWN = "1"
"""Changes when this package reads pictures in another way: then they are read again."""

_process = apart.Process("gongkai.hidden.characters")


class Unseen(Exception):
    """The picture could not be read; ``sentence_zh`` says why."""

    def __init__(self, sentence_zh: str) -> None:
        self.sentence_zh = sentence_zh
        super().__init__(sentence_zh)


@cache
def available() -> bool:
    """Whether the extra is installed with its models."""
    # Imported here, so that whoever only asks does not load the libraries.
    from gongkai.hidden.optics import models

    return bool(models())


@cache
def reader() -> str:
    """By what pictures are read; what another one read is read again. Empty without one."""
    return f"rapidocr {version('rapidocr')} {_OWN}" if available() else ""


def read(picture: bytes) -> list[Line]:
    """The lines of a picture, all of its frames. Raises Unseen."""
    try:
        said, _ = _process.ask({}, picture, seconds=CPU_SECONDS, wall=CPU_SECONDS * WALL_FACTOR)
    except apart.Fallen as fallen:
        raise Unseen("图片太大或者太复杂，在限定的时间里没有识别完" if fallen.ran_out else "图片识别不了") from None
    if "lines" not in said:
        raise Unseen("图片识别不了")
    return from_plain(said["lines"])


def to_plain(lines: list[Line]) -> list[list[Any]]:
    """Lines as they are kept and sent."""
    return [[line.text, line.score, list(astuple(line.box)), line.frame] for line in lines]


def from_plain(rows: list[list[Any]]) -> list[Line]:
    """The same, back again."""
    return [Line(text, score, Box(*box), frame) for text, score, box, frame in rows]


def _answer(_: dict[str, Any], picture: bytes) -> apart.Answer:
    from gongkai.hidden import optics

    try:
        return {"lines": to_plain(optics.lines(picture))}, b""
    except MemoryError:
        raise  # the process is full: the next picture has a new one
    except Exception:  # noqa: BLE001 - libraries raise whatever a stranger's picture makes them raise
        return {}, b""


if __name__ == "__main__":
    apart.serve(int(sys.argv[1]), _answer)
