"""Work in the background on mail: reading the mailboxes, and answering who wrote something that is no request."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django_tasks import task

from gongkai.casework.outgoing import NotSent, Refused
from gongkai.jobs.errors import JobFailed
from gongkai.jobs.schedules import every


@every(minutes=2)
@task(title="收取公开信箱的邮件", attempts=1)
def read_mailboxes() -> int:
    """Take in what has come; returns how many messages. A mailbox that cannot be read is tried again in two minutes,
    so the job itself is not; the tray says what is the matter, and so does the list of failed jobs."""
    from gongkai.casework.mail import taking
    from gongkai.casework.mail.addresses import BadSetting

    try:
        taken, problems = taking.read_all(at=timezone.now())
    except (BadSetting, ValueError) as error:
        raise JobFailed("MAIL_IN_SETTING", str(error), final=True) from error
    if problems:
        raise JobFailed("MAILBOX", "；".join(problems), final=True)
    return taken


@task(title="答复搁置的来信")
def answer_mail(mail_id: str) -> bool:
    """Send the prepared answer; whether there was one to send."""
    from gongkai.casework.mail import answering

    try:
        return answering.send(UUID(mail_id), at=timezone.now())
    except Refused as error:
        raise JobFailed("MAIL_REFUSED", str(error), final=True) from error
    except NotSent as error:
        raise JobFailed("MAIL_NOT_SENT", str(error)) from error
