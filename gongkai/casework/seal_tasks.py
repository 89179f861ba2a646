"""Work in the background on letters that are to be sealed electronically."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone
from django.utils.timezone import localdate
from django_tasks import task

from gongkai.casework.outgoing import NotSent, Refused
from gongkai.jobs.definition import keyed
from gongkai.jobs.errors import JobFailed
from gongkai.jobs.schedules import every


@task(title="加盖电子印章")
def fetch_seal(letter_id: int) -> int:
    """Send one letter to the seal system, as soon as it is issued; how many came back."""
    from gongkai.casework import sealing

    # A backend that does jobs at once is still inside the letter's transaction, which may yet be undone.
    return 0 if connection.in_atomic_block else sealing.look(clock=timezone.now, letter_id=letter_id)


@every(minutes=1)
@task(title="取回加盖电子印章的文书")
def fetch_seals() -> int:
    """Look after all letters that wait: those that took their time, after a failure, after a crash."""
    from gongkai.casework import sealing

    return sealing.look(clock=timezone.now)


@every(minutes=10)
@task(title="提醒等待加盖电子印章的文书")
def remind_of_seals() -> int:
    """Remind officers of letters that wait for longer than an hour; how many letters."""
    from gongkai.casework import seal_reminding

    at = timezone.now()
    day = localdate(at).isoformat()
    return seal_reminding.look(at=at, tell=lambda user: keyed(tell_of_seals, f"seals:{user}:{day}").enqueue(user))


@task(title="发送等待用印的提醒邮件")
def tell_of_seals(user_id: int) -> bool:
    """Write to an officer; whether there was anything to say."""
    from gongkai.casework import seal_reminding

    try:
        return seal_reminding.send(user_id, at=timezone.now())
    except Refused as error:
        raise JobFailed("MAIL_REFUSED", str(error), final=True) from error
    except NotSent as error:
        raise JobFailed("MAIL_NOT_SENT", str(error)) from error
