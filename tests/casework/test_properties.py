"""Through the real verbs, on the real database: a lawful history is refused nothing, any other leaves no trace of
what was refused, and what lists and statistics read is always what the logs say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.agencies import calendar
from gongkai.agencies.permissions import NotAllowed
from gongkai.casework import projection, verification
from gongkai.casework.deciding import Service
from gongkai.casework.errors import CaseworkError
from gongkai.casework.models import Case
from gongkai.reporting import counting
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import Event
from gongkai.statute.report_tables import RESULT_KEYS
from tests.casework.replay import moment, replay
from tests.casework.test_permissions import ON, VERBS, verbs
from tests.factories import World, make_district, online
from tests.statute.sequences import lawful

pytestmark = pytest.mark.django_db
few = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
ANYBODY = ("officer", "colleague", "leader")


@pytest.fixture
def world() -> World:
    return make_district()


@contextmanager
def undone() -> Iterator[None]:
    """Whatever an example does is undone after it."""
    with transaction.atomic():
        mark = transaction.savepoint()
        try:
            yield
        finally:
            transaction.savepoint_rollback(mark)


def assert_everything_agrees() -> None:
    assert list(projection.compare(Case.objects.all(), calendar.current())) == []
    assert list(verification.verify()) == []


@settings(few, max_examples=25)
@given(histories=st.lists(lawful(), min_size=1, max_size=3))
def test_a_lawful_history_is_refused_nothing_and_counted_once(world: World, histories: list[list[Event]]) -> None:
    with undone():
        for case in [replay(world, history) for history in histories]:
            # A history may decide in time and serve late; that alone is a fault (国办公开办函〔2016〕235号).
            assert case.faults == (1 if case.on_time is False else 0), case.stage
            rows = _rows(world, case)
            assert len(rows) == (1 if case.decided_on else 0), rows
            if case.decided_on:
                assert case.decided_on >= case.received_on
        assert_everything_agrees()


NO_EVENT = frozenset({"identity_asking.ask"})
"""Verbs that stand in the ledger only: nothing happens in the case when somebody wants to see who asked."""


def _rows(world: World, case: Case) -> list[str]:
    """The result rows of all years in which a case stands."""
    found = []
    for year in range(case.received_on.year, case.received_on.year + 3):
        behind = counting.cases_behind([world.office.pk], year)
        for row in RESULT_KEYS:
            found += [row for cell in (f"{row}.natural_person",) if case.number in behind.get(cell, ())]
    return found


@settings(few, max_examples=40)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(sorted(VERBS)), st.sampled_from(ANYBODY), st.integers(0, 30)), min_size=4, max_size=14
    )
)
def test_whatever_is_tried_what_was_refused_leaves_no_trace(world: World, steps: list[tuple[str, str, int]]) -> None:
    with undone():
        case = online(world).case
        day = case.received_on
        for name, person, days in steps:
            day += timedelta(days=days)
            before = Case.objects.values().get(pk=case.pk)
            try:
                with transaction.atomic():
                    verbs()[name](
                        case_id=case.pk, by=getattr(world, person), at=moment(day), **_arguments(name, world, day)
                    )
            except (CaseworkError, StatuteError, NotAllowed):
                assert Case.objects.values().get(pk=case.pk) == before
            else:
                assert (Case.objects.get(pk=case.pk).seq > before["seq"]) is (name not in NO_EVENT)
        assert_everything_agrees()


def _arguments(name: str, world: World, day: date) -> dict[str, Any]:
    """The arguments of the table of verbs, moved to a day."""
    given_ = dict(VERBS[name][0])
    if name == "handling.assign":
        given_["agency"] = world.department
    for key, value in given_.items():
        if value == ON:
            given_[key] = day
        elif isinstance(value, Service):
            given_[key] = replace(value, on=day)
    return given_
