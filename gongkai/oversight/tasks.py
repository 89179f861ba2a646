"""What the oversight has done in the background."""

from __future__ import annotations

import time
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from gongkai.jobs.definition import keyed
from gongkai.jobs.schedules import daily, every
from gongkai.oversight import keeping, reading, rechecking, reminding
from gongkai.oversight.models import Medium


@daily("03:10")
@task(title="安排系统读网")
def read_sites() -> int:
    """Have every registered site read that is not our own, each by a job of its own; how many."""
    rows = Medium.objects.filter(by_machine=True, retired_on=None)
    others = [row for row in rows if not reading.is_ours(row)]
    for row in others:
        keyed(read_site, f"oversight:read:{row.pk}").enqueue(row.pk)
    return len(others)


@task(title="系统读网", attempts=2, limit=7200)
def read_site(medium_id: int) -> int:
    """Read one site; how many pages."""
    row = Medium.objects.select_related("office", "agency").filter(pk=medium_id, retired_on=None).first()
    return reading.read(row, now=timezone.now, pause=time.sleep).pages if row is not None else 0


@daily("03:40")
@task(title="销毁保存期满的网页快照")
def forget_snapshots() -> int:
    """Destroy pages that were read years ago and that nobody had to mend; how many."""
    return keeping.forget(at=timezone.now())


@every(minutes=15)
@task(title="复查报送的整改、提醒超期的整改")
def look() -> int:
    """Look again at what agencies say they mended, and tell of what is late; how many were looked at."""
    at = timezone.now()
    done = rechecking.look(at=at)
    with transaction.atomic():
        for user in reminding.late(at=at):
            tell_late.enqueue(user, at.isoformat())
    return done


@daily("08:40")
@task(title="提醒读网值班的空缺")
def look_at_rota() -> int:
    """Tell who makes the rota of hours without a reader; how many letters."""
    found = reminding.holes(at=timezone.now())
    with transaction.atomic():
        for user, office in found:
            tell_holes.enqueue(user, office)
    return len(found)


@task(title="发送整改超期提醒")
def tell_late(user_id: int, made_at: str) -> bool:
    """Send one person's letter."""
    return reminding.send_late(user_id, made_at=datetime.fromisoformat(made_at), at=timezone.now())


@task(title="发送值班空缺提醒")
def tell_holes(user_id: int, office_id: int) -> bool:
    """Send one person's letter about one office."""
    return reminding.send_holes(user_id, office_id, at=timezone.now())
