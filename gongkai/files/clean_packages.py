"""Office and OFD files without properties, comments, traces of editing and the paths of somebody's computer."""

from __future__ import annotations

import io
import posixpath
import zipfile

from gongkai.files import clean_ofd, clean_office, clean_pictures, packages, sniffing
from gongkai.files.kinds import Kind
from gongkai.files.removing import Removed

_EPOCH = (1980, 1, 1, 0, 0, 0)
Parts = dict[str, bytes]


def clean(data: bytes, kind: Kind, removed: Removed) -> bytes:
    """The package with the same parts in the same order, less what is hidden. Raises Refused."""
    with packages.opened(data) as package:
        parts = {name: package.read(name) for name in package.names}
    if kind is Kind.OFD:
        clean_ofd.clean(parts, removed)
    else:
        clean_office.clean(parts, removed)
    for name, content in parts.items():
        parts[name] = _inner(name, content, removed)
    return _packed(parts)


def _inner(name: str, content: bytes, removed: Removed) -> bytes:
    """A part that is a file by itself: a photograph, or a document inside the document."""
    if content.startswith(b"\xff\xd8\xff"):
        return clean_pictures.cleaned_inside(content, removed)
    if content.startswith(b"\x89PNG"):
        return clean_pictures.clean(content, Kind.PNG, removed)
    if content.startswith(sniffing.ZIP):
        # what was checked holds no other archives than these
        inner = {".docx": Kind.DOCX, ".xlsx": Kind.XLSX, ".pptx": Kind.PPTX}
        return clean(content, inner.get(posixpath.splitext(name)[1].lower(), Kind.DOCX), removed)
    return content


def _packed(parts: Parts) -> bytes:
    """A zip whose entries carry neither times nor systems nor extra fields."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(entry, content)
    return buffer.getvalue()
