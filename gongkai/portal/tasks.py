"""What the portal has to do when nobody looks at it."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from gongkai.jobs.schedules import daily
from gongkai.portal import drafts


@daily("03:40")
@task(title="删除七天没有改动的申请草稿")
def forget_drafts() -> int:
    """Delete what was never sent; returns how many drafts."""
    return drafts.sweep(at=timezone.now())
