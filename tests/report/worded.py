"""Reports made by hand for the checker's tests: sound tables, and whatever the text is to say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from gongkai.report.check import check
from gongkai.report.model import (
    Cell,
    CellState,
    Finding,
    Format,
    Number,
    Report,
    Section,
    Severity,
    TableA,
    TableB,
    TableC,
)
from gongkai.statute.report_tables import HEADINGS, KEYS_A, KEYS_B, RESULT_KEYS

ASPECTS = "（三）政府信息管理。严格审核。\n（四）平台建设。办好网站。\n（五）监督保障。纳入考核。"
PROBLEMS = "政策解读形式还不够丰富。下一步，将增加图解和视频解读。"
NO_FEE = "本年度没有收取信息处理费。"


def read_cell(value: Number | None) -> Cell:
    return Cell() if value is None else Cell(value, str(value), CellState.READ)


def table_a(**figures: Number | None) -> TableA:
    values: dict[str, Number | None] = {**dict.fromkeys(KEYS_A, 0), **figures}
    return TableA({key: read_cell(value) for key, value in values.items()}, present=True)


def table_b(*, new: int = 0, carry_in: int = 0, carry_out: int = 0, organisations: int = 0, **results: int) -> TableB:
    """A table whose equations hold. What the results leave over is 予以公开; ``organisations`` of the new ones
    are businesses, all of them disclosed."""
    total = new + carry_in - carry_out
    rest = total - sum(results.values())
    figures = {**dict.fromkeys(RESULT_KEYS, 0), **results}
    figures["open"] += rest
    figures |= {"new": new, "carry_in": carry_in, "total": total, "carry_out": carry_out}
    rows = {}
    for key in KEYS_B:
        business = organisations if key in ("new", "open", "total") else 0
        rows[key] = [read_cell(value) for value in (figures[key] - business, business, 0, 0, 0, 0, figures[key])]
    return TableB(rows, present=True)


def table_c(
    reconsideration: tuple[int, int, int, int] = (0, 0, 0, 0),
    direct: tuple[int, int, int, int] = (0, 0, 0, 0),
    after: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> TableC:
    groups = [[read_cell(value) for value in (*group, sum(group))] for group in (reconsideration, direct, after)]
    return TableC(groups, present=True)


def report(
    text: str = "",
    *,
    agency: str = "某县财政局",
    year: int = 2023,
    a: TableA | None = None,
    b: TableB | None = None,
    c: TableC | None = None,
    problems: str = PROBLEMS,
    other: str = NO_FEE,
    published_on: date | None = None,
    opening: str = "",
) -> Report:
    """A report of the 2021 form. Without a text, everything about it is in order."""
    title = f"{agency}{year}年政府信息公开工作年度报告"
    opening = opening or f"{title}\n本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
    overview = f"（一）主动公开。及时公开各类信息。\n（二）依申请公开。{text}\n{ASPECTS}"
    texts = (overview, "", "", "", problems, other)
    sections = [Section(0, "", opening)]
    sections += [Section(number, HEADINGS[number - 1], words) for number, words in enumerate(texts, start=1)]
    return Report(
        file="报告.html",
        title=title,
        agency=agency,
        year=year,
        published_on=published_on,
        sections=sections,
        table_a=a or table_a(),
        table_b=b or table_b(),
        table_c=c or table_c(),
        format=Format.FORMAT_2021,
    )


def told(text: str = "", **settings: object) -> list[tuple[str, str, str | None, str | None]]:
    """What is said of such a report, notes left out: code, severity, expected, found."""
    return brief(check(report(text, **settings)))  # type: ignore[arg-type]


def brief(findings: list[Finding], *, notes: bool = False) -> list[tuple[str, str, str | None, str | None]]:
    kept = [found for found in findings if notes or found.severity is not Severity.NOTE]
    return [(found.code, found.severity.value, found.expected, found.found) for found in kept]


FEE = Decimal("12.5")
