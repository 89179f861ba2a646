"""The self-check as a file to hand on."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.timezone import localtime

from gongkai.portal.selfcheck.checking import Checked
from gongkai.statute.website_checks import Part
from gongkai.workbooks.safe_cells import safe_csv
from gongkai.workbooks.writer import Writer

HEAD = ("类别", "组别", "指标", "判定规则", "依据", "核实", "结果", "扣分", "情况", "证据", "办法")
WIDTHS = (14, 10, 18, 40, 16, 12, 8, 8, 44, 60, 36)


def rows(checked: Checked) -> Iterator[tuple[object, ...]]:
    """The heading and a row for each line."""
    yield HEAD
    for line in checked.lines:
        one, verdict = line.indicator, line.verdict
        lost = one.score if verdict.result == "failed" and one.score else ""
        proof = "\n".join(f"{record.label} {record.address}".strip() for record in verdict.records)
        head = (Part(one.part).label, one.group, one.label, one.rule, str(one.citation), one.verified)
        yield (*head, verdict.result.label, lost, verdict.evidence, proof, one.advice)


def as_csv(checked: Checked) -> bytes:
    """As CSV."""
    return safe_csv(rows(checked))


def as_workbook(checked: Checked) -> bytes:
    """As a workbook."""
    writer = Writer()
    sheet = writer.book.add_worksheet("检查指标自查")
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width, writer.style("note"))
    writer.row(sheet, 0, [f"政府网站检查指标自查（{localtime(checked.at):%Y-%m-%d %H:%M}）"], "title")
    writer.table(sheet, rows(checked), start=1)
    return writer.close()
