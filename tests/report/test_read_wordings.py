"""Old formats, other wordings, amounts, page furniture and what a report says of itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from gongkai.report.model import CellState, Format
from gongkai.report.read import read_bytes
from gongkai.statute.report_tables import KEYS_B, TABLE_B
from tests.report import generated, generated_files
from tests.report.generated import HEADINGS, figures
from tests.report.generated_parts import SAMPLE, ZEROS, page, read_page, together

# G13, G14, G15 -----------------------------------------------------------------------------------------------


def test_the_old_format_keeps_what_means_the_same() -> None:
    a = (
        "第二十条第（一）项\n"
        "信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量 |\n"
        "规章 | 0 | 0 | 0 |\n"
        "规范性文件 | 89 | 89 | 89 |\n"
        "第二十条第（五）项\n"
        "信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量 |\n"
        "行政许可 | 39 | -18 | 181 |\n"
        "其他对外管理服务事项 | 1 | 0 | 153 |\n"
        "第二十条第（六）项\n"
        "信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量 |\n"
        "行政处罚 | 264 | 80 | 430 |\n"
        "行政强制 | 12 | 6 | 25 |\n"
        "第二十条第（八）项\n信息内容 | 上一年项目数量 | 本年增/减 |\n行政事业性收费 | 35 | 0 |\n"
        "第二十条第（九）项\n"
        "信息内容 | 采购项目数量 | 采购总金额 |\n"
        "政府集中采购 | 135 | 75394432.52元 |"
    )
    rows = [row for row in TABLE_B if not row.key.startswith("ot_")]
    b = "\n".join(f"{row.full_label} | {' | '.join(SAMPLE.row_b(row.key))} |" for row in rows[:-2])
    b += f"\n（六）其他处理 | 2 | 0 | 0 | 0 | 0 | 0 | 2 |\n（七）总计 | {' | '.join(SAMPLE.row_b('total'))} |"
    report = read_page(page(a=a, b=b))
    assert report.format is Format.FORMAT_2019
    assert [report.table_a.value(key) for key in ("licences", "penalties", "coercions", "fees")] == [181, 430, 25, None]
    assert report.table_a.cells["normative_issued"].state is CellState.MISSING
    assert report.table_b.values("ot_other") == [2, 0, 0, 0, 0, 0, 2]
    assert report.table_b.rows["ot_nopay"][0].state is CellState.BLANK


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (HEADINGS[3], "四、政府信息公开行政法复议、行政诉讼情况"),
        (HEADINGS[3], "（四）因政府信息公开申请行政复议、提起行政诉讼情况"),
        (HEADINGS[3], "三、政府信息公开行政复议、行政诉讼情况"),
        (HEADINGS[4], "五、整改措施"),
        (HEADINGS[4], "五. 政府信息公开工作存在的主要问题及改进情况"),
        (HEADINGS[5], "六，其他需要报告的事项"),
        (HEADINGS[5], "其他需要报告的事项"),
        (HEADINGS[0], "## 一、 总体情况"),
        (HEADINGS[1], "二、 主动公开 政府信息情况"),
    ],
)
def test_headings_in_other_words(old: str, new: str) -> None:
    report = read_page(generated.markdown(SAMPLE, Random(1)).decode().replace(old, new))
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]
    assert report.table_c.present


def test_headings_inside_running_text_and_a_list_of_parts_before_them() -> None:
    text = generated.run_together(SAMPLE, Random(1)).decode()
    listed = (
        "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、其他需要报告的事项等六个部分组成。"
    )
    report = read_page(text.replace(generated.INTRO, listed + generated.INTRO))
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]
    assert report.section(1).text == generated.FIRST  # type: ignore[union-attr]
    assert report.section(6).text == generated.SIXTH  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2.其他法律行政法规禁止公开", "2.其他法律行政止公开"),
        ("6.属于四类过程性信息", "6.属于四类过程性性信息"),
        ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "1.逾期不补正"),
        ("4.无正当理由大量反复申请", "4.无正当理由大量反复 申请"),
        ("（一）予以公开", "(一)予以公开"),
        ("（一）予以公开", "一)予以公开"),
        ("（七）总计", "(七) 总 计"),
        ("3.危及“三安全一稳定”", '3．危及"三安全一稳定"'),
        ("3.补正后申请内容仍不明确", "3、补正后申请内容仍不明确"),
        ("一、本年新收政府信息公开申请数量", "一、本年新收政府\n信息公开申请数量"),
        ("四、结转下年度继续办理", "四，结转下年度继续办理"),
    ],
)
@pytest.mark.parametrize("writer", [generated.markdown, generated.run_together])
def test_row_names_with_letters_missing_doubled_or_apart(old: str, new: str, writer: generated.Writer) -> None:
    text = writer(SAMPLE, Random(1)).decode().replace(old, new)
    report = read_page(text)
    assert all(report.table_b.values(key) == list(SAMPLE.b[key]) for key in KEYS_B)


# G16, G17, G18 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("59237.2449", Decimal("59237.2449")),
        ("24252.311082", Decimal("24252.311082")),
        ("0.00", 0),
        ("1,234,567.8", Decimal("1234567.8")),
        ("１２３４", 1234),
        ("9116.36万元", Decimal("9116.36")),
        ("380元", 380),
        ("-18", -18),
        ("22（其中修订16件）", 22),
        ("约三", None),
    ],
)
def test_amounts_as_they_are_printed(printed: str, value: Decimal | int | None) -> None:
    report = read_page(
        page(a=f"第二十条第（八）项 |\n信息内容 | 本年收费金额（单位：万元） |\n行政事业性收费 | {printed} |")
    )
    assert report.table_a.value("fees") == value


def test_page_numbers_breadcrumbs_and_index_tables_are_no_part_of_the_report() -> None:
    report = read_bytes("a.html", generated.html_layout(SAMPLE, Random(2)))
    assert report.table_a.value("licences") == SAMPLE.a["licences"]
    assert report.section(6).text == generated.SIXTH  # type: ignore[union-attr]
    assert report.published_on == date(2024, 1, 18)


def test_year_and_agency_come_from_the_title_not_from_leftovers() -> None:
    report = read_page(page(title="清河县水务局2023年政府信息公开工作年度报告").replace("2023年，我局", "2022年，我局"))
    assert (report.year, report.agency) == (2023, "清河县水务局")


def test_a_title_in_two_lines() -> None:
    report = read_page(page(title="清河县人民政府\n2023年政府信息公开工作年度报告\n（2024年1月20日）"))
    assert (report.title, report.agency) == ("清河县人民政府2023年政府信息公开工作年度报告", "清河县人民政府")
    assert report.published_on == date(2024, 1, 20)


def test_a_page_without_a_title_names_its_agency_in_the_opening() -> None:
    opening = "根据《条例》规定，现公布清河县水务局2023年政府信息公开工作年度报告。本报告由六部分组成。"
    report = read_page(page(title=opening))
    assert (report.year, report.agency) == (2023, "清河县水务局")


def test_an_excerpt_says_so_and_its_missing_tables_are_only_noted() -> None:
    report = read_page(page() + "\n[来源摘录到此为止]")
    assert report.truncated
    assert {finding.severity.value for finding in report.reading} == {"note"}


def test_every_cell_tells_where_it_stood() -> None:
    report = read_bytes("a.html", generated.html(SAMPLE, Random(1)))
    assert report.table_b.rows["new"][0].origin == "表3 第4行第2列"


def test_titles_of_other_years_in_a_list_beside_the_text_are_passed_over() -> None:
    others = "\n".join(f"清河县水务局{year}年政府信息公开工作年度报告" for year in (2024, 2022, 2021))
    for text in (f"{others}\n{generated.TITLE}\n{generated.INTRO}", f"{generated.TITLE}\n{others}\n{generated.INTRO}"):
        report = read_page(page(title=text))
        assert (report.title, report.year) == (generated.TITLE, 2023)


def test_the_single_row_of_other_outcomes_is_noted() -> None:
    rows = [row for row in TABLE_B if not row.key.startswith("ot_")]
    lines = [f"{row.full_label} | {' | '.join(ZEROS.row_b(row.key))} |" for row in rows]
    lines.insert(-2, "（六）其他处理 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |")
    report = read_page(page(b="\n".join(lines)))
    assert "R-OTHER-ROW" in [finding.code for finding in report.reading]
    assert report.table_b.values("carry_out") == [0] * 7


def test_undecided_cells_are_named_in_words() -> None:
    report = read_page(page(b=together(ZEROS, new="111000012", open="111000012", total="111000012")))
    message = next(finding.message for finding in report.reading if "B.new" in finding.where)
    assert "表三“一、本年新收政府信息公开申请数量”自然人" in message
    assert "总计" not in message


def test_a_row_torn_in_two_is_undecided_not_half_read() -> None:
    rows = dict.fromkeys(KEYS_B, "0 0 0 0 0 0 0") | {"new": "1 0 0 0 0 0 1\n2 0 0 0 0 0 3"}
    report = read_page(page(b="\n".join(f"{TABLE_B[KEYS_B.index(key)].label} {row}" for key, row in rows.items())))
    assert report.table_b.values("new") in ([1, 0, 0, 0, 0, 0, 1], [None] * 7)
    torn = rows | {"new": "1 0 0 0 0 0 7\n2 0 0 0 0 0 3"}
    report = read_page(page(b="\n".join(f"{TABLE_B[KEYS_B.index(key)].label} {row}" for key, row in torn.items())))
    assert report.table_b.values("new") == [None] * 7


def test_a_figure_folded_in_a_narrow_column_of_a_pdf_is_one_figure() -> None:
    f = figures(Random(2), 10**9)
    report = read_bytes("a.pdf", generated_files.pdf(f, Random(1)))
    assert all(report.table_b.values(key) == list(f.b[key]) for key in KEYS_B)


def test_traditional_pages_in_big5() -> None:
    text = (
        "清河縣水務局2023年政府信息公開工作年度報告\n一、總體情況\n本年度共收到政府信息公開申請三件，均已按期答復。\n"
        "六、其他需要報告的事項\n無。\n"
    )
    report = read_bytes("a.txt", text.encode("big5"))
    assert (report.agency, report.year) == ("清河县水务局", 2023)
    assert report.section(6) is not None
