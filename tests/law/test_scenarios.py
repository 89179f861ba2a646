"""Whole lives of cases, as a lawyer would tell them, and the same cases the other way round: what is in none."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import gongkai.statute
from gongkai.statute.case_state import Stage
from gongkai.statute.citation import cite
from gongkai.statute.event_schemas import RETURNED
from gongkai.statute.events import CHANNELS, PARTIES, EventKind
from gongkai.statute.letters import letter_rules
from gongkai.statute.outcomes import outcome_rule, outcome_rules
from gongkai.statute.report_tables import COLUMNS_B, RESULT_KEYS
from tests.law.scenario import faults, scenarios
from tests.law.scenario_letters import AGENCIES

pytestmark = pytest.mark.law
STATUTE = Path(gongkai.statute.__file__).parent
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


# -- the other direction: nothing that the law knows is in no scenario ------------------------------------


def told(key: str) -> set[str]:
    """Every value that some step of some scenario has for a key."""
    return {entry[key] for scenario in scenarios() for entry in scenario.told if key in entry}


def lawful_steps() -> set[str]:
    return {entry["event"] for scenario in scenarios() for entry in scenario.told if "refused" not in entry}


def decisions() -> list[dict]:
    """The decision letters about one matter."""
    return [s.decision for s in scenarios() if s.decision is not None and "items" not in s.decision]


def absent(what: str, known: set[str], found: set[str]) -> None:
    assert not known - found, f"没有一个用例写到这些{what}：{'、'.join(sorted(known - found))}"


def test_every_kind_of_event_happens_lawfully_in_some_scenario():
    absent("事项", {kind.value for kind in EventKind}, lawful_steps())


def test_every_outcome_ends_some_scenario_and_every_variant_is_told_by_its_letter():
    absent("办理结果", set(RESULT_KEYS), {scenario.expect.get("row") for scenario in scenarios()})
    variants = {(rule.outcome.value, variant.key) for rule in outcome_rules().values() for variant in rule.variants}
    found = {(told["outcome"], told.get("variant") or only_variant(told["outcome"])) for told in decisions()}
    assert not variants - found, f"没有一个用例制作这些情形的文书：{sorted(variants - found)}"


def only_variant(outcome: str) -> str:
    return outcome_rule(outcome).variant().key


def test_every_kind_of_letter_is_composed_in_some_scenario():
    found = {letter["letter"] for scenario in scenarios() for letter in scenario.letters}
    found |= {outcome_rule(told["outcome"]).variant(told.get("variant")).letter for told in decisions()}
    absent("文书", set(letter_rules()), found)


def test_every_stage_is_reached_in_some_scenario():
    found = {scenario.expect.get("stage") for scenario in scenarios()}
    found |= {entry["then"].get("stage") for scenario in scenarios() for entry in scenario.told if "then" in entry}
    absent("阶段", {stage.value for stage in Stage}, found)


def test_every_channel_party_opinion_and_means_of_service_occurs():
    absent("申请渠道", set(CHANNELS), {scenario.channel for scenario in scenarios()})
    absent("征求对象", set(PARTIES), told("party"))
    absent("意见", {"consents", "objects", "silent"}, told("opinion"))
    services = {entry["channel"] for s in scenarios() for entry in s.events if entry["event"] == "served"}
    absent("送达方式", {"counter", "mail", "web", "other_agency", "announcement"}, services)
    absent("退信原因", set(RETURNED), told("why"))
    absent("计收方式", {"per_item", "per_page"}, told("method"))
    absent("申请人类别", {key for key, _ in COLUMNS_B[:-1]}, {scenario.applicant for scenario in scenarios()})


def test_every_cell_of_table_c_and_every_route_of_remedies_occurs():
    cells = {cell for s in scenarios() for found in s.expect.get("table_c", {}).values() for cell in found}
    absent("争议结果", {"upheld", "overturned", "other", "pending"}, {cell.split(".")[1] for cell in cells})
    absent("争议种类", {"reconsideration", "direct", "after_reconsideration"}, {cell.split(".")[0] for cell in cells})
    absent("救济途径", {"复议前置", "复议或者诉讼"}, {told["remedy"]["route"] for told in decisions()})
    absent("机关", set(AGENCIES), {scenario.agency for scenario in scenarios()})


FINDING = re.compile(r"(?:Objection|\.note|\.warn)\(\s*\"([A-Z_]+)\"")


def test_every_fault_that_a_history_can_have_is_found_in_some_scenario():
    """The codes are read from the kernel's source, so that a new one without a scenario is noticed."""
    source = "".join(path.read_text(encoding="utf-8") for path in STATUTE.glob("*.py"))
    known = set(FINDING.findall(source))
    assert len(known) > 30
    found = {entry["refused"]["code"] for s in scenarios() for entry in s.told if "refused" in entry}
    found |= {
        code for s in scenarios() for entry in s.told for key in ("warned", "void") for code in entry.get(key, ())
    }
    found |= {code for s in scenarios() for code in s.expect.get("findings", ())}
    absent("问题", known, found)


def test_a_wrong_expectation_is_told_in_words():
    """The runner itself: a scenario made wrong in one place says so, with the words a lawyer reads."""
    scenario = next(s for s in scenarios() if s.name == "申请的信息已经主动公开，当面告知获取方式")
    wrong = replace(scenario, expect={**scenario.expect, "due_on": date(2026, 2, 3), "row": "partial"})
    found = "\n".join(faults(wrong))
    assert "最后，答复期限届满日：应为2026-02-03，系统得出2026-02-02" in found
    assert "最后，年报表三的行：应为（二）部分公开" in found
    other = replace(scenario, decision={**scenario.decision, "title": "政府信息不予公开告知书"})
    assert "文书标题：应为政府信息不予公开告知书" in "\n".join(faults(other))
