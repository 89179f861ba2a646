"""What the reviews do by themselves: releasing what was cleared for a moment, telling reviewers of limits, and
looking at night whether what is public was released."""

from __future__ import annotations

import smtplib
from datetime import datetime

from django.utils import timezone
from django_tasks import task

from gongkai.editorial import differences, ending, releasing, reminding, verifying
from gongkai.editorial.scan_tasks import read_letters, scan
from gongkai.jobs.definition import keyed
from gongkai.jobs.errors import JobFailed
from gongkai.jobs.schedules import daily, every

__all__ = [
    "compare_with_releases",
    "end_due",
    "end_one",
    "read_letters",
    "release_due",
    "release_round",
    "remind_reviewers",
    "remind_reviewers_in_the_morning",
    "scan",
    "send_digest",
    "verify_releases",
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


@every(minutes=1)
@task(title="查找到了撤下时间的内容", atomic=True)
def end_due() -> int:
    """Place a job for each thing that is to be taken down by now, so that one which fails holds up no other."""
    rows = list(ending.due(at=timezone.now()))
    for row in rows:
        keyed(end_one, f"ending:{row.pk}").enqueue(row.pk)
    return len(rows)


@task(title="撤下到了时间的内容")
def end_one(ending_id: int) -> int:
    """Take one thing down; how many. Begun twice, it finds nothing to do."""
    at = timezone.now()
    return sum(ending.carry_out(row, at=at) for row in ending.due(at=at).filter(pk=ending_id))


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


@daily("03:20")
@task(title="核对公开的网页是否都经过审核")
def verify_releases() -> int:
    """Take down pages that are public and were not released. Found something, the job fails, so that somebody looks."""
    found = verifying.strays()
    for stray in found:
        verifying.take_down(stray, at=timezone.now())
    if found:
        raise JobFailed("UNRELEASED_PUBLIC", f"发现{len(found)}项不应公开的内容，已经撤下，见审计账本。", final=True)
    lacking = [row.title for row in verifying.without_parts() if not verifying.write_down_parts(row)]
    if lacking:
        raise JobFailed(
            "PARTS_UNKNOWN", f"{_named(lacking)}的附件名称查不到，公众不能下载，请重新送审发布。", final=True
        )
    if not verifying.lock_is_on():
        raise JobFailed("LIVE_LOCK_MISSING", "数据库的公开触发器不见了，请运行 gongkai migrate。", final=True)
    return 0


def _named(titles: list[str]) -> str:
    more = f"等{len(titles)}项" if len(titles) > 5 else ""
    return "".join(f"《{title}》" for title in titles[:5]) + more


@daily("03:30")
@task(title="核对公开的报告和答复是否都经过发布")
def compare_with_releases() -> int:
    """Fail, so that officers see it, while something is public that was not released. Nothing is taken down by
    itself: a report must be public (条例第四十九条), and a person decides which side is right."""
    found = differences.strays()
    if found:
        named = "；".join(stray.sentence for stray in found[:5])
        more = f"等{len(found)}项" if len(found) > 5 else ""
        raise JobFailed("UNRELEASED_PUBLIC", f"{named}{more}。请核对后重新送审发布或者撤下。", final=True)
    return 0
