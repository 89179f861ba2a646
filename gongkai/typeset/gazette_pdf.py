"""An issue of a government gazette as PDF: print-ready, tagged, its contents clickable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pypdfium2

from gongkai.typeset.document_pdf import DocumentSheet, blocks_data
from gongkai.typeset.lines import broken
from gongkai.typeset.page import check_present, check_writing
from gongkai.typeset.press import press

_MASTHEAD_WIDTH = 9
"""Characters of the masthead's size in a line."""


@dataclass(frozen=True, slots=True)
class GazetteArticle:
    """A document in its column (栏目) of the issue."""

    column: str
    sheet: DocumentSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class GazetteSheet:
    """An issue to be set. ``imprint_top`` stands on the cover (主办、出版日期), ``imprint`` at the end.

    Articles of a column stand together; columns come in the order of their first article.
    Raises TextMissing, UnprintableText.
    """

    masthead: str
    year: int
    number: int
    articles: tuple[GazetteArticle, ...]
    total: int | None = None
    imprint_top: tuple[str, ...] = ()
    imprint: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_present("刊名", self.masthead)
        for text in (self.masthead, *self.imprint_top, *self.imprint, *(one.column for one in self.articles)):
            check_writing("公报要素", text)


@dataclass(frozen=True, slots=True)
class Printed:
    """The file, its number of pages, and the page of the file on which each article begins, counted from 1."""

    pdf: bytes
    pages: int
    starts: tuple[int, ...]


def gazette_pdf(sheet: GazetteSheet, *, made_at: datetime, font_dir: Path | None = None) -> Printed:
    """Set an issue as tagged PDF/A-2a; the same sheet and time give the same bytes.

    Raises GlyphMissing naming the characters no font has, TypesettingFailed.
    """
    pictures: dict[str, bytes] = {}
    data = {
        "name": f"{sheet.masthead}{sheet.year}年第{sheet.number}期",
        "masthead": broken(sheet.masthead, _MASTHEAD_WIDTH),
        "year": str(sheet.year),
        "number": str(sheet.number),
        "total": "" if sheet.total is None else str(sheet.total),
        "imprint-top": sheet.imprint_top,
        "imprint": sheet.imprint,
        "sections": _sections(sheet.articles, pictures),
    }
    pdf = press("gazette.typ", data, made_at=made_at, font_dir=font_dir, pictures=pictures)
    return Printed(pdf, *_starts(pdf))


def in_order(articles: Sequence[GazetteArticle]) -> list[GazetteArticle]:
    """The articles as they will stand: each column once, in the order in which it first comes."""
    columns = list(dict.fromkeys(article.column for article in articles))
    return sorted(articles, key=lambda article: columns.index(article.column))


def _sections(articles: Sequence[GazetteArticle], pictures: dict[str, bytes]) -> list[dict[str, Any]]:
    grouped = groupby(in_order(articles), key=lambda article: article.column)
    return [
        {"name": column, "articles": [_article(article.sheet, pictures) for article in group]}
        for column, group in grouped
    ]


def _article(sheet: DocumentSheet, pictures: dict[str, bytes]) -> dict[str, Any]:
    return {
        "title": sheet.title,
        "below": sheet.below,
        "blocks": blocks_data(sheet.blocks, pictures),
        "attachments": sheet.attachments,
        "agency": sheet.agency,
        "dated_on": sheet.dated_on,
    }


def _starts(pdf: bytes) -> tuple[int, tuple[int, ...]]:
    """The number of pages, and where each article's bookmark leads."""
    with pypdfium2.PdfDocument(pdf) as book:
        marks = [mark for mark in book.get_toc() if mark.level == 1]
        places = [mark.get_dest() for mark in marks]
        return len(book), tuple(place.get_index() + 1 for place in places if place is not None)
