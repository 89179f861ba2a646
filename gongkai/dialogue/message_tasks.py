"""Messages to writers in the background."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone
from django_tasks import task

from gongkai.casework import sending
from gongkai.dialogue.mailing import WRITERS
from gongkai.jobs.schedules import every


@task(title="发送给来信人的通知")
def deliver(message_id: int) -> int:
    """Send one message; whether it went out. A backend that does jobs at once is still inside the verb's transaction,
    which may yet be undone: then the round below sends."""
    if connection.in_atomic_block:
        return 0
    return sending.send_box(WRITERS, clock=timezone.now, pk=message_id)


@every(minutes=5)
@task(title="发送等候的给来信人的通知")
def deliver_waiting() -> int:
    """Send all that is due: after a failure, after a crash."""
    return sending.send_box(WRITERS, clock=timezone.now)
