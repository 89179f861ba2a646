"""Tasks for tests. What they do is counted in a table without any constraint, so that doing it twice shows."""

from __future__ import annotations

import os
import signal
import time

from django.db import connection
from django_tasks import TaskContext, task

from gongkai.jobs.errors import JobFailed

SECRET = "甄不存，身份证号码990101199001010019"
"""What an exception might quote and nobody may keep."""


def make_table() -> None:
    """The table in which effects are counted."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE labour_effect (number integer, process integer)")


def drop_table() -> None:
    """Leave nothing behind."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE labour_effect")


def effects() -> list[tuple[int, int]]:
    """All effects: the number of the job and the process that had it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, process FROM labour_effect ORDER BY number")
        return [(number, process) for number, process in cursor.fetchall()]


def have_effect(number: int) -> None:
    """One more effect."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO labour_effect VALUES (%s, %s)", [number, os.getpid()])


@task(title="计数", atomic=True, attempts=8)
def count(number: int) -> int:
    """Have an effect, in the transaction in which the job is done."""
    have_effect(number)
    time.sleep(0.005)
    return number


@task(title="慢慢做")
def linger(number: int, seconds: float) -> None:
    """Take one's time, then have an effect."""
    time.sleep(seconds)
    have_effect(number)


@task(title="总是出错", attempts=3)
def stumble() -> None:
    """Fail, with words about a person."""
    raise ValueError(SECRET)


@task(title="做到一半出错", atomic=True, attempts=1)
def break_off(number: int) -> None:
    """Have an effect and fail."""
    have_effect(number)
    raise RuntimeError(SECRET)


@task(title="说明原因的失败")
def refuse() -> None:
    """Fail for a reason that trying again does not mend."""
    raise JobFailed("MAIL_REFUSED", "邮件服务器拒收，请改用邮寄。", final=True)


@task(title="离开程序", attempts=1)
def leave() -> None:
    """Ask the program to end, which a job may not."""
    raise SystemExit(3)


@task(title="害死执行者", attempts=2, priority=10)
def kill() -> None:
    """End the worker as a fault in a library written in C would."""
    os.kill(os.getpid(), signal.SIGKILL)


@task(title="说出不该保存的话", attempts=1)
def tell() -> str:
    """Return what may not be kept."""
    return SECRET


@task(title="第几次", takes_context=True)
def which(context: TaskContext) -> int:
    """Return which attempt this is."""
    return context.attempt


@task(title="定期任务", atomic=True)
def come_round() -> None:
    """Have an effect each time round."""
    have_effect(0)
