"""RTF: the text of every group, shown or not; pictures and embedded files are decoded and read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gongkai.hidden import forms
from gongkai.hidden.contents import At, Kind, Piece
from gongkai.hidden.errors import Code, Unreadable
from gongkai.hidden.forms import Form
from gongkai.hidden.inside import FILE_HEADS, Inner, picture, raw

_TOKEN = re.compile(
    rb"\\(?:'([0-9a-fA-F]{2})|([a-zA-Z]{1,32})(-?\d{1,10})? ?|([^a-zA-Z']))|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\'"
)
_CODEPAGES = {936: "gb18030", 950: "big5", 65001: "utf-8", 1252: "cp1252", 932: "cp932", 949: "cp949"}
_ENDS = {b"par", b"line", b"cell", b"row", b"tab", b"page", b"sect", b"nestcell", b"nestrow"}
_TARGETS: dict[bytes, tuple[Kind, str]] = {
    b"header": (Kind.MARGIN, "页眉"),
    b"footer": (Kind.MARGIN, "页脚"),
    b"footnote": (Kind.BODY, "脚注"),
    b"annotation": (Kind.COMMENT, "批注"),
    b"atnauthor": (Kind.COMMENT, "批注人"),
    b"info": (Kind.PROPERTY, "文档属性"),
    b"userprops": (Kind.PROPERTY, "文档属性"),
    b"docvar": (Kind.DATA, "文档变量"),
    b"fldinst": (Kind.CODE, "域代码"),
    b"fonttbl": (Kind.DATA, "字体表"),
    b"stylesheet": (Kind.DATA, "样式表"),
    b"shpinst": (Kind.BODY, "文本框和图形"),
    b"sp": (Kind.ATTRIBUTE, "图形的标注"),
    b"pict": (Kind.PICTURE, ""),
    b"objdata": (Kind.PICTURE, ""),
    b"themedata": (Kind.DATA, ""),
    b"colorschememapping": (Kind.DATA, ""),
    b"datastore": (Kind.DATA, ""),
}
_HEX = {b"pict", b"objdata", b"themedata", b"colorschememapping", b"datastore"}
_SPACES = re.compile(rb"[^0-9a-fA-F]+")


@dataclass(slots=True)
class _Group:
    """What holds inside a pair of braces."""

    target: bytes = b""
    kind: Kind = Kind.BODY
    label: str = ""
    hidden: bool = False
    deleted: bool = False
    skip: int = 1


@dataclass(slots=True)
class _Reader:
    at: At
    inner: Inner
    form: str = "gb18030"
    group: _Group = field(default_factory=_Group)
    outer: list[_Group] = field(default_factory=list)
    bytes_: bytearray = field(default_factory=bytearray)
    words: list[str] = field(default_factory=list)
    after: int = 0
    """Letters that follow a Unicode letter for readers that know none."""
    high: str = ""

    def read(self, data: bytes) -> Iterator[Piece]:
        place, opened = 0, False
        while place < len(data):
            found = _TOKEN.match(data, place)
            if found is None:  # a single backslash, and nothing behind it
                raise Unreadable(Code.TRUNCATED)
            place = found.end()
            if found[2] == b"bin":
                length = min(max(0, int(found[3] or 0)), len(data) - place)
                yield from self._embedded(data[place : place + length])
                place += length
                continue
            yield from self._token(found)
            if opened and not self.outer:
                break
            opened = opened or bool(self.outer)
        if self.outer:
            raise Unreadable(Code.TRUNCATED)
        yield from raw(data[place:].strip(b"\x00\r\n "), self.at, "", "文件结尾之后的内容")

    def _token(self, found: re.Match[bytes]) -> Iterator[Piece]:
        byte, word, number, sign, brace, text = found.groups()
        if brace == b"{":
            yield from self._flush() if self.group.target in _HEX else ()
            self.outer.append(self.group)
            old = self.group
            self.group = _Group(old.target, old.kind, old.label, old.hidden, old.deleted, old.skip)
        elif brace == b"}":
            yield from self._leave()
        elif byte:
            self._letter(bytes.fromhex(byte.decode()))
        elif text:
            self._letters(text)
        elif sign:
            self._letter({b"~": b" ", b"_": b"-", b"\\": b"\\", b"{": b"{", b"}": b"}"}.get(sign, b""))
        elif word:
            yield from self._word(word, number)

    def _leave(self) -> Iterator[Piece]:
        if not self.outer:
            raise Unreadable(Code.DAMAGED)
        before = self.outer.pop()
        same = (before.kind, before.label, before.hidden, before.deleted, before.target)
        if same != (self.group.kind, self.group.label, self.group.hidden, self.group.deleted, self.group.target):
            yield from self._flush()
        self.group = before

    def _word(self, word: bytes, number: bytes | None) -> Iterator[Piece]:
        value = int(number) if number else None
        if word in _TARGETS:
            yield from self._flush()
            self.group.target = word
            self.group.kind, self.group.label = _TARGETS[word]
        elif word in _ENDS:
            yield from self._flush()
        elif word in {b"v", b"deleted"}:
            yield from self._flush()
            setattr(self.group, "hidden" if word == b"v" else "deleted", value != 0)
        elif word == b"plain":
            self.group.hidden = self.group.deleted = False
        elif word == b"ansicpg":
            self.form = _CODEPAGES.get(value or 0, "gb18030")
        elif word == b"uc":
            self.group.skip = min(max(0, value or 0), 8)
        elif word == b"u" and value is not None:
            self._unicode(value)

    def _unicode(self, value: int) -> None:
        self._settle()
        unit = chr(value & 0xFFFF)
        if "\ud800" <= unit <= "\udbff":
            self.high = unit
        else:
            whole = (self.high + unit).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            self.words.append(whole)
            self.high = ""
        self.after = self.group.skip

    def _letters(self, text: bytes) -> None:
        passed = min(self.after, len(text))
        self.after -= passed
        self.bytes_ += text[passed:]

    def _letter(self, byte: bytes) -> None:
        if self.after:
            self.after -= 1
        else:
            self.bytes_ += byte

    def _settle(self) -> None:
        if self.bytes_:
            self.words.append(bytes(self.bytes_).decode(self.form, "replace"))
            self.bytes_.clear()

    def _flush(self) -> Iterator[Piece]:
        if self.group.target in _HEX:
            digits = _SPACES.sub(b"", bytes(self.bytes_))
            self.bytes_.clear()
            yield from self._embedded(bytes.fromhex(digits[: len(digits) // 2 * 2].decode()))
            return
        self._settle()
        text = "".join(self.words).strip()
        self.words.clear()
        if text:
            kind = Kind.CONCEALED if self.group.hidden else Kind.DELETED if self.group.deleted else self.group.kind
            yield self.at.piece(text, kind, "" if kind is not self.group.kind else self.group.label)

    def _embedded(self, data: bytes) -> Iterator[Piece]:
        if not data:
            return
        if self.group.target == b"pict":
            if forms.form_of(data) is Form.PICTURE:
                yield from picture(data, self.at.into("文中的图片", "pict"), self.inner)
                return
            yield self.at.unseen("文中的图形，程序没有看")
        found = FILE_HEADS.search(data)
        if found is not None:
            yield from raw(data[: found.start()], self.at, "", "嵌入对象的名称")
            yield from self.inner(data[found.start() :], self.at.into("嵌入的文件", self.group.target.decode()))
        else:
            yield from raw(data, self.at, self.group.target.decode())


def pieces(data: bytes, at: At, inner: Inner) -> Iterator[Piece]:
    """All texts of an RTF file. Raises Unreadable."""
    yield from _Reader(at, inner).read(data)
