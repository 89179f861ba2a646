"""A worker from the inside, and as a process."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from gongkai.jobs import claims
from gongkai.jobs import worker as module
from gongkai.jobs.heart import Heart
from gongkai.jobs.models import Job, Schedule, State, Worker
from gongkai.jobs.tasks import clear_finished
from tests.jobs import labour
from tests.jobs.conftest import Clock, environment, only, start_worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("queue", "effects")]


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


# ------------------------------------------------------------------------------- from the inside


def test_once_does_what_is_ready_and_signs_off() -> None:
    for number in range(25):
        labour.count.enqueue(number)
    labour.count.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(99)
    assert module.Worker(once=True).run() == 25
    assert [number for number, _ in labour.effects()] == list(range(25))
    assert Worker.objects.count() == 0
    assert Schedule.objects.filter(name=clear_finished.module_path).exists()


def test_only_its_own_queues() -> None:
    labour.count.enqueue(1)
    labour.count.using(queue_name="heavy").enqueue(2)
    assert module.Worker(once=True, queues=["heavy"]).run() == 1
    assert [number for number, _ in labour.effects()] == [2]


def test_a_long_job_is_kept_by_heartbeats_of_a_real_thread() -> None:
    labour.linger.enqueue(1, 2.5)
    thief: list[int] = []
    stop = threading.Event()

    def steal() -> None:
        while not stop.wait(0.05):
            thief.append(claims.reclaim(at=timezone.now()))
        connection.close()

    thread = threading.Thread(target=steal)
    thread.start()
    module.Worker(once=True, lease=timedelta(seconds=1)).run()
    stop.set()
    thread.join()
    job = only()
    assert (job.state, job.attempts, sum(thief)) == (State.DONE, 1, 0)
    assert len(thief) > 20
    assert len(labour.effects()) == 1


def test_told_to_stop_it_finishes_the_job_at_hand_and_gives_back_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        labour.count.enqueue(number)
    worker = module.Worker()
    real = module.execute

    def and_then_stop(*args: object, **more: object) -> bool:
        worker.stop()
        return real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "execute", and_then_stop)
    assert worker.run() == 1
    assert Job.objects.filter(state=State.DONE).count() == 1
    assert Job.objects.filter(state=State.WAITING, worker="").count() == 4


def test_what_would_have_to_wait_is_given_back_to_other_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SOON", 0.0)
    for number in range(3):
        labour.linger.enqueue(number, 0.01)
    worker = module.Worker()
    worker._register()
    assert worker._work_off(claims.reserve(worker.name, [], most=3, at=timezone.now())) <= 1
    assert Job.objects.filter(state=State.WAITING, worker="").count() >= 2


def test_it_outlives_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    labour.count.enqueue(1)
    worker = module.Worker()
    real, away = claims.reserve, [2]

    def reserve(*args: object, **more: object) -> list[Job]:
        if away[0]:
            away[0] -= 1
            raise OperationalError("server closed the connection")
        if not Job.objects.filter(state=State.WAITING).exists():
            worker.stop()
        return real(*args, **more)  # type: ignore[arg-type]

    rests: list[float] = []
    monkeypatch.setattr(claims, "reserve", reserve)
    monkeypatch.setattr(worker, "_rest", rests.append)
    assert worker.run() == 1
    assert rests[:2] == [1.0, 2.0]
    assert "数据库暂时不可用" in caplog.text
    assert only().state == State.DONE


def test_an_attempt_that_hangs_is_given_up(clock: Clock) -> None:
    labour.linger.enqueue(1, 0)
    ended: list[bool] = []
    heart = Heart("w1", lease=timedelta(seconds=60), clock=clock, give_up=lambda: ended.append(True))
    (job,) = claims.reserve("w1", [], most=1, at=clock())
    claims.begin(job, "w1", lease=timedelta(seconds=60), at=clock())
    with heart.holding(job, timedelta(seconds=1800)):
        clock.go(seconds=1800)
        heart.beat()
        assert ended == []
        kept_until = only().lease_until
        clock.go(seconds=1)
        heart.beat()
    assert ended == [True]
    assert only().lease_until == kept_until, "a lease is not renewed for a job that hangs"


# ------------------------------------------------------------------------------- as a process


@pytest.mark.crash
def test_two_processes_at_once_share_the_work_and_do_nothing_twice(tmp_path: Path) -> None:
    for number in range(200):
        labour.linger.enqueue(number, 0.02)
    with ExitStack() as both:
        workers = [both.enter_context(start_worker(environment(tmp_path), "--once")) for _ in range(2)]
        for worker in workers:
            said, complaint = worker.communicate(timeout=120)
            assert worker.returncode == 0, complaint
            assert "项后台任务" in said
    done = labour.effects()
    assert [number for number, _ in done] == list(range(200))
    assert len({process for _, process in done}) == 2, "one of them did nothing"
    assert set(Job.objects.values_list("state", "attempts")) == {(State.DONE, 1)}


@pytest.mark.crash
def test_on_sigterm_it_finishes_what_it_is_at(tmp_path: Path) -> None:
    labour.linger.enqueue(1, 1.5)
    labour.linger.enqueue(2, 1.5)
    with start_worker(environment(tmp_path)) as worker:
        wait_for(lambda: Job.objects.filter(state=State.RUNNING).exists())
        assert Worker.objects.count() == 1
        worker.send_signal(signal.SIGTERM)
        _, complaint = worker.communicate(timeout=60)
    assert worker.returncode == 0, complaint
    assert sorted(Job.objects.values_list("state", flat=True)) == [State.DONE, State.WAITING]
    assert [number for number, _ in labour.effects()] == [1]
    assert Worker.objects.count() == 0


def test_it_outlives_connections_that_are_cut(tmp_path: Path) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only a server can cut a connection")
    with start_worker(environment(tmp_path)) as worker:
        wait_for(Worker.objects.exists)
        for number in range(3):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
                assert cursor.fetchone()[0] > 0
            labour.count.enqueue(number)
            wait_for(lambda number=number: len(labour.effects()) > number)  # type: ignore[misc]
        worker.terminate()
        _, complaint = worker.communicate(timeout=60)
    assert worker.returncode == 0
    assert "数据库暂时不可用" in complaint


@pytest.mark.crash
def test_it_leaves_when_its_parent_is_gone(tmp_path: Path) -> None:
    with start_worker(environment(tmp_path), "--parent", str(os.getpid() + 1_000_000)) as worker:
        worker.communicate(timeout=60)
    assert worker.returncode == 0


@pytest.mark.crash
def test_without_tables_it_says_what_to_do(tmp_path: Path) -> None:
    env = environment(tmp_path)
    env["GONGKAI_DATABASE"] = f"sqlite:///{tmp_path}/empty.sqlite3"
    with start_worker(env, "--once") as worker:
        said, complaint = worker.communicate(timeout=60)
    assert (worker.returncode, said) == (2, "")
    assert "gongkai migrate" in complaint
    assert "Traceback" not in complaint
