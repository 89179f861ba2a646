"""The empty register: a workbook with a list in every cell that has one, an example, and what to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from gongkai.casework.register_fields import COLUMNS, Column, Shape
from gongkai.casework.register_words import UNDECIDED, VOCABULARIES
from gongkai.workbooks.writer import Writer

FILLED = 5_000
"""Rows with lists and formats; more can be copied down."""
SHEET, EXAMPLE, NOTES, LISTS = "台账", "示例（不导入）", "填写说明（不导入）", "下拉选项（不导入）"
TEMPLATE = tuple(column for column in COLUMNS if column.exported)

# Region digits 990101 belong to no place: these are nobody's numbers.
_EXAMPLES: tuple[dict[str, Any], ...] = (
    {
        "ordinal": 1,
        "number": "明公开〔2022〕001号",
        "received_on": date(2022, 3, 7),
        "channel": "互联网",
        "name": "甄不存",
        "kind": "自然人",
        "identity_number": "990101199001010019",
        "telephone": "00012345678",
        "address": "明湖区无名路0号",
        "wanted": "湖滨新村2022年老旧小区改造实施方案",
        "outcome": "（一）予以公开",
        "decided_on": date(2022, 3, 21),
        "letter_number": "明公开答〔2022〕1号",
        "delivery": "网上",
        "served_on": date(2022, 3, 21),
        "handler": "住建局",
    },
    {
        "ordinal": 2,
        "number": "明公开〔2022〕002号",
        "received_on": date(2022, 5, 9),
        "channel": "邮寄（需签收）",
        "name": "无名石料有限公司",
        "kind": "商业企业",
        "telephone": "00012345679",
        "address": "明湖区无名路1号",
        "wanted": "石料场关闭补偿协议",
        "correction_asked_on": date(2022, 5, 12),
        "corrected_on": date(2022, 5, 20),
        "consultation": "2022-05-24至2022-06-06",
        "opinion": "不同意公开",
        "outcome": "（三）不予公开4.保护第三方合法权益",
        "decided_on": date(2022, 6, 24),
        "letter_number": "明公开答〔2022〕2号",
        "delivery": "邮寄",
        "served_on": date(2022, 6, 24),
        "reconsideration_key": "明政复〔2022〕3号",
        "reconsideration_on": date(2022, 7, 11),
        "reconsideration_ended_on": date(2022, 9, 8),
        "reconsideration_result": "结果维持",
    },
)
_GENERAL = (
    "“台账”表每行一件申请。橙色的列必须有；其他列没有内容的空着，不要写“同上”，不要合并单元格，不要写公式。",
    "日期写作2022-03-07。2022.3.7、2022年3月7日也可以；没有年份的不行。",
    "有固定写法的列点单元格右边的箭头选择。",
    "有办理结果的必须有答复日期。还在办理的，办理结果、答复日期都空着，导入后作为在办的申请计算期限。",
    "列的先后可以变动，不用的列可以删去，自己的列可以保留：认不出的列不导入，核对时会列出来。",
    "先核对，再导入。核对时逐行说明将怎样处理；有一行写错，不影响别的行；同一份文件导入两次，第二次不会重复。",
)


def template() -> bytes:
    """The workbook, ready to be filled in."""
    writer = Writer()
    _register(writer)
    _example(writer)
    _notes(writer)
    _lists(writer)
    return writer.close()


def _register(writer: Writer) -> None:
    sheet = _headed(writer, SHEET)
    for place, column in enumerate(TEMPLATE):
        style = {Shape.DAY: "day", Shape.TEXT: "words"}.get(column.shape)
        sheet.set_column(place, place, column.width, writer.style(style) if style else None)
        if column.shape is not Shape.TEXT:
            sheet.data_validation(1, place, FILLED, place, _validation(column, place))
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, FILLED, len(TEMPLATE) - 1)


def _headed(writer: Writer, name: str) -> Any:
    sheet = writer.book.add_worksheet(name)
    sheet.set_row(0, 32)
    for place, column in enumerate(TEMPLATE):
        sheet.write_string(0, place, column.label, writer.style("must" if column.required else "heading"))
    return sheet


def _validation(column: Column, place: int) -> dict[str, Any]:
    if column.shape is Shape.CHOICE:
        letters = _letters(place)
        source = f"='{LISTS}'!${letters}$2:${letters}${len(choices(column)) + 1}"
        return {
            "validate": "list",
            "source": source,
            "error_title": column.label,
            "error_message": "请从下拉列表中选择。",
            "error_type": "warning",
        }
    if column.shape is Shape.DAY:
        return {
            "validate": "date",
            "criteria": ">=",
            "value": date(2008, 5, 1),
            "error_title": column.label,
            "error_message": "请写日期，如2022-03-07。",
            "error_type": "warning",
        }
    hint = column.note or f"请填写{column.label}。"
    return {"validate": "any", "input_title": column.label, "input_message": hint[:250]}


def choices(column: Column) -> Sequence[str]:
    """The official words of a column's list."""
    return [words for key, words in VOCABULARIES[column.key].official.items() if key != UNDECIDED]


def _letters(place: int) -> str:
    first, second = divmod(place, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)


def _example(writer: Writer) -> None:
    sheet = _headed(writer, EXAMPLE)
    for place, column in enumerate(TEMPLATE):
        sheet.set_column(place, place, column.width)
    for number, example in enumerate(_EXAMPLES, start=1):
        writer.row(sheet, number, [example.get(column.key) for column in TEMPLATE])


def _notes(writer: Writer) -> None:
    sheet = writer.book.add_worksheet(NOTES)
    sheet.set_column(0, 0, 18, writer.style("note"))
    sheet.set_column(1, 2, 60, writer.style("note"))
    writer.row(sheet, 0, ["历年依申请公开台账填写说明"], "title")
    rows = [[str(number), text] for number, text in enumerate(_GENERAL, start=1)]
    after = writer.table(sheet, [["", "总的要求"], *rows], start=2)
    writer.table(sheet, [["列", "怎样填写", "可以导入的其他列名"], *_explained()], start=after + 1)


def _explained() -> Iterator[list[str]]:
    for column in TEMPLATE:
        must = "必须有。" if column.required else ""
        yield [column.label, must + column.note, "、".join(column.also)]


def _lists(writer: Writer) -> None:
    sheet = writer.book.add_worksheet(LISTS)
    sheet.hide()
    lists = [choices(column) if column.shape is Shape.CHOICE else () for column in TEMPLATE]
    writer.row(sheet, 0, [column.label for column in TEMPLATE], "heading")
    for number in range(max(map(len, lists))):
        writer.row(sheet, number + 1, [entries[number] if number < len(entries) else None for entries in lists])
