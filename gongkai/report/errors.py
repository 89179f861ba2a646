"""What can go wrong when a file is to be read as a report.

ReadError   the file cannot be read at all; nothing of it is taken for figures

Every error carries a stable ``code`` for programs and a Chinese sentence for people.
"""

from __future__ import annotations

from enum import StrEnum


class ReadCode(StrEnum):
    """Why a file could not be read."""

    NOT_FOUND = "NOT_FOUND"
    IS_DIRECTORY = "IS_DIRECTORY"
    NOT_ALLOWED = "NOT_ALLOWED"
    EMPTY = "EMPTY"
    TOO_LARGE = "TOO_LARGE"
    BINARY = "BINARY"
    PICTURE = "PICTURE"
    OLD_OFFICE = "OLD_OFFICE"
    GARBLED = "GARBLED"
    PDF_ENCRYPTED = "PDF_ENCRYPTED"
    PDF_DAMAGED = "PDF_DAMAGED"
    PDF_SCANNED = "PDF_SCANNED"
    OFFICE_ENCRYPTED = "OFFICE_ENCRYPTED"
    ARCHIVE_DAMAGED = "ARCHIVE_DAMAGED"
    ARCHIVE_BOMB = "ARCHIVE_BOMB"
    ARCHIVE_UNKNOWN = "ARCHIVE_UNKNOWN"
    TOO_COMPLEX = "TOO_COMPLEX"
    NOT_A_REPORT = "NOT_A_REPORT"
    JSON_DAMAGED = "JSON_DAMAGED"


_SENTENCES: dict[ReadCode, str] = {
    ReadCode.NOT_FOUND: "找不到文件，请核对路径。",
    ReadCode.IS_DIRECTORY: "这是一个目录，不是文件；请给出报告文件本身。",
    ReadCode.NOT_ALLOWED: "没有读取该文件的权限，或者读取时出错。",
    ReadCode.EMPTY: "文件是空的，没有任何内容。",
    ReadCode.TOO_LARGE: "文件过大，超过读取上限，未予读取；年度报告一般不超过几兆字节。",
    ReadCode.BINARY: "这不是文本，也不是能识别的文档格式；请提供 HTML、文本、Markdown、DOCX、XLSX 或文字版 PDF。",
    ReadCode.PICTURE: "这是图片，无法读出文字和数字；请提供文字版报告。",
    ReadCode.OLD_OFFICE: (
        "这是旧版 Office 格式（.doc、.xls、.wps）或者加密的 Office 文件；请另存为不加密的 .docx 或 .xlsx 再检查。"
    ),
    ReadCode.GARBLED: "文字已经损坏（成片的问号或乱码），无法还原；请重新取得原文件。",
    ReadCode.PDF_ENCRYPTED: "PDF 设有打开密码，无法读取；请提供不加密的文件。",
    ReadCode.PDF_DAMAGED: "PDF 文件已损坏，无法打开。",
    ReadCode.PDF_SCANNED: "PDF 里只有扫描图片，没有文字；未予读取，也不会把它当作 0。请提供文字版。",
    ReadCode.OFFICE_ENCRYPTED: "文件设有密码，无法读取；请提供不加密的文件。",
    ReadCode.ARCHIVE_DAMAGED: "文件的压缩结构或内部内容已损坏，无法打开。",
    ReadCode.ARCHIVE_BOMB: "文件解压后大得不正常，已停止读取。",
    ReadCode.ARCHIVE_UNKNOWN: "这是压缩包，但不是 DOCX 或 XLSX 文档；请先解压，再检查其中的报告。",
    ReadCode.TOO_COMPLEX: "文件结构过于复杂（层数、页数、行数或单元格数超过上限），已停止读取。",
    ReadCode.NOT_A_REPORT: "文件可以打开，但其中没有政府信息公开年度报告的标题、章节或表格，未作检查。",
    ReadCode.JSON_DAMAGED: "这是 JSON 格式的年度报告，但内容已损坏或者写法不对，未予读取。",
}


class ReadError(ValueError):
    """The file could not be read; ``str(error)`` is the Chinese sentence, ``error.code`` is stable."""

    def __init__(self, code: ReadCode, detail: str = "") -> None:
        super().__init__(f"{_SENTENCES[code]}{detail}")
        self.code: str = code.value
