"""The text of a Word file, block by block, in this process; `asking` does it apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from lxml.etree import _Element as Element

from gongkai.hidden.markup import local
from gongkai.manuscripts import numbering, styles, tables
from gongkai.manuscripts.elements import child, choice, on, value, within
from gongkai.manuscripts.fields import Fields
from gongkai.manuscripts.inline import Line, Links
from gongkai.manuscripts.model import Block, Dropped, Figure, Grid, Left, Paragraph, Run
from gongkai.manuscripts.package import Parts

_GONE = frozenset({"del", "moveFrom", "sectPr", "pPr", "tcPr", "tblPr", "sdtPr"})
_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})


class Reader:
    """One reading of a file: blocks as they come, with the notes and what was left out on the way."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.notes: list[tuple[str, str]] = []
        self.dropped: list[Dropped] = []
        self._styles = styles.styles(parts.beside("styles"))
        self._lists = numbering.lists(parts.beside("numbering"))
        self._links: Links = parts.links
        self._before: list[Run] = []
        self._fields = Fields()

    def blocks(self) -> list[Block]:
        """The text, and behind it what no paragraph follows any more."""
        # some programs write several bodies, and Word shows them all
        bodies = [item for item in self.parts.document if local(item) == "body"]
        found = [block for body in bodies for block in self.flow(body)]
        return [*found, Paragraph(self._before)] if self._before else found

    def flow(self, holder: Element) -> Iterator[Block]:
        """The blocks in an element that holds paragraphs and tables."""
        for item in holder:
            name = local(item)
            if name == "p":
                yield from self._paragraph(item)
            elif name == "tbl":
                yield from self._table(item)
            elif name == "AlternateContent":
                way = choice(item)
                yield from self.flow(way) if way is not None else ()
            elif name == "altChunk":
                name_of_part = self._links.get(value(item, "id"), ("", "", False))[1]
                self.dropped.append(Dropped(Left.EMBEDDED, name_of_part.rpartition("/")[2] or "嵌入的文件"))
            elif name == "sdt":
                self._control(child(item, "sdtPr"), item)
                yield from self.flow(item)
            elif name not in _GONE:
                yield from self.flow(item)

    def _paragraph(self, item: Element) -> Iterator[Block]:
        properties = child(item, "pPr")
        line = self._line(item, properties)
        runs, self._before = [*self._before, *line.runs], []
        if _goes_on(properties):
            self._before = runs
        else:
            said = any(run.text.strip() for run in runs)
            # an empty entry of a list counts too, but not the end of a section
            label = self._label(properties) if said or line.boxes or child(properties, "sectPr") is None else ""
            if said:
                made = [Run(label, added=True), *runs] if label else runs
                yield Paragraph(made, self._styles.look(properties), self._styles.is_title(properties))
        for box in line.boxes:
            yield from [box] if isinstance(box, Figure) else self.flow(box)

    def _line(self, item: Element, properties: Element | None) -> Line:
        """The words of a paragraph, and what hangs on it."""
        unseen = partial(self._styles.hides, properties)
        line = Line(self._links, self.notes, self.dropped, self._fields, unseen)
        line.take(item, Run(""))
        if broken := self._fields.paragraph_ends():
            self.dropped.append(Dropped(Left.FIELD, broken))
        return line

    def _control(self, properties: Element | None, item: Element) -> None:
        """Tell of a table of contents, whose page numbers no web page has, and of a place that nobody filled in."""
        gallery = next((value(found, "val") for found in within(item, "docPartGallery")), "")
        if properties is not None and gallery == "Table of Contents":
            self.dropped.append(Dropped(Left.CONTENTS, _words(item)[:40]))
        elif on(properties, "showingPlcHdr") and _words(item):
            self.dropped.append(Dropped(Left.PROMPT, _words(item)))

    def _label(self, properties: Element | None) -> str:
        place = self._styles.list_of(properties)
        if place is None:
            return ""
        number, depth = place
        label = self._lists.label(
            number, self._lists.depth_of(number, self._styles.names(properties)) if depth is None else depth
        )
        # A western number stands off from the words, a Chinese one brings its own sign.
        return f"{label} " if label and label[-1] not in "、）)．。" else label

    def _table(self, item: Element) -> Iterator[Block]:
        beside: list[Block] = []
        grid = tables.grid(item, lambda cell: self._cell(cell, beside), self._deleted)
        about = [value(child(child(item, "tblPr"), name), "val") for name in ("tblCaption", "tblDescription")]
        self.dropped += [Dropped(Left.CAPTION, words) for words in about if words.strip()]
        if any(cell.text for row in grid.rows for cell in row):
            yield grid
        yield from beside

    def _deleted(self, item: Element) -> None:
        """Note a row or a cell that tracked changes deleted."""
        words = "".join(found.text or "" for found in item.iter() if local(found) in {"t", "delText"}).strip()
        if words:
            self.dropped.append(Dropped(Left.DELETED, words))

    def _cell(self, cell: Element, beside: list[Block]) -> str:
        """The words of a cell; a picture in it stands behind the table."""
        lines: list[str] = []
        for block in self.flow(cell):
            if isinstance(block, Figure):
                beside.append(block)
            elif isinstance(block, Grid):
                lines += ["　".join(inner.text for inner in row) for row in block.rows]
            else:
                lines.append(tables.plain(block.runs))
        return "\n".join(line for line in lines if line.strip())

    def note(self, place: tuple[str, str]) -> list[Run]:
        """The words of a footnote or endnote."""
        kind, number = place
        root = self.parts.beside(f"{kind}s")
        for item in root if root is not None else ():
            if value(item, "id") == number and value(item, "type") not in _SEPARATORS:
                self._links = self.parts.links_of(f"{kind}s")
                found = [paragraph for block in self.flow(item) for paragraph in _lines(block)]
                self._links = self.parts.links
                return _joined(found)
        return []

    def leftovers(self) -> None:
        """Note what stands beside the text: comments, words of charts, and what is repeated on every page."""
        self.dropped = [self._of_chart(found) if found.kind is Left.CHART else found for found in self.dropped]
        self.dropped += [Dropped(Left.NUMBER, f"{label}（{form}）") for form, label in self._lists.strange.items()]
        for root in self.parts.all_beside("comments"):
            self.dropped += [Dropped(Left.COMMENT, text) for item in root if (text := _words(item))]
        for kind in ("header", "footer"):
            texts = dict.fromkeys(_words(root) for root in self.parts.all_beside(kind))
            self.dropped += [Dropped(Left.MARGIN, text) for text in texts if text.strip("—-－ 0123456789第共页/")]

    def _of_chart(self, found: Dropped) -> Dropped:
        root = self.parts.part(found.text)
        said = (
            [item.text for item in root.iter() if local(item) in {"t", "v"} and item.text] if root is not None else []
        )
        return Dropped(Left.CHART, " ".join(dict.fromkeys(said)) or found.text)


def _goes_on(properties: Element | None) -> bool:
    """Whether the end of a paragraph was deleted or moved away, so that its words go on in the next."""
    marks = child(properties, "rPr")
    return on(marks, "del") or on(marks, "moveFrom")


def _lines(block: Block) -> list[Paragraph]:
    """A block as paragraphs: a note holds no tables, their rows are lines there."""
    if isinstance(block, Grid):
        return [Paragraph([Run("　".join(cell.text for cell in row))]) for row in block.rows]
    return [block] if isinstance(block, Paragraph) else []


def _joined(paragraphs: list[Paragraph]) -> list[Run]:
    runs: list[Run] = []
    for paragraph in paragraphs:
        runs += [Run("\n", added=True), *paragraph.runs] if runs else paragraph.runs
    return [replace(run, text=run.text.lstrip()) if place == 0 else run for place, run in enumerate(runs)]


def _words(item: Element) -> str:
    return "".join(found.text or "" for found in item.iter() if local(found) == "t").strip()
