"""The fold: total, lawful histories are clean, one row each, days never move backwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gongkai.statute.case_state import OPEN_STAGES, Severity, Stage
from gongkai.statute.errors import BadInput
from gongkai.statute.events import EventKind, read_event
from gongkai.statute.notices import parse_notice
from gongkai.statute.parameters import rules
from gongkai.statute.procedure import derive, permitted, rederive
from gongkai.statute.report_tables import RESULT_KEYS
from gongkai.statute.workdays import LAST_YEAR, calendar
from tests.statute.sequences import SAMPLES, anything, lawful

K = EventKind
OUT_OF_RANGE = {"CALENDAR_UNKNOWN", "BAD_INPUT"}
few = settings(max_examples=150, deadline=None)


def standing(events, today=None, **settings_):
    return derive(events, rules=rules(), calendar=calendar(), today=today, **settings_)


def errors(state):
    return [finding.code for finding in state.findings if finding.severity is Severity.ERROR]


@few
@given(lawful())
def test_a_lawful_history_has_no_error(events):
    assert errors(standing(events)) == []


@few
@given(lawful(), st.integers(-30, 400))
def test_a_case_is_in_exactly_one_row_at_any_cutoff(events, later):
    state = standing(events)
    assert (state.row in RESULT_KEYS) == (state.stage not in OPEN_STAGES) == (state.decided_on is not None)
    cutoff = events[0].occurred_on + timedelta(days=later)
    row = state.row_on(cutoff)
    if later < 0:
        assert row is None
    elif state.decided_on is not None and state.decided_on <= cutoff:
        assert row == state.row
    else:
        assert row == "carry_out"


@few
@given(lawful())
def test_the_row_at_a_cutoff_is_the_row_of_the_events_until_then(events):
    """What is recorded after the cut-off changes nothing about the year before."""
    whole = standing(events)
    for last in {event.occurred_on for event in events}:
        known = standing([event for event in events if event.occurred_on <= last])
        assert whole.row_on(last) == (known.row or "carry_out")


@few
@given(lawful())
def test_the_due_day_never_moves_backwards(events):
    before = None
    for count in range(1, len(events) + 1):
        state = standing(events[:count])
        if state.due_on is None:
            continue
        assert before is None or state.due_on >= before
        before = state.due_on


@few
@given(lawful())
def test_every_step_of_a_lawful_history_was_allowed(events):
    for count in range(1, len(events)):
        following = events[count]
        state = standing(events[:count], following.occurred_on)
        assert permitted(state, calendar(), following.occurred_on)[following.kind].allowed, following.kind


@few
@given(anything())
def test_the_fold_is_total(events):
    state = standing(events)
    assert (state.decided_on is None) == (state.row is None)
    if state.due_on is not None:
        assert state.received_on is not None
        assert state.due_on > state.received_on


@few
@given(anything(most=8), st.sampled_from(tuple(K)), st.integers(0, 40))
def test_what_is_not_allowed_changes_nothing(events, kind, later):
    """No unlawful transition is accepted: a step that is not permitted moves neither clock nor row."""
    assume(kind is not K.AMENDED)
    today = max((event.occurred_on for event in events), default=date(2024, 1, 2)) + timedelta(days=later)
    events = [event for event in events if event.kind is not K.AMENDED]
    before = standing(events, today)
    permission = permitted(before, calendar(), today)[kind]
    after = standing([*events, read_event(kind, today, SAMPLES.get(kind, {}))], today)
    if permission.allowed:
        new = set(errors(after)) - set(errors(before)) - OUT_OF_RANGE
        assert not new or permission.warning or kind in (K.SERVED, K.SUBMITTED)
        return
    assert permission.reason.endswith("。")
    assert permission.citation is not None
    assert len(after.findings) > len(before.findings)
    assert after._replace(findings=()) == before._replace(findings=())


@few
@given(lawful(), st.data())
def test_the_same_record_twice_changes_nothing(events, data):
    twice = data.draw(st.sampled_from(events))
    state = standing(events)
    assert standing([*events, twice]) == state


@few
@given(lawful(), st.randoms(use_true_random=False))
def test_the_order_of_writing_down_does_not_matter(events, random):
    shuffled = list(events)
    random.shuffle(shuffled)
    assert standing(shuffled) == standing(events)


def test_a_lawful_extension_survives_a_restart():
    """What the applicant was told stays; the new clock is 20 days and never earlier than that."""
    start = date(2026, 1, 5)
    told = [
        read_event("submitted", start, {"channel": "counter"}, seq=1),
        read_event("extended", date(2026, 1, 6), {"approved_by": "主任"}, seq=2),
        read_event("fee_noticed", date(2026, 1, 7), {"method": "per_item", "amount": 100}, seq=3),
    ]
    promised = standing(told[:2]).due_on
    early = standing([*told, read_event("fee_paid", date(2026, 1, 8), {}, seq=4)])
    late = standing([*told, read_event("fee_paid", date(2026, 2, 4), {}, seq=4)])
    assert early.due_on == promised == date(2026, 3, 6)
    assert late.due_on == calendar().add(date(2026, 2, 4), 20) > promised


def test_dates_out_of_range_are_findings():
    for day in (date.min, date(1990, 1, 1), date(2100, 12, 31), date.max):
        state = standing([read_event("submitted", day, {"channel": "counter"})])
        assert state.due_on is None
        assert len(state.findings) == 1
        for kind in K:
            standing([read_event("submitted", day, {"channel": "web"}), read_event(kind, day, SAMPLES.get(kind, {}))])


def test_without_events_nothing_has_been_received():
    state = standing([])
    assert state.stage is Stage.NOT_RECEIVED
    assert state.row_on(date(2030, 1, 1)) is None
    allowed = [kind for kind, entry in permitted(state, calendar(), date(2026, 1, 5)).items() if entry.allowed]
    assert allowed == [K.SUBMITTED, K.NOTE, K.AMENDED, K.SUBJECT_ERASED]


def test_permissions_of_an_open_case_name_their_last_day():
    state = standing([read_event("submitted", date(2026, 1, 5), {"channel": "counter"})], date(2026, 1, 15))
    found = permitted(state, calendar(), date(2026, 1, 15))
    assert found[K.CORRECTION_ASKED].until == date(2026, 1, 14)
    assert "7个工作日" in found[K.CORRECTION_ASKED].warning
    assert found[K.EXTENDED].until == found[K.DECIDED].until == date(2026, 2, 2)
    assert not found[K.FEE_PAID].allowed


def test_a_late_decision_is_warned_of_and_possible():
    state = standing([read_event("submitted", date(2026, 1, 5), {"channel": "counter"})], date(2026, 2, 3))
    found = permitted(state, calendar(), date(2026, 2, 3))[K.DECIDED]
    assert found.allowed
    assert "逾期" in found.warning


def test_importing_a_notice_lists_what_moved():
    notice = parse_notice(
        "国务院办公厅关于2027年部分节假日安排的通知\n一、元旦：1月1日（周五）至3日（周日）放假，共3天。"
    )
    cases = [
        ("甲", [read_event("submitted", date(2026, 12, 10), {"channel": "counter"})]),
        ("乙", [read_event("submitted", date(2026, 11, 10), {"channel": "counter"})]),
    ]
    moved = rederive(calendar(), calendar().with_notice(notice), cases, rules=rules())
    assert [(entry.id, entry.old_due, entry.new_due) for entry in moved] == [
        ("甲", date(2027, 1, 7), date(2027, 1, 8)),
    ]


def test_stages_and_kinds_are_described():
    for member in (*K, *Stage):
        assert member.label
    assert len(set(K)) == 44
    assert LAST_YEAR == 2100


@pytest.mark.parametrize(
    ("kind", "data", "word"),
    [
        ("submitted", {}, "申请渠道"),
        ("submitted", {"channel": "pigeon"}, "pigeon"),
        ("submitted", {"channel": "web", "purpose": "科研"}, "purpose"),
        ("decided", {"outcome": "total"}, "处理结果"),
        ("decided", {"outcome": "open", "items": [{"outcome": "nonsense"}]}, "分项处理结果"),
        ("decided", {"outcome": "open", "items": [{}]}, "分项处理结果"),
        ("delay_set", {"limit_on": "2026-2-3"}, "延迟答复期限"),
        ("fee_noticed", {"method": "per_item", "amount": -1}, "金额"),
        ("fee_noticed", {"method": "per_item", "amount": True}, "金额"),
        ("unheard_of", {}, "unheard_of"),
    ],
)
def test_wrong_data_is_refused_in_chinese(kind, data, word):
    with pytest.raises(BadInput, match=word):
        read_event(kind, date(2026, 1, 5), data)


def test_a_record_from_a_newer_program_is_refused():
    with pytest.raises(BadInput, match="版本"):
        read_event("note", date(2026, 1, 5), {"text": "备注"}, version=2)


def test_of_two_records_with_one_number_the_first_counts():
    events = [
        read_event("submitted", date(2026, 1, 5), {"channel": "counter"}, seq=1),
        read_event("decided", date(2026, 1, 8), {"outcome": "open"}, seq=2),
        read_event("decided", date(2026, 1, 8), {"outcome": "no_secret"}, seq=2),
    ]
    assert standing(events).row == "open"
    assert standing(events).findings == ()
