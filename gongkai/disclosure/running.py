"""A page's text as plain blocks: what PDF, Word, the gazette, JSON and feeds are made from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from hashlib import sha256
from typing import Any
from urllib.parse import urljoin

from lxml import html
from wagtail.rich_text import expand_db_html

from gongkai.editorial.pages import GatedPage
from gongkai.typeset import running
from gongkai.typeset.letter_pdf import level_of
from gongkai.typeset.running import Block, Figure, Grid, Heading, Listing, Paragraph, Run

_BOLD, _ITALIC, _RAISED = frozenset({"b", "strong"}), frozenset({"i", "em"}), frozenset({"sup"})


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
        if kind == "heading":
            yield Heading(str(value), max(2, level_of(str(value))))
        elif kind == "paragraph":
            yield from self._paragraphs(value.source)
        elif kind == "table":
            yield from _grid(value)
        elif kind == "picture" and value["picture"] is not None:
            yield _figure(value)

    def _paragraphs(self, source: str) -> Iterator[Block]:
        """The paragraphs and lists of a rich text."""
        root = html.fragment_fromstring(expand_db_html(source), create_parent="div")
        if root.text and root.text.strip():
            yield Paragraph((Run(root.text.strip()),))
        for node in root:
            if node.tag in ("ol", "ul"):
                items = tuple(tuple(self._runs(item)) for item in node.iter("li"))
                yield Listing(items, ordered=node.tag == "ol")
            elif runs := tuple(self._runs(node)):
                yield Paragraph(runs)

    def _runs(self, node: html.HtmlElement, *, form: Run | None = None) -> Iterator[Run]:
        form = form or Run("")
        yield from _said(node.text, form)
        for child in node:
            if child.tag == "br":
                yield Run("\n", form.bold, form.italic, form.raised, form.href)
            elif child.tag not in ("ol", "ul"):
                yield from self._runs(child, form=self._formed(child, form))
            yield from _said(child.tail, form)

    def _formed(self, node: html.HtmlElement, form: Run) -> Run:
        href = node.get("href", "") if node.tag == "a" else ""
        return Run(
            "",
            form.bold or node.tag in _BOLD,
            form.italic or node.tag in _ITALIC,
            form.raised or node.tag in _RAISED,
            urljoin(self._base, href) if href and self._base else form.href,
        )


def _said(words: str | None, form: Run) -> Iterator[Run]:
    if words:
        yield Run(words, form.bold, form.italic, form.raised, form.href)


def _grid(value: Any) -> Iterator[Grid]:
    head = tuple(str(column["heading"]) for column in value.columns)
    rows = tuple(tuple(str(cell.value or "") for cell in line) for line in value.rows)
    if rows or any(head):
        yield Grid((head, *rows) if any(head) else rows, value.caption or "", 1 if any(head) else 0)


def _figure(value: Any) -> Figure:
    picture = value["picture"]
    content: bytes = picture.content()
    return Figure(
        value["alt"], value["caption"] or "", content, f".{picture.kind}", sha256(content).hexdigest()
    )  # fmt: skip
