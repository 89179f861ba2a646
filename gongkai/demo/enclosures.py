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
ROAD = (
    "关于渔梁镇至莲塘镇县道拓宽工程立项的批复",
    "区交通运输局：",
    "你局报送的渔梁镇至莲塘镇县道拓宽工程项目建议书收悉。经研究，现批复如下：",
    "一、同意渔梁镇至莲塘镇县道由六米拓宽至九米，全长十一点四公里，同步建设排水沟、护栏和六处港湾式停靠站。",
    "二、项目总投资三千二百万元，由上级补助和区财政资金解决。",
    "三、工期十四个月。施工期间保留一条车道通行，绕行路线提前公告。",
    "四、设计变更、资金拨付和竣工验收的结果，应当在完成后二十个工作日内公开。",
    "明湖区发展和改革局",
    "2022年9月20日",
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


def approval(*, whole: bool = True) -> bytes:
    """The approval of a road, as DOCX; not ``whole``, without who dealt with it."""
    who, call = ("沈工", "0000-2023013") if whole else ("■■", "■■■■■■■■■■■■")
    return sheet([*ROAD, f"经办人：{who}　联系电话：{call}"])


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
