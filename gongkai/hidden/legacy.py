"""Old office files and Outlook messages: each stream for its text, and for files that lie in it."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from gongkai.hidden import forms, lzfu
from gongkai.hidden.archives import inflated
from gongkai.hidden.compound import Compound
from gongkai.hidden.contents import At, Kind, Piece
from gongkai.hidden.errors import Code, Unreadable
from gongkai.hidden.inside import FILE_HEADS, Inner, other, raw
from gongkai.hidden.macros import source

_LOCKED = {"EncryptedPackage", "EncryptionInfo", "EncryptedSummary"}
_LABELS = {
    "WordDocument": "正文和其他文字",
    "1Table": "批注人、样式等",
    "0Table": "批注人、样式等",
    "Workbook": "单元格和其他文字",
    "Book": "单元格和其他文字",
    "PowerPoint Document": "幻灯片和备注",
    "\x05SummaryInformation": "文档属性",
    "\x05DocumentSummaryInformation": "文档属性",
}
_PICTURES = re.compile(rb"\xff\xd8\xff[\xe0\xe1\xdb]|\x89PNG\r\n\x1a\n| EMF\x00\x00\x01\x00")
_NESTED = {forms.Form.ZIP, forms.Form.OLE, forms.Form.PDF, forms.Form.RTF, forms.Form.ARCHIVE}
_POWERPOINT_LOCK = b"\xdf\xc4\xd1\xf3"
_OLE_OBJECT = re.compile(rb"[\x00-\xff]{2}\x11\x10")


def pieces(data: bytes, at: At, inner: Inner) -> Iterator[Piece]:
    """All texts of a compound file. Raises Unreadable."""
    file = Compound(data)
    streams = list(file.streams())
    if any(_is_locked(name, content) for name, content in streams):
        raise Unreadable(Code.ENCRYPTED)
    for name, content in streams:
        yield from _stream(name, content, at, inner)
    yield from raw(file.unused(), at, "", "文件里已经不用的部分")


def form_of(data: bytes) -> str:
    """``doc``, ``xls``, ``ppt`` or ``msg`` by the streams of a file; ``ole`` for others."""
    names = {name for name, _ in Compound(data).streams()}
    known = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls", "PowerPoint Document": "ppt"}
    known["__properties_version1.0"] = "msg"
    return next((form for name, form in known.items() if name in names), "ole")


def _is_locked(name: str, content: bytes) -> bool:
    if name in _LOCKED:
        return True
    if name == "WordDocument" and len(content) > 12:
        return bool(struct.unpack_from("<H", content, 10)[0] & 0x0100)
    if name in {"Workbook", "Book"}:
        return any(kind == 0x2F for kind, _ in _records(content[:4096]))
    return name == "Current User" and content[12:16] == _POWERPOINT_LOCK


def _stream(name: str, content: bytes, at: At, inner: Inner) -> Iterator[Piece]:
    label = _LABELS.get(name, "")
    if name == "\x01Ole10Native":
        yield from raw(content[:2048], at, name, "嵌入对象的名称")
        found = FILE_HEADS.search(content)
        content = content[found.start() :] if found else content
    if forms.form_of(content) in _NESTED:
        yield from inner(content, at.into("嵌入的文件", name))
        return
    if lzfu.is_packed(content):
        yield from other(lzfu.unpacked(content), "邮件正文", at, inner)
        return
    if name in {"Workbook", "Book"}:
        content = _sewn(content)
    if name == "PowerPoint Document":
        yield from _powerpoint_objects(content, at, inner)
    if words := source(content):
        yield from raw(words, at, name, "宏代码")
    yield from raw(content, at, name, label)
    if _PICTURES.search(content):
        yield at.piece("", Kind.PICTURE, "文件里的图片，程序没有看", name, unread=True)


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and body of each record of a workbook."""
    at = 0
    while at + 4 <= len(content):
        kind, length = struct.unpack_from("<HH", content, at)
        yield kind, content[at + 4 : at + 4 + length]
        at += 4 + length


def _sewn(content: bytes) -> bytes:
    """A workbook with its strings in one: a record holds 8 kilobytes, and a string may go on in the next."""
    found = bytearray()
    for kind, body in _records(content):
        if kind != 0x3C:
            found += b"\x00\x00\x00" + body
        else:  # its first byte may say whether the letters that follow have one byte or two
            found += body[1:] if body[:1] in {b"\x00", b"\x01"} else body
    return bytes(found)


def _powerpoint_objects(content: bytes, at: At, inner: Inner) -> Iterator[Piece]:
    """Files embedded in slides are packed: the head of a record, the length, a zlib stream."""
    for found in _OLE_OBJECT.finditer(content):
        start = found.end() + 8
        body = inflated(content[start : start + _length(content, found.end())])
        if forms.form_of(body) in _NESTED:
            yield from inner(body, at.into("嵌入的文件", "PowerPoint Document"))


def _length(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 4], "little")
