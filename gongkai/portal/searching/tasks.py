"""What the search does in the background: reading public files, following the log, forgetting."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.timezone import localdate
from django_tasks import task

from gongkai.jobs.schedules import daily, every
from gongkai.portal.searching import changes, files, following, hot, unfound
from gongkai.search.errors import Busy


@task(title="读取公开附件的文字，供搜索")
def read_files(release_id: int) -> int:
    """Read what a release's files say and write the change for every node; how many files. Begun twice, it reads only
    what is not read yet."""
    return files.read_release(release_id, at=timezone.now())


@every(minutes=1)
@task(title="更新搜索数据", attempts=1, limit=3600)
def follow() -> int:
    """Bring the log in step with what is public and this node's copy with the log; how many documents."""
    changes.reconcile(limit=following.BATCH)
    try:
        return following.catch_up()
    except Busy:
        return 0


@daily("00:00")
@task(title="更新今天起有效性改变的政策文件")
def turn() -> int:
    """Compose anew what is found under a validity, a section or an agency that it no longer has; how many. Looks at all
    there is and not at this day alone: a night without a worker leaves nothing behind."""
    other = changes.otherwise(localdate())
    for key in other:
        changes.again(key)
    return len(other)


@daily("03:50")
@task(title="清理搜索中已经不公开的附件文字和过期的搜索词")
def forget() -> int:
    """Delete the texts of files that are public no more, and words of long ago; how many rows."""
    today = localdate()
    words = unfound.forget(before=today - timedelta(days=unfound.DAYS), single=today - timedelta(days=7))
    return files.forget() + words + hot.forget(before=today - timedelta(days=hot.DAYS))
