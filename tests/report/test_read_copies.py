"""Copies, prints and conversions: every figure comes back, or is said to be unknown; none is made up."""

from __future__ import annotations

import time
from decimal import Decimal
from random import Random

import pytest

from gongkai.report.model import CellState
from gongkai.report.read import read_bytes
from gongkai.report.read.ruled import Budget, ruled_tables
from gongkai.statute.report_tables import KEYS_B
from tests.report import generated
from tests.report.generated import EXACT, RUN_TOGETHER, figures
from tests.report.generated_copies import COPIES, LOSE_EMPTY_CELLS
from tests.report.generated_files import Pdf, pdf, pdf_plain
from tests.report.generated_parts import SAMPLE, page, read_page
from tests.report.test_read_formats import differences

SCALES = (2, 60, 900)
SINGLE = (
    "A.licences",
    "A.penalties",
    "A.coercions",
    "A.fees",
    "A.rules_issued",
    "A.rules_repealed",
    "A.rules_in_force",
)
"""Cells alone in their row, or in rows that may be all empty: nothing proves that they are 0."""


@pytest.mark.parametrize("name", COPIES)
def test_copies_come_back_whole(name: str) -> None:
    f = figures(Random(1), SCALES[-1])
    assert differences(read_bytes(name, COPIES[name](f, Random(1))), f) == ([], [])


@pytest.mark.parametrize("name", COPIES)
@pytest.mark.parametrize("seed", range(2))
def test_copies_with_empty_cells_are_never_read_wrong(name: str, seed: int) -> None:
    f = figures(Random(seed), SCALES[seed], blank_zeros=True)
    wrong, unknown = differences(read_bytes(name, COPIES[name](f, Random(seed))), f)
    assert wrong == []
    assert name in LOSE_EMPTY_CELLS or len(unknown) <= 75


@pytest.mark.parametrize("name", ["value_per_line", "spaced_text", "labels_apart", *RUN_TOGETHER])
@pytest.mark.parametrize("seed", range(3))
def test_text_in_which_empty_cells_left_no_trace_is_never_read_wrong(name: str, seed: int) -> None:
    f = figures(Random(seed), SCALES[seed % 3], blank_zeros=True)
    report = read_bytes(name, {**EXACT, **RUN_TOGETHER}[name](f, Random(seed)))
    assert differences(report, f)[0] == []


def test_three_digits_are_not_cut_where_empty_cells_left_no_trace() -> None:
    report = read_page(
        page(a="第二十条第（一）项信息内容本年制发件数现行有效件数规章行政规范性文件127第二十条第（五）项")
    )
    assert report.table_a.cells["normative_issued"].state is CellState.UNDECIDED


@pytest.mark.parametrize("seed", [0, 2])
def test_a_pdf_without_rules_is_read_by_the_places_of_its_headings(seed: int) -> None:
    f = figures(Random(seed), SCALES[seed], blank_zeros=True)
    wrong, unknown = differences(read_bytes("a.pdf", pdf_plain(f, Random(seed))), f)
    assert (wrong, [name for name in unknown if name not in SINGLE]) == ([], [])


@pytest.mark.parametrize("scale", [10**9, 10**11])
def test_figures_folded_over_two_lines_without_rules_are_whole_or_unknown(scale: int) -> None:
    f = figures(Random(1), scale)
    wrong, unknown = differences(read_bytes("a.pdf", pdf_plain(f, Random(1))), f)
    assert wrong == []
    assert len(unknown) <= 21


def test_every_row_may_open_with_a_bar_in_one_table_and_not_in_another() -> None:
    rows = "\n".join(f"{key} | 1 | 2 |" for key in ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"))
    c = "| 结果维持 | 结果纠正 |\n| 结果维持 | 尚未审结 |\n| | 2 | 0 | 0 | 2 |" + " 0 |" * 10
    table = read_page(page(a=rows, c=c)).table_c
    assert (table.groups[0][0].state, table.value(0, 1)) == (CellState.BLANK, 2)


def test_strokes_alone_on_their_lines_are_one_cell_each() -> None:
    a = "第二十条第（一）项\n\n规章\n\n/\n\n/\n\n/\n\n行政规范性文件\n\n0\n\n4\n\n7"
    report = read_page(page(a=a))
    assert [report.table_a.cells[key].state for key in ("rules_issued", "rules_in_force")] == [
        CellState.NOT_APPLICABLE
    ] * 2
    assert report.table_a.value("normative_in_force") == 7


def test_a_change_since_last_year_in_words_is_a_figure() -> None:
    a = "信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量 |\n行政许可 | 12 | 减3 | 87 |\n政府集中采购 | 1 |"
    assert read_page(page(a=a)).table_a.value("licences") == 87


def test_a_name_that_ends_a_row_without_figures_does_not_name_the_next_one() -> None:
    text = generated.value_per_line(SAMPLE, Random(1)).decode()
    label = "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
    row = SAMPLE.row_b("ot_nopay")
    emptied = text.replace("\n".join([label, *row]), label)
    assert emptied != text
    report = read_page(emptied)
    assert report.table_b.values("ot_other") == list(SAMPLE.b["ot_other"])


def test_the_budget_of_the_second_opinion_bounds_hostile_pages() -> None:
    out = Pdf()
    out.paragraph(generated.TITLE)
    for n in range(140):
        out.line(50 + n * 3.5, 50, 50 + n * 3.5, 700)
        out.line(50, 50 + n * 3.5, 530, 50 + n * 3.5)
    out.pages[-1].append("BT /F1 9 Tf 40 500 Td <" + "4fe1" * 150_000 + "> Tj ET")
    start = time.process_time()
    read_bytes("a.pdf", out.bytes())
    assert time.process_time() - start < 4


@pytest.mark.parametrize("budget", [Budget(pages=0), Budget(strokes=10), Budget(content=10), Budget(crossings=10)])
def test_a_page_beyond_the_budget_is_left_to_the_first_reader(budget: Budget) -> None:
    data = pdf(figures(Random(3), 12), Random(3))
    assert ruled_tables(data, [500] * 9, budget) == []


def test_a_page_within_the_budget_has_its_ruled_tables() -> None:
    assert ruled_tables(pdf(figures(Random(3), 12), Random(3)), [500] * 9)


def test_the_title_of_every_page_is_kept_once() -> None:
    report = read_bytes("a.pdf", COPIES["printed_by_a_browser"](SAMPLE, Random(1)))
    assert report.title == generated.TITLE
    assert "qinghe" not in report.text
    assert sum(1 for key in KEYS_B if None in report.table_b.values(key)) == 0


def test_an_amount_parted_inside_its_cell_is_one_amount_and_two_cells_are_not() -> None:
    head = "第二十条第（八）项 |\n信息内容 | 本年收费金额（单位：万元） |\n"
    assert read_page(page(a=f"{head}行政事业性收费 | 331 0.55 |")).table_a.value("fees") == Decimal("3310.55")
    assert read_page(page(a=f"{head}行政事业性收费 | 331 | 0.55 |")).table_a.value("fees") is None
