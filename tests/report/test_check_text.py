"""T1–T6: text against tables, with every explanation by counting basis."""

import pytest

from gongkai.report.check import check
from gongkai.report.model import Severity
from tests.report.worded import brief, report, table_a, table_b, table_c, told

B = table_b(
    new=30, carry_in=4, carry_out=3, organisations=2, partial=5, no_process=2, na_none=6, np_petition=1, ot_other=2
)
C = table_c((3, 1, 0, 2), (1, 0, 0, 0), (2, 0, 0, 1))


def notes_of(text, **settings):
    return [row for row in brief(check(report(text, **settings)), notes=True) if row[0][0] == "T" and row[1] == "note"]


@pytest.mark.parametrize(
    "text",
    [
        "共收到政府信息公开申请30件。",  # A1
        "共受理政府信息公开申请30件。",  # A2
        "全市全年共收办政府信息公开申请案件34件。",  # A3
        "共受理政府信息公开申请34件（含上年结转4件），办结31件，结转下年度3件。",  # A4, A10
        "全年办理政府信息公开申请30件。",  # A6, one of three
        "全年处理政府信息公开申请31件。",
        "累计办理依申请公开信息合计34件。",
        "收到政府信息公开申请30件，及时办结31件，3件结转下年度。",  # A7
        "共新收到政府信息公开申请30件，上年结转4件。",  # A8
        "受理政府信息公开申请30件，办理上年度结转申请4件。答复31件。",  # A9
        "受理政府信息公开申请30件，办结31件（含上年结转4件）。",  # A11
        "收到政府信息公开申请30件，其中自然人28件，法人或其他组织2件。",  # A15
        "收到政府信息公开申请30件，其中线上申请20件，信函申请9件，当面申请1件。",  # A16
        "共收到政府信息公开申请三十件。",  # A22
        "共收到政府信息公开申请近40件。",
        "全年受理网络问政182件，受理12345工单3000件，办结率100%。",  # A24
        "收到公众意见26条、政府信息公开申请30件。",  # A25
        "收到政府信息公开申请30件。其中，予以公开15件，部分公开5件，不予公开2件，无法提供6件，不予处理1件。",  # B28
        "收到政府信息公开申请30件，予以公开及部分公开20件，占64.5%。",  # B29: the denominator is （七）
        "收到政府信息公开申请30件，因本机关不掌握等原因无法提供6件。",  # B30
        "收到政府信息公开申请30件，其他处理2件（含申请人主动撤回2件）。",  # B32
        "收到政府信息公开申请30件，其中28件按规定程序办结，2件申请人主动撤销。",  # B34
        "收到政府信息公开申请30件，答复29件，结转下年度3件。",  # two were withdrawn
        "收到政府信息公开申请30件，除3件结转下年办理外，均依法依规答复。",  # B36
        "因政府信息公开引发的行政复议6件、行政诉讼4件。",  # C39
        "政府信息公开行政复议6件，其中维持3件、纠正1件、尚未审结2件。",  # C40
        "依法做好政府信息公开行政复议、行政诉讼应诉工作，共办理相关案件10件。",  # C41
        "收到政府信息公开行政复议6件，已审结行政复议4件。",
    ],
)
def test_wordings_that_agree_are_left_alone(text):
    assert told(text, b=B, c=C) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("共收到政府信息公开申请29件。", ("T1", "error", "29", "30")),
        ("收到33份政府信息公开申请。", ("T1", "error", "33", "30")),
        ("累计依法受理依申请公开事项11件。", ("T1", "error", "11", "30")),
        ("共收到政府信息公开申请34件。", ("T1", "warning", "34", "30")),  # = 30 + 4, and 收到 does not say so
        ("共收到政府信息公开申请31件。", ("T1", "error", "31", "30")),  # the figure of （七）
        ("收到政府信息公开申请30件，上年结转5件。", ("T1", "error", "5", "4")),
        ("收到政府信息公开申请30件，办结33件。", ("T3", "error", "33", "31")),
        ("收到政府信息公开申请30件，结转下年度2件。", ("T3", "error", "2", "3")),
        ("收到政府信息公开申请30件，部分公开6件。", ("T3", "error", "6", "5")),
        ("收到政府信息公开申请30件，属于四类过程性信息3件。", ("T3", "error", "3", "2")),
        ("收到政府信息公开申请30件，办结率100%。", ("T3", "warning", "0", "3")),  # B35 beside a carried figure
        ("未收到政府信息公开申请。", ("T6", "error", "0", "30")),
        ("收到政府信息公开申请30件，无结转。", ("T6", "error", "0", "3")),
        ("收到政府信息公开申请30件，均为自然人申请。", ("T1", "warning", "30", "28")),  # A14
        ("收到政府信息公开申请30件，涉及自然人27件、商业企业3件。", ("T1", "error", "27", "28")),
        ("因政府信息公开引发的行政复议5件。", ("T5", "error", "5", "6")),
        ("因政府信息公开引发的行政诉讼1件。", ("T5", "error", "1", "4")),
        ("政府信息公开行政复议6件，其中维持2件。", ("T5", "error", "2", "3")),
        ("政府信息公开行政复议6件，均已结案。", ("T6", "error", "0", "3")),  # C47
        ("信息公开类行政复议6起，正在办理中。", ("T5", "error", "6", "2")),  # C46
        ("有6件政府信息公开行政复议，未被纠错。", ("T6", "error", "0", "1")),  # C42
        ("全年未发生因依申请公开被复议纠错或诉讼败诉。", ("T6", "error", "0", "1")),  # C43
        ("依法做好政府信息公开行政复议、行政诉讼应诉工作，共办理相关案件9件。", ("T5", "error", "9", "10")),
    ],
)
def test_wordings_that_contradict_are_told_with_both_sides(text, expected):
    assert expected in told(text, b=B, c=C)


def test_no_dispute_at_all_contradicts_each_block():
    found = told("全年无因政府信息公开申请引发的行政复议、行政诉讼等事项。", b=B, c=C)
    assert found == [("T6", "error", "0", "6"), ("T6", "error", "0", "4")]


def test_accepted_with_carried_over_is_a_note_and_explains_the_difference():
    (found,) = [f for f in check(report("共受理政府信息公开申请34件。", b=B)) if f.code == "T1"]
    assert (found.severity, found.expected, found.found) == (Severity.NOTE, "34", "30")
    assert "34 = 本年新收30 + 上年结转4" in found.explanation


def test_received_with_carried_over_explains_the_applicants_too():
    text = "共收到政府信息公开申请34件，涉及自然人32件、商业企业2件。"
    (found,) = [f for f in check(report(text, b=B)) if f.code == "T1"]
    assert found.severity is Severity.WARNING
    assert "自然人32 = 28 + 4" in found.explanation


def test_narrower_subject_is_a_note():
    assert told("区政府办代表区政府受理政府信息公开申请17件。", agency="某区人民政府", b=B) == []
    assert notes_of("区政府办代表区政府受理政府信息公开申请17件。", agency="某区人民政府", b=B)[0] == (
        "T1",
        "note",
        "17",
        "30",
    )


def test_narrower_subject_cannot_explain_a_larger_figure():
    assert told("区政府办代表区政府受理政府信息公开申请40件。", agency="某区人民政府", b=B) == [
        ("T1", "warning", "40", "30")
    ]


def test_wider_subject_is_a_warning():
    assert told("全区共收到政府信息公开申请90件。", agency="某区人民政府办公室", b=B) == [("T1", "warning", "90", "30")]


def test_other_statistical_basis_is_a_note():
    assert told("全市全年备案政府信息公开行政复议案件90件。", agency="某市人民政府", b=B, c=C) == []


def test_subject_of_another_agency_is_told_and_not_compared():
    found = told("向市政府及市政府办公室提出的政府信息公开申请50件。", agency="某市某镇人民政府", b=B)
    assert [row[:2] for row in found] == [("SUBJECT", "warning")]


def test_total_row_broken_by_b3_is_not_blamed_on_the_text_as_well():
    broken = table_b(new=11)
    broken.rows["new"][-1] = broken.rows["carry_in"][-1]
    found = told("共收到政府信息公开申请11件。", b=broken)
    assert {row[0] for row in found} == {"B1", "B3"}


def test_total_of_a_block_broken_by_c1_is_not_blamed_on_the_text_as_well():
    broken = table_c((10, 1, 0, 0))
    broken.groups[0][-1] = broken.groups[1][-1]
    assert told("因政府信息公开引发的行政复议11件。", c=broken) == [("C1", "error", "11", "0")]


def test_without_a_table_nothing_is_compared():
    made = report("共收到政府信息公开申请11件。")
    made.table_b.present = False
    assert brief(check(made)) == []


def test_damaged_text_is_a_warning_at_most():
    text = "共收到政府信息公开申请11件。数据自202311日起至20231231日止。"
    assert told(text, b=B) == [("T1", "warning", "11", "30")]


A = table_a(normative_issued=5, normative_repealed=2, normative_in_force=30, licences=694, penalties=1)


@pytest.mark.parametrize(
    "text",
    [
        "制发行政规范性文件5件，废止2件，现行有效30件。",  # D50
        "动态更新本年度制发的规范性文件5件；集中公开现行有效规范性文件30件。",  # D52
        "作出行政处罚1宗，行政许可694宗，其中3宗由街道办理，其余691宗由局办理。",  # D56
        "公开处罚强制类9条，规范性文件类信息12条，政策性文件20件。",  # D57, D58
        "清理规范性文件90件，备案审查规范性文件8件。",
        "全年收取信息处理费380元。",  # D59
    ],
)
def test_documents_that_agree_or_are_something_else(text):
    assert told(text, a=A) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("制发行政规范性文件6件。", ("T4", "error", "6", "5")),
        ("公开行政规范性文件6件。", ("T4", "warning", "6", "5")),  # published is not issued
        ("集中公开现行有效规范性文件29件。", ("T4", "warning", "29", "30")),
        ("制发行政规范性文件5件，废止3件。", ("T4", "error", "3", "2")),
        ("本年度未制发规范性文件。", ("T6", "error", "0", "5")),
        ("作出行政许可700件。", ("T4", "warning", "700", "694")),
    ],
)
def test_documents_that_differ(text, expected):
    assert told(text, a=A) == [expected]


def test_rules_with_amended_and_repealed_ones_are_another_basis():  # D55
    made = table_a(rules_issued=9, rules_in_force=20)
    assert told("制定规章13件（含新制定5件，修改4件，废止4件）。", agency="上海市人民政府", a=made) == []


def test_government_may_have_counted_its_own_documents_only():
    assert told("制发行政规范性文件3件。", agency="某县人民政府", a=A) == [("T4", "warning", "3", "5")]
    assert told("全县制发行政规范性文件3件。", agency="某县人民政府", a=A) == [("T4", "error", "3", "5")]


def test_office_that_speaks_for_all_is_warned_and_noted():
    text = "累计发布区人民政府和区人民政府办公室文件57件。其中，规范性文件6件。"
    findings = check(report(text, agency="某区人民政府办公室", a=A))
    assert brief(findings) == [("T4", "warning", "6", "5")]
    assert [f.code for f in findings if f.code == "P2"] == ["P2"]
