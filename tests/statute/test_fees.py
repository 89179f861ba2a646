"""Fees: one method for one request, tiers as in the paper, no charge before its day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.statute.errors import BadInput
from gongkai.statute.fees import MonthlyRequest, month_total, per_item, per_item_total, per_page
from gongkai.statute.parameters import rules

DAY = date(2026, 1, 5)


@given(st.integers(0, 500))
def test_the_total_is_the_sum_of_the_requests(count):
    single = sum(per_item(ordinal, rules=rules(), on=DAY).amount for ordinal in range(1, count + 1))
    found = per_item_total(count, rules=rules(), on=DAY)
    assert found.amount == single == sum(step.amount for step in found.steps)
    assert sum(step.last - step.first + 1 for step in found.steps) == count


@given(st.integers(31, 10_000))
def test_the_price_beyond_thirty_follows_the_formula(ordinal):
    assert per_item(ordinal, rules=rules(), on=DAY).amount == 100 * (1 + -(-(ordinal - 30) // 10))


@given(st.integers(0, 5_000))
def test_pages_cost_what_their_tier_says(pages):
    price = [0] * 30 + [10] * 70 + [20] * 100 + [40] * 5_000
    assert per_page(pages, rules=rules(), on=DAY).amount == sum(price[:pages])


def test_one_request_is_never_charged_twice():
    with pytest.raises(BadInput, match="重复计费"):
        month_total([MonthlyRequest(11, 68), MonthlyRequest(11)], rules=rules(), on=DAY)


def test_the_method_is_told():
    assert per_item_total(12, rules=rules(), on=DAY).method == "per_item"
    assert per_page(12, rules=rules(), on=DAY).method == "per_page"
    assert month_total([MonthlyRequest(11, 68), MonthlyRequest(12)], rules=rules(), on=DAY).method == "mixed"


def test_steps_can_be_read():
    found = per_item_total(45, rules=rules(), on=DAY)
    assert [str(step) for step in found.steps] == [
        "第1至10件：不收费",
        "第11至30件：20件×100元＝2000元",
        "第31至40件：10件×200元＝2000元",
        "第41至45件：5件×300元＝1500元",
    ]


def test_before_the_rules_nothing_is_charged():
    for charge in (per_item_total, per_page):
        with pytest.raises(BadInput, match="2021-01-01") as raised:
            charge(40, rules=rules(), on=date(2020, 12, 31))
        assert raised.value.code == "FEE_NO_RULES"
    assert per_item_total(11, rules=rules(), on=date(2021, 1, 1)).amount == 100


@pytest.mark.parametrize("number", [-1, True, 10_000_000])
def test_impossible_numbers_are_refused(number):
    with pytest.raises(BadInput):
        per_page(number, rules=rules(), on=DAY)
    with pytest.raises(BadInput):
        per_item_total(number, rules=rules(), on=DAY)


def test_the_first_request_has_number_one():
    with pytest.raises(BadInput, match="不小于1"):
        per_item(0, rules=rules(), on=DAY)
