"""What the app itself has to do."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from gongkai.jobs.models import FINISHED, Job, Schedule, Worker
from gongkai.jobs.schedules import daily

KEPT = timedelta(days=30)
"""How long a finished job can be looked at."""
FORGOTTEN = timedelta(days=1)
"""After which silence a worker is not shown any more."""
AT_ONCE = 500
"""Rows deleted in one transaction, so that nobody waits long for the database."""


@daily("03:20")
@task(title="清理三十天前结束的后台任务记录")
def clear_finished() -> int:
    """Delete what finished long ago; returns how many jobs. Beginning twice does no harm."""
    return clear(at=timezone.now())


def clear(*, at: datetime) -> int:
    """Delete finished jobs, silent workers and schedules that no version of the program runs any more."""
    Worker.objects.filter(seen_at__lt=at - FORGOTTEN).delete()
    Schedule.objects.filter(next_run__lt=at - KEPT).delete()
    old, deleted = Job.objects.filter(state__in=FINISHED, finished_at__lt=at - KEPT).order_by("finished_at"), 0
    while keys := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        Job.objects.filter(pk__in=keys).delete()
        deleted += len(keys)
    return deleted
