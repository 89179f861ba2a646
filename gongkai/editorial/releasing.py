"""Putting out what was cleared: with the last signature, or when the moment has come that its author asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from gongkai.editorial import gate, items
from gongkai.editorial.errors import Changed, Gone, NotCleared
from gongkai.editorial.models import Release, Round, TimedRun

LATE = timedelta(minutes=5)
"""From when on something that is not out is an alarm: a worker looks every minute."""


def due(*, at: datetime) -> list[Round]:
    """What was cleared for a moment that has come and is not out, one round of each group: a query, so that a missed
    run loses nothing."""
    rows = Round.objects.filter(state=Round.State.CLEARED, release_at__lte=at, releases__isnull=True)
    first: dict[str, Round] = {}
    for row in rows.order_by("release_at", "pk"):
        first.setdefault(row.group, row)
    return list(first.values())


def release_due(*, at: datetime) -> list[Release]:
    """Release all of it. What the gate refuses now stays where it is and is shown as waiting."""
    return [release for row in due(at=at) for release in release_when_cleared(row, at=at)]


def release_when_cleared(row: Round, *, at: datetime) -> Sequence[Release]:
    """Release a round whose moment has come, unless it was overtaken by another or the gate refuses it now; and leave
    a receipt of what came of it."""
    try:
        if gate.standing_round(items.load(row.key)) != row:
            return _leave(row, at, "有更新的送审，这一轮不再发布。")
        with transaction.atomic():
            found = release_group(row, at=at)
            if found:
                _leave(row, at, _how_late(row, at), done=True)
    except (NotCleared, Changed, Gone) as error:
        return _leave(row, at, str(error))
    return found or _leave(row, at, "一起送审的内容还没有全部通过审核。")


def overdue(row: Round, *, at: datetime) -> TimedRun | None:
    """The last receipt of something that should have been out for a while and is not; None while there is time."""
    if row.release_at is None or at < row.release_at + LATE:
        return None
    last: TimedRun | None = row.timed_runs.last()
    if last is None:
        return TimedRun(round=row, planned_at=row.release_at, at=at, done=False, words="后台任务没有执行。")
    return None if last.done else last


def late(rows: QuerySet[Round], *, at: datetime) -> QuerySet[Round]:
    """Of some rounds those that should have been out for a while and are not."""
    return rows.filter(state=Round.State.CLEARED, release_at__lte=at - LATE, releases__isnull=True)


def _how_late(row: Round, at: datetime) -> str:
    minutes = int((at - _planned(row, at)).total_seconds() // 60)
    return f"已经发布，比设定的时间晚{minutes}分钟。" if minutes >= LATE.seconds // 60 else "已经按时发布。"


def _planned(row: Round, at: datetime) -> datetime:
    return min(row.release_at or at, at)


def _leave(row: Round, at: datetime, words: str, *, done: bool = False) -> Sequence[Release]:
    """Leave a receipt, unless the last one says the same."""
    last = row.timed_runs.last()
    if last is None or (last.done, last.words) != (done, words[:500]):
        TimedRun.objects.create(round=row, planned_at=_planned(row, at), at=at, done=done, words=words[:500])
    return []


def release_group(row: Round, *, at: datetime) -> Sequence[Release]:
    """Release a round with all that was handed in together with it, once all of it is cleared. Raises NotCleared,
    Changed."""
    group = Round.objects.filter(group=row.group).order_by("pk")
    if any(companion.state != Round.State.CLEARED for companion in group):
        return []
    return gate.release(keys=[companion.key for companion in group], by=None, at=at)
