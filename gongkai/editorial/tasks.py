"""What the reviews do by themselves: releasing what was cleared for a moment, telling reviewers of limits, and
looking at night whether what is public was released."""

from __future__ import annotations

import smtplib
from datetime import datetime

from django.utils import timezone
from django_tasks import task

from gongkai.editorial import differences, releasing, reminding
from gongkai.editorial.scan_tasks import scan
from gongkai.jobs.definition import keyed
from gongkai.jobs.errors import JobFailed
from gongkai.jobs.schedules import daily, every

__all__ = [
    "find_differences",
    "release_due",
    "release_round",
    "remind_reviewers",
    "remind_reviewers_in_the_morning",
    "scan",
    "send_digest",
]


@every(minutes=1)
@task(title="查找到了发布时间的内容", atomic=True)
def release_due() -> int:
    """Place a job for each thing whose moment has come, so that one which cannot be put out holds up no other."""
    rows = releasing.due(at=timezone.now())
    for row in rows:
        keyed(release_round, f"release:{row.group}").enqueue(row.pk)
    return len(rows)


@task(title="发布到了时间的内容")
def release_round(round_id: int) -> int:
    """Release one thing and what was signed off together with it; how many. Begun twice, it finds nothing to do."""
    at = timezone.now()
    due = {row.pk: row for row in releasing.due(at=at)}
    return len(releasing.release_when_cleared(due[round_id], at=at)) if round_id in due else 0


@every(minutes=30)
@task(title="核对审核时限并提醒", atomic=True)
def remind_reviewers() -> int:
    """Tell reviewers of limits that came near since the last look."""
    return _remind()


@daily("08:30")
@task(title="核对审核时限并提醒（每日）", atomic=True)
def remind_reviewers_in_the_morning() -> int:
    """The first look of the day."""
    return _remind()


def _remind() -> int:
    at = timezone.now()
    made = reminding.look(at=at)
    for user_id in made.users:
        send_digest.enqueue(user_id, at.isoformat())
    return made.count


@task(title="发送审核提醒邮件")
def send_digest(user_id: int, made_at: str) -> bool:
    """Send a reviewer what one look found; whether there was anything to say."""
    try:
        return reminding.send_digest(user_id, made_at=datetime.fromisoformat(made_at), at=timezone.now())
    except (OSError, smtplib.SMTPException) as error:
        raise JobFailed("MAIL_NOT_SENT", f"邮件服务器没有接收（{type(error).__name__}）。") from error


@daily("03:40")
@task(title="核对公开的内容与审核记录")
def find_differences() -> int:
    """Compare what is public with what was released. Found something, the job fails, so that somebody looks."""
    found = list(differences.differences())
    if found:
        raise JobFailed(
            "RELEASES_DIFFER",
            f"有{len(found)}项公开内容与审核记录不符，请运行 gongkai verify-releases 查看。",
            final=True,
        )
    return 0
