"""Three tables: jobs, the schedules that ask for them, and the workers that do them.

None of them holds data of applicants: arguments are ids, errors are codes and places in the program.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", "等候"
    """In this state nobody has begun the job, or its last attempt failed and the next one is due at ``run_after``.
    A worker may have reserved it for a moment; the reservation lapses by itself."""
    RUNNING = "running", "执行中"
    """In this state a worker is at it and renews the lease; when the lease runs out, the worker is taken for dead."""
    DONE = "done", "完成"
    """In this state the job's effect is in the database, exactly once, and nothing will be done again."""
    FAILED = "failed", "失败"
    """In this state all attempts are used up; the reason is kept and an officer may have it done again."""


UNFINISHED = (State.WAITING, State.RUNNING)
FINISHED = (State.DONE, State.FAILED)


class Job(models.Model):
    """One call of a task, to be made at least once and to take effect once.

    ``key`` names the call while it is unfinished: a second one with the same key is the first one.
    """

    task = models.CharField("任务", max_length=200)
    arguments = models.JSONField("参数", default=dict)
    key = models.CharField("唯一键", max_length=200, blank=True, default="")
    queue = models.CharField("队列", max_length=40, default="default")
    priority = models.SmallIntegerField("优先级", default=0)
    run_after = models.DateTimeField("最早执行时间")
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("已尝试", default=0)
    max_attempts = models.PositiveSmallIntegerField("最多尝试", default=1)
    worker = models.CharField("执行者", max_length=80, blank=True, default="")
    lease_until = models.DateTimeField("占用至", null=True, blank=True)
    heartbeat_at = models.DateTimeField("最近心跳", null=True, blank=True)
    enqueued_at = models.DateTimeField("入队时间")
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    error_code = models.CharField("错误代码", max_length=40, blank=True, default="")
    error_text = models.CharField("错误原因", max_length=300, blank=True, default="")
    result = models.JSONField("结果", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=~Q(key="") & Q(state__in=UNFINISHED), name="job_key_once_unfinished"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="job_state_known"),
            models.CheckConstraint(
                condition=Q(worker="", lease_until__isnull=True) | (~Q(worker="") & Q(lease_until__isnull=False)),
                name="job_worker_with_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RUNNING) | (~Q(worker="") & Q(started_at__isnull=False)),
                name="job_running_has_worker",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, finished_at__isnull=True)
                | Q(state__in=FINISHED, finished_at__isnull=False, worker=""),
                name="job_finished_has_time",
            ),
            models.CheckConstraint(condition=~Q(state=State.FAILED) | ~Q(error_code=""), name="job_failed_has_reason"),
            models.CheckConstraint(
                condition=Q(max_attempts__gte=1) & Q(attempts__lte=models.F("max_attempts")),
                name="job_attempts_bounded",
            ),
        ]
        indexes = [
            # What a worker looks for: the most urgent that may be begun. Not partial, because SQLite does not use
            # a partial index for a state that is given as a parameter.
            models.Index(fields=["state", "-priority", "run_after", "id"], name="job_to_begin"),
            # what the page and the clean-up look for; the few that run are found by it too
            models.Index(fields=["state", "-finished_at"], name="job_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.task}#{self.pk}"


class Schedule(models.Model):
    """A task that comes round. ``next_run`` is claimed by compare-and-set, so that any number of workers may try."""

    name = models.CharField("名称", max_length=200, unique=True)
    task = models.CharField("任务", max_length=200)
    every_seconds = models.PositiveIntegerField("每隔（秒）", null=True, blank=True)
    daily_at = models.TimeField("每天", null=True, blank=True)
    next_run = models.DateTimeField("下次")
    last_run = models.DateTimeField("上次", null=True, blank=True)
    last_job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(every_seconds__gte=1, daily_at__isnull=True)
                | Q(every_seconds__isnull=True, daily_at__isnull=False),
                name="schedule_one_rhythm",
            )
        ]
        indexes = [models.Index(fields=["next_run"], name="schedule_due")]

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """A worker process that says now and then that it is alive."""

    name = models.CharField("名称", max_length=80, primary_key=True)
    queues = models.CharField("队列", max_length=200, blank=True, default="")
    started_at = models.DateTimeField("启动时间")
    seen_at = models.DateTimeField("最近报到", db_index=True)

    def __str__(self) -> str:
        return self.name
