"""Doing one job: its task is called, and what came of it is written, both as one when the task asks for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django_tasks.base import TaskContext

from gongkai.jobs import claims
from gongkai.jobs.backend import result_of
from gongkai.jobs.definition import JobTask, task_at
from gongkai.jobs.errors import LeaseLost, reason_of
from gongkai.jobs.heart import Heart
from gongkai.jobs.models import Job

log = logging.getLogger(__name__)


def execute(job: Job, *, heart: Heart, clock: Callable[[], datetime]) -> bool:
    """Do a job that has been begun; whether it is done. Raises only what keeps the outcome from being written."""
    try:
        task = task_at(job.task)
        with heart.holding(job, timedelta(seconds=task.limit)):
            _carry_out(task, job, clock)
    except LeaseLost:
        log.warning("job %s (%s) was taken by another worker; what this one did does not count", job.pk, job.task)
        return False
    except (Exception, SystemExit) as error:  # noqa: BLE001 (whatever a task raises is the reason why it failed)
        return _give_reason(job, error, clock)
    return True


def _carry_out(task: JobTask[Any, Any], job: Job, clock: Callable[[], datetime]) -> None:
    if task.atomic:
        with transaction.atomic():
            claims.done(job, _call(task, job), at=clock())
    else:
        claims.done(job, _call(task, job), at=clock())


def _call(task: JobTask[Any, Any], job: Job) -> Any:
    args, kwargs = job.arguments["args"], job.arguments["kwargs"]
    if task.takes_context:
        return task.call(TaskContext(task_result=result_of(job, task)), *args, **kwargs)
    return task.call(*args, **kwargs)


def _give_reason(job: Job, error: BaseException, clock: Callable[[], datetime]) -> bool:
    reason = reason_of(error)
    # Without the exception itself: its words may quote an applicant, and logs hold no personal data.
    log.warning("job %s (%s) failed, attempt %s: %s %s", job.pk, job.task, job.attempts, reason.code, reason.text)
    connection.close_if_unusable_or_obsolete()
    claims.failed(job, reason, at=clock())
    return False
