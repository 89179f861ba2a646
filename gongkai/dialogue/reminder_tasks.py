"""Officers are reminded of letters and reports in the background."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

from gongkai.casework.outgoing import NotSent, Refused
from gongkai.dialogue import reminders
from gongkai.jobs.definition import keyed
from gongkai.jobs.errors import JobFailed
from gongkai.jobs.schedules import every


@every(minutes=10)
@task(title="核对来信和找错的期限并提醒")
def remind_of_letters() -> int:
    """Remind of limits that have come near since the last look; how many."""
    at = timezone.now()
    moment = at.isoformat()
    return reminders.look(at=at, tell=lambda user: _digest(user, moment).enqueue(user, moment)).count


def _digest(user_id: int, moment: str) -> Task[[int, str], bool]:
    return keyed(send_letter_digest, f"dialogue-digest:{user_id}:{moment}")


@task(title="发送来信和找错的期限提醒")
def send_letter_digest(user_id: int, made_at: str) -> bool:
    """Send an officer the reminders of one look; whether there was anything to say."""
    try:
        return reminders.send_digest(user_id, made_at=datetime.fromisoformat(made_at), at=timezone.now())
    except Refused as error:
        raise JobFailed("MAIL_REFUSED", str(error), final=True) from error
    except NotSent as error:
        raise JobFailed("MAIL_NOT_SENT", str(error)) from error
