"""The prepared mail to the sender of a message that is no request."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from gongkai.casework import gateways
from gongkai.casework.mail import tray
from gongkai.casework.mail.models import IncomingMail
from gongkai.casework.outgoing import NotSent, Outgoing
from gongkai.casework.records import Message


def send(mail_id: UUID, *, at: datetime) -> bool:
    """Send the answer if it still waits; False when there is nothing to send. Begun twice after a crash it may arrive
    twice, under the same Message-ID. Raises NotSent after noting why."""
    mail = IncomingMail.objects.filter(pk=mail_id, answer_due=True, answered_at=None, erased_at=None).first()
    answer = tray.answer_of(mail).get("answer", "") if mail is not None else ""
    if mail is None or not answer:
        return False
    words = tray.opened(mail, today=localdate(at)).words
    subject = f"关于来信“{words.subject[:60]}”的答复" if words.subject else "关于来信的答复"
    letter = Outgoing(f"mail-answer:{mail.pk}", words.address, answer, subject, "电子邮件")
    waiting = IncomingMail.objects.filter(pk=mail_id, answered_at=None)
    try:
        gateways.gateways()[Message.Means.EMAIL].send(letter, at=at)
    except NotSent as error:
        waiting.update(answer_problem=str(error)[:200])
        raise
    waiting.update(answered_at=at, answer_due=False, answer_problem="")
    return True
