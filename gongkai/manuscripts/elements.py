"""Elements of a Word file by their names without a vocabulary, so that every dialect reads the same."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element as Element

from gongkai.hidden.markup import local

_OFF = frozenset({"0", "false", "off", "none"})


def child(item: Element | None, name: str) -> Element | None:
    """The first child of a name."""
    for found in item if item is not None else ():
        if local(found) == name:
            return found
    return None


def value(item: Element | None, name: str) -> str:
    """An attribute; empty when there is none."""
    if item is not None:
        for key, said in item.attrib.items():
            if str(key).rpartition("}")[2] == name:
                return str(said)
    return ""


def on(item: Element | None, name: str) -> bool:
    """Whether a property is there and not switched off."""
    mark = child(item, name)
    return mark is not None and value(mark, "val") not in _OFF


def within(item: Element, name: str) -> Iterator[Element]:
    """All elements of a name below an element."""
    return (found for found in item.iter() if local(found) == name)


def choice(item: Element) -> Element | None:
    """Of two ways to show the same, the one that new programs take, or the old one when it is empty."""
    for name in ("Choice", "Fallback"):
        way = child(item, name)
        if way is not None and len(way):
            return way
    return None
