"""T7–T12, FORMAT, BASIS, RESIDUE, EMPTY5, NAME, SUBJECT: form, dates and names."""

from datetime import date

import pytest

from gongkai.report.check import check
from gongkai.report.model import Format, Section, Severity
from gongkai.report.naming import gazetteer, place_of, slip
from tests.report.worded import brief, report, told


def of(code, made):
    return [f for f in check(made) if f.code == code]


def test_t7_part_six_without_a_word_on_fees():
    (found,) = of("T7", report(other="无其他需要报告的事项。"))
    assert found.severity is Severity.NOTE
    assert of("T7", report(other="2020年无其他事项。", year=2020)) == []


@pytest.mark.parametrize(
    ("period", "wrong"),
    [
        ("自2023年1月1日起至2023年12月31日止", False),
        ("为2023年1月1日至12月31日", False),
        ("为2023年1月1日-2023年12月31日", False),
        ("自2022年1月1日起至2022年12月31日止", True),
        ("自2023年1月1日至2023年12月30日", True),
        ("自2023年1月1日至11月30日", True),
    ],
)
def test_t8_statistics_period(period, wrong):
    found = of("T8", report(opening=f"本报告所列数据的统计期限{period}。"))
    assert [f.severity for f in found] == ([Severity.ERROR] if wrong else [])


def test_t8_leaves_other_periods_alone():
    assert of("T8", report("规划期自2021年1月1日至2025年12月31日。")) == []


def test_t9_missing_text_part_is_a_warning_and_missing_table_part_a_note():
    made = report()
    made.table_a.present = False
    made.sections = [section for section in made.sections if section.number not in (2, 5)]
    assert [(f.severity, f.where) for f in of("T9", made)] == [(Severity.WARNING, "第五部分"), (Severity.NOTE, "表二")]


def test_t9_excerpt_is_told_once():
    made = report()
    made.truncated = True
    made.sections = made.sections[:3]
    (found,) = of("T9", made)
    assert (found.severity, found.found) == (Severity.NOTE, "缺四、五、六") or found.found == "缺五、六"


def test_t9_order_and_variants():
    made = report()
    made.sections[5], made.sections[6] = made.sections[6], made.sections[5]
    assert [f.severity for f in of("T9", made)] == [Severity.WARNING]
    made = report()
    made.sections[4] = Section(4, "四、政府信息公开行政法复议、行政诉讼情况", "")
    assert [f.severity for f in of("T9", made)] == [Severity.NOTE]


def test_t10_title_of_another_year():
    made = report()
    made.title = "某县财政局2022年政府信息公开工作年度报告"
    assert [(f.severity, f.expected, f.found) for f in of("T10", made)] == [(Severity.ERROR, "2023", "2022")]


def test_t10_title_left_over_from_last_year():
    period = "统计期限自2024年1月1日至2024年12月31日。"
    found = told("2024年，我局共公开信息30条。", opening=period)
    assert found == [("T10", "error", "2024", "2023")]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("2022年，我局共公开信息30条。", True),
        ("2023年，我局共公开信息30条。", False),
        ("2022年以来，我局持续公开。", False),
        ("2022年相比，公开数量上升。", False),
        ("按照《2022年政务公开工作要点》开展工作。", False),
    ],
)
def test_t10_year_left_over_from_last_year(text, wrong):
    assert bool([f for f in of("T10", report(text)) if f.severity is Severity.WARNING]) is wrong


@pytest.mark.parametrize(
    ("agency", "day", "severities"),
    [
        ("某县财政局", date(2024, 1, 31), []),
        ("某县财政局", date(2024, 2, 20), [Severity.NOTE]),
        ("某县财政局", date(2024, 5, 1), [Severity.WARNING]),
        ("某县人民政府", date(2024, 3, 31), []),
        ("某县人民政府", date(2024, 4, 1), [Severity.WARNING]),
        ("某县人民政府", date(2023, 11, 1), [Severity.WARNING]),
    ],
)
def test_t10_day_of_publication(agency, day, severities):
    assert [f.severity for f in of("T10", report(agency=agency, published_on=day))] == severities


def test_t11_and_t12_overview():
    made = report()
    made.sections[1] = Section(1, "一、总体情况", "主动公开信息。" + "很" * 1000)
    assert [f.code for f in check(made)] == ["T12", "T11"]
    assert of("T12", made)[0].severity is Severity.WARNING
    made.agency = "某县人民政府"
    assert of("T12", made)[0].severity is Severity.NOTE


def test_format_of_2019_after_2021():
    made = report()
    made.format = Format.FORMAT_2019
    assert brief(check(made)) == [("FORMAT", "error", "2021年格式", "2019年格式")]
    made = report(year=2020)
    made.format = Format.FORMAT_2019
    assert of("FORMAT", made) == []


def test_basis_that_no_longer_holds():
    old = "依据国办公开办函〔2019〕60号编制。"
    assert [row[:2] for row in told(old)] == [("BASIS", "warning")]
    both = old + "依据国办公开办函〔2021〕30号编制。"
    assert [f.severity for f in of("BASIS", report(both))] == [Severity.NOTE]
    assert of("BASIS", report(old, year=2020)) == []


@pytest.mark.parametrize("text", ["XX局全年公开信息。", "（此处填写公开情况）", "全年公开信息××条。"])
def test_residue_of_the_form(text):
    assert [row[:2] for row in told(text)] == [("RESIDUE", "warning")]


@pytest.mark.parametrize(
    ("text", "severity"), [("无", Severity.WARNING), ("暂无。", Severity.WARNING), ("", Severity.NOTE)]
)
def test_empty_part_five(text, severity):
    assert [f.severity for f in of("EMPTY5", report(problems=text))] == [severity]


@pytest.mark.parametrize(
    ("agency", "meant", "written"),
    [
        ("沐阳县人民政府", "沭阳", "沐阳"),
        ("荷泽市发展和改革委员会", "菏泽", "荷泽"),
        ("淮安市洪择区人民政府", "洪泽", "洪择"),
        ("泰皇岛市人民政府", "秦皇岛", "泰皇岛"),
    ],
)
def test_name_in_the_title_is_no_place_but_one_character_away_from_one(agency, meant, written):
    assert told(agency=agency) == [("NAME", "warning", meant, written)]


@pytest.mark.parametrize(
    "agency",
    [
        "沭阳县人民政府",
        "淮安市洪泽区人民政府",
        "平潭综合实验区管委会",
        "明湖区人民政府",
        "某区统计局",
        "上海市浦东新区人民政府",
        "苏州工业园区管委会",
    ],
)
def test_right_names_and_unknown_places_are_left_alone(agency):
    assert told(agency=agency) == []


def test_every_place_of_the_gazetteer_is_right():
    assert len(gazetteer()) > 3000
    assert [name for name in gazetteer() if slip(place_of(f"{name}人民政府")) is not None] == []


def test_name_slips_further_down():
    assert told("沐阳县人民政府网站公开信息3条。", agency="沭阳县人民政府") == [("NAME", "warning", "沭阳", "沐阳")]
    assert told("全县沐浴阳光。", agency="沭阳县人民政府") == []


def test_report_copied_from_another_place():
    opening = "本报告由泗阳县人民政府办公室编制。统计期限自2023年1月1日至2023年12月31日。"
    assert told(agency="沭阳县人民政府", opening=opening) == [("NAME", "warning", "沭阳县", "泗阳县")]
    upwards = "对本报告有疑问，请与宿迁市政务公开办公室联系。统计期限自2023年1月1日至2023年12月31日。"
    assert told(agency="沭阳县人民政府", opening=upwards) == []
