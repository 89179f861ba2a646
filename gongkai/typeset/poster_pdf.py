"""A public page, or what is new in a column, as a poster for a board: A4 or A3, tagged, with the way to the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

import segno

from gongkai.typeset.document_pdf import blocks_data
from gongkai.typeset.lines import broken
from gongkai.typeset.page import check_present, check_writing
from gongkai.typeset.press import press
from gongkai.typeset.running import Block

PAPERS = ("a4", "a3")
TITLE_WIDTH = 16.5
"""Characters of 28 pt in 166 mm; A3 is the same, larger."""
_QR = "qr.svg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """A poster: its text as ``blocks``, or ``rows`` of titles with their days. ``updated`` says of which day it is,
    ``posted`` is the line that is filled in by hand. Raises TextMissing, UnprintableText."""

    title: str
    site: str
    address: str
    updated: str
    posted: str = "张贴日期：　　　　年　　月　　日　　　　张贴人："
    below: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        check_present("标题", self.title)
        for words in (self.title, self.site, self.address, *self.below, *(title for title, _ in self.rows)):
            check_writing("海报", words)


def poster_pdf(poster: Poster, *, paper: str, made_at: datetime, font_dir: Path | None = None) -> bytes:
    """Set a poster; the same poster and time give the same bytes.

    Raises ValueError for a paper that is none of `PAPERS`, GlyphMissing, TypesettingFailed.
    """
    if paper not in PAPERS:
        raise ValueError(paper)
    pictures = {_QR: _code(poster.address)}
    data = {
        "name": poster.title,
        "title": broken(poster.title, TITLE_WIDTH),
        "site": poster.site,
        "paper": paper,
        "below": poster.below,
        "blocks": blocks_data(poster.blocks, pictures),
        "rows": poster.rows,
        "qr": _QR,
        "qr_alt": f"网址的二维码：{poster.address}",
        "scan": "扫一扫看网上的原文，以网上为准",
        "address": poster.address,
        "updated": poster.updated,
        "posted": poster.posted,
    }
    return press("poster.typ", data, made_at=made_at, font_dir=font_dir, pictures=pictures)


def _code(address: str) -> bytes:
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", scale=4, border=2, light="#fff")
    return out.getvalue()
