"""The day of receipt: never later than what can be defended, and open about the other days."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gongkai.statute.events import CHANNELS, read_event
from gongkai.statute.parameters import rules
from gongkai.statute.procedure import derive
from gongkai.statute.receipt import CHANNEL_LABELS, NEEDS_CONFIRMATION, receipt_day
from gongkai.statute.workdays import calendar

arrivals = st.dates(date(2021, 1, 1), date(2026, 6, 30))


@given(st.sampled_from(CHANNELS), arrivals, st.integers(0, 20), st.booleans())
def test_the_working_day_is_the_earliest_and_every_other_day_is_named(channel, arrived, later, unreachable):
    confirmed = arrived + timedelta(days=later)
    found = receipt_day(channel, arrived, confirmed, unreachable=unreachable)
    days = {found.on, *(entry.on for entry in found.alternatives)}
    assert found.confirmed
    if channel in NEEDS_CONFIRMATION:
        assert days == {arrived, confirmed}
        assert found.on == (confirmed if unreachable else arrived)
    else:
        assert days == {arrived}


@given(
    st.sampled_from(CHANNELS), arrivals, st.integers(0, 20), st.booleans(), st.sampled_from(["earliest", "confirmed"])
)
def test_the_case_works_with_the_day_that_is_explained(channel, arrived, later, unreachable, basis):
    events = [
        read_event("submitted", arrived, {"channel": channel}, seq=1),
        read_event(
            "receipt_confirmed", arrived + timedelta(days=later), {"means": "phone", "unreachable": unreachable}, seq=2
        ),
    ]
    state = derive(events, rules=rules().with_values({"receipt_day": basis}), calendar=calendar())
    assert state.receipt is not None
    assert state.received_on == state.clock_started_on == state.receipt.on
    assert state.due_on == calendar().add(state.received_on, 20)


def test_every_channel_has_a_name():
    assert set(CHANNEL_LABELS) == set(CHANNELS)
