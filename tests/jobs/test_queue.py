"""Placing, claiming, doing, failing: the life of a job."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, default_task_backend
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist

from gongkai.jobs import claims
from gongkai.jobs.definition import JobTask, keyed, title_of
from gongkai.jobs.errors import ABANDONED, BadArgument, LeaseLost, NotRetried, Reason
from gongkai.jobs.models import Job, State
from tests.jobs import labour
from tests.jobs.conftest import LEASE, Clock, only, work_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.dialect,
    pytest.mark.usefixtures("queue", "effects"),
]


def fields(*names: str) -> tuple[Any, ...]:
    return Job.objects.values_list(*names).get()


# ------------------------------------------------------------------------------- placing


def test_after_a_rollback_the_job_does_not_exist() -> None:
    with transaction.atomic():
        labour.count.enqueue(1)
        assert Job.objects.count() == 1
        transaction.set_rollback(True)
    assert Job.objects.count() == 0
    with transaction.atomic():
        labour.count.enqueue(1)
    assert only().state == State.WAITING


def test_a_key_names_one_unfinished_job(clock: Clock) -> None:
    first = keyed(labour.count, "count:7").enqueue(7)
    assert keyed(labour.count, "count:7").enqueue(7).id == first.id
    work_once(clock)
    assert labour.effects()[0][0] == 7
    assert keyed(labour.count, "count:7").enqueue(7).id != first.id
    assert Job.objects.count() == 2


def test_a_key_holds_within_the_callers_transaction_too() -> None:
    with transaction.atomic():
        ids = {keyed(labour.count, "k").enqueue(number).id for number in range(3)}
    assert len(ids) == 1


def test_eight_at_once_with_one_key_place_one_job() -> None:
    gate, ids = threading.Barrier(8), []

    def place() -> None:
        gate.wait(20)
        ids.append(keyed(labour.count, "together").enqueue(1).id)
        connection.close()

    threads = [threading.Thread(target=place) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 8
    assert set(ids) == {str(only().pk)}


@pytest.mark.parametrize(
    "value",
    [
        labour.SECRET,
        "990101199001010019",
        "13800001111",
        "mail@example.invalid",
        b"x",
        object(),
        "x" * 201,
        list(range(9000)),
    ],
)
def test_what_may_name_a_person_is_not_stored(value: Any) -> None:
    with pytest.raises(BadArgument) as refused:
        labour.count.enqueue(value)
    assert refused.value.code == "JOB_ARGUMENT"
    assert not isinstance(value, str) or value not in str(refused.value)
    assert Job.objects.count() == 0


def test_ids_dates_and_codes_are_stored() -> None:
    result = labour.count.enqueue(7, on="2026-03-04T09:00:00+08:00", ids=[1, 2], number="MHB-2026-0007", mark=None)
    assert result.kwargs == {"on": "2026-03-04T09:00:00+08:00", "ids": [1, 2], "number": "MHB-2026-0007", "mark": None}


def test_a_task_that_could_not_run_is_refused() -> None:
    with pytest.raises(InvalidTaskError):
        JobTask(func=labour.count.func, attempts=0)


def test_the_result_can_be_asked_for(clock: Clock) -> None:
    result = labour.count.enqueue(3)
    assert result.status == TaskResultStatus.READY
    work_once(clock)
    result.refresh()
    assert (result.status, result.return_value) == (TaskResultStatus.SUCCESSFUL, 3)
    for unknown in ("0", "x", "999999"):
        with pytest.raises(TaskResultDoesNotExist):
            default_task_backend.get_result(unknown)


# ------------------------------------------------------------------------------- claiming


def test_the_most_urgent_first_and_nothing_before_its_time(clock: Clock) -> None:
    labour.count.enqueue(1)
    labour.count.using(priority=10).enqueue(2)
    labour.count.using(run_after=clock() + timedelta(minutes=5)).enqueue(3)
    labour.count.using(queue_name="heavy").enqueue(4)

    def numbers(*queues: str) -> list[int]:
        return [job.arguments["args"][0] for job in claims.ready(queues, at=clock())]

    assert numbers() == [2, 1, 4]
    assert numbers("heavy") == [4]
    clock.go(minutes=6)
    assert set(numbers()) == {1, 2, 3, 4}


def test_of_eight_workers_at_once_no_two_get_the_same(clock: Clock) -> None:
    for number in range(40):
        labour.count.enqueue(number)
    gate, got = threading.Barrier(8), []

    def claim(name: str) -> None:
        gate.wait(20)
        got.extend(job.pk for job in claims.reserve(name, [], most=5, at=clock()))
        connection.close()

    threads = [threading.Thread(target=claim, args=(f"w{place}",)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == len(set(got)) == 40


def test_what_a_worker_reserved_and_did_not_begin_is_free_again_soon(clock: Clock) -> None:
    labour.count.enqueue(1)
    (mine,) = claims.reserve("w1", [], most=5, at=clock())
    assert claims.reserve("w2", [], most=5, at=clock()) == []
    clock.go(seconds=6)
    (theirs,) = claims.reserve("w2", [], most=5, at=clock())
    assert not claims.begin(mine, "w1", lease=LEASE, at=clock())
    assert claims.begin(theirs, "w2", lease=LEASE, at=clock())
    assert fields("attempts", "worker") == (1, "w2")


def test_released_jobs_are_free_at_once(clock: Clock) -> None:
    labour.count.enqueue(1)
    claims.reserve("w1", [], most=5, at=clock())
    claims.release("w1")
    assert len(claims.reserve("w2", [], most=5, at=clock())) == 1


# ------------------------------------------------------------------------------- leases


def begun(clock: Clock, worker: str = "w1") -> Job:
    (job,) = claims.reserve(worker, [], most=1, at=clock())
    assert claims.begin(job, worker, lease=LEASE, at=clock())
    return job


def test_when_the_lease_runs_out_another_takes_the_job_and_the_first_does_not_count(clock: Clock) -> None:
    labour.count.enqueue(1)
    late = begun(clock)
    clock.go(seconds=59)
    assert claims.reclaim(at=clock()) == 0
    clock.go(seconds=2)
    assert claims.reclaim(at=clock()) == 1
    assert fields("state", "error_code", "attempts") == (State.WAITING, ABANDONED.code, 1)
    assert not claims.renew(late, lease=LEASE, at=clock())
    with pytest.raises(LeaseLost):
        claims.done(late, None, at=clock())
    assert work_once(clock, "w2") == 1
    assert fields("state", "attempts", "error_code", "worker") == (State.DONE, 2, "", "")
    assert [number for number, _ in labour.effects()] == [1]


def test_an_effect_of_a_worker_that_lost_its_lease_is_undone(clock: Clock) -> None:
    """It stood still for longer than its lease, then went on as if nothing had happened."""
    from gongkai.jobs.heart import Heart
    from gongkai.jobs.running import execute

    labour.count.enqueue(1)
    late = begun(clock)
    clock.go(seconds=61)
    claims.reclaim(at=clock())
    assert not execute(late, heart=Heart("w1", lease=LEASE, clock=clock), clock=clock)
    assert labour.effects() == []
    assert only().state == State.WAITING


@pytest.mark.parametrize("heir", ["w2", "w1"])
def test_whoever_lost_the_job_to_one_that_is_at_it_writes_nothing(clock: Clock, heir: str) -> None:
    """Also when it is the same worker's second attempt."""
    labour.linger.enqueue(1, 0)
    late = begun(clock)
    clock.go(seconds=61)
    claims.reclaim(at=clock())
    begun(clock, heir)
    before = Job.objects.values().get()
    with pytest.raises(LeaseLost):
        claims.done(late, None, at=clock())
    assert not claims.failed(late, Reason("LATE", "来晚了。", final=True), at=clock())
    assert not claims.renew(late, lease=LEASE, at=clock())
    assert Job.objects.values().get() == before


def test_whoever_lost_the_job_before_it_was_done_again_by_hand_writes_nothing(clock: Clock) -> None:
    """Attempts are counted from the start then, so that their number alone says nothing."""
    labour.break_off.enqueue(1)
    late = begun(clock)
    clock.go(seconds=61)
    claims.reclaim(at=clock())
    claims.again(only().pk, at=clock())
    assert begun(clock, "w2").attempts == late.attempts
    with pytest.raises(LeaseLost):
        claims.done(late, None, at=clock())
    assert fields("state", "worker") == (State.RUNNING, "w2")


def test_heartbeats_keep_a_job(clock: Clock) -> None:
    labour.linger.enqueue(1, 0)
    job = begun(clock)
    for _ in range(10):
        clock.go(seconds=45)
        assert claims.renew(job, lease=LEASE, at=clock())
        assert claims.reclaim(at=clock()) == 0
    assert fields("heartbeat_at", "lease_until") == (clock(), clock() + LEASE)


def test_a_job_that_is_abandoned_each_time_fails_with_the_reason(clock: Clock) -> None:
    labour.linger.enqueue(1, 0)
    for attempt in range(1, 6):
        assert begun(clock).attempts == attempt
        clock.go(seconds=61)
        claims.reclaim(at=clock())
    assert fields("state", "error_code", "error_text") == (State.FAILED, ABANDONED.code, ABANDONED.text)
    assert claims.reserve("w1", [], most=1, at=clock()) == []


# ------------------------------------------------------------------------------- failing


def test_attempts_come_later_each_time_and_end_with_the_reason(clock: Clock) -> None:
    labour.stumble.enqueue()
    for wait in (10, 40):
        assert work_once(clock) == 1
        assert fields("state", "run_after") == (State.WAITING, clock() + timedelta(seconds=wait))
        clock.go(seconds=wait - 1)
        assert work_once(clock) == 0
        clock.go(seconds=1)
    assert work_once(clock) == 1
    assert fields("state", "attempts", "error_code") == (State.FAILED, 3, "JOB_ERROR")
    assert only().error_text.startswith("程序出错：ValueError（jobs/labour.py 第")


def test_delays_grow_to_an_hour_and_no_further() -> None:
    assert [claims.delay(attempt).total_seconds() for attempt in (1, 2, 3, 4, 5, 6, 900)] == [
        10,
        40,
        160,
        640,
        2560,
        3600,
        3600,
    ]


def test_nothing_that_an_exception_quotes_is_kept_or_logged(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    labour.stumble.enqueue()
    labour.tell.enqueue()
    work_once(clock)
    kept = str(list(Job.objects.values())) + caplog.text
    assert "JOB_ERROR" in kept
    assert "JOB_ARGUMENT" in kept
    for word in ("甄不存", "990101199001010019"):
        assert word not in kept


def test_a_task_can_say_why_and_that_trying_again_is_of_no_use(clock: Clock) -> None:
    labour.refuse.enqueue()
    work_once(clock)
    assert fields("state", "error_code", "error_text") == (State.FAILED, "MAIL_REFUSED", "邮件服务器拒收，请改用邮寄。")


def test_the_effect_of_an_attempt_that_failed_is_undone(clock: Clock) -> None:
    labour.break_off.enqueue(1)
    work_once(clock)
    assert only().state == State.FAILED
    assert labour.effects() == []


def test_a_job_that_wants_to_end_the_program_only_fails(clock: Clock) -> None:
    labour.leave.enqueue()
    labour.count.enqueue(1)
    assert work_once(clock) == 2
    assert Job.objects.get(task=labour.leave.module_path).error_text.startswith("程序出错：SystemExit")
    assert len(labour.effects()) == 1


def test_a_task_that_this_version_does_not_know_waits_for_one_that_does(clock: Clock) -> None:
    labour.count.enqueue(1)
    Job.objects.update(task="tests.jobs.labour.of_tomorrow")
    work_once(clock)
    assert fields("state", "error_code") == (State.WAITING, "JOB_UNKNOWN_TASK")
    Job.objects.update(task="tests.jobs.labour.have_effect")  # a function, but no task
    clock.go(hours=1)
    work_once(clock)
    assert fields("error_code") == ("JOB_UNKNOWN_TASK",)
    assert title_of("tests.jobs.labour.have_effect") == "tests.jobs.labour.have_effect"
    assert title_of("tests.jobs.labour.count") == "计数"


def test_a_task_may_ask_which_attempt_it_is(clock: Clock) -> None:
    labour.which.enqueue()
    begun(clock)
    clock.go(seconds=61)
    claims.reclaim(at=clock())
    work_once(clock)
    assert fields("result") == (2,)


# ------------------------------------------------------------------------------- again


def test_a_failed_job_can_be_done_again_with_all_its_attempts(clock: Clock) -> None:
    labour.refuse.enqueue()
    work_once(clock)
    job = claims.again(only().pk, at=clock())
    assert (job.state, job.attempts, job.finished_at) == (State.WAITING, 0, None)
    assert job.error_code == "MAIL_REFUSED"
    with pytest.raises(NotRetried):
        claims.again(job.pk, at=clock())
    assert work_once(clock) == 1
    assert only().state == State.FAILED


def test_a_failed_job_is_not_done_again_beside_its_twin(clock: Clock) -> None:
    keyed(labour.refuse, "twin").enqueue()
    work_once(clock)
    failed = only().pk
    keyed(labour.refuse, "twin").enqueue()
    with pytest.raises(NotRetried, match="已经在排队"):
        claims.again(failed, at=clock())
    assert Job.objects.get(pk=failed).state == State.FAILED


# ------------------------------------------------------------------------------- the database's promises


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "lost"},
        {"state": State.RUNNING},
        {"state": State.DONE},
        {"state": State.FAILED, "finished_at": timezone.now()},
        {"finished_at": timezone.now()},
        {"worker": "w1"},
        {"attempts": 9},
        {"max_attempts": 0},
    ],
)
def test_the_database_refuses_a_state_that_cannot_be(broken: dict[str, Any]) -> None:
    labour.count.enqueue(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.update(**broken)
