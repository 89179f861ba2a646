"""Files that go out with the demo's pages, made in memory; and one that must not."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import docx
import xlsxwriter

CONDITIONS = (
    "有固定的场地，产权或者使用权清楚",
    "有无障碍通道和应急照明",
    "藏书不少于两千册，并按类上架",
    "每周开放不少于四十小时，周末和晚间开放",
    "在入口处公布开放时间和管理单位",
)
STORES = (
    ("1", "湖滨路储备点", "柳岸街道办事处", "秘密★10年"),
    ("2", "渔家老街储备点", "渔梁镇人民政府", ""),
    ("3", "青石水厂储备点", "青石镇人民政府", ""),
)


def checklist() -> bytes:
    """The table that who runs a reading room fills in, as DOCX."""
    document = docx.Document()
    document.add_paragraph("公共阅读空间开放条件自查表")
    table = document.add_table(rows=1 + len(CONDITIONS), cols=3, style="Table Grid")
    lines = [("序号", "条件", "是否符合"), *((str(n), words, "") for n, words in enumerate(CONDITIONS, start=1))]
    for row, line in zip(table.rows, lines, strict=True):
        for cell, words in zip(row.cells, line, strict=True):
            cell.text = words
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def sheet(lines: Sequence[str]) -> bytes:
    """A sheet to fill in, a paragraph for each line, as DOCX."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def stores() -> bytes:
    """A list taken from an internal one, as XLSX: the column of the marks is hidden, not deleted, and whoever gets
    the file can bring it back. Cleaning does not take out cells, so only the checks stand before it."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("储备点")
        sheet.set_column(1, 2, 24)
        sheet.set_column(3, 3, None, None, {"hidden": True})
        for number, line in enumerate((("序号", "储备点", "负责单位", "密级"), *STORES)):
            sheet.write_row(number, 0, line)
    return buffer.getvalue()
