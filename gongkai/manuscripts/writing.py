"""Blocks as a page keeps them: pairs of a name and a value. Words become the few elements that the editor knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Any

from gongkai.manuscripts import tables
from gongkai.manuscripts.model import Block, Figure, Grid, Look, Paragraph, Run

MOST_IN_ONE = 12
"""As many paragraphs stand in one block: few enough to move, many enough not to be lost among blocks."""
LONGEST_HEADING = 100
_BARE = {Look.HEADING, Look.SUBHEADING}
_LOOKS = (("bold", "b"), ("italic", "i"), ("struck", "s"), ("raised", "sup"), ("lowered", "sub"))


def plain(blocks: Sequence[Block], notes: Sequence[list[Run]], places: dict[str, int]) -> list[tuple[str, Any]]:
    """The blocks of a page. ``places`` says where each picture's part stands among the pictures."""
    made = [pair for look, group in groupby(blocks, _kind) for pair in _group(look, list(group), places)]
    if notes:
        made.append(("notes", [html(runs) for runs in notes]))
    return made


def _kind(block: Block) -> str:
    if isinstance(block, Paragraph):
        heading = block.look in _BARE
        return Look.TEXT if heading and len(block.text) > LONGEST_HEADING else block.look
    return "grid" if isinstance(block, Grid) else "picture"


def _group(kind: str, blocks: list[Any], places: dict[str, int]) -> Iterator[tuple[str, Any]]:
    if kind == "grid":
        yield from (("grid", _grid(block)) for block in blocks)
    elif kind == "picture":
        yield from (("picture", places[block.part]) for block in blocks if block.part in places)
    elif kind in _BARE:
        yield from ((str(kind), tables.plain(block.runs)) for block in blocks)
    else:
        for first in range(0, len(blocks), MOST_IN_ONE):
            some = blocks[first : first + MOST_IN_ONE]
            yield str(kind), "".join(f"<p>{html(block.runs)}</p>" for block in some)


def _grid(block: Grid) -> dict[str, Any]:
    rows = [[{"text": cell.text, "across": cell.across, "down": cell.down} for cell in row] for row in block.rows]
    return {"caption": "", "head_rows": block.head_rows, "rows": rows}


def html(runs: Sequence[Run]) -> str:
    """Words with their looks and links."""
    return "".join(_marked(run) for run in runs).strip()


def _marked(run: Run) -> str:
    said = escape(run.text, quote=False).replace("\n", "<br/>")
    for look, name in _LOOKS:
        if getattr(run, look) and said.strip():
            said = f"<{name}>{said}</{name}>"
    address = f"#note-{run.note}" if run.note else run.link
    return f'<a href="{escape(address)}">{said}</a>' if address else said


def figures(blocks: Sequence[Block]) -> list[Figure]:
    """The pictures among blocks, in their order."""
    return [block for block in blocks if isinstance(block, Figure)]
