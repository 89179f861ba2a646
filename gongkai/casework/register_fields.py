"""The columns of an office's register (台账) of requests: what each is called, here and in the registers of others.

One list serves four readers: the import that finds a column by its words, the empty template, the export, and the
report of an import. The order is the order of the template.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """What a cell of a column holds."""

    TEXT = "text"
    DAY = "day"
    PERIOD = "period"
    """Two days in one cell, as in 2023.5.6—2023.5.20."""
    CHOICE = "choice"
    """One of a closed list; the words are in `register_words`."""
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, its name in our own files, the names that others use, and what whoever fills it in
    should know. ``required`` columns must be there, or have a default that somebody declared."""

    key: str
    label: str
    shape: Shape
    also: tuple[str, ...] = ()
    note: str = ""
    required: bool = False
    width: int = 12
    exported: bool = True


def _column(key: str, label: str, shape: Shape, also: str = "", **details: object) -> Column:
    return Column(key, label, shape, tuple(also.split()), **details)  # type: ignore[arg-type]


T, D, C = Shape.TEXT, Shape.DAY, Shape.CHOICE
COLUMNS: tuple[Column, ...] = (
    _column("ordinal", "序号", T, "顺序号 No NO 序", width=6),
    _column(
        "number",
        "编号",
        T,
        "收件编号 登记编号 登记号 申请编号 受理编号 受理号 申请单号 收件号 回执编号 申请号 流水号",
        note="原来的编号。没有的空着，导入时按收到的年份另编。",
        width=18,
    ),
    _column(
        "received_on",
        "收到日期",
        D,
        "收到申请日期 收到申请时间 收到时间 收件日期 收件时间 受理日期 受理时间 接收日期 收文日期 申请日期 申请时间 "
        "登记日期 登记时间",
        note="条例第三十一条的收到日：当面提交之日、签收之日、确认之日。期限从次一工作日起算。",
        required=True,
    ),
    _column(
        "channel",
        "申请方式",
        C,
        "申请渠道 渠道 收到方式 接收方式 提交方式 申请途径 受理方式 受理渠道 申请形式 收件方式 来源",
        required=True,
        width=16,
    ),
    _column(
        "name",
        "申请人",
        T,
        "申请人姓名 姓名 申请人名称 姓名或名称 姓名或者名称 申请人姓名或名称",
        required=True,
        width=14,
    ),
    _column(
        "kind",
        "申请人类型",
        C,
        "申请人类别 申请人性质 申请人身份 申请主体 申请主体类型 申请人属性",
        note="年报表三的六列。法人须分清是商业企业、科研机构、社会公益组织还是法律服务机构。",
        required=True,
        width=14,
    ),
    _column(
        "identity_number",
        "证件号码",
        T,
        "身份证号 身份证号码 证件号 有效证件号码 证照号码 身份证件号码 统一社会信用代码",
        note="请把单元格设为文本格式，否则表格软件会丢掉末几位。",
        width=22,
    ),
    _column("telephone", "联系电话", T, "电话 手机 手机号 手机号码 联系方式 电话号码", width=16),
    _column("address", "通信地址", T, "通讯地址 地址 联系地址 邮寄地址 住址", width=28),
    _column("email", "电子邮箱", T, "邮箱 电子邮件 email e-mail", width=20),
    _column(
        "wanted",
        "所需信息",
        T,
        "申请内容 申请公开内容 所需政府信息 所需信息内容 所需信息内容描述 所需信息的内容描述 申请事项 申请公开事项 "
        "申请公开的信息 申请公开信息 申请信息内容 信息内容 内容描述 申请公开的内容",
        required=True,
        width=44,
    ),
    _column(
        "correction_asked_on",
        "补正告知日期",
        D,
        "告知补正日期 补正通知日期 要求补正日期 补正告知 补正告知时间 通知补正日期 补正通知书日期",
    ),
    _column("corrected_on", "补正日期", D, "收到补正日期 补正材料收到日期 补正收到日期 补正时间 申请人补正日期"),
    _column("extended_on", "延期日期", D, "延期批准日期 延长答复日期 延期告知日期 延期时间 延期 延长期限日期 延期答复"),
    _column(
        "consultation",
        "征求意见起止",
        Shape.PERIOD,
        "征求意见起止日期 征求意见起止时间 征求意见时间 征求意见期间 征求第三方意见起止 征求意见日期 "
        "征求第三方意见时间 征求意见",
        note="发出征求意见书之日和收到意见之日，如2023-05-06至2023-05-20。",
        width=24,
    ),
    _column("consulted_from", "征求意见开始日期", D, "征求意见发出日期 征求意见起 征求意见开始", exported=False),
    _column("consulted_until", "征求意见结束日期", D, "征求意见收到日期 征求意见止 征求意见结束", exported=False),
    _column("opinion", "第三方意见", C, "征求意见结果 第三方答复 第三方态度", width=12),
    _column("fee_noticed_on", "收费通知日期", D, "收费告知日期 缴费通知日期"),
    _column("fee_method", "计收方式", C, "收费方式 收费标准", note="按件计收或者按量（页）计收。", width=12),
    _column("fee_amount", "收费金额", Shape.AMOUNT, "收费 缴费金额 信息处理费 金额", note="单位是元。", width=10),
    _column("fee_paid_on", "缴费日期", D, "缴费 缴费时间 缴清日期"),
    _column(
        "outcome",
        "办理结果",
        C,
        "答复类型 答复结果 处理结果 办理情况 答复情况 答复意见 公开情况 公开类型 处理情况 结果 办理类型 答复类别",
        note="年度报告表三的21种结果之一。在办的空着。",
        width=34,
    ),
    _column("decided_on", "答复日期", D, "答复时间 办结日期 办结时间 处理日期 决定日期 作出答复日期 回复日期 回复时间"),
    _column(
        "letter_number", "答复文号", T, "文号 文书编号 答复书编号 答复书文号 告知书编号 告知书文号 答复编号", width=22
    ),
    _column("delivery", "送达方式", C, "答复送达方式 寄送方式 发送方式 答复方式 送达途径 答复形式", width=12),
    _column(
        "served_on",
        "送达日期",
        D,
        "送达时间 寄出日期 交邮日期 发出日期 寄送日期",
        note="当面的以签收之日、邮寄的以交邮之日、网上的以发出之日为准；是否按期据此判断。",
    ),
    _column("reconsideration_key", "复议案号", T, "行政复议案号 复议文号", width=18),
    _column("reconsideration_on", "复议受理日期", D, "行政复议受理日期 复议申请日期 复议日期"),
    _column("reconsideration_ended_on", "复议审结日期", D, "行政复议审结日期 复议决定日期 复议办结日期"),
    _column("reconsideration_result", "复议结果", C, "行政复议结果", width=12),
    _column("lawsuit_key", "诉讼案号", T, "行政诉讼案号", width=18),
    _column("lawsuit_on", "诉讼受理日期", D, "行政诉讼受理日期 诉讼立案日期 立案日期 起诉日期"),
    _column("lawsuit_ended_on", "诉讼审结日期", D, "行政诉讼审结日期 判决日期 裁判日期"),
    _column("lawsuit_result", "诉讼结果", C, "行政诉讼结果 判决结果", width=12),
    _column(
        "dispute",
        "复议诉讼结果",
        T,
        "复议诉讼情况 行政复议诉讼情况 复议和诉讼情况 复议诉讼 行政复议诉讼结果",
        exported=False,
    ),
    _column("handler", "承办单位", T, "承办科室 承办部门 承办人 经办人 责任单位 责任科室 承办机构", width=16),
    _column("remark", "备注", T, "说明 其他说明", width=24),
)
BY_KEY: Mapping[str, Column] = {column.key: column for column in COLUMNS}
LABELS: Mapping[str, str] = {column.key: column.label for column in COLUMNS}

_BRACKETS = re.compile(r"[(\[〔【].*?[)\]〕】]")
_NOISE = re.compile(r"[\s*:：、，,。./\\|;；“”\"'_\-—]+")
_PARTS = re.compile(r"[/、,;|或和及]")


def plain(words: str) -> str:
    """Words as they are compared: full width made half, no spaces, no marks."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", words)).lower()


_FOUND: dict[str, tuple[str, int]] = {
    plain(name): (column.key, place)
    for column in reversed(COLUMNS)
    for place, name in enumerate((column.label, *column.also))
}


def column_of(heading: str, own: Mapping[str, str] | None = None) -> tuple[str, int] | None:
    """The key of the column that a heading names, and how far down the list of its names the heading stands; a
    smaller place is the better name. ``own`` maps headings to keys or labels, as an office declared it."""
    if (declared := _declared(heading, own or {})) is not None:
        return declared, -1
    whole = unicodedata.normalize("NFKC", heading)
    bare = _BRACKETS.sub("", whole)
    for words in (whole, bare, *_PARTS.split(bare)):
        if found := _FOUND.get(plain(words)):
            return found
    return None


def _declared(heading: str, own: Mapping[str, str]) -> str | None:
    wanted = {plain(name): field for name, field in own.items()}.get(plain(heading))
    if wanted is None:
        return None
    return wanted if wanted in BY_KEY else _FOUND.get(plain(wanted), (None, 0))[0]
