"""What the self-check does when nobody looks at it: opening the site, walking through it, telling of columns."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from gongkai.jobs.definition import keyed
from gongkai.jobs.schedules import daily, every
from gongkai.oversight import reading
from gongkai.portal.selfcheck import probing, reminding, walking
from gongkai.portal.selfcheck.models import Fault


@every(minutes=30)
@task(title="访问本站公开网址，看能否打开", attempts=1)
def probe() -> bool:
    """Open the site as somebody outside would: 48 times a day, where an inspection wants 20. Whether it opened."""
    row = probing.probe(at=timezone.now())
    return row is not None and row.opened


@daily("02:20")
@task(title="走一遍全站，检查链接和标签", attempts=2, limit=7200)
def walk() -> int:
    """Walk through all public pages, which the reading duty hears of, too; how many."""
    hearing = reading.Hearing(now=timezone.now)
    row = walking.walk(now=timezone.now, heard=hearing)
    broken = walking.faults(row, Fault.Kind.DEAD, Fault.Kind.OUTSIDE)
    hearing.links((fault.page, fault.target, fault.what) for fault in broken)
    return row.pages


def walk_now() -> None:
    """Have a walk begun, unless one waits or runs."""
    keyed(walk, "selfcheck:walk").enqueue()


@daily("08:35")
@task(title="提醒临近和超期的栏目")
def look_at_columns() -> int:
    """Write down which columns are told of and have the digests sent; of how many columns."""
    at = timezone.now()
    with transaction.atomic():
        made = reminding.look(at=at)
        for user in made.users:
            transaction.on_commit(partial(_send, user, at))
    return made.count


def _send(user: int, at: datetime) -> None:
    tell_of_columns.enqueue(user, at.isoformat())


@task(title="发送栏目更新提醒")
def tell_of_columns(user_id: int, made_at: str) -> bool:
    """Send one person's digest."""
    return reminding.send_digest(user_id, made_at=datetime.fromisoformat(made_at), at=timezone.now())


@daily("03:55")
@task(title="清理很久以前的网站监测记录")
def forget() -> int:
    """Delete what is of no use any more; how many rows."""
    at = timezone.now()
    return probing.forget(at=at) + walking.forget(at=at)
