"""Work in the background of security: looking for unusual numbers and writing to those who look after it, and
throwing away sessions that are over."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django_tasks import task

from gongkai.agencies import watching
from gongkai.agencies.models import OpenSession, SecurityNotice, User
from gongkai.agencies.sessions import LONGEST
from gongkai.casework.gateways import gateways
from gongkai.casework.outgoing import NotSent, Outgoing, Refused
from gongkai.casework.records import Message
from gongkai.jobs.errors import JobFailed
from gongkai.jobs.schedules import daily, every


@every(minutes=10)
@task(title="核对异常次数", atomic=True)
def watch() -> int:
    """Count what happened within the last hour; how many new notices there are."""
    at = timezone.now()
    new = watching.look(at=at)
    for notice in new:
        for user in watching.told(notice, on=localdate(at)):
            send_notice.enqueue(notice.pk, user.pk)
    return len(new)


@task(title="发送安全提示邮件")
def send_notice(notice_id: int, user_id: int) -> bool:
    """Write to somebody about a notice; whether there was a mailbox."""
    notice = SecurityNotice.objects.select_related("person").get(pk=notice_id)
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if user is None:
        return False
    text = f"{localtime(notice.made_at):%Y-%m-%d %H:%M}　{watching.sentence(notice)}\n\n请登录办公平台核实原因。\n"
    key = f"security-notice:{notice.pk}:{user.pk}"
    mail = Outgoing(key, user.email, text, "政府信息公开平台：安全提示", Message.Means.EMAIL.label)
    try:
        gateways()[Message.Means.EMAIL].send(mail, at=timezone.now())
    except Refused as error:
        raise JobFailed("MAIL_REFUSED", str(error), final=True) from error
    except NotSent as error:
        raise JobFailed("MAIL_NOT_SENT", str(error)) from error
    return True


@daily("03:40")
@task(title="清理已经结束的登录")
def sweep_sessions() -> int:
    """Sessions that are over hold nothing that anybody may still need; how many there were."""
    at = timezone.now()
    OpenSession.objects.filter(began_at__lt=at - LONGEST).delete()
    return Session.objects.filter(expire_date__lt=at).delete()[0]
