"""DOCX, XLSX and PPTX: which parts go, and what goes from the parts that stay."""

from __future__ import annotations

import posixpath
import re

from lxml import etree

from gongkai.files import packages
from gongkai.files.office import CONTENT_TYPES
from gongkai.files.packages import written
from gongkai.files.removing import Removed

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
_GOING: tuple[tuple[str, str], ...] = (
    (r"docProps/custom\.xml|customXml/.*", "CUSTOM"),
    (r"docProps/.*thumbnail.*|docProps/.*\.(?:jpe?g|png|emf|wmf)", "THUMBNAIL"),
    (r"docProps/.*", "INFO"),
    (r"word/(?:comments\w*|people)\.xml", "COMMENTS"),
    (r"xl/(?:comments\d*\.xml|threadedComments/.*|persons/.*|comments/.*)", "COMMENTS"),
    (r"ppt/(?:comments/.*|commentAuthors\.xml|authors\.xml)", "COMMENTS"),
    (r"(?:word|xl|ppt)/printerSettings/.*", "PRINTER"),
    (r"xl/(?:revisions/.*|users/.*)", "REVISERS"),
    (r"_xmlsignatures/.*", "SIGNATURES"),
)
_NOTE = re.compile(rb'ObjectType="(\w+)"')
_COMMENT_MARKS = {"commentRangeStart", "commentRangeEnd", "commentReference"}
_CHANGES = {"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"}
_PATHS = {"absPath", "fileSharing"}


def clean(parts: dict[str, bytes], removed: Removed) -> None:
    """Take the hidden out of the parts. Raises Refused."""
    going = _going(parts, removed)
    for name in going:
        del parts[name]
    for name in [name for name in parts if name.endswith(".rels")]:
        _clean_relations(name, parts, going, removed)
    _forget_types(parts, going)
    for name in list(parts):
        if re.fullmatch(r"word/\w+\.xml", name):
            _clean_words(name, parts, removed)
    _clean_workbook(parts, removed)
    if any(name.startswith("ppt/notesSlides/") for name in parts):
        removed.leave("NOTES")


def _going(parts: dict[str, bytes], removed: Removed) -> set[str]:
    going = set()
    for name in parts:
        base = name.replace("_rels/", "").removesuffix(".rels")
        word = next((word for pattern, word in _GOING if re.fullmatch(pattern, base, re.IGNORECASE)), "")
        if word:
            going.add(name)
            removed.note(word)
    # The balloons of comments in a sheet; a drawing that shows anything else stays.
    for name in [name for name in parts if re.fullmatch(r"xl/drawings/vmlDrawing\w*\.vml", name)]:
        if set(_NOTE.findall(parts[name])) == {b"Note"}:
            going.add(name)
    return going


def _clean_relations(name: str, parts: dict[str, bytes], going: set[str], removed: Removed) -> None:
    """Drop relationships to parts that went, and what refers to them in the part they belong to."""
    folder, _, file = name.rpartition("_rels/")
    source = folder + file.removesuffix(".rels")
    root = packages.parsed(parts[name])
    gone = set()
    for relation in list(root):
        target, is_template = relation.get("Target", ""), relation.get("Type", "").endswith("/attachedTemplate")
        inside = relation.get("TargetMode") != "External" and _resolved(folder, target) in going
        if inside or is_template:
            gone.add(relation.get("Id", ""))
            root.remove(relation)
        if is_template:
            removed.note("TEMPLATE")
    if gone:
        parts[name] = written(root)
        if source in parts:
            _forget_ids(source, parts, gone)


def _resolved(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _forget_ids(name: str, parts: dict[str, bytes], gone: set[str]) -> None:
    """A page setup loses its printer, every other reference goes as a whole."""
    root = packages.parsed(parts[name])
    for item in list(root.iter(etree.Element)):
        for key in [f"{space}id" for space in _IDS if item.get(f"{space}id") in gone]:
            if etree.QName(item).localname == "pageSetup":
                del item.attrib[key]
            else:
                _drop(item)
    parts[name] = written(root)


def _forget_types(parts: dict[str, bytes], going: set[str]) -> None:
    root = packages.parsed(parts[CONTENT_TYPES])
    for item in list(root):
        if item.get("PartName", "").lstrip("/") in going:
            root.remove(item)
    parts[CONTENT_TYPES] = written(root)


def _drop(item: etree._Element) -> None:
    parent = item.getparent()
    if parent is not None:
        parent.remove(item)


def _clean_words(name: str, parts: dict[str, bytes], removed: Removed) -> None:
    """A text without marks of comments, names of revisers and the numbers of editing sessions."""
    root = packages.parsed(parts[name])
    for item in list(root.iter(etree.Element)):
        local = etree.QName(item).localname
        if local in _COMMENT_MARKS:
            run = item.getparent()
            _drop(run if local == "commentReference" and run is not None and run.tag == f"{_W}r" else item)
        elif local in {"rsids", "docId", "docVars"}:
            removed.note("RSIDS" if local != "docVars" else "CUSTOM")
            _drop(item)
        elif local == "vanish" and item.get(f"{_W}val") not in {"0", "false"} and not name.endswith("styles.xml"):
            removed.leave("HIDDEN_TEXT")
        _clean_traces(item, local, removed)
    parts[name] = written(root)


def _clean_traces(item: etree._Element, local: str, removed: Removed) -> None:
    for key in [str(key) for key in item.attrib]:
        plain = etree.QName(key).localname
        if plain.startswith("rsid"):
            del item.attrib[key]
            removed.note("RSIDS")
    if item.get(f"{_W}author") is None:
        return
    item.set(f"{_W}author", "作者")  # the schema demands one
    for key in [str(key) for key in item.attrib if etree.QName(str(key)).localname in {"date", "dateUtc", "initials"}]:
        del item.attrib[key]
    removed.note("REVISERS")
    if local in _CHANGES:
        removed.leave("REVISIONS")


def _clean_workbook(parts: dict[str, bytes], removed: Removed) -> None:
    """A workbook knows the folder it was saved in and who held it open."""
    if "xl/workbook.xml" not in parts:
        return
    root = packages.parsed(parts["xl/workbook.xml"])
    for item in list(root.iter(etree.Element)):
        local = etree.QName(item).localname
        if local in _PATHS:
            _drop(_with_its_alternatives(item))
            removed.note("PATH")
        elif local == "sheet" and item.get("state", "visible") != "visible":
            removed.leave("HIDDEN_SHEETS")
    parts["xl/workbook.xml"] = written(root)


def _with_its_alternatives(item: etree._Element) -> etree._Element:
    """The frame that newer versions put around what older ones do not know; it may not stay empty."""
    for frame in item.iterancestors():
        if etree.QName(frame).localname == "AlternateContent":
            return frame
    return item
