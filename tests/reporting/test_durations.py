"""Durations of stages and units: what is counted, how it is spread, what a closed office changes and what not."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from gongkai.agencies import calendar
from gongkai.agencies.permissions import NotAllowed
from gongkai.audit.models import Action, Entry
from gongkai.casework import closures, handling
from gongkai.casework.durations import STAGES, Durations, durations, percentile, spread
from gongkai.casework.errors import BadDate, Incomplete, NotPermitted
from gongkai.casework.models import Case
from gongkai.casework.statistics import Period, statistics
from gongkai.statute.parameters import rules
from tests.casework.desk import desk, stop_clock, words
from tests.factories import World, at, confirm, finish, make_district, online
from tests.reporting.test_counting import Made, cases, quick, store, undone

YEAR = Period.of(2023)
TODAY = date(2026, 11, 26)


def measured(world: World, period: Period = YEAR, **overrides: object) -> Durations:
    law = rules().with_values(overrides) if overrides else rules()
    return durations([world.office.pk, world.other.pk], period, days=calendar.current(), rules=law)


def stage(found: Durations, key: str) -> tuple[int, int | None, int, int]:
    one = next(entry for entry in found.stages if entry.key == key).spread
    return one.count, one.median, one.closed_cases, one.closed_days


@given(st.lists(st.integers(0, 200), min_size=1, max_size=60), st.integers(1, 100))
def test_a_percentile_is_a_days_of_a_real_case(lengths: list[int], percent: int) -> None:
    ordered = sorted(lengths)
    found = percentile(ordered, percent)
    assert found in ordered
    # at least so many percent do not exceed it, and fewer do not exceed anything smaller
    assert 100 * sum(length <= found for length in ordered) >= percent * len(ordered)
    assert all(
        100 * sum(length <= smaller for length in ordered) < percent * len(ordered)
        for smaller in ordered
        if smaller < found
    )


def test_nothing_has_no_median() -> None:
    assert spread([]) == spread(())
    assert (spread([]).count, spread([]).median, spread([]).average) == (0, None, None)


@quick
@given(st.lists(cases(), max_size=30), st.lists(cases(), max_size=10))
def test_units_and_months_add_up_to_the_statistics(world: World, made: list[Made], others: list[Made]) -> None:
    with undone():
        store(world.office, made)
        store(world.other, others)
        found, here = measured(world), [world.office.pk, world.other.pk]
        told = statistics(here, YEAR, days=calendar.current(), today=TODAY)
        for rows in (found.units, found.months):
            assert sum(row.decided for row in rows) == told.decided
            assert sum(row.on_time for row in rows) == told.on_time
            assert sum(row.late for row in rows) == told.late
        for row in (*found.units, *found.months):
            assert sum(row.bands) == row.spread.count <= row.decided
            assert row.spread.median is None or row.spread.median <= row.spread.ninetieth <= row.spread.longest


@pytest.mark.django_db
def test_bands_follow_the_limit_of_the_law() -> None:
    world = make_district()
    # working days after 1 March 2023, a Wednesday: 0, 5, 6, 20, 21 and 42
    ends = [
        date(2023, 3, 1),
        date(2023, 3, 8),
        date(2023, 3, 9),
        date(2023, 3, 29),
        date(2023, 3, 30),
        date(2023, 4, 28),
    ]
    store(world.office, [Made(date(2023, 3, 1), end, "open", "business", True) for end in ends])
    found = measured(world)
    assert found.edges == (5, 10, 15, 20, 40)
    (unit,) = found.units
    assert unit.bands == (2, 1, 0, 1, 1, 1)
    assert (unit.spread.median, unit.spread.longest) == (6, 42)
    assert [(row.month, row.decided) for row in found.months] == [("2023-03", 5), ("2023-04", 1)]


@pytest.mark.django_db
def test_each_stage_is_counted_from_its_events_as_amended(django_assert_max_num_queries) -> None:
    world = make_district()
    case = confirm(world, online(world).case)
    key = {"case_id": case.pk, "by": world.officer}
    handling.assign(agency=world.department, at=at(2023, 3, 2), **key)
    finish(world, case, on=at(2023, 3, 10, 9))
    with django_assert_max_num_queries(8):
        found = measured(world)
    assert stage(found, "registering") == (1, 0, 0, 0)
    assert stage(found, "assigning") == (1, 1, 0, 0)
    assert stage(found, "drafting") == (1, 6, 0, 0)
    assert stage(found, "whole") == (1, 7, 0, 0)
    assert stage(found, "correcting") == (0, None, 0, 0)
    assert [unit.unit for unit in found.units] == [world.department.short_name]
    assigned = case.events.get(kind="assigned").seq
    handling.amend(amends=assigned, occurred_on=date(2023, 3, 6), reason="录入有误", at=at(2023, 3, 10, 10), **key)
    found = measured(world)
    assert stage(found, "assigning") == (1, 3, 0, 0)
    assert stage(found, "drafting") == (1, 4, 0, 0)


@pytest.mark.django_db
def test_a_closed_office_is_shown_and_moves_no_limit_and_counts_unless_a_parameter_says_otherwise() -> None:
    world = make_district()
    case = confirm(world, online(world).case)
    due = Case.objects.get(pk=case.pk).due_on
    finish(world, case, on=at(2023, 3, 10, 9))
    # from Friday to Monday: two working days
    row = closures.record(
        agency=world.office,
        first_on=date(2023, 3, 3),
        last_on=date(2023, 3, 6),
        why="搬迁",
        by=world.officer,
        at=at(2023, 3, 2),
    )
    assert Case.objects.get(pk=case.pk).due_on == due
    found = measured(world)
    assert stage(found, "whole") == (1, 7, 1, 2)
    assert found.closed == ((world.office.short_name, 2),)
    assert stage(measured(world, closure_days_counted=False), "whole") == (1, 5, 1, 2)
    assert Case.objects.get(pk=case.pk).due_on == due
    closures.cancel(closure_id=row.pk, by=world.officer, at=at(2023, 3, 7))
    assert stage(measured(world), "whole") == (1, 7, 0, 0)
    actions = list(Entry.objects.filter(subject=f"closure:{row.pk}").values_list("action", flat=True))
    assert actions == [Action.CLOSURE_RECORDED, Action.CLOSURE_CANCELLED]


@pytest.mark.django_db
def test_a_closure_is_noted_once_by_those_who_keep_the_calendar() -> None:
    world = make_district()
    told = {"agency": world.office, "first_on": date(2023, 3, 3), "last_on": date(2023, 3, 6), "why": "搬迁"}
    now = at(2023, 3, 2)
    for wrong, error in (
        ({"by": world.handler}, NotAllowed),
        ({"by": world.stranger}, NotAllowed),
        ({"why": " "}, Incomplete),
        ({"last_on": date(2023, 3, 2)}, BadDate),
        ({"last_on": date(2023, 6, 2)}, BadDate),
    ):
        with pytest.raises(error):
            closures.record(**({"by": world.officer, "at": now} | told | wrong))
    closures.record(by=world.officer, at=now, **told)
    with pytest.raises(BadDate, match="已经登记过"):
        closures.record(by=world.officer, at=now, **(told | {"first_on": date(2023, 3, 6)}))
    with pytest.raises(NotPermitted):
        closures.cancel(closure_id=0, by=world.officer, at=now)


@pytest.mark.django_db
def test_the_screen_the_workbook_and_the_json_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_district()
    finish(world, confirm(world, online(world).case))
    stop_clock(monkeypatch, at(2023, 12, 1, 10))
    officer, place = desk(world.officer), "/office/statistics/durations/"
    page = words(officer.get(place, {"year": 2023}))
    assert "收到至送达（全程） 1 7 7 7 7.0" in page
    assert "法定期限不因机关自行公告停止办公而变动" in page
    told = json.loads(officer.get(place, {"year": 2023, "format": "json"}).content)
    assert [entry["key"] for entry in told["stages"]] == [key for key, _ in STAGES]
    assert told["stages"][-1]["median"] == told["stages"][-1]["units"][0]["median"] == 7
    assert told["months"] == [{**told["units"][0], "month": "2023-03"}]
    assert sum(told["months"][0]["bands"]) == told["months"][0]["decided"] == 1
    book = CalamineWorkbook.from_filelike(io.BytesIO(officer.get(place, {"year": 2023, "format": "xlsx"}).content))
    assert book.sheet_names[0] == "口径"
    rows = book.get_sheet_by_name("各环节用时").to_python()
    assert rows[-1][:3] == ["收到至送达（全程）", 1, 7]
    month = book.get_sheet_by_name("各单位逐月").to_python()
    assert month[1][1:6] == ["2023-03", 1, 1, 0, 100]
    assert officer.get(place, {"year": "x"}).status_code == 422
    assert desk(world.handler).get(place).status_code == 403
    stranger = json.loads(desk(world.stranger).get(place, {"year": 2023, "format": "json"}).content)
    assert stranger["units"] == []


@pytest.mark.django_db
def test_closures_are_noted_on_their_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_district()
    stop_clock(monkeypatch, at(2023, 12, 1, 10))
    officer, place = desk(world.officer), "/office/statistics/closures/"
    form = {"do": "record", "agency": world.office.pk, "first_on": "2023-12-04", "last_on": "2023-12-04"}
    assert "请填写原因和公告文号" in words(officer.post(place, form))
    page = words(officer.post(place, form | {"why": "寒潮停止办公"}, follow=True))
    assert "法定期限不变" in page
    assert "寒潮停止办公" in page
    assert "已经登记过停止办公" in words(officer.post(place, form | {"why": "再登记一次"}))
    row = world.office.closures.get()
    # somebody else's office neither sees nor cancels it
    stranger = desk(world.stranger)
    assert "寒潮停止办公" not in words(stranger.get(place))
    assert stranger.post(place, {"do": "cancel", "closure": row.pk}).status_code == 403
    assert desk(world.handler).get(place).status_code == 403
    assert "已取消登记" in words(officer.post(place, {"do": "cancel", "closure": row.pk}, follow=True))
    assert "没有这条" in words(officer.post(place, {"do": "cancel", "closure": row.pk}, follow=True))
