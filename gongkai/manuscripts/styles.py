"""What paragraphs get from their styles: being a heading, standing in the middle, being numbered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from gongkai.hidden.markup import local
from gongkai.manuscripts.elements import child, on, value
from gongkai.manuscripts.model import Look

_HEADING = re.compile(r"^(?:heading|标题)\s?(\d)$", re.IGNORECASE)
_TITLES = frozenset({"title", "标题"})
_INDENTED = 720
"""Twentieths of a point; half an inch is more than the two letters that begin a paragraph."""
DEEPEST = 20
"""As many styles are based on each other at most."""


@dataclass(slots=True)
class Styles:
    """The styles of a file by their ids."""

    by_id: dict[str, Element] = field(default_factory=dict)
    default: str = ""
    hiding: dict[str, bool] = field(default_factory=dict)
    """Which styles say that their words are hidden, or that they are not."""

    def chain(self, paragraph: Element | None) -> Iterator[Element]:
        """The properties that hold for a paragraph, the nearest first: its own, its style's, those it is based on."""
        if paragraph is not None:
            yield paragraph
        for style in self.names(paragraph):
            properties = child(self.by_id[style], "pPr")
            if properties is not None:
                yield properties

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

    def list_of(self, paragraph: Element | None) -> tuple[str, int | None] | None:
        """The list that numbers a paragraph, and how deep it stands there, where that is said: a style may say only
        one of the two and leave the other to the style on which it is based."""
        marks = [mark for found in self.chain(paragraph) if (mark := child(found, "numPr")) is not None]
        number = next((said for mark in marks if (said := value(child(mark, "numId"), "val"))), "")
        if number in {"", "0"}:
            return None
        depth = next((said for mark in marks if (said := value(child(mark, "ilvl"), "val"))), "")
        return number, int(depth) if depth in set("012345678") else None

    def names(self, paragraph: Element | None) -> Iterator[str]:
        """The ids of a paragraph's styles, its own first."""
        return self._based(value(child(paragraph, "pStyle"), "val") or self.default)

    def _based(self, style: str) -> Iterator[str]:
        for _ in range(DEEPEST):
            if style not in self.by_id:
                return
            yield style
            style = value(child(self.by_id[style], "basedOn"), "val")

    def hides(self, paragraph: Element | None, run: Element | None) -> bool:
        """Whether the properties of a run, or the styles of it and of its paragraph, hide its words."""
        if run is not None and child(run, "vanish") is not None:
            return on(run, "vanish")
        if not self.hiding:
            return False
        styles = [*self._based(value(child(run, "rStyle"), "val")), *self.names(paragraph)]
        return next((self.hiding[style] for style in styles if style in self.hiding), False)


def styles(root: Element | None) -> Styles:
    """The styles that the part ``styles.xml`` describes."""
    found = Styles()
    for item in root if root is not None else ():
        kind, name = value(item, "type"), value(item, "styleId")
        if local(item) != "style" or kind not in {"paragraph", "character", ""}:
            continue
        found.by_id[name] = item
        look = child(item, "rPr")
        if child(look, "vanish") is not None:
            found.hiding[name] = on(look, "vanish")
        if kind != "character" and value(item, "default") in {"1", "true", "on"}:
            found.default = name
    return found
