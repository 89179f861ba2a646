"""The life of a job, one transaction a step: placed, reserved, begun, renewed, then done or failed.

Whoever acts on a running job names the worker that holds it; when the row says another, nothing is written.
That fence, not the clock, is what keeps an effect from being counted twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from gongkai.jobs.arguments import checked
from gongkai.jobs.definition import JobTask
from gongkai.jobs.errors import ABANDONED, LeaseLost, NotRetried, Reason
from gongkai.jobs.models import UNFINISHED, Job, State

RESERVED = timedelta(seconds=5)
"""How long a worker may keep jobs that it has not begun."""
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=10), timedelta(hours=1)
_FREE = {"worker": "", "lease_until": None}


def place(task: JobTask[Any, Any], args: Sequence[Any], kwargs: dict[str, Any], *, at: datetime) -> Job:
    """Put a call into the queue, in the caller's transaction; with a key that is unfinished, return that job.

    Raises BadArgument.
    """
    job = Job(
        task=task.module_path,
        arguments=checked({"args": list(args), "kwargs": kwargs}),
        key=checked(task.key),
        queue=task.queue_name,
        priority=task.priority,
        run_after=task.run_after or at,
        max_attempts=task.attempts,
        enqueued_at=at,
    )
    if not task.key:
        job.save(force_insert=True)
        return job
    return _placed_once(job)


def _placed_once(job: Job) -> Job:
    for patience in range(5, -1, -1):
        found = Job.objects.filter(key=job.key, state__in=UNFINISHED).first()
        if found is not None:
            return found
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            # Somebody placed it meanwhile: the next look finds theirs, or theirs is finished and ours goes in.
            if not patience:
                raise
        else:
            break
    return job


def ready(queues: Sequence[str], *, at: datetime) -> QuerySet[Job]:
    """Return the jobs that may be begun, the most urgent first."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=at)
    found = Job.objects.filter(free, state=State.WAITING, run_after__lte=at)
    return (found.filter(queue__in=queues) if queues else found).order_by("-priority", "run_after", "id")


def reserve(worker: str, queues: Sequence[str], *, most: int, at: datetime) -> list[Job]:
    """Keep some jobs for a worker for a moment. Two workers never get the same one: PostgreSQL skips locked rows,
    on SQLite the transaction is IMMEDIATE."""
    if not ready(queues, at=at).exists():
        return []
    with transaction.atomic():
        jobs = list(ready(queues, at=at).select_for_update(skip_locked=True)[:most])
        Job.objects.filter(pk__in=[job.pk for job in jobs]).update(worker=worker, lease_until=at + RESERVED)
    return jobs


def begin(job: Job, worker: str, *, lease: timedelta, at: datetime) -> bool:
    """Start an attempt. False when the reservation lapsed and another worker was faster."""
    held = Job.objects.filter(pk=job.pk, state=State.WAITING, worker=worker, attempts=job.attempts)
    changes = {
        "state": State.RUNNING,
        "attempts": job.attempts + 1,
        "lease_until": at + lease,
        "heartbeat_at": at,
        "started_at": at,
    }
    if not held.update(**changes):
        return False
    for name, value in {**changes, "worker": worker}.items():
        setattr(job, name, value)
    return True


def renew(job: Job, *, lease: timedelta, at: datetime) -> bool:
    """Say that the worker is alive and at it. False when it no longer holds the job."""
    return bool(_held(job).update(lease_until=at + lease, heartbeat_at=at))


def done(job: Job, result: Any, *, at: datetime) -> None:
    """Write that a job has been done. Raises LeaseLost, BadArgument."""
    kept = checked(result)
    changed = _held(job).update(state=State.DONE, result=kept, finished_at=at, error_code="", error_text="", **_FREE)
    if not changed:
        raise LeaseLost


def failed(job: Job, reason: Reason, *, at: datetime) -> bool:
    """Write that an attempt failed: it waits longer each time, and after the last it has failed for good.

    False when another worker holds the job now.
    """
    if reason.final or job.attempts >= job.max_attempts:
        outcome: dict[str, Any] = {"state": State.FAILED, "finished_at": at}
    else:
        outcome = {"state": State.WAITING, "run_after": at + delay(job.attempts)}
    return bool(_held(job).update(**outcome, error_code=reason.code, error_text=reason.text, **_FREE))


def delay(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 10 s, 40 s, 160 s … an hour at most."""
    return min(FIRST_DELAY * int(4 ** min(attempts - 1, 8)), LONGEST_DELAY)


def reclaim(*, at: datetime) -> int:
    """Take back the jobs of dead workers: to be begun at once, or failed when no attempt is left."""
    if not _abandoned(at).exists():
        return 0
    with transaction.atomic():
        jobs = list(_abandoned(at).select_for_update(skip_locked=True)[:500])
        spent = [job.pk for job in jobs if job.attempts >= job.max_attempts]
        again = [job.pk for job in jobs if job.attempts < job.max_attempts]
        kept = {"error_code": ABANDONED.code, "error_text": ABANDONED.text, **_FREE}
        Job.objects.filter(pk__in=spent).update(state=State.FAILED, finished_at=at, **kept)
        Job.objects.filter(pk__in=again).update(state=State.WAITING, run_after=at, **kept)
    return len(jobs)


def release(worker: str) -> None:
    """Give back what a worker reserved and has not begun."""
    Job.objects.filter(state=State.WAITING, worker=worker).update(**_FREE)


def again(job_id: int, *, at: datetime) -> Job:
    """Have a failed job done again, with all its attempts. Raises NotRetried."""
    try:
        with transaction.atomic():
            changed = Job.objects.filter(pk=job_id, state=State.FAILED).update(
                state=State.WAITING, attempts=0, run_after=at, finished_at=None
            )
    except IntegrityError:
        raise NotRetried("同一项任务已经在排队或者正在执行，不必重新执行。") from None
    if not changed:
        raise NotRetried("这项任务不是失败状态，可能已经有人重新执行。")
    return Job.objects.get(pk=job_id)


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, worker=job.worker, attempts=job.attempts)


def _abandoned(at: datetime) -> QuerySet[Job]:
    return Job.objects.filter(state=State.RUNNING, lease_until__lt=at).order_by("lease_until")
