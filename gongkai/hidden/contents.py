"""What was found in a file: every text with the place where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of places in which text stands, for programs; people read `Place.label_zh`."""

    BODY = "body"
    MARGIN = "margin"
    NOTE = "note"
    COMMENT = "comment"
    INSERTED = "inserted"
    DELETED = "deleted"
    CONCEALED = "concealed"
    CODE = "code"
    ATTRIBUTE = "attribute"
    PROPERTY = "property"
    DATA = "data"
    LEFTOVER = "leftover"
    NAME = "name"
    FORM = "form"
    PICTURE = "picture"


LABELS: dict[Kind, str] = {
    Kind.BODY: "正文",
    Kind.MARGIN: "页眉页脚",
    Kind.NOTE: "备注",
    Kind.COMMENT: "批注",
    Kind.INSERTED: "修订中插入的文字",
    Kind.DELETED: "修订中删除的文字",
    Kind.CONCEALED: "隐藏的文字",
    Kind.CODE: "域代码、公式或者脚本",
    Kind.ATTRIBUTE: "替代文字等标注",
    Kind.PROPERTY: "文档属性",
    Kind.DATA: "文件内部的数据",
    Kind.LEFTOVER: "以前版本或者残留的内容",
    Kind.NAME: "文件名",
    Kind.FORM: "表单",
    Kind.PICTURE: "图片",
}
SEEN = frozenset({Kind.BODY, Kind.MARGIN, Kind.INSERTED, Kind.FORM, Kind.PICTURE, Kind.NAME})
"""Places that whoever opens the file sees without looking for them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: ``path_within`` for programs, ``label_zh`` as people are told."""

    kind: Kind
    path_within: str
    label_zh: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of a table: texts of one column are read together, too."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Box:
    """Where something stands in a picture, in thousandths of its width and height."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of letters in a picture, how sure the reader is of it (0 to 1), and where it stands.

    ``frame`` counts the pictures of a file that holds several: a scan of many sheets, a moving picture.
    """

    text: str
    score: float
    box: Box
    frame: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A text and its place. ``visible`` is whether somebody who opens the file sees it there.

    ``unread`` says that something stands at this place which no program has read (a picture, a recording, text
    without letters): somebody has to look at it. ``picture`` is the key of the picture that stands there, or in which
    ``line`` was read.
    """

    text: str
    place: Place
    visible: bool = True
    unread: bool = False
    spot: Spot | None = None
    picture: str = ""
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """All of a file. ``form`` is its format by its bytes: ``docx``, ``pdf``, ``text``, …"""

    form: str
    pieces: tuple[Piece, ...]

    @property
    def unread(self) -> tuple[Place, ...]:
        """What a person has to look at, because no program did."""
        return tuple(piece.place for piece in self.pieces if piece.unread)

    @property
    def pictures(self) -> tuple[str, ...]:
        """The keys of the pictures whose letters nobody read yet, each once."""
        return tuple(dict.fromkeys(piece.picture for piece in self.pieces if piece.unread and piece.picture))


@dataclass(frozen=True, slots=True)
class At:
    """The file that is being read: its name, and the files in which it lies."""

    names: tuple[str, ...] = ()
    base: str = ""

    def into(self, name: str, part: str) -> At:
        """A file inside this one: its name for people, and the part that it is."""
        return At((*self.names, name), self._joined(part))

    def place(self, kind: Kind, label: str = "", part: str = "") -> Place:
        """A place in this file; the label of its kind where none is given."""
        inside = "".join(f"“{name}”内：" for name in self.names[-3:])
        return Place(kind, self._joined(part), inside + (label or LABELS[kind]))

    def piece(self, text: str, kind: Kind, label: str = "", part: str = "", *, unread: bool = False) -> Piece:
        """A text at a place, visible as its kind is."""
        return Piece(text, self.place(kind, label, part), visible=kind in SEEN, unread=unread)

    def unseen(self, label: str, part: str = "", picture: str = "") -> Piece:
        """A picture or drawing that no program has read, with its key when its letters can be read later."""
        return Piece("", self.place(Kind.PICTURE, label, part), unread=True, picture=picture)

    def _joined(self, part: str) -> str:
        return f"{self.base}/{part}" if self.base and part else self.base or part
