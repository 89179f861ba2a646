"""Tasks that come round, declared beside the task in an app's ``tasks.py``:

    @every(minutes=10)
    @task(title="核对到期提醒")
    def look_for_due_cases() -> None: ...

A worker writes them into the table when it starts. When a run is due, ``next_run`` is moved on and the job is placed
in one transaction: no run is lost by a crash or made twice by two workers. After a week without a worker there is one
run, not one for each that was missed; while a run is unfinished the next one is the same run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.utils.module_loading import autodiscover_modules
from django.utils.timezone import localtime
from django_tasks.base import Task
from typing_extensions import ParamSpec

from gongkai.jobs import claims
from gongkai.jobs.definition import JobTask
from gongkai.jobs.models import Schedule

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often: every so many seconds, or daily at a time of the district's clock."""

    every: timedelta | None = None
    daily: time | None = None

    def after(self, at: datetime, planned: datetime | None = None) -> datetime:
        """Return the first run after a moment, in step with a planned one."""
        if self.every is not None:
            begun = planned or at
            return begun + self.every * ((at - begun) // self.every + 1)
        assert self.daily is not None, "a rhythm has one of the two"
        here = localtime(at)
        today = here.replace(hour=self.daily.hour, minute=self.daily.minute, second=0, microsecond=0)
        return today if today > here else today + timedelta(days=1)

    @property
    def fields(self) -> dict[str, Any]:
        """The rhythm as the table holds it."""
        seconds = None if self.every is None else int(self.every.total_seconds())
        return {"every_seconds": seconds, "daily_at": self.daily}


@dataclass(frozen=True, slots=True)
class Declared:
    """A task with its rhythm."""

    task: JobTask[Any, Any]
    rhythm: Rhythm


DECLARED: dict[str, Declared] = {}
"""All that were declared, by name: the path of the task."""


def every(*, seconds: int = 0, minutes: int = 0, hours: int = 0) -> Callable[[Task[P, T]], Task[P, T]]:
    """Run the task below every so often. Raises ValueError for no time at all."""
    rhythm = Rhythm(every=timedelta(seconds=seconds, minutes=minutes, hours=hours))
    if rhythm.every is None or rhythm.every < timedelta(seconds=1):
        raise ValueError("a task comes round every second at most")
    return lambda task: declare(task, rhythm)


def daily(at: str) -> Callable[[Task[P, T]], Task[P, T]]:
    """Run the task below every day at a local time, ``"07:30"``. Raises ValueError for another spelling."""
    rhythm = Rhythm(daily=time.fromisoformat(at))
    return lambda task: declare(task, rhythm)


def declare(task: Task[P, T], rhythm: Rhythm) -> Task[P, T]:
    """Have a task come round. It is called without arguments."""
    if not isinstance(task, JobTask):
        raise TypeError("put the decorator above @task")
    DECLARED[task.module_path] = Declared(task, rhythm)
    return task


def load() -> None:
    """Import every app's ``tasks.py``, so that all that come round are known."""
    autodiscover_modules("tasks")


def sync(*, at: datetime) -> None:
    """Write what is declared into the table. A changed rhythm begins anew; a row whose task this version does not
    know stays for the workers of the version that does."""
    for name, declared in sorted(DECLARED.items()):
        fields = {"task": declared.task.module_path, **declared.rhythm.fields}
        first = declared.rhythm.after(at)
        row, created = Schedule.objects.get_or_create(name=name, defaults={**fields, "next_run": first})
        if not created and any(getattr(row, field) != value for field, value in fields.items()):
            Schedule.objects.filter(pk=row.pk, next_run=row.next_run).update(**fields, next_run=first)


def run_due(*, at: datetime) -> int:
    """Place a job for every schedule whose time has come; how many this call placed."""
    due = Schedule.objects.filter(next_run__lte=at, name__in=list(DECLARED)).order_by("next_run")
    return sum(_run(row, at) for row in due)


def _run(row: Schedule, at: datetime) -> bool:
    declared = DECLARED[row.name]
    with transaction.atomic():
        still = Schedule.objects.filter(pk=row.pk, next_run=row.next_run)
        if not still.update(next_run=declared.rhythm.after(at, row.next_run), last_run=at):
            return False
        job = claims.place(replace(declared.task, key=f"schedule:{row.name}"), [], {}, at=at)
        Schedule.objects.filter(pk=row.pk).update(last_job=job)
    return True
