"""The calendar of the installation: shipped notices and imported ones."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from gongkai.agencies import calendar
from gongkai.agencies.models import HolidayNotice
from gongkai.agencies.permissions import NotAllowed
from gongkai.audit.models import Action, Entry
from gongkai.statute import workdays
from gongkai.statute.workdays import Notice
from tests.factories import World, at, make_district

pytestmark = pytest.mark.django_db
YEAR = workdays.calendar().known_until.year + 1
MONDAY = next(date(YEAR, 3, day) for day in range(1, 8) if date(YEAR, 3, day).weekday() == 0)
SATURDAY = MONDAY.replace(day=MONDAY.day + 5)


@pytest.fixture
def world() -> World:
    return make_district()


def notice(off: set[date], work: set[date] = frozenset()) -> Notice:  # type: ignore[assignment]
    return Notice(year=YEAR, off=frozenset(off), work=frozenset(work), source=f"国办发明电〔{YEAR - 1}〕0号")


def test_an_imported_notice_is_used_from_then_on(world: World) -> None:
    assert calendar.current().is_workday(MONDAY)
    assert not calendar.current().covers(MONDAY)
    calendar.store(notice({MONDAY}, {SATURDAY}), by=world.officer, agency=world.office, at=at(2023, 3, 3))
    days = calendar.current()
    assert days.covers(MONDAY)
    assert not days.is_workday(MONDAY)
    assert days.is_workday(SATURDAY)
    assert Entry.objects.filter(action=Action.NOTICE_IMPORTED, actor=world.officer.actor).count() == 1


def test_a_later_import_replaces_the_earlier(world: World) -> None:
    calendar.store(notice({MONDAY}), by=world.officer, agency=world.office, at=at(2023, 3, 3, 9))
    calendar.store(notice(set()), by=world.officer, agency=world.office, at=at(2023, 3, 3, 10))
    assert HolidayNotice.objects.count() == 1
    assert calendar.current().is_workday(MONDAY)


def test_an_import_that_was_rolled_back_is_forgotten(world: World) -> None:
    with transaction.atomic():
        calendar.store(notice({MONDAY}), by=world.officer, agency=world.office, at=at(2023, 3, 3))
        assert not calendar.current().is_workday(MONDAY)
        transaction.set_rollback(True)
    assert calendar.current().is_workday(MONDAY)


def test_who_may_not_import_changes_nothing(world: World) -> None:
    for person in (world.leader, world.handler, world.auditor, world.stranger):
        with pytest.raises(NotAllowed):
            calendar.store(notice({MONDAY}), by=person, agency=world.office, at=at(2023, 3, 3))
    assert not HolidayNotice.objects.exists()


def test_asking_costs_one_query(world: World) -> None:
    calendar.store(notice({MONDAY}), by=None, agency=None, at=at(2023, 3, 3))
    calendar.current()
    with CaptureQueriesContext(connection) as seen:
        first, second = calendar.current(), calendar.current()
    assert first is second
    assert len(seen) == 2
