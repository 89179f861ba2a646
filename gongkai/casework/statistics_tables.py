"""The figures of a period as tables: one list for the screen, the workbook and the CSV file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gongkai.casework.statistics import Share, Statistics
from gongkai.workbooks.safe_cells import safe_csv
from gongkai.workbooks.writer import Writer


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title and heading. ``drawn`` is the column of figures that bars show."""

    key: str
    title: str
    heading: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    drawn: int | None = None

    @property
    def lines(self) -> list[tuple[tuple[Any, ...], float | None]]:
        """Each row with the length of its bar in percent of the longest; None without bars."""
        if self.drawn is None:
            return [(row, None) for row in self.rows]
        longest = max((row[self.drawn] for row in self.rows), default=0) or 1
        return [(row, round(100 * row[self.drawn] / longest, 1)) for row in self.rows]


def tables(found: Statistics) -> list[Table]:
    """All tables of a period."""
    outcomes = tuple((label, count) for _, label, count in found.by_outcome)
    share = ("", "收到", "办结", "其中逾期", "期末在办", "会签")
    return [
        Table("summary", "总体情况", ("项目", "数量"), tuple(_summary(found))),
        Table("months", "逐月", ("月份", "收到", "办结"), found.by_month, 1),
        Table("channels", "按申请方式（收到）", ("申请方式", "件数"), found.by_channel, 1),
        Table("kinds", "按申请人类型（收到）", ("申请人类型", "件数"), found.by_kind, 1),
        Table("outcomes", "按办理结果（办结）", ("办理结果", "件数"), outcomes, 1),
        Table("departments", "按承办单位", ("承办单位", *share[1:]), _shares(found.by_department)),
        Table("handlers", "按承办人", ("承办人", *share[1:]), _shares(found.by_handler)),
    ]


def _summary(found: Statistics) -> Iterator[tuple[str, Any]]:
    percent, workdays = found.punctuality, found.workdays
    yield "期初结转（件）", found.carried_in
    yield "收到（件）", found.received
    yield "办结（件）", found.decided
    yield "其中按期（件）", found.on_time
    yield "其中逾期（件）", found.late
    yield "其中不计是否按期（件）", found.unknown
    yield "按期率（%）", "" if percent is None else round(percent, 1)
    yield f"期末在办（件，{found.period.last:%Y-%m-%d}）", found.open
    yield f"其中已超过期限（件，{found.as_of:%Y-%m-%d}）", found.overdue
    yield "平均用时（工作日）", "" if workdays is None else round(workdays, 1)


def _shares(shares: Sequence[Share]) -> tuple[tuple[Any, ...], ...]:
    return tuple((share.label, share.received, share.decided, share.late, share.open, share.joint) for share in shares)


def as_workbook(found: Statistics, title: str) -> bytes:
    """One sheet with all tables, below each other."""
    writer = Writer()
    sheet = writer.book.add_worksheet("统计")
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 6, 12)
    writer.row(sheet, 0, [title], "title")
    line = 2
    for table in tables(found):
        writer.row(sheet, line, [table.title], "title")
        line = writer.table(sheet, [table.heading, *table.rows], start=line + 1) + 1
    return writer.close()


def as_csv(found: Statistics, title: str) -> bytes:
    """The same as CSV."""
    rows: list[Sequence[Any]] = [[title]]
    for table in tables(found):
        rows += [[], [table.title], table.heading, *table.rows]
    return safe_csv(rows)
