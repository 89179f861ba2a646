"""OFD (GB/T 33190) without its document information, attached files and the annotators' names."""

from __future__ import annotations

import posixpath

from lxml import etree

from gongkai.files import packages
from gongkai.files.packages import written
from gongkai.files.removing import Removed

_KEPT_INFO = {"DocID"}
"""The one piece of information that the standard demands; it says nothing about anybody."""


def clean(parts: dict[str, bytes], removed: Removed) -> None:
    """Take the hidden out of the parts. Raises Refused."""
    for name in [name for name in parts if name.lower().endswith(".xml")]:
        if name not in parts:
            continue  # it was an attached file
        root = packages.parsed(parts[name])
        changed = [
            _drop_info(root, removed),
            _drop_attached(root, name, parts, removed),
            _drop_annotators(root, removed),
        ]
        if any(_local(item) == "Signatures" for item in root.iter(etree.Element)):
            removed.leave("SIGNED")
        if any(changed):
            parts[name] = written(root)


def _local(item: etree._Element) -> str:
    return etree.QName(item).localname


def _named(root: etree._Element, *names: str) -> list[etree._Element]:
    return [item for item in root.iter(etree.Element) if _local(item) in names]


def _drop_info(root: etree._Element, removed: Removed) -> bool:
    found = [child for info in _named(root, "DocInfo") for child in info if _local(child) not in _KEPT_INFO]
    for child in found:
        parent = child.getparent()
        assert parent is not None
        parent.remove(child)
        removed.note("INFO")
    return bool(found)


def _drop_attached(root: etree._Element, name: str, parts: dict[str, bytes], removed: Removed) -> bool:
    """The list of attached files, and the files it lists."""
    if _local(root) != "Document":
        return False
    found = _named(root, "Attachments")
    for item in found:
        listing = _resolved(name, item.text or "")
        if listing in parts:
            for location in _named(packages.parsed(parts[listing]), "FileLoc"):
                parts.pop(_resolved(listing, location.text or ""), None)
            del parts[listing]
        parent = item.getparent()
        assert parent is not None
        parent.remove(item)
        removed.note("ATTACHED")
    return bool(found)


def _drop_annotators(root: etree._Element, removed: Removed) -> bool:
    found = [item for item in _named(root, "Annot") if item.get("Creator") or item.get("LastModDate")]
    for item in found:
        # the standard demands both attributes
        item.set("Creator", "-")
        item.set("LastModDate", "1980-01-01")
        removed.note("ANNOTATORS")
        removed.leave("ANNOTATIONS")
    return bool(found)


def _resolved(base: str, target: str) -> str:
    """A location in the package: from its root, or from the part that names it."""
    target = target.strip()
    return (
        target.lstrip("/")
        if target.startswith("/")
        else posixpath.normpath(posixpath.join(posixpath.dirname(base), target))
    )
