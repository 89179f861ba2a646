"""PDF files are opened in a process apart (see `gongkai.apart`): a hostile one costs that process only, a
`ReadError` says so, and the server or the command that asked goes on.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

from gongkai import apart
from gongkai.report.errors import ReadCode, ReadError
from gongkai.report.read.document import Line, Slot
from gongkai.report.read.folds import Placed
from gongkai.report.read.ruled import Ruled

CPU_SECONDS = 15
"""What one question about one file may take; a report of ten pages takes a tenth of a second."""
WALL_SECONDS = 120
"""The same on a busy machine, where the process waits for its turn."""

_process = apart.Process("gongkai.report.read.apart")


def pages_of(data: bytes) -> tuple[list[Placed], int]:
    """The pages as lines of pieces, and how many large pictures they hold.

    :raises ReadError: when the file cannot be opened, holds no text, or asks for too much.
    """
    said = _ask("pages", data)
    return [_placed(item) for item in said["lines"]], said["pictures"]


def tables_of(data: bytes) -> list[Ruled]:
    """The ruled tables by the second reader; nothing when it fails, for then the first one stands alone."""
    try:
        said = _ask("tables", data)
    except ReadError:
        return []
    return [Ruled(**table) for table in said["tables"]]


def _placed(item: dict[str, Any]) -> Placed:
    line = item["line"]
    slots = tuple(Slot(**slot) for slot in line.pop("slots"))
    return Placed(item["page"], item["base"], Line(slots, **line), item["size"])


def _ask(what: str, data: bytes) -> dict[str, Any]:
    """Raises ReadError for what the other side said, and for its fall."""
    try:
        said, _ = _process.ask({"what": what}, data, seconds=CPU_SECONDS, wall=WALL_SECONDS)
    except apart.Fallen as fallen:
        raise ReadError(ReadCode.TOO_COMPLEX if fallen.ran_out else ReadCode.PDF_DAMAGED) from None
    if "error" in said:
        raise ReadError(ReadCode(said["error"]))
    return said


def _answer(question: apart.Question, data: bytes) -> apart.Answer:
    # Here, so that whoever only asks does not load the PDF libraries.
    from gongkai.report.read import pages, ruled

    try:
        if question["what"] == "tables":
            return {"tables": [asdict(table) for table in ruled.ruled_tables(data, pages.strokes(data))]}, b""
        lines = [asdict(item) for item in pages.characters(data)]
        return {"lines": lines, "pictures": pages.pictures(data)}, b""
    except ReadError as error:
        return {"error": error.code}, b""
    except MemoryError:
        return {"error": ReadCode.TOO_COMPLEX}, b""


if __name__ == "__main__":
    apart.serve(int(sys.argv[1]), _answer)
