"""Y1–Y5, A4, YOY, P1–P3: a report beside last year's and beside those it adds up."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.report.check import check
from gongkai.report.model import Severity
from tests.report.worded import brief, report, table_a, table_b, table_c


def between(now, before, *, notes=False):
    return brief(check(now, previous=before), notes=notes)


def test_years_that_follow_each_other():
    before = report(year=2022, b=table_b(new=9, carry_out=2), a=table_a(normative_in_force=10))
    now = report(
        b=table_b(new=5, carry_in=2), a=table_a(normative_issued=3, normative_repealed=1, normative_in_force=12)
    )
    assert between(now, before) == []


def test_y1_is_an_error_told_once():
    before = report(year=2022, b=table_b(new=9, carry_out=2))
    assert between(report(b=table_b(new=5, carry_in=1)), before) == [("Y1", "error", "2", "1")]


def test_y1_is_a_warning_after_a_reorganisation():
    before = report(year=2022, b=table_b(new=9, carry_out=2))
    now = report("因机构改革，部分职能划转。", b=table_b(new=5, carry_in=1))
    assert between(now, before) == [("Y1", "warning", "2", "1")]


def test_y2_documents_in_force():
    before = report(year=2022, a=table_a(normative_in_force=10))
    now = report(a=table_a(normative_issued=3, normative_repealed=1, normative_in_force=15))
    assert between(now, before) == [("Y2", "warning", "12", "15")]


def test_y3_and_y4_are_notes():
    before = report(year=2022, c=table_c((0, 0, 0, 4)), a=table_a(licences=550))
    now = report(a=table_a(licences=9487), c=table_c((1, 0, 0, 0)))
    assert between(now, before, notes=True) == [("Y4", "note", "550", "9487"), ("Y3", "note", "4", "1")]


def test_a4_yuan_instead_of_ten_thousand_yuan():
    before = report(year=2022, a=table_a(fees=Decimal("12.5")))
    assert between(report(a=table_a(fees=Decimal(125000))), before) == [("A4", "warning", "12.5", "125000")]


def test_y5_same_text_but_for_the_figures():
    long = "".join(chr(0x4E00 + 37 * index) for index in range(400)) + "。"
    assert ("Y5", "note") in [row[:2] for row in between(report(long), report(long, year=2022), notes=True)]


def test_report_of_the_wrong_year_is_not_compared():
    before = report(year=2020, b=table_b(new=9, carry_out=2))
    assert between(report(b=table_b(new=5)), before) == [("PREVIOUS", "warning", "2022", "2020")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("共收到政府信息公开申请95件，同比增长1.05%。", [("YOY", "warning", "1.06%", "1.05%")]),
        ("共收到政府信息公开申请95件，同比增长1.1%。", []),
        ("共收到政府信息公开申请95件，比上年增加1件。", []),
        ("共收到政府信息公开申请95件，比上年减少1件。", [("YOY", "warning", "1件", "-1件")]),
        ("公开政府信息95条，同比增长30%。", []),
    ],
)
def test_growth_is_computed_on_every_basis(text, expected):
    before = report(year=2022, b=table_b(new=94))
    found = between(report(text, b=table_b(new=95)), before)
    assert [(*row[:2], row[3]) for row in found] == [(*row[:2], row[3]) for row in expected]


def child(name, **figures):
    return report(agency=name, b=table_b(**figures), a=table_a(penalties=figures.get("new", 0)))


def test_p1_parent_is_the_sum_of_its_children():
    children = [child("某县财政局", new=3), child("某县教育局", new=4, carry_in=1)]
    parent = report(agency="某县人民政府", b=table_b(new=7, carry_in=1), a=table_a(penalties=7))
    assert brief(check(parent, children=children)) == []


def test_p1_names_what_each_child_gives():
    children = [child("某县财政局", new=3), child("某县教育局", new=4)]
    parent = report(agency="某县人民政府", b=table_b(new=8), a=table_a(penalties=7))
    found = [f for f in check(parent, children=children) if f.code == "P1"]
    assert {(f.expected, f.found) for f in found} == {("7", "8")}
    assert {"表三 一、本年新收政府信息公开申请数量 自然人", "表三 一、本年新收政府信息公开申请数量 总计"} <= {
        f.where for f in found
    }
    assert found[0].evidence == "某县财政局3、某县教育局4"


def test_p3_no_agency_twice_and_no_other_year():
    children = [child("某县财政局", new=3), child("某县财政局", new=3), report(agency="某县教育局", year=2022)]
    parent = report(agency="某县人民政府", b=table_b(new=3), a=table_a(penalties=3))
    assert brief(check(parent, children=children)) == [("P3", "error", "2023", "2022"), ("P3", "warning", "1", "2")]


def test_p3_unreadable_child_is_told():
    broken = child("某县教育局", new=1)
    broken.readable = False
    parent = report(agency="某县人民政府", b=table_b(new=3), a=table_a(penalties=3))
    found = check(parent, children=[child("某县财政局", new=3), broken])
    assert [(f.code, f.severity) for f in found] == [("P3", Severity.WARNING)]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5), st.integers(0, 9)), min_size=1, max_size=6))
def test_any_population_split_over_agencies_adds_up(population):
    children = [
        report(agency=f"第{index}局", b=table_b(new=new + partial, carry_in=carry_in, partial=partial))
        for index, (new, carry_in, partial) in enumerate(population)
    ]
    parent = report(
        agency="某县人民政府",
        b=table_b(
            new=sum(new + partial for new, _, partial in population),
            carry_in=sum(carry_in for _, carry_in, _ in population),
            partial=sum(partial for *_, partial in population),
        ),
    )
    assert brief(check(parent, children=children)) == []
