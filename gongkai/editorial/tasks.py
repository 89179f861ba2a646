"""What the gate does by itself: releasing what was cleared for a moment, and looking at night what is public."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from gongkai.jobs.errors import JobFailed
from gongkai.jobs.schedules import daily, every


@every(minutes=1)
@task(title="公开到了时间的内容")
def release_due() -> int:
    """Release what passed its reviews and whose moment has come; returns how many."""
    from gongkai.editorial import reviewing

    return len(reviewing.release_due(at=timezone.now()))


@daily("03:20")
@task(title="核对公开的内容是否都经过审核")
def verify_releases() -> int:
    """Take down what is public and was not released. Found something, the job fails, so that somebody looks."""
    from gongkai.editorial import verifying

    found = verifying.strays()
    for stray in found:
        verifying.take_down(stray, at=timezone.now())
    if found:
        raise JobFailed("UNRELEASED_PUBLIC", f"发现{len(found)}项不应公开的内容，已经撤下，见审计账本。", final=True)
    if not verifying.lock_is_on():
        raise JobFailed("LIVE_LOCK_MISSING", "数据库的公开触发器不见了，请运行 gongkai migrate。", final=True)
    return 0
