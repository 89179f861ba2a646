"""The order of judging leads to every outcome that an agency decides, once."""

from __future__ import annotations

from gongkai.statute.judging import questions
from gongkai.statute.report_tables import RESULT_KEYS

NOT_JUDGED = {"ot_nocorrect", "ot_nopay", "ot_other"}
"""Ends that come of themselves: a lapse or a withdrawal."""
RARE = {"no_law", "no_safety", "np_confirm"}
"""Outcomes that the list of all 21 offers and the order of judging does not, for they are rare and doubtful."""


def test_the_questions_lead_to_every_usual_outcome() -> None:
    led = [rule.outcome.value for question in questions() for rule, _ in question.outcomes]
    assert set(led) == set(RESULT_KEYS) - NOT_JUDGED - RARE


def test_the_first_asks_whether_it_is_a_request_and_the_last_discloses() -> None:
    first, *_, last = questions()
    assert first.outcomes[0][0].outcome == "np_petition"
    assert [(rule.outcome.value, variant.key) for rule, variant in last.outcomes] == [("open", "provided")]
    assert all(question.article.place for question in questions())
