"""What can go wrong when something is to be taken out of a file for good.

RedactionError      the family; nothing was written
├── BadBox          a box that no page can have
├── BadFile         a file that cannot be opened, or is larger than can be worked on
└── NotProven       the result was made, and the check afterwards found something left in it

Every error carries a stable ``code`` for programs and a Chinese sentence for people.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum


class RedactionCode(StrEnum):
    """Why a file could not be redacted."""

    BOX_OUTSIDE = "BOX_OUTSIDE"
    BOX_EMPTY = "BOX_EMPTY"
    BOX_PAGE = "BOX_PAGE"
    BOX_GROUND = "BOX_GROUND"
    PDF_EMPTY = "PDF_EMPTY"
    PDF_ENCRYPTED = "PDF_ENCRYPTED"
    PDF_DAMAGED = "PDF_DAMAGED"
    NO_SUCH_PAGE = "NO_SUCH_PAGE"
    TOO_MANY_PAGES = "TOO_MANY_PAGES"
    TOO_MANY_CHARACTERS = "TOO_MANY_CHARACTERS"
    PAGE_SIZE = "PAGE_SIZE"
    RESOLUTION = "RESOLUTION"
    PICTURE_UNKNOWN = "PICTURE_UNKNOWN"
    PICTURE_DAMAGED = "PICTURE_DAMAGED"
    PICTURE_SIZE = "PICTURE_SIZE"
    NOT_PROVEN = "NOT_PROVEN"


_SENTENCES: dict[RedactionCode, str] = {
    RedactionCode.BOX_OUTSIDE: "遮盖框的坐标应在 0 到 1 之间（占页面宽、高的比例）：{}。",
    RedactionCode.BOX_EMPTY: "遮盖框没有面积，请重新框选：{}。",
    RedactionCode.BOX_PAGE: "遮盖框所在的页码不对：文件共 {} 页，框在第 {} 页。",
    RedactionCode.BOX_GROUND: "遮盖框上的依据最多 {} 个字，并且不能换行。",
    RedactionCode.PDF_EMPTY: "文件是空的，没有任何内容。",
    RedactionCode.PDF_ENCRYPTED: "PDF 设有打开密码，无法处理；请先取得不加密的文件。",
    RedactionCode.PDF_DAMAGED: "文件不是 PDF，或者已经损坏，无法打开。",
    RedactionCode.NO_SUCH_PAGE: "文件共 {} 页，没有第 {} 页。",
    RedactionCode.TOO_MANY_PAGES: "文件有 {} 页，超过 {} 页的上限；请拆分后分别处理。",
    RedactionCode.TOO_MANY_CHARACTERS: "第 {} 页的文字超过 {} 个，不像一页正常的文件；请先打印成新的 PDF 再处理。",
    RedactionCode.PAGE_SIZE: "第 {} 页的尺寸不正常（{}），无法按所要的清晰度处理；请先打印成常用纸张大小的 PDF。",
    RedactionCode.RESOLUTION: "清晰度应在每英寸 {} 到 {} 点之间，现为 {}。",
    RedactionCode.PICTURE_UNKNOWN: "不是能处理的图片格式；请提供 PNG、JPEG 或 TIFF。",
    RedactionCode.PICTURE_DAMAGED: "图片已经损坏，无法打开。",
    RedactionCode.PICTURE_SIZE: "图片过大（{}），超过能处理的上限。",
    RedactionCode.NOT_PROVEN: "遮盖后的文件没有通过检查，不能提供给申请人：{}",
}


class RedactionError(ValueError):
    """``str(error)`` is the Chinese sentence, ``error.code`` is stable."""

    def __init__(self, code: RedactionCode, *values: object) -> None:
        super().__init__(_SENTENCES[code].format(*values))
        self.code: str = code.value


class BadBox(RedactionError):
    """A box that no page can have."""


class BadFile(RedactionError):
    """A file that cannot be opened, or is larger than can be worked on."""


class NotProven(RedactionError):
    """The result failed its proof; ``findings`` are the sentences of `prove`."""

    def __init__(self, findings: Sequence[str]) -> None:
        super().__init__(RedactionCode.NOT_PROVEN, "".join(findings))
        self.findings = tuple(findings)
