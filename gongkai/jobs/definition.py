"""What a task of ours says about itself, beyond what django-tasks asks.

@task(title="发送到期提醒", atomic=True)
def remind(case_id: int) -> None: ...

keyed(remind, f"remind:{case.pk}").enqueue(case.pk)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.utils.module_loading import import_string
from django_tasks.base import Task
from typing_extensions import ParamSpec

from gongkai.jobs.errors import UnknownTask

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTask(Task[P, T]):
    """A task that the database backend runs. Every task must bear being begun twice (see ``atomic``)."""

    title: str = ""
    """What officers read; without it they read the task's path."""

    atomic: bool = False
    """Whether the task's own work in the database and the note that it is done are one transaction, so that the
    effect is there exactly once. For short work that touches nothing but the database: on SQLite everybody
    else's writing waits for it."""

    attempts: int = 5
    """How often it is tried before it counts as failed."""

    limit: int = 1800
    """Seconds after which an attempt counts as hanging, and its worker is ended and started again."""

    key: str = ""
    """Names the call while it is unfinished; see ``keyed``."""


def keyed(task: Task[P, T], key: str) -> Task[P, T]:
    """Return the task such that ``enqueue`` gives the job with that key when one is waiting or running.

    Whoever must have a run that begins after now, although one is running, uses no key.
    """
    return replace(task, key=key)  # type: ignore[call-arg]


def task_at(path: str) -> JobTask[Any, Any]:
    """Return the task at a dotted path. Raises UnknownTask."""
    try:
        found = import_string(path)
    except ImportError as error:
        raise UnknownTask(path) from error
    if not isinstance(found, JobTask):
        raise UnknownTask(path)
    return found


OF_OTHERS = {"modelsearch.": "更新内容编辑的查找", "wagtail.": "内容编辑的后台任务"}
"""What officers read for tasks that an installed package brings, by the beginning of their path."""


def title_of(path: str) -> str:
    """Return what officers read for a task's path."""
    usual = next((words for begins, words in OF_OTHERS.items() if path.startswith(begins)), path)
    try:
        return task_at(path).title or usual
    except UnknownTask:
        return usual
