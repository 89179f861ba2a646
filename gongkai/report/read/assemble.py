"""From lines to a report: parts, tables, prose, and what the reader has to say about them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gongkai.report.errors import ReadCode, ReadError
from gongkai.report.model import CellState, Finding, Format, Report, Section, Severity, TableB
from gongkai.report.read.document import Document, Line
from gongkai.report.read.front import read_front
from gongkai.report.read.glyphs import is_traditional, simplified, visible, without_glosses
from gongkai.report.read.outline import Part, parts
from gongkai.report.read.prose import prose_of
from gongkai.report.read.table_a import is_old_format, read_table_a
from gongkai.report.read.table_b import read_table_b
from gongkai.report.read.table_c import read_table_c
from gongkai.statute.report_tables import COLUMNS_B, COLUMNS_C, GROUPS_C, TABLE_A, TABLE_B

_EXCERPT = re.compile(
    r"[\[【（(〔]\s*(?:来源|原文|以上|以下|本文)?\s*(?:摘录|节录|节选|截取|截断)[^\]】)）〕]{0,60}[\]】)）〕]|(?:以下|后文)(?:省略|从略)"
)
_LEAST_ROWS = 2
"""Fewer rows outside part 三 are no table B: the total of another table, say."""
_OPENS_C = re.compile(r"^\s*行\s*政\s*复\s*议")
_NAMES = {"A": "表二（主动公开政府信息情况）", "B": "表三（收到和处理申请情况）", "C": "表四（行政复议、行政诉讼情况）"}


def assemble(name: str, document: Document) -> Report:
    """The report in a document."""
    lines = _unified(document.lines)
    found = parts(lines)
    front = read_front(document, found[0].lines, found[-1].lines)
    report = Report(file=name, title=front.title, agency=front.agency, year=front.year, published_on=front.published_on)
    report.truncated = any(_EXCERPT.search(line.text) for line in lines if len(line.text) < 4000) or bool(
        _EXCERPT.search("".join(line.text for line in lines)[:400_000])
    )
    single_other_row = _tables(report, found, lines)
    if len(found) == 1 and not front.title and not _any_table(report):
        raise ReadError(ReadCode.GARBLED if document.damaged else ReadCode.NOT_A_REPORT)
    report.sections = _sections(found, wrapped=document.wrapped)
    _remarks(report, document, found)
    if single_other_row:
        report.reading.append(
            Finding(
                "R-OTHER-ROW",
                Severity.NOTE,
                "表三“（六）其他处理”只有一行（旧格式），其数字记在“3.其他”。",
                where=_NAMES["B"],
            )
        )
    return report


def _unified(lines: Sequence[Line]) -> list[Line]:
    """Mirrors in traditional script or with pinyin glosses, read like the original."""
    whole = "".join(line.text for line in lines[:400])
    old, glossed = is_traditional(whole), without_glosses(whole) != whole

    def plain(text: str) -> str:
        text = visible(text)
        text = _unglossed(text) if glossed else text
        return simplified(text) if old else text

    return [
        _as_prose(replace(line, slots=tuple(replace(slot, text=plain(slot.text)) for slot in line.slots)))
        for line in lines
    ]


def _as_prose(line: Line) -> Line:
    """A sentence alone in a row of a table is prose that the table only lays out."""
    if not line.table:
        return line
    filled = [slot for slot in line.slots if slot.text.strip()]
    if len(filled) == 1 and filled[0].text.rstrip().endswith(("。", "；")) and len(filled[0].text) > 8:
        return Line((filled[0],), line.origin)
    return line


def _unglossed(text: str) -> str:
    """Glosses out of a single stretch of a text that is known to have them."""
    return re.sub(r"(?<=[\u3400-\u9fff])(?:[（(][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}[)）])+", "", text)


def _sections(found: Sequence[Part], *, wrapped: bool) -> list[Section]:
    sections = [
        Section(part.number, part.heading, prose_of(part.number, part.lines, wrapped=wrapped)) for part in found
    ]
    return [section for section in sections if section.number or section.text]


def _lines_of(found: Sequence[Part], number: int) -> list[Line]:
    return [line for part in found if part.number == number for line in part.lines]


def _tables(report: Report, found: Sequence[Part], lines: Sequence[Line]) -> bool:
    """Fill the three tables; returns whether （六）其他处理 is a single row."""
    own = {number: _lines_of(found, number) for number in (2, 3, 4)}
    tabled = [line for line in lines if line.table]
    report.table_a = read_table_a(own[2])
    if not report.table_a.present and not own[2]:
        report.table_a = read_table_a(tabled)
    report.table_b, old_b = read_table_b(own[3])
    if not report.table_b.present:
        report.table_b, old_b = read_table_b(tabled)
        if _rows_found(report.table_b) < _LEAST_ROWS:
            report.table_b, old_b = TableB(), False
    report.table_c = read_table_c(own[4])
    if not report.table_c.present:
        report.table_c = read_table_c(_behind_table_b(tabled))
    old = is_old_format(own[2] or tabled)
    if old or (old_b and not report.table_a.present):
        report.format = Format.FORMAT_2019
    elif report.table_a.present or report.table_b.present:
        report.format = Format.FORMAT_2021
    return old_b


def _behind_table_b(tabled: Sequence[Line]) -> list[Line]:
    """Rows of tables from the last one on that opens with the heading of table C."""
    starts = [at for at, line in enumerate(tabled) if _OPENS_C.match(line.text)]
    return list(tabled[starts[-1] :]) if starts else []


def _any_table(report: Report) -> bool:
    return report.table_a.present or report.table_b.present or report.table_c.present


def _rows_found(table: TableB) -> int:
    return sum(1 for row in table.rows.values() if row[0].state is not CellState.MISSING)


def _remarks(report: Report, document: Document, found: Sequence[Part]) -> None:
    headed = {part.number for part in found}
    if report.truncated:
        report.reading.append(
            Finding("R-TRUNCATED", Severity.NOTE, "文件自己注明只是摘录，缺少的部分未作检查。", where=report.file)
        )
    if document.damaged:
        report.reading.append(
            Finding("R-GARBLED", Severity.WARNING, f"有{document.damaged}处文字无法按原编码还原，相关内容可能缺字。")
        )
    if document.repaired:
        report.reading.append(Finding("R-REPAIRED", Severity.NOTE, "文件曾被按错误的编码读写，已还原后再检查。"))
    for table, number, present in (
        ("A", 2, report.table_a.present),
        ("B", 3, report.table_b.present),
        ("C", 4, report.table_c.present),
    ):
        if number in headed and not present:
            report.reading.append(_missing(report, document, table))
    if not (report.table_a.present or report.table_b.present or report.table_c.present):
        report.reading.append(_no_table_at_all(report))
    report.reading.extend(_rows_missing(report))
    report.reading.extend(_undecided(report))


def _rows_missing(report: Report) -> list[Finding]:
    labels = [row.full_label for row in TABLE_B if report.table_b.rows[row.key][0].state is CellState.MISSING]
    if not report.table_b.present or not labels:
        return []
    return [
        Finding(
            "R-MISSING-ROWS",
            Severity.NOTE if report.truncated else Severity.WARNING,
            f"表三有{len(labels)}行没有读到，没有当作0：{'；'.join(labels)}。",
            where=_NAMES["B"],
        )
    ]


def _missing(report: Report, document: Document, table: str) -> Finding:
    reason = "表格可能是图片，未予读取，也没有当作0。" if document.pictures else "没有当作0。"
    if report.truncated:
        reason = "文件只是摘录，可能未收入该表；没有当作0。"
    return Finding(
        "R-MISSING-TABLE",
        Severity.NOTE if report.truncated else Severity.WARNING,
        f"只有标题，没有找到{_NAMES[table]}；{reason}",
        where=_NAMES[table],
    )


def _no_table_at_all(report: Report) -> Finding:
    """A page that only links to the report, or a report whose tables are pictures, must never pass in silence."""
    return Finding(
        "R-MISSING-TABLE",
        Severity.NOTE if report.truncated else Severity.ERROR,
        "没有读到表二、表三、表四中的任何一张，没有当作0；报告正文可能在附件或者图片里，请检查原文件。",
        expected="三张统计表",
        found="没有统计表",
        where="全文",
    )


def _spoken(name: str) -> str:
    """The name of a cell for people."""
    table, _, rest = name.partition(".")
    key, _, column = rest.partition(".")
    if table == "A":
        figure = next(figure for figure in TABLE_A if figure.key == key)
        return f"表二“{figure.row}”{figure.column}"
    if table == "B":
        row = next(row for row in TABLE_B if row.key == key)
        return f"表三“{row.full_label}”{dict(COLUMNS_B)[column]}"
    return f"表四{dict(GROUPS_C)[key]}{dict(COLUMNS_C)[column]}"


def _undecided(report: Report) -> list[Finding]:
    """One finding for each row with cells that can be read in several ways."""
    rows: dict[tuple[str, str], list[str]] = {}
    for name, cell in report.cells():
        if cell.state is CellState.UNDECIDED:
            rows.setdefault((name.rsplit(".", 1)[0] if name.count(".") > 1 else "A", cell.raw), []).append(name)
    return [
        Finding(
            "R-UNDECIDED",
            Severity.WARNING,
            f"数字连写或者单元格合并，有不止一种读法，未能判定：{'、'.join(map(_spoken, names))}。",
            found=raw,
            where="、".join(names),
            evidence=raw,
        )
        for (_, raw), names in rows.items()
    ]
