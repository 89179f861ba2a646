"""Runs the cases of the law's content: outcomes, letters, remedies, catalogue, documents, cross-footing."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from gongkai.statute.catalogue import (
    Level,
    ReportPublisher,
    entry_requirements,
    extras_of_article_21,
    guide_requirements,
    publication_due,
    report_due,
)
from gongkai.statute.citation import cite
from gongkai.statute.crossfooting import Tables, check_tables, repairs_b
from gongkai.statute.documents import corrected_number, latest_validity, number_problems, parse_number
from gongkai.statute.errors import BadInput, StatuteError
from gongkai.statute.letters import compose, field_labels
from gongkai.statute.outcomes import choose_row, outcome_rule
from gongkai.statute.parameters import rules
from gongkai.statute.remedies import Decider, Standing, reconsideration_body, remedy
from gongkai.statute.report_tables import KEYS_B
from gongkai.statute.rulemaking import rule_power
from gongkai.statute.village import BoardKind, next_posting, posted_until
from gongkai.statute.village_duties import due_on, duties, duty, period_of
from gongkai.statute.website_checks import Visits, reachable, site_report_due
from gongkai.statute.websites import code_problem, cycle_of, domain_problem
from gongkai.statute.workdays import calendar

pytestmark = pytest.mark.law


def cases(name, key):
    """The cases of a file that have a key, by their names; every case names a real article."""
    found = yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in found if key in case and cite(case["article"])]


@pytest.mark.parametrize("case", cases("outcomes", "items"))
def test_outcome(case):
    choice = choose_row(case["items"])
    assert choice.key == case["row"]
    assert choice.verified == case.get("verified", choice.verified)
    if choice.verified != "UNVERIFIED" and len(set(case["items"])) == 1:
        assert cite(case["article"]) in choice.citations


@pytest.mark.parametrize("case", cases("remedies", "outcomes"))
def test_remedy(case):
    for outcome in case["outcomes"]:
        found = remedy(
            outcome,
            decided_on=case.get("decided_on", case["served_on"]),
            served_on=case["served_on"],
            served_through="mail",
            agency=Decider("本机关", Standing.DEPARTMENT, "本级政府", "上级政府", "上级部门"),
            rules=rules(),
            calendar=calendar(),
        )
        assert {key: getattr(found, key) for key in case["expect"]} == case["expect"], outcome


@pytest.mark.parametrize("case", cases("remedies", "standing"))
def test_reviewing_body(case):
    agency = Decider("本机关", Standing(case["standing"]), "本级政府", "上级政府", "上级部门")
    bodies, basis = reconsideration_body(agency, case["decided_on"])
    assert list(bodies) == case["bodies"]
    assert basis == cite(case["article"])


@pytest.mark.parametrize("case", cases("crossfooting", "expect"))
def test_crossfooting(case):
    rows = {key: [0] * 7 for key in KEYS_B} | case.get("b", {})
    tables = Tables(case.get("a", {}), rows, case.get("c", ()))
    found = check_tables(tables, may_make_rules=case.get("may_make_rules"))
    shown = [{"code": v.code, "where": v.where, "expected": v.expected, "found": v.found} for v in found]
    assert shown == case["expect"]
    if "repair" in case:
        (repair,) = repairs_b(rows)
        assert {"cell": repair.cell, "would_be": repair.would_be} == case["repair"]


@pytest.mark.parametrize("case", cases("documents", "number"))
def test_document_number(case):
    assert len(number_problems(case["number"])) == case["problems"]
    meant = corrected_number(case["number"])
    if not case["problems"]:
        assert str(parse_number(case["number"])) == case["number"]
    else:
        assert (str(meant) if meant else None) == case.get("meant")


@pytest.mark.parametrize("case", cases("documents", "latest"))
def test_validity_of_normative_documents(case):
    assert latest_validity(case["title"], case["effective_on"], rules()) == case["latest"]


@pytest.mark.parametrize("case", cases("catalogue", "matter"))
def test_publication(case):
    law = rules().with_values(case.get("overrides", {}))
    found = publication_due(case["matter"], case["formed_on"], law, calendar())
    assert found.on == case["due"]
    assert found.parameter.citation == cite(case["article"])


@pytest.mark.parametrize("case", cases("catalogue", "posted_from"))
def test_posting_period(case):
    until, parameter = posted_until(case["posted_from"], rules())
    assert until == case["until"]
    assert parameter.citation == cite(case["article"])


@pytest.mark.parametrize("case", cases("catalogue", "board"))
def test_next_posting(case):
    found = next_posting(BoardKind(case["board"]), case["last_posted"], rules(), busy_finance=case.get("busy", False))
    assert found.due_on == case["next"]
    assert found.parameter.citation == cite(case["article"])


@pytest.mark.parametrize("case", cases("catalogue", "duty"))
def test_a_village_owes_an_item_for_a_period(case):
    one = duty(case["duty"], case["as_of"])
    period = period_of(one.cycle(busy=case.get("busy", False)), case["as_of"])
    assert [period.start, period.end] == case["period"]
    assert due_on(one, period, rules())[0] == case["told_by"]
    assert one.citation == cite(case["article"])


@pytest.mark.parametrize("case", cases("catalogue", "duty_unknown"))
def test_a_village_does_not_owe_what_the_law_of_the_day_does_not_name(case):
    with pytest.raises(BadInput):
        duty(case["duty_unknown"], case["as_of"])


@pytest.mark.parametrize("case", cases("catalogue", "oversight_first"))
def test_what_the_oversight_committee_signs_before_anybody_else(case):
    today = date(2026, 6, 1)
    first = {one.board.value for one in duties(today) if one.oversight_first}
    assert first == {case["oversight_first"]}


@pytest.mark.parametrize("case", cases("rulemaking", "agencies"))
def test_power_to_make_rules(case):
    for agency in case["agencies"]:
        power = rule_power(agency)
        assert power.allowed is case["allowed"], agency
        assert power.reason.endswith("。")


@pytest.mark.parametrize("case", cases("catalogue", "report_due"))
def test_limit_of_the_annual_report(case):
    on, parameter = report_due(ReportPublisher(case["publisher"]), case["year"], rules())
    assert on == case["report_due"]
    assert parameter.citation == cite(case["article"])


@pytest.mark.parametrize("case", cases("catalogue", "lacks"))
def test_required_elements(case):
    ask = guide_requirements if "guide" in case else entry_requirements
    lacking = ask(dict.fromkeys(case.get("guide", case.get("entry")), "有"))
    assert len(lacking) == case["lacks"]
    assert all(requirement.citation == cite(case["article"]) for requirement in lacking)


@pytest.mark.parametrize("case", cases("catalogue", "extras"))
def test_extras_by_level(case):
    extras = extras_of_article_21(Level(case["level"]))
    assert len(extras) == case["extras"]
    assert all(item.citation == cite(case["article"]) for item in extras)


@pytest.mark.parametrize("case", cases("letters", "says"))
def test_letter(case):
    outcome, variant = case.get("decides", (None, None))
    known = dict.fromkeys(field_labels(), "某") | {
        "number": "明办〔2026〕1号",
        "outcome": outcome,
        "ground": "no_third",
    }
    kind = case.get("kind")
    if outcome:
        known["remedy"] = remedy(
            outcome,
            decided_on=date(2026, 1, 5),
            served_on=None,
            served_through="mail",
            agency=Decider("本机关", Standing.DEPARTMENT, "本级政府"),
            rules=rules(),
            calendar=calendar(),
        )
        kind = outcome_rule(outcome).variant(variant).letter
        known["variant"] = variant
    letter = compose(kind, known)
    assert case["says"] in letter.text
    assert cite(case["article"]) in letter.citations
    for label in case["must"]:
        fields = [name for name, shown in field_labels().items() if shown == label]
        with pytest.raises(StatuteError, match=label):
            compose(kind, {name: value for name, value in known.items() if name not in fields})


@pytest.mark.parametrize("case", cases("websites", "renewed_on"))
def test_until_when_a_column_counts_as_renewed(case):
    day = case["renewed_on"]
    assert cycle_of(case["type"], case.get("cycle", ""), date(2026, 1, 1), rules()).last_day(day) == case["last"]


@pytest.mark.parametrize("case", cases("websites", "right"))
def test_what_a_domain_and_a_code_look_like(case):
    problem = domain_problem(case["domain"]) if "domain" in case else code_problem(case["code"])
    assert (problem == "") is case["right"]


@pytest.mark.parametrize("case", cases("websites", "site_report_due"))
def test_site_report_due(case):
    assert site_report_due(case["year"], rules())[0] == case["site_report_due"]


@pytest.mark.parametrize("case", cases("websites", "visits"))
def test_whether_a_site_was_reachable(case):
    first = date(2026, 3, 2)
    made = {first + timedelta(days=n): tuple(pair) for n, pair in enumerate(case["visits"])}
    assert reachable(Visits(made), first + timedelta(days=7), rules()) is case["reachable"]
