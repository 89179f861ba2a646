"""Counting visits in the background."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from gongkai.jobs.schedules import daily, every
from gongkai.portal.visiting import folding


@every(minutes=10)
@task(title="统计网页访问次数")
def fold() -> int:
    """Count what was written down; how many views."""
    return folding.fold(at=timezone.now())


@daily("04:15")
@task(title="删除访问者标记")
def forget() -> int:
    """Delete the marks of days that are over; how many rows."""
    return folding.forget(at=timezone.now())
