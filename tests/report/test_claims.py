"""Every wording of the catalogue (tests/law/claims.yaml) and the figures inside it."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from gongkai.report.claims import Claim, claims
from gongkai.report.figures import chinese_value, figures, is_damaged
from gongkai.report.scope import AgencyKind, Scope, agency_kind, scope_of
from gongkai.report.sentences import split

CASES = yaml.safe_load((Path(__file__).parents[1] / "law" / "claims.yaml").read_text(encoding="utf-8"))


def as_written(claim: Claim) -> str:
    marks = {"~": claim.approximate, "part": claim.part, "denied": claim.denied, "carried": claim.includes_carried}
    scope = [] if claim.scope is Scope.UNSAID else [claim.scope.value]
    return " ".join([claim.kind.value, str(claim.number), *(mark for mark, on in marks.items() if on), *scope])


@pytest.mark.law
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_wording_is_read_as_the_catalogue_says(case):
    found = claims(split(case["text"]), agency=case.get("agency", "某县人民政府"), year=2023)
    assert [as_written(claim) for claim in found] == case["claims"]


def test_every_case_has_its_own_name():
    names = [case["name"] for case in CASES]
    assert len(names) == len(set(names))


def test_clause_inherits_the_subject_of_the_sentence_before():
    text = "区政府办公室代表区政府受理政府信息公开申请17件。其中，予以公开5件。"
    found = claims(split(text), agency="某区人民政府", year=2023)
    assert [as_written(claim) for claim in found] == ["received 17 smaller", "open 5 part smaller"]


def test_sentence_about_another_year_claims_nothing():
    assert claims(split("2022年，我局收到政府信息公开申请9件。"), agency="某县财政局", year=2023) == []
    assert claims(split("上半年收到政府信息公开申请9件。"), agency="某县财政局", year=2023) == []


def test_table_that_slipped_into_the_text_claims_nothing():
    text = "一、本年新收政府信息公开申请数量 | 3 | 0 | 0 |\n收到申请件数 | 3件 |"
    assert claims(split(text), agency="某县财政局", year=2023) == []


def test_evidence_is_quoted_as_the_file_has_it():
    (claim,) = claims(split("本年度,共收到政府信息公开申请 12 件,均已答复(含补正)。"), year=2023)[:1]
    assert "申请12件,均已答复" in claim.evidence


@pytest.mark.parametrize(
    ("text", "value", "unit", "approximate"),
    [
        ("公开1,234条", 1234, "条", False),
        ("公开１２条", 12, "条", False),
        ("公开1.2万件", 12000, "件", False),
        ("收费258.5亿元", 25_850_000_000, "元", False),
        ("收费3.5万元", 35000, "元", False),
        ("赠阅2000余册", 2000, "册", True),
        ("发布近百件", 100, "件", True),
        ("收到三件", 3, "件", False),
        ("收到一百零五件", 105, "件", False),
        ("收到申请数12件", 12, "件", False),
        ("100条以上", 100, "条", True),
    ],
)
def test_figures_carry_value_unit_and_doubt(text, value, unit, approximate):
    (figure,) = figures(split(text)[0].text)
    assert (figure.value, figure.unit, figure.approximate) == (Decimal(value), unit, approximate)


@pytest.mark.parametrize(
    "text", ["2023年12月31日", "国办公开办函〔2021〕30号", "第2次会议", "一件事一次办", "24小时", "12345热线"]
)
def test_years_dates_ordinals_and_idioms_are_no_counts(text):
    assert [figure for figure in figures(text) if figure.unit in ("件", "次", "条")] == []


@pytest.mark.parametrize(
    ("written", "value"), [("十", 10), ("二十", 20), ("两千三百", 2300), ("二〇", 20), ("百一十", 110)]
)
def test_chinese_numerals(written, value):
    assert chinese_value(written) == value


@pytest.mark.parametrize(
    ("text", "damaged"),
    [
        ("自202111日起至20211231日止", True),
        ("20231月1日", True),
        ("2023年1月1日至12月31日", False),
        ("公开20230条", False),
    ],
)
def test_dates_that_lost_characters_are_noticed(text, damaged):
    assert is_damaged(text) is damaged


def test_lines_broken_anywhere_are_one_sentence():
    (sentence,) = split("畅通依申请公开受理渠\n\n道，受理申请 21\n件，均已答复。")
    assert "受理渠道，受理申请21件" in sentence.text


def test_full_stop_inside_brackets_ends_no_sentence():
    first, second = split("收到申请3件（注：不含结转。见表）均已答复。无结转。")
    assert first.text.endswith("均已答复。")
    assert second.text == "无结转。"


def test_bracket_that_never_closes_swallows_nothing():
    assert len(split("收到申请3件（均已答复。无结转。")) == 2


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("淮安市洪泽区人民政府", AgencyKind.GOVERNMENT),
        ("平潭综合实验区", AgencyKind.GOVERNMENT),
        ("大武口区人民政府办公室", AgencyKind.OFFICE),
        ("桃江县松木塘镇人民政府", AgencyKind.TOWNSHIP),
        ("义乌市廿三里街道办事处", AgencyKind.TOWNSHIP),
        ("沭阳县发展和改革局", AgencyKind.DEPARTMENT),
        ("某区统计局（陕西）", AgencyKind.DEPARTMENT),
        ("", AgencyKind.UNKNOWN),
    ],
)
def test_kind_of_agency(name, kind):
    assert agency_kind(name) is kind


@pytest.mark.parametrize(
    ("agency", "words", "scope"),
    [
        ("某区人民政府", "区政府办代表区政府受理", Scope.SMALLER),
        ("某区人民政府", "全区共受理", Scope.SAME),
        ("某区人民政府办公室", "我区共受理", Scope.LARGER),
        ("某区人民政府办公室", "区政府办公室共受理", Scope.SAME),
        ("某市财政局", "全市财政系统受理", Scope.LARGER),
        ("某市财政局", "局机关受理", Scope.SMALLER),
        ("某镇人民政府", "共受理", Scope.UNSAID),
    ],
)
def test_scope_is_measured_by_the_agency_of_the_report(agency, words, scope):
    assert scope_of(words, agency) is scope
