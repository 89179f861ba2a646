"""What the office sees of the work in the background."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count

from gongkai.jobs import schedules
from gongkai.jobs.definition import title_of
from gongkai.jobs.models import UNFINISHED, Job, Schedule, State, Worker

SHOWN = 30
"""Rows of each table."""
LATE = timedelta(minutes=5)
"""How long after its time a run is shown as late: a worker looks every second."""


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job with the name that officers know."""

    job: Job
    title: str


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """A schedule: its name, its rhythm in words, and whether its time has passed without a run."""

    schedule: Schedule
    title: str
    rhythm: str
    late: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the page."""

    alive: tuple[Worker, ...]
    silent: tuple[Worker, ...]
    waiting: int
    running: int
    failed: int
    done_lately: int
    failures: tuple[JobLine, ...]
    unfinished: tuple[JobLine, ...]
    finished: tuple[JobLine, ...]
    schedules: tuple[ScheduleLine, ...]


def overview(*, at: datetime) -> Overview:
    """Return how things stand."""
    counts = dict(
        Job.objects.filter(state__in=[*UNFINISHED, State.FAILED]).values_list("state").annotate(Count("id")).order_by()
    )
    workers = list(Worker.objects.order_by("started_at", "name"))
    heard = at - timedelta(seconds=settings.GONGKAI_JOB_LEASE)
    return Overview(
        alive=tuple(worker for worker in workers if worker.seen_at >= heard),
        silent=tuple(worker for worker in workers if worker.seen_at < heard),
        waiting=counts.get(State.WAITING, 0),
        running=counts.get(State.RUNNING, 0),
        failed=counts.get(State.FAILED, 0),
        done_lately=Job.objects.filter(state=State.DONE, finished_at__gt=at - timedelta(days=1)).count(),
        failures=_lines(State.FAILED, "-finished_at"),
        unfinished=(*_lines(State.RUNNING, "started_at"), *_lines(State.WAITING, "-priority", "run_after", "id")),
        finished=_lines(State.DONE, "-finished_at"),
        schedules=_schedules(at),
    )


def _lines(state: State, *order: str) -> tuple[JobLine, ...]:
    jobs = Job.objects.filter(state=state).order_by(*order)[:SHOWN]
    return tuple(JobLine(job, title_of(job.task)) for job in jobs)


def _schedules(at: datetime) -> tuple[ScheduleLine, ...]:
    schedules.load()
    rows = Schedule.objects.filter(name__in=list(schedules.DECLARED)).select_related("last_job")
    lines = (ScheduleLine(row, title_of(row.task), rhythm(row), row.next_run < at - LATE) for row in rows)
    return tuple(sorted(lines, key=lambda line: (line.schedule.next_run, line.title)))


def rhythm(row: Schedule) -> str:
    """Return how often a schedule comes round, in words."""
    if row.daily_at is not None:
        return f"每天{row.daily_at:%H:%M}"
    assert row.every_seconds is not None, "the database keeps one of the two"
    for seconds, unit in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if row.every_seconds % seconds == 0:
            count = row.every_seconds // seconds
            return f"每{count}{unit}"
    return f"每{row.every_seconds}秒"
