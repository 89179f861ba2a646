"""What comes round comes round once: under two workers, after a week's gap, at the district's own time."""

from __future__ import annotations

import threading
from datetime import datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection

from gongkai.jobs import schedules, tasks
from gongkai.jobs.models import Job, Schedule, State, Worker
from gongkai.jobs.schedules import Declared, Rhythm, daily, every
from tests.factories import at
from tests.jobs import labour
from tests.jobs.conftest import Clock, work_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.dialect,
    pytest.mark.usefixtures("queue", "effects"),
]
NAME = labour.come_round.module_path
TEN_MINUTES = Rhythm(every=timedelta(minutes=10))


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but the test's own task comes round, every ten minutes."""
    monkeypatch.setattr(schedules, "DECLARED", {NAME: Declared(labour.come_round, TEN_MINUTES)})  # type: ignore[arg-type]


def change(monkeypatch: pytest.MonkeyPatch, rhythm: Rhythm) -> None:
    monkeypatch.setitem(schedules.DECLARED, NAME, Declared(labour.come_round, rhythm))  # type: ignore[arg-type]


def run_and_work(clock: Clock) -> int:
    placed = schedules.run_due(at=clock())
    work_once(clock)
    return placed


def test_a_run_every_ten_minutes(clock: Clock) -> None:
    schedules.sync(at=clock())
    ran = []
    for _ in range(60):
        if run_and_work(clock):
            ran.append(clock().minute)
        clock.go(minutes=1)
    assert ran == [10, 20, 30, 40, 50]
    assert len(labour.effects()) == 5
    row = Schedule.objects.select_related("last_job").get()
    assert row.last_job is not None
    assert row.last_job.state == State.DONE
    assert (row.last_run, row.next_run) == (at(2030, 3, 4, 9, 50), at(2030, 3, 4, 10))


def test_after_a_week_there_is_one_run_not_a_thousand(clock: Clock) -> None:
    schedules.sync(at=clock())
    clock.go(days=7, minutes=3)
    assert [run_and_work(clock) for _ in range(5)] == [1, 0, 0, 0, 0]
    assert len(labour.effects()) == 1
    # in step with the old rhythm: 9:00 plus tens of minutes
    assert Schedule.objects.get().next_run == at(2030, 3, 11, 9, 10)


def test_two_workers_at_once_make_one_run(clock: Clock) -> None:
    schedules.sync(at=clock())
    placed: list[int] = []
    for _ in range(5):
        clock.go(minutes=10)
        gate = threading.Barrier(4)

        def try_it(gate: threading.Barrier = gate) -> None:
            gate.wait(20)
            placed.append(schedules.run_due(at=clock()))
            connection.close()

        threads = [threading.Thread(target=try_it) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        work_once(clock)
    assert sorted(placed) == [0] * 15 + [1] * 5
    assert len(labour.effects()) == 5


def test_a_claim_on_a_run_that_was_made_meanwhile_is_refused(clock: Clock) -> None:
    schedules.sync(at=clock())
    clock.go(minutes=10)
    seen_by_both = Schedule.objects.get()
    assert schedules.run_due(at=clock()) == 1
    assert not schedules._run(seen_by_both, clock())
    assert Job.objects.count() == 1


def test_a_run_that_could_not_be_placed_is_not_lost(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    schedules.sync(at=clock())
    clock.go(minutes=10)

    def full(*_args: object, **_more: object) -> Job:
        raise IntegrityError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(schedules.claims, "place", full)
        with pytest.raises(IntegrityError):
            schedules.run_due(at=clock())
    assert run_and_work(clock) == 1
    assert len(labour.effects()) == 1


def test_while_a_run_is_unfinished_the_next_is_the_same(clock: Clock) -> None:
    schedules.sync(at=clock())
    for _ in range(3):
        clock.go(minutes=10)
        assert schedules.run_due(at=clock()) == 1
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("now", "following"),
    [
        (at(2030, 3, 4, 7, 29), at(2030, 3, 4, 7, 30)),
        (at(2030, 3, 4, 7, 30), at(2030, 3, 5, 7, 30)),
        (at(2030, 12, 31, 23, 59), at(2031, 1, 1, 7, 30)),
    ],
)
def test_daily_is_by_the_districts_own_clock(now: datetime, following: datetime) -> None:
    assert Rhythm(daily=time(7, 30)).after(now, planned=now - timedelta(days=9)) == following


def test_a_changed_rhythm_begins_anew_and_an_unchanged_one_goes_on(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedules.sync(at=clock())
    clock.go(minutes=4)
    schedules.sync(at=clock())
    assert Schedule.objects.get().next_run == at(2030, 3, 4, 9, 10)
    change(monkeypatch, Rhythm(daily=time(7, 30)))
    schedules.sync(at=clock())
    row = Schedule.objects.get()
    assert (row.every_seconds, row.daily_at, row.next_run) == (None, time(7, 30), at(2030, 3, 5, 7, 30))


def test_a_schedule_of_another_version_is_left_to_that_version(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    schedules.sync(at=clock())
    monkeypatch.delitem(schedules.DECLARED, NAME)
    schedules.sync(at=clock())
    clock.go(hours=1)
    assert schedules.run_due(at=clock()) == 0
    assert Schedule.objects.get().next_run == at(2030, 3, 4, 9, 10)


def test_declaring() -> None:
    assert daily("07:30")(labour.come_round) is labour.come_round
    assert schedules.DECLARED[NAME].rhythm == Rhythm(daily=time(7, 30))
    every(hours=1, minutes=30)(labour.come_round)
    assert schedules.DECLARED[NAME].rhythm.fields == {"every_seconds": 5400, "daily_at": None}
    for wrong in (every, lambda: daily("7 o'clock"), lambda: daily("25:00")):
        with pytest.raises(ValueError):
            wrong()
    with pytest.raises(TypeError):
        every(minutes=1)(labour.have_effect)  # type: ignore[arg-type]


def test_the_apps_own_clean_up_comes_round(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import reload

    reload(tasks)
    assert schedules.DECLARED[tasks.clear_finished.module_path].rhythm.daily == time(3, 20)


def test_the_clean_up_takes_what_finished_long_ago_and_nothing_else(clock: Clock) -> None:
    schedules.sync(at=clock())
    for number in range(3):
        labour.count.enqueue(number)
    labour.refuse.enqueue()
    work_once(clock)
    labour.count.enqueue(9)  # waits as long as it must
    Worker.objects.create(name="w1", started_at=clock(), seen_at=clock())
    clock.go(days=20)
    Job.objects.filter(arguments__args=[0]).update(finished_at=clock())
    Worker.objects.create(name="w2", started_at=clock(), seen_at=clock())
    assert tasks.clear(at=clock.go(days=9)) == 0
    assert Schedule.objects.count() == 1
    assert tasks.clear(at=clock.go(days=1, minutes=11)) == 3
    assert [job.arguments["args"] for job in Job.objects.order_by("id")] == [[0], [9]]
    assert Schedule.objects.count() == 0
    assert Worker.objects.count() == 0
