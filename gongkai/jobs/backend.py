"""The queue behind django-tasks: jobs in the database of everything else.

A job placed in a transaction exists when the transaction does: after a rollback nobody works on what never
happened, and after a commit no crash can lose it.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist
from django_tasks.signals import task_enqueued

from gongkai.jobs import claims
from gongkai.jobs.arguments import checked
from gongkai.jobs.definition import JobTask, task_at
from gongkai.jobs.models import Job, State

_STATUS = {
    State.WAITING: TaskResultStatus.READY,
    State.RUNNING: TaskResultStatus.RUNNING,
    State.DONE: TaskResultStatus.SUCCESSFUL,
    State.FAILED: TaskResultStatus.FAILED,
}


class DatabaseBackend(BaseTaskBackend):
    """Jobs as rows, done by ``gongkai work``."""

    task_class = JobTask
    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def validate_task(self, task: Task[Any, Any]) -> None:
        """Refuse a task that could not be run as it says. Raises InvalidTaskError."""
        super().validate_task(task)
        if isinstance(task, JobTask) and not (0 < task.attempts < 1000 and task.limit > 0):
            raise InvalidTaskError("a task is tried at least once, and for at least a second")

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Place a job in the caller's transaction. Raises BadArgument, InvalidTaskError."""
        self.validate_task(task)
        assert isinstance(task, JobTask), "tasks of this backend are made by its task_class"
        job = claims.place(task, args, kwargs, at=timezone.now())
        result = result_of(job, task)
        task_enqueued.send(type(self), task_result=result)
        return result

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """Return how a job stands. Raises TaskResultDoesNotExist."""
        job = Job.objects.filter(pk=result_id).first() if result_id.isdecimal() else None
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return result_of(job, task_at(job.task))


class AtOnceBackend(ImmediateBackend):
    """Does each job while it is enqueued: for tests and one-off programs without a worker."""

    task_class = JobTask
    supports_defer = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Do the task now, under the rules that the database backend has. Raises BadArgument."""
        checked({"args": list(args), "kwargs": kwargs})
        if not (isinstance(task, JobTask) and task.atomic):
            return super().enqueue(task, args, kwargs)
        with transaction.atomic():
            result = super().enqueue(task, args, kwargs)
            if result.status == TaskResultStatus.FAILED:
                transaction.set_rollback(True)
        return result


def result_of(job: Job, task: Task[Any, Any]) -> TaskResult[Any]:
    """Return a job as django-tasks shows it."""
    errors = []
    if job.error_code:
        errors.append(TaskError(exception_class_path="gongkai.jobs.errors.JobFailed", traceback=job.error_text))
    result: TaskResult[Any] = TaskResult(
        task=task,
        id=str(job.pk),
        status=_STATUS[State(job.state)],
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.started_at,
        args=job.arguments["args"],
        kwargs=job.arguments["kwargs"],
        backend=task.backend,
        errors=errors,
        worker_ids=[job.worker] * job.attempts,
    )
    object.__setattr__(result, "_return_value", job.result)
    return result
