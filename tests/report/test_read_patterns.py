"""Every way in which files are broken (one test each at least), read from made-up pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from gongkai.report.model import CellState, Format, Report
from gongkai.report.read import ReadError, read_bytes
from gongkai.statute.report_tables import KEYS_B, TABLE_B
from tests.report import generated
from tests.report.generated import HEADINGS, Figures, figures

MIRRORED = {
    "报告": "報(bào)告",
    "请": "請(qǐng)",
    "开": "開",
    "数": "數(shù)",
    "总": "總(zǒng)",
    "动": "動(dòng)",
    "处": "處(chù)",
    "结": "結(jié)",
    "转": "轉(zhuǎn)",
    "维": "維",
    "纠": "糾",
    "复": "復(fù)",
    "诉": "訴",
    "关": "關(guān)",
    "属": "屬",
    "类": "類",
    "规": "規(guī)",
    "许": "許(xǔ)",
    "费": "費(fèi)",
    "题": "題",
    "机": "機(jī)",
    "业": "業(yè)",
}
"""A few words as traditional mirrors with pinyin glosses print them."""
SAMPLE = figures(Random(5), 40)


def _read(text: str) -> Report:
    return read_bytes("年报.txt", text.encode())


def _page(a: str = "", b: str = "", c: str = "", *, title: str = generated.TITLE, sixth: str = generated.SIXTH) -> str:
    bodies = [generated.FIRST, a, b, c, generated.FIFTH, sixth]
    return "\n".join([title, *(f"{heading}\n{body}" for heading, body in zip(HEADINGS, bodies, strict=True))])


def _run(key: str, digits: str) -> str:
    row = TABLE_B[KEYS_B.index(key)]
    return row.label + digits


def _together(f: Figures, **replaced: str) -> str:
    """Table B with its cells stuck together; some rows given as written."""
    return "".join(_run(key, replaced.get(key, "".join(f.row_b(key)))) for key in KEYS_B)


ZEROS = Figures(dict.fromkeys(SAMPLE.a, 0), dict.fromkeys(KEYS_B, (0,) * 7), ((0,) * 5,) * 3)


def _with(**rows: tuple[int, ...]) -> Figures:
    return Figures(ZEROS.a, {**ZEROS.b, **rows}, ZEROS.c)


# G1 ----------------------------------------------------------------------------------------------------------


def test_cells_stuck_together_are_cut_by_the_sum_of_the_row() -> None:
    f = _with(new=(64, 0, 0, 2, 0, 4, 70), open=(64, 0, 0, 2, 0, 4, 70), total=(64, 0, 0, 2, 0, 4, 70))
    report = _read(_page(b=_together(f)))
    assert report.table_b.values("new") == [64, 0, 0, 2, 0, 4, 70]


def test_a_row_with_three_readings_is_decided_by_the_columns() -> None:
    # 1 11 0 0 0 0 12, 11 1 0 0 0 0 12 and 1 1 10 0 0 0 12 all add up; the other rows leave the first
    row = (1, 11, 0, 0, 0, 0, 12)
    apart = "1 11 0 0 0 0 12"
    report = _read(_page(b=_together(_with(new=row), open=apart, total=apart)))
    assert report.table_b.values("new") == list(row)


def test_cells_that_all_solutions_share_are_read_and_the_rest_is_named() -> None:
    digits = "111000012"
    report = _read(_page(b=_together(ZEROS, new=digits, open=digits, total=digits)))
    assert report.table_b.values("new") == [None, None, None, 0, 0, 0, 12]
    assert report.table_b.rows["new"][0].state is CellState.UNDECIDED
    undecided = [finding for finding in report.reading if finding.code == "R-UNDECIDED"]
    assert any("B.new.natural_person" in finding.where and finding.found == digits for finding in undecided)


def test_columns_that_do_not_foot_leave_rows_with_one_reading_as_they_are() -> None:
    f = _with(new=(64, 0, 0, 2, 0, 4, 70), open=(3, 0, 0, 0, 0, 0, 3))
    report = _read(_page(b=_together(f)))
    assert report.table_b.values("new") == [64, 0, 0, 2, 0, 4, 70]
    assert report.table_b.values("open") == [3, 0, 0, 0, 0, 0, 3]
    assert report.table_b.values("total") == [0] * 7


def test_the_index_of_the_next_label_clings_to_the_last_figure() -> None:
    f = _with(
        no_secret=(0, 0, 0, 0, 0, 0, 0),
        no_law=(1, 0, 0, 0, 0, 0, 1),
        total=(1, 0, 0, 0, 0, 0, 1),
        new=(1, 0, 0, 0, 0, 0, 1),
    )
    report = _read(_page(b=_together(f).replace("2.其他法律", "2其他法律")))
    assert report.table_b.values("no_secret") == [0] * 7
    assert report.table_b.values("no_law") == [1, 0, 0, 0, 0, 0, 1]


def test_figures_parted_by_a_few_spaces() -> None:
    report = _read(
        _page(
            b=_together(ZEROS, new="230 000023", open="23 0 00 0 023", total="23 0 00 0 023", carry_out=" 0 0 00 00 0 ")
        )
    )
    assert report.table_b.values("new") == [23, 0, 0, 0, 0, 0, 23]
    assert report.table_b.values("total") == [23, 0, 0, 0, 0, 0, 23]
    assert report.table_b.values("carry_out") == [0] * 7


def test_fifteen_figures_stuck_together_are_cut_by_the_three_sums() -> None:
    results = "结果维持结果纠正其他结果尚未审结总计"
    header = f"行政复议行政诉讼{results}未经复议直接起诉复议后起诉{results}{results}"
    report = _read(_page(c=header + "27109156130003801110"))
    assert [report.table_c.value(group) for group in range(3)] == [61, 3, 10]
    assert [cell.value for cell in report.table_c.groups[0]] == [27, 10, 9, 15, 61]


def test_three_figures_of_table_a_stuck_together_cannot_be_told() -> None:
    a = (
        "第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章000行政规范性文件693665"
        "第二十条第（五）项信息内容本年处理决定数量行政许可5"
    )
    report = _read(_page(a=a))
    assert [report.table_a.value(key) for key in ("rules_issued", "rules_repealed", "rules_in_force", "licences")] == [
        0,
        0,
        0,
        5,
    ]
    assert report.table_a.cells["normative_issued"].state is CellState.UNDECIDED
    assert any(finding.code == "R-UNDECIDED" and finding.found == "693665" for finding in report.reading)


# G2, G3, G4 --------------------------------------------------------------------------------------------------


def test_row_names_in_one_place_and_figures_in_another() -> None:
    report = read_bytes("a.md", generated.labels_apart(SAMPLE, Random(1)))
    assert all(report.table_b.values(key) == list(SAMPLE.b[key]) for key in KEYS_B)


def test_the_last_column_swallowed() -> None:
    rows = "\n".join("| " + " | ".join([row.label, *SAMPLE.row_b(row.key)[:-1]]) + " |" for row in TABLE_B)
    report = _read(_page(b=rows))
    for key in KEYS_B:
        for found, true in zip(report.table_b.values(key), SAMPLE.b[key], strict=True):
            assert found in (true, None)
    filled = [key for key in KEYS_B if SAMPLE.b[key][0] and SAMPLE.b[key][5] != sum(SAMPLE.b[key][:5])]
    assert all(report.table_b.values(key)[:6] == list(SAMPLE.b[key][:6]) for key in filled)


def test_small_tables_under_wrong_column_names() -> None:
    rows = [
        "| 项目 | 本年新收件数 | 上年结转件数 | 予以公开 | 部分公开 | 不予公开 | 结转下年度 | 总计 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    rows += ["| " + " | ".join([row.label, *SAMPLE.row_b(row.key)]) + " |" for row in TABLE_B]
    report = _read(_page(b="\n".join(rows)))
    assert all(report.table_b.values(key) == list(SAMPLE.b[key]) for key in KEYS_B)


def test_letters_of_an_upright_label_between_the_rows() -> None:
    letters = iter("三、本年度办理结果")
    lines = []
    for row in TABLE_B:
        lines.append(row.label + " " + " ".join(SAMPLE.row_b(row.key)))
        if row.key != "new":
            lines.append(next(letters, ""))
    report = _read(_page(b="\n".join(lines)))
    assert all(report.table_b.values(key) == list(SAMPLE.b[key]) for key in KEYS_B)


def test_labels_wrapped_above_and_below_their_figures() -> None:
    lines = []
    for row in TABLE_B:
        figures_ = "   ".join(SAMPLE.row_b(row.key))
        if len(row.label) > 12:
            half = len(row.label) * 2 // 3
            lines += [row.label[:half], "        " + figures_, row.label[half:]]
        else:
            lines.append(row.label + "   " + figures_)
    report = _read(_page(b="\n".join(lines)))
    assert all(report.table_b.values(key) == list(SAMPLE.b[key]) for key in KEYS_B)


# G7, G8, G9 --------------------------------------------------------------------------------------------------


def test_merged_columns_leave_one_or_two_figures() -> None:
    report = _read(
        _page(
            b="一、本年新收政府信息公开申请数量 | 3 | 3 |\n二、上年结转政府信息公开申请数量 | | 0 |\n"
            "三、本年度办理结果 | （一）予以公开 | 4 |"
        )
    )
    assert report.table_b.values("new") == [3, 0, 0, 0, 0, 0, 3]
    assert report.table_b.values("carry_in") == [0] * 7
    assert report.table_b.values("open") == [0, 0, 0, 0, 0, 0, 4]
    assert report.table_b.rows["open"][0].state is CellState.BLANK


def test_empty_cells_count_as_zero_and_are_remembered_and_strokes_do_not_apply() -> None:
    a = (
        "第二十条第（一）项 |\n"
        "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n"
        "规章 | / | — | 无 |\n"
        "行政规范性文件 | 2 | | 7 |\n"
        "第二十条第（五）项 |\n行政许可 | - |\n行政处罚 | |\n行政强制 | 0 |"
    )
    report = _read(_page(a=a))
    assert [
        report.table_a.cells[key].state for key in ("rules_issued", "rules_repealed", "rules_in_force", "licences")
    ] == [CellState.NOT_APPLICABLE] * 4
    assert report.table_a.value("normative_repealed") == 0
    assert report.table_a.cells["normative_repealed"].state is CellState.BLANK
    assert report.table_a.cells["penalties"].state is CellState.BLANK
    assert report.table_a.cells["coercions"].state is CellState.READ


def test_a_table_all_of_empty_cells_is_there() -> None:
    rows = "\n".join(f"| {row.label} | | | | | | | |" for row in TABLE_B)
    report = _read(_page(b=rows))
    assert report.table_b.present
    assert all(cell.state is CellState.BLANK for row in report.table_b.rows.values() for cell in row)


def test_a_heading_without_a_table_is_a_missing_table_not_zeros() -> None:
    report = _read(_page())
    assert not report.table_b.present
    assert report.table_b.values("new") == [None] * 7
    assert [finding.code for finding in report.reading].count("R-MISSING-TABLE") == 3


def test_a_picture_in_place_of_a_table_is_said_to_be_one() -> None:
    page = "".join(
        f"<p>{heading}</p><p>{body}</p>"
        for heading, body in zip(HEADINGS, ["一。", '<img src="a.png">', "", "", "五。", "无。"], strict=True)
    )
    report = read_bytes("a.html", f"<html><body><h1>{generated.TITLE}</h1>{page}</body></html>".encode())
    assert any(finding.code == "R-MISSING-TABLE" and "图片" in finding.message for finding in report.reading)


# G10, G11, G12 -----------------------------------------------------------------------------------------------


def test_pinyin_glosses_and_traditional_script() -> None:
    text = generated.markdown(SAMPLE, Random(1)).decode()
    for plain, old in MIRRORED.items():
        text = text.replace(plain, old)
    report = _read(text)
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]
    assert all(report.table_b.values(key) == list(SAMPLE.b[key]) for key in KEYS_B)
    assert report.title == generated.TITLE


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_told_by_content(encoding: str) -> None:
    report = read_bytes("a.txt", generated.markdown(SAMPLE, Random(1)).decode().encode(encoding))
    assert all(report.table_b.values(key) == list(SAMPLE.b[key]) for key in KEYS_B)


def test_text_read_in_a_wrong_encoding_is_put_right_where_nothing_was_lost() -> None:
    wrong = generated.markdown(SAMPLE, Random(1)).decode("latin-1").encode()
    report = read_bytes("a.txt", wrong)
    assert [finding.code for finding in report.reading] == ["R-REPAIRED"]
    assert all(report.table_b.values(key) == list(SAMPLE.b[key]) for key in KEYS_B)


@pytest.mark.parametrize("seed", range(5))
def test_text_read_in_a_wrong_encoding_with_losses_never_gives_a_wrong_figure(seed: int) -> None:
    f = figures(Random(seed), 40)
    wrong = generated.run_together_lines(f, Random(1)).decode("gb18030", "replace").encode()
    values = _values_or_nothing(wrong)
    for key in KEYS_B:
        assert all(found in (true, None) for found, true in zip(values[key], f.b[key], strict=True))


def _values_or_nothing(data: bytes) -> dict[str, list[int | None]]:
    """Table B as far as it can be read; nothing when the file is refused as garbled."""
    try:
        report = read_bytes("a.txt", data)
    except ReadError:
        return {key: [None] * 7 for key in KEYS_B}
    return {key: report.table_b.values(key) for key in KEYS_B}


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
    report = _read(_page(a=a, b=b))
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
    report = _read(generated.markdown(SAMPLE, Random(1)).decode().replace(old, new))
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]
    assert report.table_c.present


def test_headings_inside_running_text_and_a_list_of_parts_before_them() -> None:
    text = generated.run_together(SAMPLE, Random(1)).decode()
    listed = (
        "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、其他需要报告的事项等六个部分组成。"
    )
    report = _read(text.replace(generated.INTRO, listed + generated.INTRO))
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
    report = _read(text)
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
    report = _read(
        _page(a=f"第二十条第（八）项 |\n信息内容 | 本年收费金额（单位：万元） |\n行政事业性收费 | {printed} |")
    )
    assert report.table_a.value("fees") == value


def test_page_numbers_breadcrumbs_and_index_tables_are_no_part_of_the_report() -> None:
    report = read_bytes("a.html", generated.html_layout(SAMPLE, Random(2)))
    assert report.table_a.value("licences") == SAMPLE.a["licences"]
    assert report.section(6).text == generated.SIXTH  # type: ignore[union-attr]
    assert report.published_on == date(2024, 1, 18)


def test_year_and_agency_come_from_the_title_not_from_leftovers() -> None:
    report = _read(_page(title="清河县水务局2023年政府信息公开工作年度报告").replace("2023年，我局", "2022年，我局"))
    assert (report.year, report.agency) == (2023, "清河县水务局")


def test_a_title_in_two_lines() -> None:
    report = _read(_page(title="清河县人民政府\n2023年政府信息公开工作年度报告\n（2024年1月20日）"))
    assert (report.title, report.agency) == ("清河县人民政府2023年政府信息公开工作年度报告", "清河县人民政府")
    assert report.published_on == date(2024, 1, 20)


def test_a_page_without_a_title_names_its_agency_in_the_opening() -> None:
    opening = "根据《条例》规定，现公布清河县水务局2023年政府信息公开工作年度报告。本报告由六部分组成。"
    report = _read(_page(title=opening))
    assert (report.year, report.agency) == (2023, "清河县水务局")


def test_an_excerpt_says_so_and_its_missing_tables_are_only_noted() -> None:
    report = _read(_page() + "\n[来源摘录到此为止]")
    assert report.truncated
    assert {finding.severity.value for finding in report.reading} == {"note"}


def test_every_cell_tells_where_it_stood() -> None:
    report = read_bytes("a.html", generated.html(SAMPLE, Random(1)))
    assert report.table_b.rows["new"][0].origin == "表3 第4行第2列"


def test_titles_of_other_years_in_a_list_beside_the_text_are_passed_over() -> None:
    others = "\n".join(f"清河县水务局{year}年政府信息公开工作年度报告" for year in (2024, 2022, 2021))
    for text in (f"{others}\n{generated.TITLE}\n{generated.INTRO}", f"{generated.TITLE}\n{others}\n{generated.INTRO}"):
        report = _read(_page(title=text))
        assert (report.title, report.year) == (generated.TITLE, 2023)


def test_the_single_row_of_other_outcomes_is_noted() -> None:
    rows = [row for row in TABLE_B if not row.key.startswith("ot_")]
    lines = [f"{row.full_label} | {' | '.join(ZEROS.row_b(row.key))} |" for row in rows]
    lines.insert(-2, "（六）其他处理 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |")
    report = _read(_page(b="\n".join(lines)))
    assert "R-OTHER-ROW" in [finding.code for finding in report.reading]
    assert report.table_b.values("carry_out") == [0] * 7


def test_undecided_cells_are_named_in_words() -> None:
    report = _read(_page(b=_together(ZEROS, new="111000012", open="111000012", total="111000012")))
    message = next(finding.message for finding in report.reading if "B.new" in finding.where)
    assert "表三“一、本年新收政府信息公开申请数量”自然人" in message
    assert "总计" not in message
