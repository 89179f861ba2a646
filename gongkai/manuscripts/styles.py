"""What paragraphs get from their styles: being a heading, standing in the middle, being numbered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from gongkai.hidden.markup import local
from gongkai.manuscripts.elements import child, value
from gongkai.manuscripts.model import Look

_HEADING = re.compile(r"^(?:heading|标题)\s?(\d)$", re.IGNORECASE)
_TITLES = frozenset({"title", "标题"})
_INDENTED = 720
"""Twentieths of a point; half an inch is more than the two letters that begin a paragraph."""


@dataclass(slots=True)
class Styles:
    """The styles of a file by their ids."""

    by_id: dict[str, Element] = field(default_factory=dict)
    default: str = ""

    def chain(self, paragraph: Element | None) -> Iterator[Element]:
        """The properties that hold for a paragraph, the nearest first: its own, its style's, those it is based on."""
        if paragraph is not None:
            yield paragraph
        style = value(child(paragraph, "pStyle"), "val") or self.default
        for _ in range(20):
            item = self.by_id.get(style)
            if item is None:
                return
            properties = child(item, "pPr")
            if properties is not None:
                yield properties
            style = value(child(item, "basedOn"), "val")

    def property(self, paragraph: Element | None, name: str) -> Element | None:
        """The nearest property of a name."""
        return next((mark for found in self.chain(paragraph) if (mark := child(found, name)) is not None), None)

    def name(self, paragraph: Element | None) -> str:
        """What people call a paragraph's style."""
        style = self.by_id.get(value(child(paragraph, "pStyle"), "val"))
        return value(child(style, "name"), "val").strip()

    def is_title(self, paragraph: Element | None) -> bool:
        """Whether the style says that this is the document's title."""
        return self.name(paragraph).lower() in _TITLES

    def look(self, paragraph: Element | None) -> Look:
        """How a paragraph stands."""
        heading = _HEADING.match(self.name(paragraph))
        outline = value(self.property(paragraph, "outlineLvl"), "val")
        level = int(heading[1]) if heading else int(outline) + 1 if outline in set("01234567") else 0
        if level:
            return Look.HEADING if level == 1 else Look.SUBHEADING
        align = value(self.property(paragraph, "jc"), "val")
        if align == "center":
            return Look.CENTRED
        if align in {"right", "end"}:
            return Look.RIGHT
        indent = self.property(paragraph, "ind")
        left = value(indent, "left") or value(indent, "start")
        return Look.INDENTED if left.isdecimal() and int(left) >= _INDENTED else Look.TEXT

    def list_of(self, paragraph: Element | None) -> tuple[str, int] | None:
        """The list that numbers a paragraph, and how deep it stands there."""
        mark = self.property(paragraph, "numPr")
        number = value(child(mark, "numId"), "val")
        if mark is None or number in {"", "0"}:
            return None
        depth = value(child(mark, "ilvl"), "val")
        return number, int(depth) if depth in set("012345678") else 0


def styles(root: Element | None) -> Styles:
    """The styles that the part ``styles.xml`` describes."""
    found = Styles()
    for item in root if root is not None else ():
        if local(item) == "style" and value(item, "type") in {"paragraph", ""}:
            found.by_id[value(item, "styleId")] = item
            if value(item, "default") in {"1", "true", "on"}:
                found.default = value(item, "styleId")
    return found
