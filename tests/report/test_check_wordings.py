"""Wordings met in reports after the catalogue was made: what each contradicts, and what it leaves alone."""

from datetime import date
from decimal import Decimal

import pytest

from gongkai.report.check import check
from gongkai.report.check.material import material
from gongkai.report.check.years import check_years_of
from gongkai.report.model import Cell, CellState, Severity
from tests.report.worded import brief, read_cell, report, table_a, table_b, table_c, told

A = table_a(
    normative_issued=5, normative_repealed=2, normative_in_force=30, licences=18234, penalties=18, coercions=36,
    fees=Decimal("3310.55"),
)  # fmt: skip
B = table_b(
    new=128, carry_in=6, carry_out=8, organisations=18, partial=12, no_third=5, no_process=12, na_none=30, na_make=5,
    np_petition=9, np_repeat=3, ot_nocorrect=6, ot_other=4,
)  # fmt: skip
C = table_c((6, 1, 3, 2), (3, 0, 0, 1), (4, 0, 1, 2))
EMPTY = Cell(None, "", CellState.BLANK)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("作出行政许可决定18234件、行政处罚决定17件。", ("T4", "warning", "17", "18")),
        ("作出行政许可决定18234件，行政处罚决定18件，行政强制37件。", ("T4", "warning", "37", "36")),
        ("全年未实施行政处罚。", ("T6", "warning", "0", "18")),
        ("我局无行政处罚和行政强制事项。", ("T6", "warning", "0", "36")),
        ("未作出行政许可、行政处罚、行政强制决定。", ("T6", "warning", "0", "18234")),
        ("全年收取行政事业性收费3410.55万元。", ("T4", "warning", "3410.55", "3310.55")),
        ("未收取行政事业性收费。", ("T6", "warning", "0", "3310.55")),
        ("办结行政许可事项18235件。", ("T4", "warning", "18235", "18234")),
        ("全年出台规范性文件5件，清理废止4件。", ("T4", "error", "4", "2")),
        ("属于信访投诉举报类的8件，均告知相应渠道。", ("T3", "error", "8", "9")),
        ("属于信访、投诉、举报的10件，重复申请3件。", ("T3", "error", "10", "9")),
        ("因涉及第三方合法权益不予公开6件。", ("T3", "error", "6", "5")),
        ("尚有9件未到答复期限，转下年度办理。", ("T3", "error", "9", "8")),
        ("不存在结转下年度办理的申请。", ("T6", "error", "0", "8")),
        ("2022年结转至本年度继续办理的申请7件，2023年新收申请128件。", ("T1", "error", "7", "6")),
        ("承接上年未办结申请7件。", ("T1", "error", "7", "6")),
        ("共办理政府信息公开申请134件，其中本年新收129件、上年结转6件。", ("T1", "error", "129", "128")),
        ("我局受理的129件申请中，自然人提出110件。", ("T1", "error", "129", "128")),
        ("通过线上线下渠道收到政府信息公开申请表129份。", ("T1", "error", "129", "128")),
        ("未发生依申请公开政府信息情况。", ("T6", "error", "0", "128")),
        ("未收到书面、网络、电话等形式的政府信息公开申请。", ("T6", "error", "0", "128")),
        ("收到政府信息公开申请128件，办结126件，结转9件。", ("T3", "error", "9", "8")),
        ("2022年收到政府信息公开申请116件，2023年收到129件。", ("T1", "error", "129", "128")),
        ("收到政府信息公开申请128件，31件因信息不存在无法提供。", ("T3", "error", "31", "30")),
        ("立案查处并作出行政处罚19件。", ("T4", "warning", "19", "18")),
        ("被申请政府信息公开行政复议12件，被纠错2件。", ("T5", "error", "2", "1")),
        ("政府信息公开行政复议12件，复议机关撤销2件。", ("T5", "error", "2", "1")),
        ("政府信息公开行政诉讼：直接诉讼5件、复议后诉讼7件。", ("T5", "error", "5", "4")),
    ],
)
def test_contradictions(text, expected):
    assert expected in told(text, a=A, b=B, c=C)


@pytest.mark.parametrize(
    "text",
    [
        "作出行政许可决定1.8万件。",  # told to the thousand
        "全年收取行政事业性收费3310万元。",
        "减免行政事业性收费120.5万元。",
        "收到政府信息公开申请128件，办结126件，结转8件。",
        "2022年收到政府信息公开申请116件，办结110件。",
        "2022年收到政府信息公开申请116件，2023年收到128件；2019年以来累计收到申请812件。",
        "2023年收到政府信息公开申请128件，2022年收到116件。",
        "收到公民、法人和其他组织提出的政府信息公开申请共128件。",
        "因政府信息公开引发行政复议12件、行政诉讼11件，被纠错1件。",  # of 复议, or of both together
        "政府信息公开行政复议12件、行政诉讼11件，除3件仍在审理外均已审结。",
        "包括2022年结转2023年政府信息公开申请6件。",
        "因涉及商业秘密、个人隐私不予公开5件。",
        "因职能划转无法提供的申请2件。",  # a reason of its own is no group
    ],
)
def test_no_contradictions(text):
    assert told(text, a=A, b=B, c=C) == []


def test_rules_in_force_and_repealed():
    made = table_a(rules_issued=3, rules_repealed=1, rules_in_force=40)
    text = "全年制定政府规章3部，废止{}部，现行有效规章{}部。"
    agency = "芜湖市人民政府"
    assert told(text.format(1, 40), agency=agency, a=made) == []
    assert told(text.format(2, 41), agency=agency, a=made) == [("T4", "error", "2", "1"), ("T4", "error", "41", "40")]


def test_city_that_the_gazetteer_lacks_may_make_rules():
    made = table_a(rules_issued=3)
    assert told(agency="安丰市人民政府", a=made) == [("A3", "warning", "0", "3")]
    assert told(agency="安丰县人民政府", a=made) == [("A3", "error", "0", "3")]


def test_totals_left_empty_are_told_once_and_filled_in():
    b = table_b(new=20, partial=5)
    for key in ("open", "partial"):
        b.rows[key][-1] = EMPTY
    c = table_c((2, 1, 0, 0))
    c.groups[0][-1] = EMPTY
    text = "收到政府信息公开申请20件，予以公开15件，部分公开6件。政府信息公开行政复议3件。"
    assert told(text, b=b, c=c) == [
        ("T3", "error", "6", "5"),
        ("B3", "warning", "15", "空白"),
        ("C1", "warning", "3", "空白"),
    ]


def test_total_without_parts_decides_nothing():
    b = table_b(new=20)
    b.rows["open"] = [EMPTY] * 6 + [read_cell(20)]
    assert told(b=b) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("予以公开86件，占68.3%；部分公开12，占9.5%。", []),  # a figure without a measure word
        ("予以公开86件，占41.7%。", [("PCT", "warning", "68.3%", "41.7%")]),
        ("商业企业申请18件，占新收总量的19.4%。", [("PCT", "warning", "14.1%", "19.4%")]),
        ("自然人申请占95.9%。", [("PCT", "warning", "85.9%", "95.9%")]),
        ("自然人申请占85.9%。", []),
        ("主动公开信息12条。在主动公开的信息中，指南1条，占8%；公文5条，占42%；其他6条，占50%。", []),
        ("收到政府信息公开申请128件，线上申请占66.7%（85件）。", []),  # the figure stands behind
        ("予以公开86件、部分公开12件，合计占77.8%。", []),
        ("按期答复率达到104.0%。", [("PCT", "warning", "≤100%", "104.0%")]),
    ],
)
def test_percentages(text, expected):
    b = table_b(new=128, carry_in=6, carry_out=8, organisations=18, partial=12, na_none=28)
    found = [row for row in told(text, b=b) if row[0] == "PCT"]
    assert found == expected


def test_office_that_names_its_own_share_beside_the_area():
    text = "2023年，全区共收到政府信息公开申请128件，其中区政府办公室收到19件。"
    assert told(text, agency="某区人民政府办公室", b=table_b(new=19)) == []


def test_parts_of_a_government_alone_are_narrower():
    b = table_b(new=30)
    assert told("各乡镇（街道）收到政府信息公开申请12件。", agency="某县人民政府", b=b) == []
    assert told("各部门、各乡镇共收到政府信息公开申请31件。", agency="某县人民政府", b=b) == [
        ("T1", "error", "31", "30")
    ]


def test_disputes_heard_for_others_are_not_compared():
    text = "县政府作为复议机关受理政府信息公开类行政复议7件。"
    assert told(text, agency="某县人民政府", c=C) == []


def test_last_year_beside_this_year_is_no_leftover():
    assert told("2022年全县收到政府信息公开申请26件，2023年收到30件。", b=table_b(new=30)) == []


@pytest.mark.parametrize(
    ("day", "agency", "limit"),
    [(date(2024, 2, 1), "某县财政局", "2024-01-31"), (date(2024, 4, 1), "某县人民政府", "2024-03-31")],
)
def test_deadlines_come_from_the_parameters(day, agency, limit):
    (found,) = [f for f in check(report(agency=agency, published_on=day)) if f.code == "T10"]
    assert found.expected == limit


def test_report_before_the_regulation_of_2019_has_no_deadline():
    made = report(year=2018, published_on=date(2019, 12, 1))
    assert [f for f in check(made) if f.code == "T10"] == []


def between(text="", agency="安丰县自然资源局", other="安丰县自然资源局", new=19):
    before = report(agency=other, year=2022, b=table_b(new=23))
    now = report(text, agency=agency, b=table_b(new=new))
    return brief(list(check_years_of(material(now), before)))


def test_previous_report_of_another_agency_is_not_compared():
    assert [row[0] for row in between(other="安丰县水利局")] == ["PREVIOUS"]
    assert [row[0] for row in between(agency="平南县人民政府", other="桂平市人民政府")] == ["PREVIOUS"]
    assert between(other="安丰县自然资源和规划局") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新收政府信息公开申请19件，比上年减少5件。", [("YOY", "warning", "-4件", "-5件")]),
        ("新收政府信息公开申请19件，比上年减少4件。", []),
        ("2022年新收政府信息公开申请25件，2023年新收19件。", [("YOY", "warning", "23", "25")]),
        ("2022年新收政府信息公开申请23件，2023年新收19件。", []),
    ],
)
def test_growth_in_cases(text, expected):
    assert between(text) == expected


def test_other_bureau_of_the_same_county_as_subject():
    text = "2023年，安丰县水利局共收到政府信息公开申请19件。"
    found = told(text, agency="安丰县自然资源局", b=table_b(new=19))
    assert found == [("SUBJECT", "warning", "安丰县自然资源局", "安丰县水利局")]
    assert told(text, agency="安丰县水利局", b=table_b(new=19)) == []


def test_damaged_text_never_makes_a_percentage_certain():
    text = "收到政府信息公开申请60件，其中网上申请20件，占38.3%。数据自202311日起至20231231日止。"
    found = [f for f in check(report(text, b=table_b(new=60))) if f.code == "PCT"]
    assert [f.severity for f in found] == [Severity.WARNING]
