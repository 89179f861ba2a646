"""A message that did not go out is sent again, because an officer says so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import log, message_tasks, quiet
from gongkai.casework.errors import NotPermitted, Unknown
from gongkai.casework.records import Message


@transaction.atomic
def resend(*, message_id: int, by: User, at: datetime) -> Message:
    """Have a failed message sent again, with all its attempts and a ledger entry.

    Raises Unknown, NotAllowed, and NotPermitted when it is not failed any more or the applicant was erased.
    """
    rows = Message.objects.select_related("case__agency", "case__assigned_agency", "case__subject")
    message = rows.filter(pk=message_id).first()
    if message is None or not log.allowed(by, Permission.CASE_SEE, message.case, on=localdate(at)):
        raise Unknown
    if not log.allowed(by, Permission.CASE_HANDLE, message.case, on=localdate(at)):
        raise NotAllowed(Permission.CASE_HANDLE, message.case.agency)
    if not bytes(message.case.subject.key):
        raise NotPermitted("申请人的个人信息已依规定销毁，通知不能再发送。")
    later = quiet.earliest(at, limit_on=None) if message.means == Message.Means.SMS else at
    waiting = {"state": Message.State.WAITING, "attempts": 0, "problem": "", "not_before": later}
    if not Message.objects.filter(pk=message_id, state=Message.State.FAILED).update(**waiting):
        raise NotPermitted("这条通知不是“未能发送”状态，可能已经有人再次发送。")
    act = ledger.Act(
        by.actor, Action.JOB_RETRIED, f"case:{message.case.number}", detail={"message": message.pk, "seq": message.seq}
    )
    ledger.record(message.case.agency.stream, [act], at=at)
    message_tasks.deliver.enqueue(message.case_id)
    return message
