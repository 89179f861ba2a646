"""The three tables of the national format as HTML, with the merged cells of the official form
(国办公开办函〔2021〕30号)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby

from gongkai.report.model import Cell, Report
from gongkai.report.write.cells import printed
from gongkai.statute.report_tables import (
    COLUMNS_B,
    COLUMNS_C,
    CROSSFOOTING_NOTE,
    GROUPS_C,
    RESULT_KEYS,
    TABLE_A,
    TABLE_B,
    FigureA,
    RowB,
)

Link = Callable[[str], str | None]
"""The address behind a cell (``B.new.total``), for screens where cells open their records."""

RESULTS = "三、本年度办理结果"
DIRECT, AFTER = "未经复议直接起诉", "复议后起诉"


def no_link(_name: str) -> None:
    """The published document has no addresses behind its cells."""


def table_a(report: Report, link: Link = no_link) -> str:
    """Part 二: four blocks in one table of four columns."""
    rows: list[str] = []
    for block, figures in groupby(TABLE_A, key=lambda figure: figure.block):
        rows.extend(_block_a(block, list(figures), report, link))
    return _table("a", "主动公开政府信息情况", "", "".join(rows))


def _block_a(block: str, figures: list[FigureA], report: Report, link: Link) -> Iterator[str]:
    columns = list(dict.fromkeys(figure.column for figure in figures))
    wide = 1 if len(columns) > 1 else 3
    yield f"<tr>{_th(block, 'colgroup', wide=4)}</tr>"
    yield f"<tr>{_th('信息内容', 'col')}{''.join(_th(column, 'col', wide=wide) for column in columns)}</tr>"
    for row, cells in groupby(figures, key=lambda figure: figure.row):
        tds = (_td(f"A.{cell.key}", report.table_a.cells[cell.key], link, wide=wide) for cell in cells)
        yield f"<tr>{_th(row, 'row')}{''.join(tds)}</tr>"


def table_b(report: Report, link: Link = no_link) -> str:
    """Part 三: 25 rows of seven under a head of three rows, with the corner note."""
    person, *organisations, total = (label for _, label in COLUMNS_B)
    head = (
        f'<tr><td colspan="3" rowspan="3">{CROSSFOOTING_NOTE}</td>{_th("申请人情况", "colgroup", wide=7)}</tr>'
        f"<tr>{_th(person, 'col', high=2)}{_th('法人或其他组织', 'colgroup', wide=5)}{_th(total, 'col', high=2)}</tr>"
        f"<tr>{''.join(_th(label, 'col') for label in organisations)}</tr>"
    )
    body = "".join(_row_b(row, report, link) for row in TABLE_B)
    return _table("b", "收到和处理政府信息公开申请情况", head, body)


def _row_b(row: RowB, report: Report, link: Link) -> str:
    cells = zip(COLUMNS_B, report.table_b.rows[row.key], strict=True)
    tds = "".join(_td(f"B.{row.key}.{column}", cell, link) for (column, _), cell in cells)
    return f"<tr>{_heads_b(row)}{tds}</tr>"


def _heads_b(row: RowB) -> str:
    """The heads at the left of a row: the group heads stand in the first row of their group only."""
    if row.key not in (*RESULT_KEYS, "total"):
        return _th(row.label, "row", wide=3)
    results = _th(RESULTS, "rowgroup", high=len(RESULT_KEYS) + 1) if row.key == RESULT_KEYS[0] else ""
    if not row.group:
        return results + _th(row.label, "row", wide=2)
    siblings = [other.key for other in TABLE_B if other.group == row.group]
    group = _th(row.group, "rowgroup", high=len(siblings)) if row.key == siblings[0] else ""
    return group + _th(row.label, "row")


def table_c(report: Report, link: Link = no_link) -> str:
    """Part 四: one row of fifteen under a head of three rows."""
    labels = "".join(_th(label, "col") for _, label in COLUMNS_C)
    tall = "".join(_th(label, "col", high=2) for _, label in COLUMNS_C)
    head = (
        f"<tr>{_th('行政复议', 'colgroup', wide=5)}{_th('行政诉讼', 'colgroup', wide=10)}</tr>"
        f"<tr>{tall}{_th(DIRECT, 'colgroup', wide=5)}{_th(AFTER, 'colgroup', wide=5)}</tr>"
        f"<tr>{labels}{labels}</tr>"
    )
    cells = (
        _td(f"C.{group}.{column}", cell, link)
        for (group, _), row in zip(GROUPS_C, report.table_c.groups, strict=True)
        for (column, _), cell in zip(COLUMNS_C, row, strict=True)
    )
    return _table("c", "政府信息公开行政复议、行政诉讼情况", head, f"<tr>{''.join(cells)}</tr>")


def _table(name: str, caption: str, head: str, body: str) -> str:
    thead = f"<thead>{head}</thead>" if head else ""
    return (
        f'<div class="report-scroll" role="region" aria-label="{caption}" tabindex="0">'
        f'<table class="report-table report-table-{name}"><caption>{caption}</caption>'
        f"{thead}<tbody>{body}</tbody></table></div>\n"
    )


def _th(text: str, scope: str, *, wide: int = 1, high: int = 1) -> str:
    return f'<th scope="{scope}"{_spans(wide, high)}>{escape(text)}</th>'


def _td(name: str, cell: Cell, link: Link, *, wide: int = 1) -> str:
    text = escape(printed(cell))
    address = link(name)
    if address is not None:
        text = f'<a href="{escape(address)}">{text}</a>'
    return f'<td data-cell="{name}"{_spans(wide, 1)}>{text}</td>'


def _spans(wide: int, high: int) -> str:
    return (f' colspan="{wide}"' if wide > 1 else "") + (f' rowspan="{high}"' if high > 1 else "")
