"""The parts of a Word file: its text, notes, comments, and what each part points to."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml.etree import _Element as Element

from gongkai.hidden import Code, Unreadable
from gongkai.hidden.archives import Package
from gongkai.hidden.compound import Compound
from gongkai.hidden.markup import local, parsed
from gongkai.manuscripts.elements import value

_COMPOUND = b"\xd0\xcf\x11\xe0"
_USUAL = "word/document.xml"


class Parts:
    """A Word file by its parts. Raises Unreadable for one that is none, or cannot be read to its end."""

    def __init__(self, data: bytes) -> None:
        if data.startswith(_COMPOUND):
            # a file with a password lies in a container of the old kind, in which .doc stands too
            locked = any(name == "EncryptedPackage" for name, _ in Compound(data).streams())
            raise Unreadable(Code.ENCRYPTED if locked else Code.UNKNOWN)
        self._package = Package(data)
        self._pointed: dict[str, dict[str, tuple[str, str, bool]]] = {}
        self._read: dict[str, Element] = {}
        self.main = self._target("", "officeDocument") or _USUAL
        if self.main not in self._package:
            raise Unreadable(Code.UNKNOWN)
        self.document = parsed(self._package.read(self.main))
        self.links = self._links(self.main)

    def beside(self, kind: str) -> Element | None:
        """The part of a kind that belongs to the text: ``styles``, ``numbering``, ``footnotes``, ``comments``."""
        return self.part(self._target(self.main, kind))

    def all_beside(self, kind: str) -> list[Element]:
        """All parts of a kind: ``header``, ``footer``."""
        names = [target for found, target, _ in self.links.values() if found == kind]
        return [part for name in names if (part := self.part(name)) is not None]

    def read(self, name: str) -> bytes:
        """A part's bytes; empty when it is not there."""
        return self._package.read(name) if name in self._package else b""

    def part(self, name: str) -> Element | None:
        """A part as XML, parsed once."""
        if name in self._package and name not in self._read:
            self._read[name] = parsed(self._package.read(name))
        return self._read.get(name)

    def links_of(self, kind: str) -> dict[str, tuple[str, str, bool]]:
        """What the part of a kind points to: notes have links of their own."""
        name = self._target(self.main, kind)
        return self._links(name) if name else {}

    def _target(self, part: str, kind: str) -> str:
        return next((target for found, target, out in self._links(part).values() if found == kind and not out), "")

    def _links(self, part: str) -> dict[str, tuple[str, str, bool]]:
        """By their ids: the kind of what a part points to, where that is, and whether it lies outside of the file."""
        if part not in self._pointed:
            self._pointed[part] = dict(self._listed(part))
        return self._pointed[part]

    def _listed(self, part: str) -> Iterator[tuple[str, tuple[str, str, bool]]]:
        folder, _, name = part.rpartition("/")
        listed = self.part(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        for item in listed if listed is not None else ():
            if local(item) == "Relationship":
                target, outside = value(item, "Target"), value(item, "TargetMode") == "External"
                whole = target if outside else posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                yield value(item, "Id"), (value(item, "Type").rpartition("/")[2], whole, outside)
