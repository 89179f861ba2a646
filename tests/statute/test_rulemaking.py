"""The data behind the power to make rules; the cases by name stand in tests/law/rulemaking.yaml."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.statute.citation import read_yaml
from gongkai.statute.rulemaking import may_make_rules, rule_power

DATA = read_yaml("rulemaking.yaml")
CITIES = [city for names in DATA["cities"].values() for city in names]


def test_the_list_of_cities_is_whole():
    assert len(CITIES) == len(set(CITIES))
    # 293 cities in 2025, and 莱芜 and 襄樊 of earlier years
    assert len(CITIES) == 295
    assert len(DATA["prefectures"]) == 30


@given(st.sampled_from(CITIES), st.sampled_from(["明湖区", "明湖县", "明湖市"]))
def test_what_lies_within_a_city_has_no_power(city, place):
    assert may_make_rules(f"{city}市人民政府") is True
    assert may_make_rules(f"{city}市{place}人民政府") is False
    assert may_make_rules(f"{city}市{place}教育局") is False


@pytest.mark.parametrize("name", ["", "  ", "？", "政府"])
def test_odd_names_are_unknown(name):
    assert may_make_rules(name) is None
    assert rule_power(name).reason.endswith("。")
