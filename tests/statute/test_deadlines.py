"""Clocks and their explanation: limits by day, unions of pauses, each day accounted for."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from gongkai.statute.clock_days import Mark, months
from gongkai.statute.deadlines import Consultation, limits_on, pauses
from gongkai.statute.events import EventKind, read_event
from gongkai.statute.explanation import explain, spans
from gongkai.statute.parameters import rules
from gongkai.statute.procedure import derive
from gongkai.statute.workdays import calendar
from tests.statute.sequences import anything, lawful

K = EventKind
START = date(2026, 1, 5)
few = settings(max_examples=150, deadline=None)


def history(*entries, start=START):
    events = [read_event("submitted", start, {"channel": "counter"}, seq=1)]
    for seq, (kind, day, data) in enumerate(entries, start=2):
        events.append(read_event(kind, day, data, seq=seq))
    return events


def consultation(key, opened, closed):
    yield "consultation_opened", opened, {"key": key, "party": "third_party"}
    yield "consultation_closed", closed, {"key": key, "opinion": "objects"}


def due(events, **overrides):
    law = rules().with_values(overrides) if overrides else rules()
    return derive(events, rules=law, calendar=calendar()).due_on


def walk(tree):
    yield tree
    for child in tree.children:
        yield from walk(child)


def test_limits_stay_with_the_day_of_receipt():
    old, new = limits_on(rules(), date(2019, 5, 14)), limits_on(rules(), date(2019, 5, 15))
    assert (old.reply, old.extension, old.correction_notice) == (15, 15, None)
    assert (new.reply, new.extension, new.correction_notice) == (20, 20, 7)
    assert limits_on(rules(), date(2020, 12, 31)).fee_payment is None
    assert limits_on(rules(), date(2021, 1, 1)).fee_payment == 20
    assert limits_on(rules(), date(2008, 4, 30)) is None


def test_what_the_law_leaves_open_can_be_set():
    asked = history(("correction_asked", date(2026, 1, 6), {}))
    law = rules().with_values({"correction_reply_limit": 10})
    assert derive(asked, rules=law, calendar=calendar()).correction_limit_on == date(2026, 1, 20)
    paid = history(
        ("fee_noticed", date(2026, 1, 14), {"method": "per_item", "amount": 100}), ("fee_paid", date(2026, 1, 16), {})
    )
    # paid on a Friday: counting from the Saturday changes nothing, from a Monday it does
    assert due(paid, fee_restart="next_day") == due(paid)
    asked_monday = [*paid[:2], read_event("fee_paid", date(2026, 1, 19), {}, seq=3)]
    assert due(asked_monday, fee_restart="next_day") == calendar().add(due(asked_monday), 1)


def test_the_boundary_of_a_pause_is_a_parameter():
    events = history(*consultation("甲", date(2026, 1, 12), date(2026, 1, 26)))
    found = {boundary: due(events, pause_boundary=boundary) for boundary in ("()", "(]", "[)", "[]")}
    assert found == {
        "()": date(2026, 2, 13),
        "(]": date(2026, 2, 14),
        "[)": date(2026, 2, 14),
        "[]": date(2026, 2, 24),
    }


@given(st.lists(st.tuples(st.integers(0, 25), st.integers(1, 25)), min_size=1, max_size=4))
def test_overlapping_consultations_take_out_no_more_than_their_sum(spans_):
    entries = []
    alone = 0
    plain = due(history())
    for number, (first, length) in enumerate(spans_):
        opened = calendar().add(START, first + 1)
        closed = calendar().add(opened, length)
        entries.extend(consultation(str(number), opened, closed))
        # silence beyond 15 working days no longer counts
        alone += min(length, 15)
    together = due(history(*sorted(entries, key=lambda entry: (entry[1], entry[0] != "consultation_opened"))))
    assert calendar().workdays_between(plain, together) <= alone
    assert together >= plain


@given(st.integers(1, 15), st.integers(0, 5), st.integers(1, 12))
def test_a_restart_forgets_earlier_pauses(length, before, wait):
    """A consultation that ended before the corrected request arrived takes nothing out of the new clock."""
    asked = calendar().add(START, before + 1)
    corrected = calendar().add(asked, wait + 15)
    paused = history(
        *consultation("甲", START, calendar().add(START, length)),
        ("correction_asked", asked, {}),
        ("corrected", corrected, {}),
    )
    events = sorted(paused, key=lambda event: event.occurred_on)
    assert due(events) == calendar().add(corrected, 20)


def test_an_open_consultation_pauses_up_to_the_day_asked_and_its_limit():
    opened = Consultation("甲", "third_party", date(2026, 1, 12), date(2026, 2, 2))
    assert pauses([opened], date(2026, 1, 12)) == []
    assert pauses([opened], date(2026, 1, 14)) == [(date(2026, 1, 12), date(2026, 1, 14))]
    assert pauses([opened], date(2026, 3, 1)) == [(date(2026, 1, 12), date(2026, 2, 2))]


@few
@given(lawful())
def test_every_day_is_accounted_for(events):
    """The days of the explanation are the days of the calendar, and their numbers lead to the due day."""
    found = explain(events, rules=rules(), calendar=calendar())
    if found.state.due_on is None:
        assert found.days == ()
        return
    days = [day.on for day in found.days]
    length = (found.state.due_on - found.state.received_on).days
    assert days == [found.state.received_on + timedelta(days=number) for number in range(length + 1)]
    numbers = [day.number for day in found.days if day.number is not None]
    assert numbers == list(range(1, len(numbers) + 1))
    assert found.days[-1].mark is Mark.DUE
    limits, extension = found.state.limits, found.state.extension
    longest = limits.reply + (extension.days if extension else 0)
    assert limits.reply <= numbers[-1] <= longest or found.state.fee is not None
    assert all(day.why for day in found.days)


DISPUTED_BEFORE_THE_LIMIT = [
    read_event("submitted", date(2019, 1, 1), {"channel": "counter"}, seq=1),
    read_event(
        "dispute_filed",
        date(2019, 1, 2),
        {"key": "甲", "kind": "reconsideration", "copy_received_on": date(2019, 1, 2)},
        seq=2,
    ),
]


@few
@given(anything(most=8))
@example(DISPUTED_BEFORE_THE_LIMIT)
def test_every_history_can_be_explained(events):
    found = explain(events, rules=rules(), calendar=calendar())
    assert found.tree.text.endswith("。")
    assert [step.on for step in found.steps] == sorted(step.on for step in found.steps)
    lines = {line.text for line in walk(found.tree)}
    assert all(f"注意：{finding.message}" in lines for finding in found.state.findings)
    months(found.days)


def test_an_explanation_names_articles_days_and_versions():
    events = history(*consultation("甲", date(2026, 1, 12), date(2026, 1, 26)))
    found = explain(events, rules=rules(), calendar=calendar())
    lines = list(walk(found.tree))
    articles = {str(line.citation) for line in lines if line.citation}
    assert {"条例第三十三条第二款", "条例第三十二条", "条例第三十三条第三款", "条例第三十一条第（一）项"} <= articles
    assert rules().version in lines[-1].text
    assert calendar().version in lines[-1].text
    marks = {day.on: day.mark for day in found.days}
    assert marks[date(2026, 1, 5)] is Mark.RECEIPT
    assert marks[date(2026, 1, 13)] is Mark.PAUSED
    assert marks[date(2026, 1, 17)] is Mark.WEEKEND
    assert marks[date(2026, 2, 14)] is Mark.DUE
    assert found.steps[-1].n == 20


def test_holidays_and_shifted_days_are_told_apart():
    found = explain(history(start=date(2026, 2, 13)), rules=rules(), calendar=calendar())
    by_day = {day.on: day for day in found.days}
    assert by_day[date(2026, 2, 14)].mark is Mark.SHIFTED
    assert by_day[date(2026, 2, 14)].number == 1
    assert by_day[date(2026, 2, 20)].mark is Mark.HOLIDAY
    assert by_day[date(2026, 2, 20)].why == "春节放假"
    runs = [(first.on, last.on) for first, last in spans(found.days) if first.mark is Mark.HOLIDAY]
    assert runs == [(date(2026, 2, 15), date(2026, 2, 23))]


def test_a_restart_shows_the_days_that_no_longer_count():
    events = history(("correction_asked", date(2026, 1, 8), {}), ("corrected", date(2026, 1, 15), {}))
    marks = {day.on: day.mark for day in explain(events, rules=rules(), calendar=calendar()).days}
    assert marks[date(2026, 1, 7)] is Mark.SUPERSEDED
    assert marks[date(2026, 1, 15)] is Mark.RESTARTED
    assert marks[date(2026, 1, 16)] is Mark.COUNTED


def test_months_are_whole_weeks_from_monday():
    found = months(explain(history(), rules=rules(), calendar=calendar()).days)
    assert [(month.year, month.month) for month in found] == [(2026, 1), (2026, 2)]
    first = found[0].weeks[0]
    assert first[:3] == (None, None, None)
    assert first[3] == (date(2026, 1, 1), None)
    assert found[0].weeks[1][0][1].mark is Mark.RECEIPT
    assert all(len(week) == 7 for month in found for week in month.weeks)


def test_the_old_law_is_cited_for_old_cases():
    found = explain(history(start=date(2019, 5, 6)), rules=rules(), calendar=calendar())
    assert str(found.tree.citation) == "旧条例第二十四条"
    assert str(found.days[-1].citation) == "旧条例第二十四条"


def test_a_provisional_day_names_the_notice_to_import():
    found = explain(history(start=date(2026, 12, 10)), rules=rules(), calendar=calendar())
    assert "暂定" in found.tree.text
    assert any("关于2027年部分节假日安排的通知" in line.text for line in walk(found.tree))
