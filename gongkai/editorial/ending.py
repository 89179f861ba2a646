"""Taking something out of public sight at a set time: decided beforehand with the reason, carried out by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.editorial import gate
from gongkai.editorial.errors import Incomplete, Overtaken
from gongkai.editorial.models import Ending, Release

LATE = timedelta(minutes=5)
"""From when on something that still stands is an alarm: a worker looks every minute."""
OPEN = Q(done_at__isnull=True, cancelled_at__isnull=True)


@transaction.atomic
def plan(*, key: str, due_at: datetime, why: str, by: User, at: datetime) -> Ending:
    """Have something taken down at a time. A former plan for it gives way. Raises NotAllowed, Incomplete, Overtaken."""
    if not why.strip():
        raise Incomplete("请写明撤下的原因。", "why")
    if due_at <= at:
        raise Incomplete("撤下的时间应当在现在以后；立即撤下的不填时间。", "due_at")
    row = _standing(key)
    require(by, Permission.CONTENT_RELEASE, row.agency, on=localdate(at))
    Ending.objects.filter(OPEN, key=key).update(cancelled_at=at)
    found = Ending.objects.create(
        key=key, agency=row.agency, title=row.title, due_at=due_at, why=why.strip()[:300], set_by=by, set_at=at
    )
    _record(found, by.actor, Action.ENDING_SET, at)
    return found


@transaction.atomic
def cancel(*, key: str, by: User, at: datetime) -> Ending:
    """Let something stand after all. Raises NotAllowed, Overtaken when nothing was planned."""
    row = Ending.objects.select_for_update().filter(OPEN, key=key).first()
    if row is None:
        raise Overtaken("没有设定撤下的时间，或者已经撤下。")
    require(by, Permission.CONTENT_RELEASE, row.agency, on=localdate(at))
    row.cancelled_at = at
    row.save(update_fields=["cancelled_at"])
    _record(row, by.actor, Action.ENDING_CANCELLED, at)
    return row


def planned(key: str) -> Ending | None:
    """When something will be taken down, if that was decided."""
    return Ending.objects.filter(OPEN, key=key).select_related("set_by").first()


def receipt(key: str) -> Ending | None:
    """The last time that something was taken down, or should have been, at a set time: with how it went."""
    return Ending.objects.filter(key=key, done_at__isnull=False).order_by("-done_at", "-pk").first()


def due(*, at: datetime) -> QuerySet[Ending]:
    """What is to be taken down by now and was not, the oldest first."""
    return Ending.objects.filter(OPEN, due_at__lte=at).order_by("due_at", "pk")


def overdue(*, at: datetime) -> QuerySet[Ending]:
    """What should have been taken down for a while and still stands."""
    return due(at=at - LATE)


@transaction.atomic
def carry_out(row: Ending, *, at: datetime) -> bool:
    """Take down what is due, with a receipt; whether something was taken down. Begun twice, it does nothing."""
    locked = Ending.objects.select_for_update().filter(OPEN, pk=row.pk, due_at__lte=at).first()
    if locked is None:
        return False
    release = gate.standing(row.key)
    if release is not None:
        gate.end(release, locked.why, at=at)
        _record(locked, ledger.SYSTEM, Action.WITHDRAWN, at, release=release.pk)
    locked.done_at, locked.result = at, _result(at - locked.due_at) if release else "到时已经不公开。"
    locked.save(update_fields=["done_at", "result"])
    return release is not None


def _result(late: timedelta) -> str:
    return "已经按时撤下。" if late < LATE else f"已经撤下，晚{int(late.total_seconds() // 60)}分钟。"


def _standing(key: str) -> Release:
    row = (
        Release.objects.select_for_update(of=("self",))
        .select_related("agency")
        .filter(key=key, withdrawn_at=None)
        .first()
    )
    if row is None:
        raise Overtaken("这项内容没有公开或者已经撤下。")
    return row


def _record(row: Ending, actor: str, action: Action, at: datetime, **detail: int) -> None:
    told = {"due_at": row.due_at.isoformat(), "set_by": row.set_by.actor, **detail}
    ledger.record(row.agency.stream, [ledger.Act(actor, action, row.key, detail=told)], at=at)
