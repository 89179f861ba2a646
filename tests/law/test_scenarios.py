"""Whole lives of cases, as a lawyer would tell them, and the same cases the other way round: what is in none."""

from __future__ import annotations

import pytest

from gongkai.statute.citation import cite
from gongkai.statute.events import EventKind
from gongkai.statute.letters import letter_rules
from gongkai.statute.outcomes import outcome_rules
from tests.law.scenario import faults, scenarios

pytestmark = pytest.mark.law
MARKS = {"V2", "V1", "DERIVED", "UNVERIFIED"}


def stories():
    return [pytest.param(scenario, id=f"{scenario.file}-{scenario.name}") for scenario in scenarios()]


@pytest.mark.parametrize("scenario", stories())
def test_scenario(scenario):
    found = faults(scenario)
    if found:
        pytest.fail(f"《{scenario.name}》（{scenario.file}）\n  " + "\n  ".join(found), pytrace=False)


@pytest.mark.parametrize("scenario", stories())
def test_a_scenario_rests_on_articles_and_says_how_sure_it_is(scenario):
    assert scenario.articles
    assert [cite(article).full for article in scenario.articles]
    assert scenario.mark in MARKS
    assert scenario.expect


def test_no_two_scenarios_have_one_name():
    names = [scenario.name for scenario in scenarios()]
    assert len(names) == len(set(names))
    assert len(names) >= 80
