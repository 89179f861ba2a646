"""A1–A3, B1–B4, C1, and that one root cause is not told many times."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.report.check import check
from gongkai.report.model import Cell, CellState, Severity
from gongkai.statute.report_tables import KEYS_B
from tests.report.worded import brief, read_cell, report, table_a, table_b, table_c, told

BLANK = Cell(0, "", CellState.BLANK)
STROKE = Cell(None, "/", CellState.NOT_APPLICABLE)


def codes(made):
    return [row[0] for row in brief(check(made))]


def test_sound_tables_are_left_alone():
    assert check(report("共收到政府信息公开申请9件。", b=table_b(new=9, carry_in=1, carry_out=2, na_none=4))) == []


def test_b1_gives_left_and_right_side_and_merges_the_total_column():
    made = table_b(new=9)
    for column in (0, 6):
        made.rows["carry_out"][column] = read_cell(2)
    (found,) = [f for f in check(report(b=made)) if f.severity is Severity.ERROR]
    assert (found.code, found.expected, found.found) == ("B1", "9", "11")
    assert "总计列同样不平" in found.message


def test_b3_names_the_row_and_the_cell_that_would_heal_everything():
    made = table_b(new=9, na_none=4)
    made.rows["na_none"][6] = read_cell(5)
    found = [f for f in check(report(b=made)) if f.severity is Severity.ERROR]
    assert {f.code for f in found} == {"B2", "B3"}
    assert all("改为4" in f.explanation for f in found)
    assert "1.本机关不掌握相关政府信息" in next(f.where for f in found if f.code == "B3")


def test_c1_for_each_group():
    made = table_c((10, 1, 0, 0), after=(5, 0, 0, 0))
    made.groups[0][4] = made.groups[2][4] = read_cell(0)
    assert brief(check(report(c=made))) == [("C1", "error", "11", "0"), ("C1", "error", "5", "0")]


def test_a1_refuses_negative_and_broken_counts():
    made = table_a(penalties=-18)
    assert told(a=made) == [("A1", "error", "≥0", "-18")]


@pytest.mark.parametrize(
    ("agency", "expected"),
    [
        ("桃江县松木塘镇人民政府", [("A3", "error", "0", "2")]),
        ("淮安市洪泽区人民政府", [("A3", "error", "0", "2")]),
        ("杭州市人民政府", []),
        ("浙江省人民政府", []),
    ],
)
def test_a3_only_for_agencies_known_to_have_no_power(agency, expected):
    assert told(agency=agency, a=table_a(rules_issued=2)) == expected


def test_a2_is_one_note_for_all_blank_cells_and_strokes():
    a, b = table_a(), table_b()
    a.cells["rules_issued"] = STROKE
    b.rows["new"][1] = b.rows["new"][2] = BLANK
    (found,) = check(report(a=a, b=b))
    assert (found.code, found.severity, found.expected, found.found) == ("A2", Severity.NOTE, "0", "空白、/")
    assert "3格" in found.message


def test_a2_passes_over_rows_that_older_forms_do_not_have():
    made = table_b()
    made.rows["ot_nocorrect"] = [BLANK] * 7
    made.rows["ot_nopay"] = [BLANK] * 7
    assert check(report(b=made)) == []


def test_b4_unpaid_cases_without_any_fee():
    made = table_b(new=2, ot_nopay=1)
    assert told(b=made, other="本年度未发出收费通知，未收取信息处理费。") == [("B4", "warning", "0", "1")]


def test_cells_that_were_not_read_are_never_violations():
    made = table_b(new=9)
    for key in KEYS_B:
        made.rows[key][0] = Cell(None, "95", CellState.UNDECIDED)
    made.rows["new"][6] = read_cell(800)
    assert codes(report(b=made)) == ["B1"]


@settings(max_examples=60, deadline=None)
@given(
    key=st.sampled_from([key for key in KEYS_B if key not in ("ot_nocorrect", "ot_nopay")]),
    column=st.integers(0, 6),
    more=st.integers(1, 9),
)
def test_any_single_wrong_cell_is_found(key, column, more):
    made = table_b(new=20, carry_in=3, carry_out=2, partial=4, na_none=5)
    made.rows[key][column] = read_cell(made.value(key, column) + more)
    assert set(codes(report(b=made))) & {"B1", "B2", "B3"}


@settings(max_examples=40, deadline=None)
@given(
    new=st.integers(0, 60),
    carry_in=st.integers(0, 5),
    partial=st.integers(0, 9),
    disputes=st.tuples(*[st.integers(0, 9)] * 4),
)
def test_sound_tables_and_a_true_sentence_are_never_wrong(new, carry_in, partial, disputes):
    made = table_b(new=new + partial, carry_in=carry_in, partial=partial)
    total = sum(disputes)
    text = (
        f"共收到政府信息公开申请{new + partial}件，上年结转{carry_in}件，答复{new + partial + carry_in}件，"
        f"部分公开{partial}件。因政府信息公开引发的行政复议{total}件。"
    )
    assert told(text, b=made, c=table_c(disputes)) == []
