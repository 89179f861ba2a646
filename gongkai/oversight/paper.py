"""What leaves on paper: the order to mend (督办单) with its receipts, the duty log of a month, a bulletin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.utils.timezone import localdate, localtime

from gongkai.agencies.models import Agency
from gongkai.disclosure.handing_out import day, font_dir
from gongkai.disclosure.running import Text
from gongkai.editorial import pages
from gongkai.oversight import rota
from gongkai.oversight.models import Bulletin, LogEntry, Rectification
from gongkai.statute.citation import cite
from gongkai.typeset.document_pdf import DocumentSheet
from gongkai.typeset.page import LetterPage
from gongkai.typeset.table import table_pdf
from gongkai.workbooks.writer import Writer

BASIS = cite("regulation:47")
HEAD = ("班次", "值班人员", "时间", "事项", "站点或者账号", "内容", "校验值")
WIDTHS = (14, 9, 8, 9, 14, 32, 14)
COLUMNS = (24, 12, 18, 10, 24, 60, 66)
MISSED = "没有签字的值班记录"


def order(row: Rectification) -> LetterPage:
    """The order to mend something, with what has happened to it since and the digests of each step."""
    found, steps = row.observation, list(row.steps.select_related("by"))
    return LetterPage(
        head=row.office.name,
        title="政府网站和政务新媒体整改督办单",
        number=row.number,
        addressee=row.agency.name,
        paragraphs=tuple(_paragraphs(row)),
        agency=row.office.name,
        dated_on=day(localdate(row.sent_at)),
        notes=f"监管依据：{BASIS.full}",
        footer=tuple(f"回执{one.place} {one.get_kind_display()} {_minute(one.at)} {one.digest}" for one in steps)
        + ((f"问题网页快照校验值 {found.snapshot.digest}",) if found.snapshot else ()),
    )


def _paragraphs(row: Rectification) -> Iterator[str]:
    found = row.observation
    by = "系统读网" if found.found_by is None else "读网值班"
    where = f"“{found.medium.name}”发现{found.get_weight_display()}问题"
    yield f"{_minute(found.found_at)}，{by}在{where}：{_one(found.what).rstrip('。')}。"
    if found.quote and found.quote not in found.what:
        yield f"原文：{_one(found.quote)}"
    if found.address:
        yield f"网址：{_one(found.address)}"
    first = row.steps.order_by("place").first()
    if first is not None:
        yield _one(first.words)
    yield f"请于{_minute(row.due_at)}前整改，并报送整改情况。"
    for one in row.steps.order_by("place")[1:]:
        yield f"{_minute(one.at)}，{one.get_kind_display()}：{_one(one.words)}"


def _one(text: str) -> str:
    return " ".join(text.split())


def _minute(at: datetime) -> str:
    return f"{localtime(at):%Y年%m月%d日%H时%M分}"


def log_rows(office: Agency, month: date, at: datetime) -> Iterator[tuple[str, ...]]:
    """The log of a month: each line of each shift, and the shifts that nobody signed. Two queries."""
    shifts = list(rota.month_of(office, month))
    lines: dict[int, list[LogEntry]] = {}
    for entry in LogEntry.objects.filter(shift__in=shifts).select_related("by", "medium", "corrects"):
        lines.setdefault(entry.shift_id, []).append(entry)
    for shift in shifts:
        name = f"{localtime(shift.begins_at):%m-%d %H:%M}—{localtime(shift.ends_at):%H:%M}"
        for entry in lines.get(shift.pk, []):
            hour = f"{localtime(entry.at):%m-%d %H:%M}"
            words = f"更正第{entry.corrects.place}条：{entry.words}" if entry.corrects else entry.words
            medium = entry.medium.name if entry.medium else ""
            yield name, str(entry.by), hour, entry.get_kind_display(), medium, words, entry.digest
        if shift.handed_over_at is None and shift.ends_at <= at:
            yield name, str(shift.reader), "", "缺岗", "", MISSED, ""


def log_workbook(office: Agency, month: date, at: datetime) -> bytes:
    """The log of a month as a workbook."""
    writer = Writer()
    sheet = writer.book.add_worksheet("读网值班日志")
    for place, width in enumerate(COLUMNS):
        sheet.set_column(place, place, width, writer.style("note"))
    writer.row(sheet, 0, [_title(office, month)], "title")
    writer.table(sheet, [HEAD, *log_rows(office, month, at)], start=1)
    return writer.close()


def log_pdf(office: Agency, month: date, at: datetime) -> bytes:
    """The log of a month as PDF. Raises TypesetError."""
    rows = [
        (row[0].replace(" ", "\n", 1), row[1], row[2].replace(" ", "\n"), *row[3:6], row[6][:12])
        for row in log_rows(office, month, at)
    ]
    above = ("日志只增不改，写错的由后面的记录更正；每条的校验值同时记入审计账本。",)
    return table_pdf(_title(office, month), HEAD, rows, widths=WIDTHS, made_at=at, above=above, font_dir=font_dir())


def _title(office: Agency, month: date) -> str:
    return f"{office.name}{month.year}年{month.month}月读网值班日志"


def bulletin(row: Bulletin) -> DocumentSheet:
    """A bulletin as its newest draft has it."""
    page = pages.newest(row.page)
    return DocumentSheet(
        title=page.title,
        blocks=Text(page).blocks,
        agency=row.office.name,
        dated_on=day(localdate(row.drafted_at)),
        foot=("内部通报，不向社会公开",) if row.internal else (),
    )


def inspection_workbook(title: str, rows: Sequence[tuple[object, ...]]) -> bytes:
    """The lines of an inspection as a workbook."""
    writer = Writer()
    sheet = writer.book.add_worksheet("督查结果")
    for place, width in enumerate((18, 30, 8, 8, 60, 40, 40)):
        sheet.set_column(place, place, width, writer.style("note"))
    writer.row(sheet, 0, [title], "title")
    head = ("单位", "指标", "数量", "扣分", "情况", "申辩", "对申辩的意见")
    writer.table(sheet, [head, *rows], start=1)
    return writer.close()
