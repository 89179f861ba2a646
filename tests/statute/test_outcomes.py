"""The 21 outcomes and the one row an application takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.statute.errors import BadInput
from gongkai.statute.letters import field_labels, letter_rules
from gongkai.statute.outcomes import Outcome, OutcomeClass, choose_row, outcome_rule, outcome_rules, row_for
from gongkai.statute.report_tables import RESULT_KEYS, TABLE_B

GROUPS = {
    "（三）不予公开": OutcomeClass.REFUSED,
    "（四）无法提供": OutcomeClass.UNABLE,
    "（五）不予处理": OutcomeClass.NOT_PROCESSED,
    "（六）其他处理": OutcomeClass.OTHER,
}


def test_the_outcomes_are_the_result_rows_in_their_order():
    assert tuple(outcome.value for outcome in Outcome) == RESULT_KEYS
    assert tuple(outcome_rules()) == RESULT_KEYS


@pytest.mark.parametrize("row", [row for row in TABLE_B if row.group], ids=lambda row: row.key)
def test_classes_follow_the_groups_of_the_table(row):
    assert outcome_rule(row.key).outcome_class is GROUPS[row.group]


@pytest.mark.parametrize("rule", outcome_rules().values(), ids=lambda rule: rule.outcome.value)
def test_every_outcome_has_articles_letters_and_known_facts(rule):
    for variant in rule.variants:
        assert variant.articles
        assert letter_rules()[variant.letter].decision
        assert set(variant.facts) <= set(field_labels())
    if rule.outcome_class is OutcomeClass.REFUSED and rule.outcome is not Outcome.SPECIAL_INQUIRY:
        assert rule.ground
        assert all("reason" in variant.facts for variant in rule.variants)


def test_an_outcome_with_two_situations_asks_which():
    not_held = outcome_rule("na_none")
    assert not_held.variant("not_ours").articles[0].key == "regulation:36(5)"
    with pytest.raises(BadInput, match="信息不存在"):
        not_held.variant()
    with pytest.raises(BadInput):
        outcome_rule("new")


def test_no_items_have_no_row():
    with pytest.raises(BadInput):
        row_for([])


@given(st.lists(st.sampled_from(RESULT_KEYS), min_size=1, max_size=6), st.randoms())
def test_there_is_exactly_one_row_whatever_the_order(items, random):
    shuffled = [*items]
    random.shuffle(shuffled)
    choice = choose_row(items)
    assert choice.key in RESULT_KEYS
    assert row_for(shuffled) == choice.key
    assert choice.reason.endswith("。")
    opened = {"open", "partial"} & set(items)
    assert (choice.key in {"open", "partial"}) == bool(opened)
    if not opened:
        assert choice.key in items
