"""Officers hear of letters that wait for their seal for longer than an hour: once a working day, one mail each.

A letter that waits has not left, and the days of the law go on meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate, localtime

from gongkai.agencies import calendar
from gongkai.agencies.models import Post, User
from gongkai.agencies.roles import Role
from gongkai.casework import sealing
from gongkai.casework.gateways import gateways
from gongkai.casework.models import LetterSeal
from gongkai.casework.outgoing import Outgoing
from gongkai.casework.records import Message
from gongkai.casework.reminders import MORNING

PATIENCE = timedelta(hours=1)


def look(*, at: datetime, tell: Callable[[int], object]) -> int:
    """Have everybody told who looks after letters that wait; returns how many letters. ``tell`` is called inside the
    transaction that notes the reminder."""
    today = localdate(at)
    if localtime(at).time() < MORNING or not calendar.current().is_workday(today):
        return 0
    with transaction.atomic():
        due = sealing.waiting().filter(asked_at__lte=at - PATIENCE)
        rows = list(due.exclude(reminded_on=today).select_for_update(of=("self",)))
        LetterSeal.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_on=today)
        for user in _officers({row.letter.case.agency_id for row in rows}, at):
            tell(user.pk)
    return len(rows)


def send(user_id: int, *, at: datetime) -> bool:
    """Write to an officer about the letters that wait now; False when there are none or no mailbox. Raises NotSent."""
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if user is None:
        return False
    rows = [row for row in sealing.waiting() if user in _officers({row.letter.case.agency_id}, at)]
    if not rows:
        return False
    lines = "\n".join(f"· {sentence(row, at)}" for row in rows)
    where = f"请登录办公平台核实：{settings.GONGKAI_SITE_DOMAIN}/office/"
    advice = "没有盖章的文书没有发出，法定期限照常计算。印章系统一时不能使用的，请改为盖实体印章。"
    text = f"{lines}\n\n{advice}\n{where}\n这封邮件由系统发出，请不要直接回复。\n"
    subject = f"政府信息公开申请：{len(rows)}份文书等待加盖电子印章"
    mail = Outgoing(f"seals:{user.pk}:{localdate(at)}", user.email, text, subject, Message.Means.EMAIL.label)
    gateways()[Message.Means.EMAIL].send(mail, at=at)
    return True


def sentence(row: LetterSeal, at: datetime) -> str:
    """One line: number, letter, since when, why, and until when the case must be answered."""
    case = row.letter.case
    due = f"；答复期限{case.due_on:%Y-%m-%d}" if case.due_on else ""
    why = f"（{row.problem.rstrip('。')}）" if row.problem else ""
    since = localtime(row.asked_at)
    when = f"{since:%H:%M}" if since.date() == localdate(at) else f"{since:%Y-%m-%d %H:%M}"
    return f"{case.number}　《{row.letter.title}》{when}起等待加盖电子印章{why}{due}"


def _officers(agencies: Iterable[int], at: datetime) -> set[User]:
    today = localdate(at)
    held = Q(held_until__isnull=True) | Q(held_until__gte=today)
    posts = Post.objects.filter(
        held, held_from__lte=today, agency__in=agencies, role=Role.DISCLOSURE_OFFICER, user__is_active=True
    )
    return {post.user for post in posts.select_related("user")}
