"""A published document as PDF: tagged, archivable, its words the ones of the library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from gongkai.typeset.lines import broken
from gongkai.typeset.page import check_present, check_writing
from gongkai.typeset.press import press
from gongkai.typeset.running import Block, Figure, Grid, Heading, Listing, Paragraph, Run, lines

TITLE_WIDTH = 19.5
"""Characters of 二号 in 156 mm, less half a one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSheet:
    """A document to be set. ``below`` stands below the title (发文字号、题注), ``foot`` at the very end: where the
    document is from and what applies. Raises TextMissing, UnprintableText."""

    title: str
    blocks: tuple[Block, ...]
    below: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    agency: str = ""
    dated_on: str = ""
    foot: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_present("标题", self.title)
        plain = (self.title, *self.below, *self.attachments, self.agency, self.dated_on, *self.foot)
        for text in plain:
            check_writing("文件要素", text)
        for line in lines(self.blocks):
            check_writing("正文", line.replace("\t", " ").replace("\n", " "))


def document_pdf(sheet: DocumentSheet, *, made_at: datetime, font_dir: Path | None = None, mark: str = "") -> bytes:
    """Set a document as tagged PDF/A-2a; the same sheet and time give the same bytes.

    ``mark`` stands behind the text of every page, such as 已废止. Raises GlyphMissing, TypesettingFailed.
    """
    pictures: dict[str, bytes] = {}
    data = {
        "name": sheet.title,
        "title": broken(sheet.title, TITLE_WIDTH),
        "below": sheet.below,
        "blocks": blocks_data(sheet.blocks, pictures),
        "attachments": sheet.attachments,
        "agency": sheet.agency,
        "dated_on": sheet.dated_on,
        "foot": sheet.foot,
        "mark": mark,
    }
    return press("document.typ", data, made_at=made_at, font_dir=font_dir, pictures=pictures)


def blocks_data(blocks: Sequence[Block], pictures: dict[str, bytes]) -> list[Mapping[str, Any]]:
    """What the template is told of a text; its pictures are added to ``pictures`` by name."""
    return [_data(block, pictures) for block in blocks]


def _data(block: Block, pictures: dict[str, bytes]) -> Mapping[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text, "level": block.level}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "runs": _runs(block.runs), "side": block.side}
    if isinstance(block, Listing):
        items = [_runs(item) for item in block.items]
        return {"kind": "list", "ordered": block.ordered, "notes": block.notes, "items": items}
    if isinstance(block, Grid):
        return _table(block)
    return _picture(block, pictures)


def _table(block: Grid) -> Mapping[str, Any]:
    """The cells with their places; a head that does not end where its cells end is none."""
    headers = min(block.headers, len(block.rows))
    if any(place + cell.down > headers for place, row in enumerate(block.rows[:headers]) for cell in row):
        headers = 0
    cells = [
        {"text": cell.text, "x": start, "y": line, "across": cell.across, "down": cell.down, "head": line < headers}
        for line, (row, starts) in enumerate(zip(block.rows, block.places(), strict=True))
        for cell, start in zip(row, starts, strict=True)
    ]
    return {
        "kind": "table",
        "caption": block.caption,
        "headers": headers,
        "columns": block.columns(),
        "cells": cells,
    }


def _runs(runs: Sequence[Run]) -> list[tuple[str | bool, ...]]:
    return [(run.text, run.bold, run.italic, run.raised, run.lowered, run.struck, run.href) for run in runs]


def _picture(block: Figure, pictures: dict[str, bytes]) -> Mapping[str, Any]:
    name = f"{block.sha256}{block.ending}"
    pictures[name] = block.content
    with Image.open(BytesIO(block.content)) as image:
        wide = image.width * 120 > image.height * 150
    return {"kind": "picture", "file": name, "alt": block.alt, "caption": block.caption, "wide": wide}
