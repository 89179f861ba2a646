"""Remedies and the clocks of disputes; the rows of the table stand in tests/law/remedies.yaml."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.statute.disputes import Procedure, dispute_clock
from gongkai.statute.errors import BadInput, UnknownParameter
from gongkai.statute.letters import letter_rules
from gongkai.statute.parameters import rules
from gongkai.statute.periods import add_months, days_after, months_after, workdays_after
from gongkai.statute.remedies import (
    Decider,
    Route,
    Standing,
    after_reconsideration,
    compliance_until,
    reconsideration_body,
    remedy,
    remedy_for_silence,
    route_for,
    route_for_items,
    separately_reviewable,
    untold_limit,
)
from gongkai.statute.report_tables import RESULT_KEYS
from gongkai.statute.workdays import calendar

BUREAU = Decider("明湖区教育局", Standing.DEPARTMENT, "明湖区人民政府", "", "湖阳市教育局")
DAYS = st.dates(date(2024, 1, 1), date(2026, 3, 1))


def ask(outcome="open", decided=date(2026, 1, 5), served=date(2026, 1, 5), through="mail", agency=BUREAU, law=None):
    return remedy(
        outcome,
        decided_on=decided,
        served_on=served,
        served_through=through,
        agency=agency,
        rules=law or rules(),
        calendar=calendar(),
    )


@given(st.sampled_from(RESULT_KEYS), DAYS)
def test_no_paragraph_offers_both_ways_when_reconsideration_comes_first(outcome, day):
    found = ask(outcome, day, day)
    if found.route is Route.RECONSIDERATION_FIRST:
        assert found.litigation_until is None
        assert "个月" not in found.text
        assert "应当先" in found.text
    else:
        assert found.litigation_until > found.reconsideration_until
    assert found.reconsideration_until >= date.fromordinal(day.toordinal() + 60)
    assert calendar().is_workday(found.reconsideration_until)


def test_before_service_there_is_no_last_day():
    found = ask("no_secret", served=None)
    assert (found.reconsideration_until, found.litigation_until) == (None, None)
    assert "自收到本告知书之日起60日内" in found.text


def test_a_last_day_in_a_year_without_a_notice_is_provisional_and_not_moved():
    known = calendar().known_until.year
    found = ask(decided=date(known, 7, 5), served=date(known, 7, 5))
    assert found.provisional
    assert found.litigation_until == date(known + 1, 1, 5)
    assert found.reconsideration_until.year == known


def test_online_service_needs_an_online_channel_since_2024():
    lacking = ask("open", through="web")
    assert lacking.online_channel_required
    assert lacking.missing == ("互联网申请行政复议的渠道",)
    told = ask("open", through="web", agency=Decider("局", Standing.DEPARTMENT, "府", online_channel="掌上复议"))
    assert told.missing == ()
    assert told.text.endswith("申请行政复议也可以通过互联网渠道提出：掌上复议。")
    assert not ask(decided=date(2023, 12, 1), served=date(2023, 12, 1), through="web").online_channel_required


def test_what_the_law_leaves_open_can_be_configured():
    law = rules().with_values({"remedy_not_told_rows": ["np_repeat"], "silence_reconsideration_first": True})
    silent = ask("np_repeat", law=law)
    assert silent.route is Route.NOT_TOLD
    assert silent.missing == ()
    assert "复议" not in silent.text
    overdue = remedy_for_silence(due_on=date(2026, 1, 5), agency=BUREAU, rules=law, calendar=calendar())
    assert overdue.route is Route.RECONSIDERATION_FIRST
    override = Decider("某局", Standing.DEPARTMENT, "区政府", body="市政府")
    assert ask(agency=override).reconsideration_body == ("市政府",)


def test_silence_counts_from_the_due_day():
    found = remedy_for_silence(due_on=date(2026, 1, 5), agency=BUREAU, rules=rules(), calendar=calendar())
    assert (found.reconsideration_until, found.litigation_until) == (date(2026, 3, 6), date(2026, 7, 6))
    assert found.text.startswith("如对本机关逾期不予答复不服，可以自答复期限届满之日起60日内")
    assert found.notes


def test_a_disputed_outcome_is_marked_for_the_officer_only():
    found = ask("np_repeat", decided=date(2025, 6, 3), served=date(2025, 6, 3))
    assert "争议" in found.notes[0]
    assert "争议" not in found.text
    assert ask("np_repeat", decided=date(2025, 5, 30), served=date(2025, 5, 30)).notes == ()


def test_decided_before_and_served_after_the_new_law_is_pointed_out():
    found = ask("no_secret", decided=date(2023, 12, 29), served=date(2024, 1, 3))
    assert found.route is Route.FREE_CHOICE
    assert "2024年1月1日" in found.notes[0]


def test_several_items_go_the_stricter_way():
    assert route_for_items(("open", "no_secret"), date(2026, 1, 5), rules()) is Route.RECONSIDERATION_FIRST
    assert route_for_items(("open", "na_none"), date(2026, 1, 5), rules()) is Route.FREE_CHOICE
    assert ask(("na_none", "no_law")).route is Route.RECONSIDERATION_FIRST
    with pytest.raises(BadInput):
        route_for_items((), date(2026, 1, 5), rules())


def test_impossible_questions():
    with pytest.raises(BadInput, match="早于决定日期"):
        ask(served=date(2026, 1, 4))
    with pytest.raises(BadInput):
        route_for("carry_out", date(2026, 1, 5), rules())
    assert ask(agency=Decider("某局", Standing.DEPARTMENT)).missing == ("行政复议机关",)


@pytest.mark.parametrize("standing", Standing)
def test_every_kind_of_agency_has_a_reviewer_under_both_laws(standing):
    agency = Decider("本机关", standing, "本级政府", "上级政府", "上级部门")
    for day in (date(2019, 6, 1), date(2023, 12, 31), date(2024, 1, 1)):
        bodies, basis = reconsideration_body(agency, day)
        assert bodies
        assert basis.law == ("reconsideration_law" if day.year >= 2024 else "reconsideration_law_2017")


def test_steps_on_the_way_are_not_attacked_by_themselves():
    for kind in ("correction_notice", "extension_notice", "fee_notice"):
        assert not separately_reviewable(kind).separately
        assert kind in letter_rules()
    assert separately_reviewable("refused").separately


def test_who_was_not_told_has_a_year():
    assert untold_limit(date(2024, 2, 29), rules()) == date(2025, 2, 28)
    assert untold_limit(date(2024, 2, 29), rules(), litigation=True) == date(2025, 2, 28)


def test_after_the_reconsideration_decision_and_the_judgment():
    assert after_reconsideration(date(2026, 1, 30), rules(), calendar()).on == date(2026, 2, 14)
    assert after_reconsideration(date(2026, 1, 31), rules(), calendar()).on == date(2026, 2, 24)
    assert compliance_until(date(2026, 1, 5), rules(), calendar()).on == date(2026, 2, 2)


def test_dispute_clocks():
    ask_clock = {"rules": rules(), "calendar": calendar(), "accepted_on": date(2026, 1, 5)}
    simple = dispute_clock(Procedure.SIMPLE, copy_received_on=date(2026, 1, 7), **ask_clock)
    assert (simple.answer_until.on, simple.decision_until.on) == (date(2026, 1, 14), date(2026, 2, 4))
    ordinary = dispute_clock(Procedure.ORDINARY, copy_received_on=date(2026, 1, 7), **ask_clock)
    assert ordinary.answer_until.on == date(2026, 1, 21)
    assert (ordinary.decision_until.on, ordinary.extended_until.on) == (date(2026, 3, 6), date(2026, 4, 7))
    court = dispute_clock(Procedure.LITIGATION, copy_received_on=date(2026, 1, 7), **ask_clock)
    assert (court.answer_until.on, court.decision_until.on) == (date(2026, 1, 22), date(2026, 7, 6))
    with pytest.raises(BadInput):
        dispute_clock(Procedure.SIMPLE, copy_received_on=date(2026, 1, 4), **ask_clock)
    with pytest.raises(UnknownParameter):
        dispute_clock(
            Procedure.SIMPLE,
            accepted_on=date(2023, 1, 5),
            copy_received_on=date(2023, 1, 5),
            rules=rules(),
            calendar=calendar(),
        )


def test_months_end_where_the_month_ends():
    assert add_months(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)
    assert months_after(date(2025, 8, 31), 6, calendar()).on == date(2026, 2, 28)


@given(DAYS, st.integers(1, 200))
def test_a_last_day_is_never_earlier_than_counted_and_is_worked(day, count):
    last = days_after(day, count, calendar())
    assert last.nominal == date.fromordinal(day.toordinal() + count)
    assert last.on >= last.nominal
    assert last.moved == (last.on != last.nominal)
    assert last.provisional or calendar().is_workday(last.on)
    assert workdays_after(day, 5, calendar()).on == calendar().add(day, 5)
