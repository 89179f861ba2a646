"""What the village part has done in the background."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import now
from django_tasks import task

from gongkai.jobs.definition import keyed
from gongkai.jobs.errors import JobFailed
from gongkai.jobs.schedules import daily
from gongkai.village import objections, reminding


@daily("08:45")
@task(title="核对各村要公开的事项并提醒")
def remind_villages() -> int:
    """Tell who writes for villages of what is owed soon, or already; how much."""
    at = now()
    moment = at.isoformat()
    return reminding.look(at=at, tell=lambda user: keyed(send_duties, f"duties:{user}:{moment}").enqueue(user, moment))


@task(title="发送村务公开提醒")
def send_duties(user_id: int, made_at: str) -> bool:
    """Write to one person about one look; whether there was anything to say."""
    try:
        return reminding.send(user_id, made_at=datetime.fromisoformat(made_at), at=now())
    except reminding.NOT_TAKEN as error:
        raise JobFailed("MAIL_NOT_SENT", f"邮件服务器没有接收（{type(error).__name__}）。") from error


@daily("02:55")
@task(title="销毁保存期限届满的村民意见")
def forget_objections() -> int:
    """Destroy what villagers asked years ago and was answered."""
    return objections.forget(at=now())
