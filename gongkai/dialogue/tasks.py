"""What the dialogue has done in the background."""

from __future__ import annotations

from django.utils.timezone import localdate, now
from django_tasks import task

from gongkai.agencies.models import Agency
from gongkai.dialogue import ballots, keeping, seats
from gongkai.dialogue.message_tasks import deliver, deliver_waiting
from gongkai.dialogue.picture_tasks import read_pictures
from gongkai.dialogue.reminder_tasks import remind_of_letters, send_letter_digest
from gongkai.jobs.schedules import daily


@daily("02:40")
@task(title="查找保存期限届满的来信和意见")
def look_for_old_letters() -> int:
    """How many letters, opinions and reports may be destroyed today."""
    return keeping.look(agencies=Agency.objects.all(), at=now())


@daily("00:10")
@task(title="删除前一日调查的地址散列")
def forget_addresses() -> int:
    """Throw away the marks and salts of surveys' days that are over."""
    return ballots.forget(today=localdate(now()))


@daily("02:50")
@task(title="销毁列席报名的个人信息")
def forget_delegates() -> int:
    """Destroy what people told of themselves who signed up for meetings that are long over."""
    return seats.forget(at=now())


__all__ = [
    "deliver",
    "deliver_waiting",
    "forget_addresses",
    "forget_delegates",
    "look_for_old_letters",
    "read_pictures",
    "remind_of_letters",
    "send_letter_digest",
]
