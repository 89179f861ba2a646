"""Bound fields: a closed list of names, and nothing else that could be typed becomes more than text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.agencies.models import Agency
from gongkai.report.claims import claims
from gongkai.report.sentences import split
from gongkai.reporting import counting, fields, narrative, sentences
from gongkai.reporting.facts import Entered, Facts
from gongkai.reporting.narrative import UnknownField
from gongkai.statute.report_tables import COLUMNS_B, KEYS_A, KEYS_B

VALUES = {"新收": "11", "b.new.total": "11", "发布文件": None}


def facts(**more: object) -> Facts:
    """A year in which nothing happened, but for what is given."""
    agency = Agency(name="明湖区人民政府办公室", short_name="区政府办公室", code="mhqb")
    blank = {"agency": agency, "year": 2023, "scope": (agency,), "b": counting.empty_b(), "c": counting.empty_c()}
    return Facts(**{**blank, **more})  # type: ignore[arg-type]


def table(**rows: int) -> counting.TableB:
    found = counting.empty_b()
    for key, value in rows.items():
        found[key] = [value, 0, 0, 0, 0, 0, value]
    return found


def test_names_are_filled_by_label_and_by_key() -> None:
    assert narrative.fill("收到{{ 新收 }}件，{{b.new.total}}件", VALUES) == ("收到11件，11件", [])


def test_a_figure_nobody_entered_is_marked_and_named() -> None:
    assert narrative.fill("发布{{ 发布文件 }}件", VALUES) == ("发布【待填报：发布文件】件", ["发布文件"])


@pytest.mark.parametrize(
    "text", ["{{ 新收件 }}", "{{ }}", "{{ 新收|safe }}", "{% now %}{{ x.__class__ }}", "{{ 新收 }", "新收 }}"]
)
def test_an_unknown_name_is_an_error_that_names_it(text: str) -> None:
    with pytest.raises(UnknownField):
        narrative.fill(text, VALUES)


def test_a_near_miss_is_suggested() -> None:
    with pytest.raises(UnknownField, match=r"新收件.*是不是：新收"):
        narrative.fill("{{ 新收件 }}", VALUES)


@given(st.text(max_size=200))
def test_text_without_braces_is_never_changed(text: str) -> None:
    plain = text.replace("{", "").replace("}", "")
    assert narrative.fill(plain, VALUES) == (plain, [])


def test_every_name_is_unique_and_every_cell_has_one() -> None:
    names = [name for field in fields.fields() for name in (field.key, field.label)]
    assert len(names) == len(set(names))
    keys = {field.key for field in fields.fields()}
    assert {f"a.{key}" for key in KEYS_A} <= keys
    assert {f"b.{row}.{column}" for row in KEYS_B for column, _ in COLUMNS_B} <= keys
    assert {field.group for field in fields.fields()} == set(fields.GROUPS)


def test_every_field_has_a_value_in_a_year_without_anything() -> None:
    found = fields.values(facts())
    assert found["新收"] == "0"
    assert found["on_time_rate"] is None
    assert found["a.licences"] is None
    assert found["c.direct.pending"] == "0"


def test_nothing_received_is_said_as_such() -> None:
    assert sentences.requests(facts()) == "全年未收到政府信息公开申请。"
    assert sentences.outcomes(facts()) == ""
    assert sentences.disputes(facts()) == "全年未发生因政府信息公开申请引发的行政复议、行政诉讼。"
    assert "没有收取" in sentences.fee(facts())


def test_what_was_supervised_is_said_as_far_as_it_is_known() -> None:
    told = {
        key: [Entered("区政府办公室", Decimal(count), "")] for key, count in (("duty_shifts", 1095), ("trainings", 0))
    }
    assert sentences.supervision(facts(entries=told)) == "全年安排读网值班1095班次。"
    assert sentences.supervision(facts()) == ""


def test_only_what_happened_is_listed() -> None:
    year = facts(
        b=table(new=11, open=4, partial=1, no_third=2, na_none=4, total=11, carry_in=0),
        channels={"web": 8, "signed_mail": 1, "ordinary_mail": 1, "counter": 1},
        decided=11,
        in_time=11,
    )
    assert sentences.requests(year) == "全年共收到政府信息公开申请11件，其中网上申请8件、信函申请2件、当面申请1件。"
    assert sentences.outcomes(year) == (
        "全年办结政府信息公开申请11件，其中予以公开4件、部分公开1件、不予公开2件、无法提供4件；按期答复率100%。"
    )


def test_what_is_carried_is_said() -> None:
    year = facts(b=table(new=3, carry_in=2, open=1, total=1, carry_out=4), channels={"web": 3}, decided=1, in_time=0)
    assert "上年结转政府信息公开申请2件" in sentences.requests(year)
    assert sentences.outcomes(year).endswith("按期答复率0%；结转下年度继续办理4件。")
    assert sentences.outcomes(facts(b=table(carry_out=4))) == "结转下年度继续办理4件。"


def test_a_rate_is_never_rounded_up_to_all() -> None:
    assert sentences.on_time_rate(facts(decided=10_000, in_time=9_999)) == "99.9%"
    assert sentences.on_time_rate(facts(decided=3, in_time=3)) == "100%"


def test_disputes_say_both_sides() -> None:
    year = facts(c=[[1, 1, 0, 1, 3], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]])
    assert sentences.disputes(year) == (
        "全年因政府信息公开申请引发的行政复议3件，其中结果维持1件、结果纠正1件、尚未审结1件；"
        "未发生因政府信息公开申请引发的行政诉讼。"
    )


def test_the_checker_understands_our_sentences() -> None:
    year = facts(
        b=table(new=11, open=4, partial=7, total=11),
        channels={"web": 9, "counter": 2},
        decided=11,
        in_time=11,
        c=[[2, 0, 0, 0, 2], [1, 0, 0, 0, 1], [0, 0, 0, 0, 0]],
    )
    prose = sentences.requests(year) + sentences.outcomes(year) + sentences.disputes(year)
    said = {(claim.kind.value, claim.number) for claim in claims(split(prose), year=2023)}
    assert {("received", 11), ("answered", 11), ("open", 4), ("partial", 7), ("reconsideration", 2)} <= said
    assert ("litigation", 1) in said
