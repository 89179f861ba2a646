"""The numbers of the law: dated, sourced, without gaps, never guessed."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
import yaml

from gongkai.statute import citation
from gongkai.statute.citation import laws
from gongkai.statute.errors import UnknownParameter
from gongkai.statute.parameters import rules

NAMES = rules().names()


@pytest.mark.parametrize("name", NAMES)
def test_versions_follow_each_other_without_gap_or_overlap(name):
    versions = rules().versions(name)
    for earlier, later in pairwise(versions):
        assert earlier.effective_to is not None
        assert later.effective_from == earlier.effective_to + timedelta(days=1)
    assert versions[-1].effective_to is None


@pytest.mark.parametrize("name", NAMES)
def test_a_number_has_a_source_that_was_in_force(name):
    for version in rules().versions(name):
        law = laws()[version.citation.law]
        assert law.effective_from <= version.effective_from
        assert law.effective_to is None or (version.effective_to and version.effective_to <= law.effective_to)
        assert version.verified in {"V2", "V1", "DERIVED", "UNVERIFIED"}
        assert version.label
        assert version.unit


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_verified_says_why_or_is_off(name):
    for version in rules().versions(name):
        if version.verified == "UNVERIFIED":
            assert version.note or version.value is False


def test_the_limit_of_replies_changed_with_the_regulation():
    assert rules().value("reply_limit", date(2019, 5, 14)) == 15
    assert rules().value("reply_limit", date(2019, 5, 15)) == 20


def test_nothing_falls_back_to_the_nearest_value():
    with pytest.raises(UnknownParameter, match="没有生效的规定"):
        rules().get("reply_limit", date(2008, 4, 30))
    with pytest.raises(UnknownParameter, match="没有名为"):
        rules().get("no_such_number", date(2026, 1, 1))


def test_other_values_make_other_rules():
    changed = rules().with_values({"reassessment_months": 6})
    assert changed.value("reassessment_months", date(2026, 1, 1)) == 6
    assert rules().value("reassessment_months", date(2026, 1, 1)) == 12
    assert changed.version != rules().version
    assert rules().with_values({}).version == rules().version
    with pytest.raises(UnknownParameter):
        rules().with_values({"no_such_number": 1})


def test_the_data_is_plain_yaml():
    text = citation.read_text("laws.yaml")
    assert yaml.safe_load(text) == citation.read_yaml("laws.yaml")
