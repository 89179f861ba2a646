"""The figures of the reviews as a workbook: one sheet for each table of the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.timezone import localdate

from gongkai.editorial.figures import Figures
from gongkai.workbooks.writer import Writer

Rows = list[Sequence[Any]]


def workbook(found: Figures) -> bytes:
    """The figures as XLSX."""
    writer = Writer()
    for name, widths, rows in _sheets(found):
        sheet = writer.book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        writer.table(sheet, rows)
    return writer.close()


def totals(found: Figures) -> list[tuple[str, int]]:
    """The plain counts with their names, as screen and workbook show them."""
    return [
        ("送审", found.submitted),
        ("审核通过", found.cleared),
        ("公开", found.released),
        ("先发后审", found.emergencies),
        ("其中尚未补审", found.not_made_good),
        ("撤下", found.withdrawn),
    ]


def _sheets(found: Figures) -> Iterator[tuple[str, tuple[int, ...], Rows]]:
    span = f"{found.period.first:%Y-%m-%d} 至 {found.period.last:%Y-%m-%d}"
    head: Rows = [("项目", "件数"), ("机关", found.agency.name), ("时间", span)]
    yield "总数", (24, 40), [*head, *totals(found)]
    times: Rows = [("环节", "次数", "用时中位数（工作日）", "最长（工作日）", "按时", "超时")]
    times += [
        (one.stage, one.count, one.median, one.longest, one.in_time, one.count - one.in_time) for one in found.times
    ]
    yield "各环节用时", (14, 10, 20, 16, 10, 10), times
    returns: Rows = [("环节", "原因", "次数"), *((one.stage, one.why, one.count) for one in found.returns)]
    yield "退回原因", (14, 24, 10), returns
    coverage: Rows = [("机关", "内容", "已标公开属性", "未标")]
    coverage += [(one.agency.name, one.total, one.marked, one.total - one.marked) for one in found.coverage]
    yield "公开属性", (34, 10, 16, 10), coverage
    debts: Rows = [("机关", "环节", "待审", "已超时限", "最早进入环节", "可以办理的人员")]
    debts += [
        (
            one.agency.name,
            one.stage.label,
            one.count,
            one.late,
            localdate(one.oldest),
            "、".join(one.people) or "没有人",
        )
        for one in found.debts
    ]
    yield "待办", (34, 14, 10, 10, 14, 40), debts
