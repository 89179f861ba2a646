"""Why a file could not be read. A file that was not read is not published: what is in it is not known.

``error.code`` is stable for programs, ``error.sentence_zh`` says to people what is wrong and what to do.
"""

from __future__ import annotations

import struct
import zlib
from enum import StrEnum


class Code(StrEnum):
    """The reasons."""

    EMPTY = "EMPTY"
    ENCRYPTED = "ENCRYPTED"
    DAMAGED = "DAMAGED"
    TRUNCATED = "TRUNCATED"
    ARCHIVE = "ARCHIVE"
    PROGRAM = "PROGRAM"
    UNKNOWN = "UNKNOWN"
    TOO_LARGE = "TOO_LARGE"
    TOO_DEEP = "TOO_DEEP"
    TOO_COMPLEX = "TOO_COMPLEX"
    ENTITIES = "ENTITIES"
    CONCEALED = "CONCEALED"


SENTENCES: dict[Code, str] = {
    Code.EMPTY: "文件是空的，没有任何内容。请换成正确的文件。",
    Code.ENCRYPTED: "文件设有打开密码，里面的内容无法检查。请取消密码后重新上传。",
    Code.DAMAGED: "文件已经损坏，里面的内容读不出来。请用原来的软件打开，另存后重新上传。",
    Code.TRUNCATED: "文件不完整，后面缺了一部分，可能是传输中断。请重新取得完整的文件。",
    Code.ARCHIVE: "这种压缩格式里的文件无法检查。请解压后逐个上传，或者改用 ZIP 格式。",
    Code.PROGRAM: "这是可以运行的程序，不能公开。请只上传文档。",
    Code.UNKNOWN: "认不出这是什么格式的文件，里面的内容无法检查。请另存为 DOCX、PDF 等常用格式后重新上传。",
    Code.TOO_LARGE: "文件展开以后太大，无法全部检查。请拆分后分别上传。",
    Code.TOO_DEEP: "压缩包或者附件套得太多层，无法全部检查。请取出里面的文件，直接上传。",
    Code.TOO_COMPLEX: "文件太复杂，在限定的时间里没有检查完。请拆分，或者打印成新的 PDF 后重新上传。",
    Code.ENTITIES: "文件里用了可以改变文字内容的 XML 定义，无法检查。请另存为常用格式后重新上传。",
    Code.CONCEALED: "文件里夹有目录上没有的内容，无法检查。请用原来的软件打开，另存后重新上传。",
}

FAULTS: tuple[type[Exception], ...] = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What libraries raise over hostile bytes, whatever they promise."""


class Unreadable(Exception):
    """The file, or one inside it, was not read; ``within`` are the names of the files on the way to it."""

    def __init__(self, code: Code, within: tuple[str, ...] = ()) -> None:
        self.code = code
        self.within = within
        super().__init__(self.sentence_zh)

    @property
    def sentence_zh(self) -> str:
        """What is wrong, where, and what to do."""
        return "".join(f"“{name}”内：" for name in self.within) + SENTENCES[self.code]
