"""A page's text as plain blocks: what PDF, Word, the gazette, JSON and feeds are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from typing import Any
from urllib.parse import urljoin

from lxml import html
from wagtail.rich_text import expand_db_html

from gongkai.editorial.pages import GatedPage
from gongkai.typeset import running
from gongkai.typeset.letter_pdf import level_of
from gongkai.typeset.running import Block, Cell, Figure, Grid, Heading, Listing, Paragraph, Run

SIDES = {"paragraph": "", "centred": "center", "right": "right", "indented": "indent"}
"""The editor's kinds of paragraphs, and where they stand."""
_FORMS = {
    "bold": ("b", "strong"),
    "italic": ("i", "em"),
    "raised": ("sup",),
    "lowered": ("sub",),
    "struck": ("s", "del", "strike"),
}


class Text:
    """The text of a page. ``base`` is the site's address, before which links within the site get none."""

    def __init__(self, page: GatedPage, base: str = "") -> None:
        self.title = page.title
        self._body: Any = getattr(page, "body", ())
        self._base = base

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks in their order."""
        return tuple(block for one in self._body for block in self._blocks(one.block_type, one.value))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what the text says; every form in which it is handed out has the same."""
        return running.digest(self.title, self.blocks)

    def _blocks(self, kind: str, value: Any) -> Iterator[Block]:
        """The plain blocks of one of the editor's. Raises KeyError for a kind that nobody taught to be written out:
        words would be lost without anybody noticing."""
        if kind in SIDES:
            yield from self._paragraphs(value.source, SIDES[kind])
        elif kind == "notes":
            yield Listing(tuple(tuple(self._note(note.source)) for note in value), ordered=True, notes=True)
        elif kind == "question":
            yield Paragraph((Run(f"问：{value['question']}", bold=True),))
            yield from self._paragraphs(value["answer"].source, "")
        else:
            yield from _WRITERS[kind](value)

    def _note(self, source: str) -> Iterator[Run]:
        for block in self._paragraphs(source, ""):
            if isinstance(block, Paragraph):
                yield from block.runs
            elif isinstance(block, Listing):
                yield from (run for item in block.items for run in item)

    def _paragraphs(self, source: str, side: str) -> Iterator[Block]:
        """The paragraphs and lists of a rich text."""
        root = html.fragment_fromstring(expand_db_html(source), create_parent="div")
        if root.text and root.text.strip():
            yield Paragraph((Run(root.text.strip()),), side)
        for node in root:
            if node.tag in ("ol", "ul"):
                items = tuple(tuple(self._runs(item)) for item in node.iter("li"))
                yield Listing(items, ordered=node.tag == "ol")
            elif runs := tuple(self._runs(node)):
                yield Paragraph(runs, side)

    def _runs(self, node: html.HtmlElement, *, form: Run | None = None) -> Iterator[Run]:
        form = form or Run("")
        yield from _said(node.text, form)
        for child in node:
            if child.tag == "br":
                yield replace(form, text="\n")
            elif child.tag not in ("ol", "ul"):
                yield from self._runs(child, form=self._formed(child, form))
            yield from _said(child.tail, form)

    def _formed(self, node: html.HtmlElement, form: Run) -> Run:
        """The form of what stands in a mark; a place within the page leads nowhere from a file."""
        href = node.get("href", "") if node.tag == "a" else ""
        leads = bool(href) and bool(self._base) and not href.startswith("#")
        changes: dict[str, Any] = {name: True for name, tags in _FORMS.items() if node.tag in tags}
        return replace(form, href=urljoin(self._base, href) if leads else form.href, **changes)


def _said(words: str | None, form: Run) -> Iterator[Run]:
    if words:
        yield replace(form, text=words)


def _table(value: Any) -> Iterator[Grid]:
    head = tuple(Cell(str(column["heading"])) for column in value.columns)
    rows = tuple(tuple(Cell(str(cell.value or "")) for cell in line) for line in value.rows)
    headed = any(cell.text for cell in head)
    if rows or headed:
        yield Grid((head, *rows) if headed else rows, value.caption or "", 1 if headed else 0)


def _merged(value: Any) -> Iterator[Grid]:
    rows = tuple(tuple(Cell(cell["text"], cell["across"], cell["down"]) for cell in row) for row in value["rows"] or ())
    if rows:
        yield Grid(rows, value["caption"] or "", min(value["head_rows"] or 0, len(rows)))


def _picture(value: Any) -> Iterator[Block]:
    if value["picture"] is not None:
        yield _figure(value)
        yield from (Paragraph((Run(line.strip()),)) for line in value["description"].splitlines() if line.strip())


_WRITERS: dict[str, Callable[[Any], Iterator[Block]]] = {
    "heading": lambda value: iter([Heading(str(value), max(2, level_of(str(value))))]),
    "subheading": lambda value: iter([Heading(str(value), 3)]),
    "table": _table,
    "grid": _merged,
    "picture": _picture,
}


def _figure(value: Any) -> Figure:
    picture = value["picture"]
    content: bytes = picture.content()
    return Figure(
        value["alt"], value["caption"] or "", content, f".{picture.kind}", sha256(content).hexdigest()
    )  # fmt: skip
