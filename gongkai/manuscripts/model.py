"""What a Word file says: its paragraphs, tables and pictures while they are read, and the manuscript that results."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Run:
    """Words with one look. ``note`` is the number of a footnote whose mark this is; ``added`` says that the words
    are ours (a list's number, how a character is read aloud), not the source's."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    raised: bool = False
    lowered: bool = False
    link: str = ""
    note: int = 0
    added: bool = False


class Look(StrEnum):
    """How a paragraph stands."""

    TEXT = "paragraph"
    HEADING = "heading"
    SUBHEADING = "subheading"
    CENTRED = "centred"
    RIGHT = "right"
    INDENTED = "indented"


@dataclass(slots=True)
class Paragraph:
    """A paragraph. ``title`` says that its style calls it the document's title."""

    runs: list[Run] = field(default_factory=list)
    look: Look = Look.TEXT
    title: bool = False

    @property
    def text(self) -> str:
        """Its words, with the list's number and without the marks of notes."""
        return "".join(run.text for run in self.runs if not run.note).strip()


@dataclass(slots=True)
class Cell:
    """A cell, over how many columns and rows it goes."""

    text: str
    across: int = 1
    down: int = 1


@dataclass(slots=True)
class Grid:
    """A table: each row has the cells that begin in it. The first ``head_rows`` are its head."""

    rows: list[list[Cell]] = field(default_factory=list)
    head_rows: int = 0


@dataclass(slots=True)
class Figure:
    """A picture in the text; ``part`` is where the file keeps it."""

    part: str
    alt: str = ""


Block = Paragraph | Grid | Figure


class Left(StrEnum):
    """What the reader did with something that is not taken over as it stands, for programs."""

    COMMENT = "comment"
    DELETED = "deleted"
    INSERTED = "inserted"
    MARGIN = "margin"
    FORMULA = "formula"
    CHART = "chart"
    PICTURE = "picture"
    SYMBOL = "symbol"
    STRUCK = "struck"
    EMBEDDED = "embedded"
    HIDDEN = "hidden"
    FIELD = "field"
    CONTENTS = "contents"
    PROMPT = "prompt"
    CAPTION = "caption"
    NUMBER = "number"

    @property
    def label(self) -> str:
        """The same for people."""
        return _LABELS[self]


_LABELS = {
    Left.COMMENT: "批注没有导入",
    Left.DELETED: "修订中删去的文字没有导入",
    Left.INSERTED: "修订中插入的文字按接受处理",
    Left.MARGIN: "页眉、页脚没有导入",
    Left.FORMULA: "公式改成了一行文字，请核对",
    Left.CHART: "图表、智能图形没有导入，请另存为图片插入",
    Left.PICTURE: "图片没有导入，请另存为 PNG 或者 JPEG 插入",
    Left.SYMBOL: "特殊符号认不出，用“□”代替，请核对",
    Left.EMBEDDED: "嵌入的文件没有导入，请另行上传",
    Left.HIDDEN: "隐藏的文字没有导入",
    Left.FIELD: "域没有可以导入的结果，请在原文里核对显示的是什么，补到正文里",
    Left.CONTENTS: "目录按正文导入，网页上没有页码，请核对要不要保留",
    Left.PROMPT: "填写处的提示文字还在，没有填写内容，请核对",
    Left.CAPTION: "表格的替代文字没有导入，需要的请写到表格标题里",
    Left.NUMBER: "编号的写法认不出，改用阿拉伯数字，请核对",
    Left.STRUCK: "文字带有删除线，请核对要不要保留",
}


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that was left out or changed, with its words."""

    kind: Left
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the manuscript; ``alt`` is what the source says for who cannot see it, if that tells anything."""

    name: str
    alt: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The text of a page, made of a Word file.

    ``blocks`` are pairs of a block's name and its value, ready for a page; a ``picture`` is the place of a picture
    in ``pictures``. ``proposed`` are facts found in the text, for somebody to confirm: ``title``,
    ``document_number``, ``issued_by``, ``dated_on``. ``lost`` are sentences of the source that are not in it.
    """

    blocks: list[tuple[str, Any]]
    pictures: list[Picture]
    dropped: list[Dropped]
    lost: list[str]
    proposed: dict[str, str]
