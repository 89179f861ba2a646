"""What the gate does by itself: releasing what was cleared for a moment, and looking at night whether what is public
was released."""

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
@task(title="核对公开的网页是否都经过审核")
def verify_releases() -> int:
    """Take down pages that are public and were not released. Found something, the job fails, so that somebody looks."""
    from gongkai.editorial import verifying

    found = verifying.strays()
    for stray in found:
        verifying.take_down(stray, at=timezone.now())
    if found:
        raise JobFailed("UNRELEASED_PUBLIC", f"发现{len(found)}项不应公开的内容，已经撤下，见审计账本。", final=True)
    if not verifying.lock_is_on():
        raise JobFailed("LIVE_LOCK_MISSING", "数据库的公开触发器不见了，请运行 gongkai migrate。", final=True)
    return 0


@daily("03:30")
@task(title="核对公开的报告和答复是否都经过发布")
def compare_with_releases() -> int:
    """Fail, so that officers see it, while something is public that was not released. Nothing is taken down by
    itself: a report must be public (条例第四十九条), and a person decides which side is right."""
    from gongkai.editorial import comparing

    found = comparing.strays()
    if found:
        named = "；".join(stray.sentence for stray in found[:5])
        more = f"等{len(found)}项" if len(found) > 5 else ""
        raise JobFailed("UNRELEASED_PUBLIC", f"{named}{more}。请核对后重新送审发布或者撤下。", final=True)
    return 0
