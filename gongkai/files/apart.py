"""Strangers' files are opened in a process apart (see `gongkai.apart`), which holds no key and knows neither Django
nor the database. A file that costs it its life is refused.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from gongkai import apart
from gongkai.apart import Answer
from gongkai.files.errors import Code, Refused
from gongkai.files.kinds import Kind

CPU_SECONDS = 20
"""What one file may take; a scan of a hundred pages takes a tenth of it."""
WALL_SECONDS = 90
LONG = {"redact": 900}
"""Questions that may take longer, in seconds of the processor: only jobs in the background ask them."""

# Two, so that nobody's upload waits for pages that are drawn for somebody else.
_process, _pages = apart.Process("gongkai.files.apart"), apart.Process("gongkai.files.apart")


def ask(what: str, data: bytes, **more: Any) -> Answer:
    """Put a question (``examine``, ``clean``, those of `covering`) about a file. Raises Refused for what the other
    side said, and for its fall."""
    process = _process if what in {"examine", "clean"} else _pages
    wall = WALL_SECONDS if what not in LONG else LONG[what] + WALL_SECONDS
    try:
        said, body = process.ask({"what": what, **more}, data, seconds=LONG.get(what, CPU_SECONDS), wall=wall)
    except apart.Fallen as fallen:
        raise Refused(Code.TOO_COMPLEX if fallen.ran_out else Code.DAMAGED) from None
    if "refused" in said:
        raise Refused(Code(said["refused"]), said["detail"])
    return said, body


def _answer(question: dict[str, Any], data: bytes) -> Answer:
    try:
        return _questions()[question["what"]](question, data)
    except Refused as error:
        return {"refused": error.code, "detail": error.detail}, b""
    except (MemoryError, RecursionError):
        return {"refused": Code.TOO_COMPLEX, "detail": ""}, b""


def _questions() -> dict[str, Callable[[dict[str, Any], bytes], Answer]]:
    # Imported here, so that whoever only asks does not load the libraries.
    from gongkai.files import covering, examining, removing
    from gongkai.typeset import sealed as looks

    def examine(question: dict[str, Any], data: bytes) -> Answer:
        return asdict(examining.examine(data, media_too=question.get("media", False))), b""

    def clean(question: dict[str, Any], data: bytes) -> Answer:
        removed = removing.Removed()
        body = examining.clean(data, Kind(question["kind"]), removed)
        return {"removed": removed.sentences, "left": removed.warnings, "told": removed.told}, body

    def sealed(question: dict[str, Any], data: bytes) -> Answer:
        return {"faults": looks.faults(data, question["length"], looks.Box(**question["box"]))}, b""

    return {"examine": examine, "clean": clean, "sealed": sealed, **covering.questions()}


if __name__ == "__main__":
    apart.serve(int(sys.argv[1]), _answer)
