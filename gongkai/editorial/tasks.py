"""What is done for the gate by itself: comparing at night what is public with what was released."""

from __future__ import annotations

from django_tasks import task

from gongkai.jobs.errors import JobFailed
from gongkai.jobs.schedules import daily


@daily("03:30")
@task(title="核对公开的内容是否都经过发布")
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
