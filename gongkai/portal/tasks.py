"""What the portal does when nobody looks at it: calling hooks, forgetting what was never sent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from gongkai.jobs.errors import JobFailed
from gongkai.jobs.schedules import daily, every
from gongkai.portal import drafts
from gongkai.portal.caching import following
from gongkai.portal.hooks import platform, queue
from gongkai.portal.mirror import making


@task(title="推送办件事项", attempts=1, limit=3600)
def push_hook(hook_id: int) -> int:
    """Call a hook with what is due; returns how many calls were received. What fails is tried again by the calls'
    own delays, so the job itself is not."""
    return queue.push(hook_id, at=timezone.now())


@every(minutes=1)
@task(title="查找待推送的办件事项")
def look_for_due_hooks() -> int:
    """Place a job for each hook with something due; returns how many."""
    return queue.enqueue_due(at=timezone.now())


@task(title="全部重报一年的办件状态")
def report_year(hook_id: int, year: int) -> int:
    """Put every case of a year in line for a platform; returns how many."""
    return platform.report_year(hook_id, year, at=timezone.now())


@every(minutes=5)
@task(title="读取上级平台的回执")
def take_platform_answers() -> int:
    """Read what platforms answered through their folders; returns how many answers."""
    return platform.take_answers(at=timezone.now())


@daily("03:40")
@task(title="清理三十天前的推送记录")
def forget_old_calls() -> int:
    """Delete what nobody needs any more; returns how many rows."""
    return queue.forget(at=timezone.now())


@every(minutes=10)
@task(title="更新静态镜像", attempts=1, limit=3600)
def export_mirror() -> int:
    """Bring the mirror in step with what is public, where there is one; how many answers were made anew."""
    if not settings.GONGKAI_MIRROR_DIR:
        return 0
    try:
        return making.update(Path(settings.GONGKAI_MIRROR_DIR), at=timezone.now())
    except (making.Failed, OSError) as error:
        raise JobFailed("MIRROR_FAILED", str(error)) from error


@daily("03:45")
@task(title="清理五周前的网页变更记录")
def forget_changes() -> int:
    """Delete the changes that no export needs any more; returns how many."""
    return following.forget(before=timezone.now() - timedelta(days=following.DAYS))


@daily("03:40")
@task(title="删除七天没有改动的申请草稿")
def forget_drafts() -> int:
    """Delete what was never sent; returns how many drafts."""
    return drafts.sweep(at=timezone.now())
