"""Work of casework in the background: messages to applicants, reminders to officers."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

from gongkai.casework import reminders, sending
from gongkai.casework.outgoing import NotSent, Refused
from gongkai.jobs.definition import keyed
from gongkai.jobs.errors import JobFailed
from gongkai.jobs.schedules import daily, every


@task(title="发送给申请人的通知")
def deliver(case_id: int) -> int:
    """Send what waits for one applicant; how many messages went out."""
    # A backend that does jobs at once is still inside the event's transaction, which may yet be undone: then the
    # round below sends.
    return 0 if connection.in_atomic_block else sending.send_waiting(clock=timezone.now, case_id=case_id)


@every(minutes=5)
@task(title="发送等候的通知")
def deliver_waiting() -> int:
    """Send all that is due: after quiet hours, after a failure, after a crash."""
    return sending.send_waiting(clock=timezone.now)


@every(minutes=10)
@task(title="核对期限并提醒")
def remind() -> int:
    """Remind of limits that have come near since the last look."""
    return _remind()


@daily("08:30")
@task(title="核对期限并提醒（每日）")
def remind_in_the_morning() -> int:
    """The first look of the day."""
    return _remind()


def _remind() -> int:
    at = timezone.now()
    moment = at.isoformat()
    # A look writes in several transactions: one unfinished digest tells a person of all of them.
    return reminders.look(at=at, tell=lambda user: _digest(user, moment).enqueue(user, moment)).count


def _digest(user_id: int, moment: str) -> Task[[int, str], bool]:
    return keyed(send_digest, f"digest:{user_id}:{moment}")


@task(title="发送期限提醒邮件")
def send_digest(user_id: int, made_at: str) -> bool:
    """Send an officer the reminders of one look; whether there was anything to say."""
    try:
        return reminders.send_digest(user_id, made_at=datetime.fromisoformat(made_at), at=timezone.now())
    except Refused as error:
        raise JobFailed("MAIL_REFUSED", str(error), final=True) from error
    except NotSent as error:
        raise JobFailed("MAIL_NOT_SENT", str(error)) from error
