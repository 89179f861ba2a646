"""The office's statistics of a year are the figures of its annual report, for any population."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gongkai.agencies import calendar
from gongkai.casework.statistics import Period, statistics
from gongkai.reporting import counting
from gongkai.statute.report_tables import RESULT_KEYS
from gongkai.statute.workdays import calendar as shipped
from tests.factories import World
from tests.reporting.test_counting import FIRST, LAST, YEAR, Made, cases, quick, store, undone

TODAY = date(2026, 11, 26)


@quick
@given(st.lists(cases(), max_size=40), st.lists(cases(), max_size=10))
def test_a_year_of_statistics_is_table_b(world: World, made: list[Made], others: list[Made]) -> None:
    with undone():
        store(world.office, made)
        store(world.other, others)
        here = [world.office.pk]
        table = counting.table_b(here, YEAR)
        found = statistics(here, Period.of(YEAR), days=calendar.current(), today=TODAY)
        assert found.received == table["new"][-1]
        assert found.carried_in == table["carry_in"][-1]
        assert found.decided == table["total"][-1]
        assert found.open == table["carry_out"][-1]
        assert {key: count for key, _, count in found.by_outcome} == {key: table[key][-1] for key in RESULT_KEYS}
        assert [count for _, count in found.by_kind] == table["new"][:-1]
        channels = counting.channels(here, YEAR)
        assert sum(count for _, count in found.by_channel) == sum(channels.values())
        assert counting.punctuality(here, YEAR) == (found.on_time + found.late, found.on_time)
        assert found.carried_in + found.received == found.decided + found.open


@quick
@given(st.lists(cases(), max_size=40))
def test_twelve_months_are_the_year(world: World, made: list[Made]) -> None:
    with undone():
        store(world.office, made)
        here = [world.office.pk]
        days = shipped()
        year = statistics(here, Period.of(YEAR), days=days, today=TODAY)
        months = [statistics(here, Period.of(YEAR, month), days=days, today=TODAY) for month in range(1, 13)]
        assert [(month.received, month.decided) for month in months] == [
            (came, went) for _, came, went in year.by_month
        ]
        assert sum(month.late for month in months) == year.late
        assert months[0].carried_in == year.carried_in
        assert months[-1].open == year.open
        for before, after in pairwise(months):
            assert before.open == after.carried_in


@quick
@given(st.lists(cases(), max_size=40))
def test_shares_add_up(world: World, made: list[Made]) -> None:
    with undone():
        store(world.office, made)
        found = statistics([world.office.pk], Period.of(YEAR), days=shipped(), today=TODAY)
        for shares in (found.by_department, found.by_handler):
            assert sum(share.received for share in shares) == found.received
            assert sum(share.decided for share in shares) == found.decided
            assert sum(share.late for share in shares) == found.late
            assert sum(share.open for share in shares) == found.open


def test_the_average_counts_working_days(world: World) -> None:
    # 2023-05-05 was a Friday, and Saturday the 6th was worked for the holiday before
    made = [
        Made(date(2023, 5, 4), date(2023, 5, 8), "open", "business"),
        Made(date(2023, 5, 4), date(2023, 5, 4), "open", "business"),
        Made(date(2018, 5, 4), date(2023, 5, 9), "open", "business"),
    ]
    store(world.office, made)
    found = statistics([world.office.pk], Period.of(YEAR), days=shipped(), today=TODAY)
    assert found.workdays == 1.5


def test_open_cases_past_their_limit_are_overdue(world: World) -> None:
    rows = store(world.office, [Made(FIRST, None, "", "business"), Made(FIRST, None, "", "business")])
    rows[0].due_on = date(2023, 2, 3)
    rows[0].save(update_fields=["due_on"])
    for today, overdue in ((date(2023, 2, 3), 0), (date(2023, 2, 4), 1), (LAST, 1)):
        found = statistics([world.office.pk], Period.of(YEAR), days=shipped(), today=today)
        assert (found.open, found.overdue) == (2, overdue)


def test_no_agencies_are_no_cases_and_not_all(world: World) -> None:
    store(world.office, [Made(FIRST, LAST, "open", "business")])
    found = statistics([], Period.of(YEAR), days=shipped(), today=TODAY)
    assert (found.received, found.decided, found.punctuality, found.workdays) == (0, 0, None, None)


def test_at_most_14_queries_for_any_number_of_cases(world: World, django_assert_max_num_queries) -> None:
    store(world.office, [Made(FIRST, LAST, "open", "business")] * 50)
    with django_assert_max_num_queries(14):
        statistics([world.office.pk], Period.of(YEAR), days=shipped(), today=TODAY)
