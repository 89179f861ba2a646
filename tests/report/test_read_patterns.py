"""Every way in which files are broken (one test each at least), read from made-up pages."""

from __future__ import annotations

from random import Random

import pytest

from gongkai.report.model import CellState
from gongkai.report.read import ReadError, read_bytes
from gongkai.statute.report_tables import KEYS_B, TABLE_B
from tests.report import generated
from tests.report.generated import HEADINGS, figures
from tests.report.generated_parts import SAMPLE, ZEROS, page, read_page, together, with_rows

EMPTY_TOTALS_C = (
    "| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |"
    + " 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |" * 2
    + "\n| 1 | 0 | 0 | 2 | | 0 | 0 | 0 | 0 | | 0 | 0 | 0 | 1 | |"
)
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

# G1 ----------------------------------------------------------------------------------------------------------


def test_cells_stuck_together_are_cut_by_the_sum_of_the_row() -> None:
    f = with_rows(new=(64, 0, 0, 2, 0, 4, 70), open=(64, 0, 0, 2, 0, 4, 70), total=(64, 0, 0, 2, 0, 4, 70))
    report = read_page(page(b=together(f)))
    assert report.table_b.values("new") == [64, 0, 0, 2, 0, 4, 70]


def test_a_row_with_three_readings_is_decided_by_the_columns() -> None:
    # 1 11 0 0 0 0 12, 11 1 0 0 0 0 12 and 1 1 10 0 0 0 12 all add up; the other rows leave the first
    row = (1, 11, 0, 0, 0, 0, 12)
    apart = "1 11 0 0 0 0 12"
    report = read_page(page(b=together(with_rows(new=row), open=apart, total=apart)))
    assert report.table_b.values("new") == list(row)


def test_cells_that_all_solutions_share_are_read_and_the_rest_is_named() -> None:
    digits = "111000012"
    report = read_page(page(b=together(ZEROS, new=digits, open=digits, total=digits)))
    assert report.table_b.values("new") == [None, None, None, 0, 0, 0, 12]
    assert report.table_b.rows["new"][0].state is CellState.UNDECIDED
    undecided = [finding for finding in report.reading if finding.code == "R-UNDECIDED"]
    assert any("B.new.natural_person" in finding.where and finding.found == digits for finding in undecided)


def test_columns_that_do_not_foot_leave_rows_with_one_reading_as_they_are() -> None:
    f = with_rows(new=(64, 0, 0, 2, 0, 4, 70), open=(3, 0, 0, 0, 0, 0, 3))
    report = read_page(page(b=together(f)))
    assert report.table_b.values("new") == [64, 0, 0, 2, 0, 4, 70]
    assert report.table_b.values("open") == [3, 0, 0, 0, 0, 0, 3]
    assert report.table_b.values("total") == [0] * 7


def test_the_index_of_the_next_label_clings_to_the_last_figure() -> None:
    f = with_rows(
        no_secret=(0, 0, 0, 0, 0, 0, 0),
        no_law=(1, 0, 0, 0, 0, 0, 1),
        total=(1, 0, 0, 0, 0, 0, 1),
        new=(1, 0, 0, 0, 0, 0, 1),
    )
    report = read_page(page(b=together(f).replace("2.其他法律", "2其他法律")))
    assert report.table_b.values("no_secret") == [0] * 7
    assert report.table_b.values("no_law") == [1, 0, 0, 0, 0, 0, 1]


def test_figures_parted_by_a_few_spaces() -> None:
    report = read_page(
        page(
            b=together(ZEROS, new="230 000023", open="23 0 00 0 023", total="23 0 00 0 023", carry_out=" 0 0 00 00 0 ")
        )
    )
    assert report.table_b.values("new") == [23, 0, 0, 0, 0, 0, 23]
    assert report.table_b.values("total") == [23, 0, 0, 0, 0, 0, 23]
    assert report.table_b.values("carry_out") == [0] * 7


def test_fifteen_figures_stuck_together_are_cut_by_the_three_sums() -> None:
    results = "结果维持结果纠正其他结果尚未审结总计"
    header = f"行政复议行政诉讼{results}未经复议直接起诉复议后起诉{results}{results}"
    report = read_page(page(c=header + "27109156130003801110"))
    assert [report.table_c.value(group) for group in range(3)] == [61, 3, 10]
    assert [cell.value for cell in report.table_c.groups[0]] == [27, 10, 9, 15, 61]


def test_three_figures_of_table_a_stuck_together_cannot_be_told() -> None:
    a = (
        "第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章000行政规范性文件693665"
        "第二十条第（五）项信息内容本年处理决定数量行政许可5"
    )
    report = read_page(page(a=a))
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
    report = read_page(page(b=rows))
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
    report = read_page(page(b="\n".join(rows)))
    assert all(report.table_b.values(key) == list(SAMPLE.b[key]) for key in KEYS_B)


def test_letters_of_an_upright_label_between_the_rows() -> None:
    letters = iter("三、本年度办理结果")
    lines = []
    for row in TABLE_B:
        lines.append(row.label + " " + " ".join(SAMPLE.row_b(row.key)))
        if row.key != "new":
            lines.append(next(letters, ""))
    report = read_page(page(b="\n".join(lines)))
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
    report = read_page(page(b="\n".join(lines)))
    assert all(report.table_b.values(key) == list(SAMPLE.b[key]) for key in KEYS_B)


# G7, G8, G9 --------------------------------------------------------------------------------------------------


def test_merged_columns_leave_one_or_two_figures() -> None:
    report = read_page(
        page(
            b="一、本年新收政府信息公开申请数量 | 3 | 3 |\n二、上年结转政府信息公开申请数量 | | 0 |\n"
            "三、本年度办理结果 | （一）予以公开 | 4 |"
        )
    )
    assert report.table_b.values("new") == [3, 0, 0, 0, 0, 0, 3]
    assert report.table_b.values("carry_in") == [0] * 7
    assert report.table_b.values("open") == [None] * 6 + [4]
    assert report.table_b.rows["open"][0].state is CellState.BLANK


def test_an_empty_total_beside_figures_is_not_a_zero() -> None:
    rows = {row.key: SAMPLE.row_b(row.key) for row in TABLE_B}
    lines = [f"{row.label} | {' | '.join([*rows[row.key][:-1], ''])} |" for row in TABLE_B]
    report = read_page(page(b="\n".join(lines), c=EMPTY_TOTALS_C))
    for key in KEYS_B:
        cell = report.table_b.rows[key][-1]
        assert (cell.value, cell.state) == (None if any(SAMPLE.b[key]) else 0, CellState.BLANK)
        assert report.table_b.values(key)[:-1] == list(SAMPLE.b[key][:-1])
    assert [report.table_c.value(group) for group in range(3)] == [None, 0, None]


def test_empty_cells_count_as_zero_and_are_remembered_and_strokes_do_not_apply() -> None:
    a = (
        "第二十条第（一）项 |\n"
        "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n"
        "规章 | / | — | 无 |\n"
        "行政规范性文件 | 2 | | 7 |\n"
        "第二十条第（五）项 |\n行政许可 | - |\n行政处罚 | |\n行政强制 | 0 |"
    )
    report = read_page(page(a=a))
    assert [
        report.table_a.cells[key].state for key in ("rules_issued", "rules_repealed", "rules_in_force", "licences")
    ] == [CellState.NOT_APPLICABLE] * 4
    assert report.table_a.value("normative_repealed") == 0
    assert report.table_a.cells["normative_repealed"].state is CellState.BLANK
    assert report.table_a.cells["penalties"].state is CellState.BLANK
    assert report.table_a.cells["coercions"].state is CellState.READ


def test_a_table_all_of_empty_cells_is_there() -> None:
    rows = "\n".join(f"| {row.label} | | | | | | | |" for row in TABLE_B)
    report = read_page(page(b=rows))
    assert report.table_b.present
    assert all(cell.state is CellState.BLANK for row in report.table_b.rows.values() for cell in row)


def test_a_heading_without_a_table_is_a_missing_table_not_zeros() -> None:
    report = read_page(page())
    assert not report.table_b.present
    assert report.table_b.values("new") == [None] * 7
    # one for each table, and one error because not a single one was found
    assert [finding.code for finding in report.reading].count("R-MISSING-TABLE") == 4


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
    report = read_page(text)
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
