"""Subscriptions in the background: writing what is due, sending it, forgetting."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone
from django_tasks import task

from gongkai.jobs.schedules import daily, every
from gongkai.portal.subscribing import asking, sending


@every(minutes=5)
@task(title="发送订阅邮件")
def deliver() -> int:
    """Write and send what is due; how many messages went out."""
    at = timezone.now()
    sending.write_due(at=at)
    return deliver_waiting.func()


@task(title="发送等候的订阅邮件")
def deliver_waiting() -> int:
    """Send what waits. A backend that does jobs at once may be inside a transaction: then the next round sends."""
    return 0 if connection.in_atomic_block else sending.send_waiting(clock=timezone.now)


@daily("04:05")
@task(title="清理没有确认的订阅")
def forget() -> int:
    """Delete questions without an answer and old messages; how many rows."""
    at = timezone.now()
    return asking.forget(at=at) + sending.forget(at=at)
