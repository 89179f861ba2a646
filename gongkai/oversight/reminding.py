"""Who is told what: agencies of what they have not mended in time, offices of hours that nobody reads and of shifts
that nobody signed. A job is told the person and the moment, and reads the rest itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.timezone import localdate, localtime

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import may, who_may
from gongkai.agencies.roles import Permission
from gongkai.oversight import rota
from gongkai.oversight.models import Rectification, Shift
from gongkai.oversight.rectifying import OWED

AHEAD = timedelta(days=3)
MOST_LINES = 50


def late(*, at: datetime) -> list[int]:
    """Mark what has gone past its moment since the last look; whom to write to. Each is told once. It runs in a
    transaction."""
    rows = Rectification.objects.select_for_update(of=("self",)).select_related("agency", "office")
    found = list(rows.filter(state__in=OWED, due_at__lt=at, told_late_at=None))
    users = {user for row in found for user in _told(Permission.RECTIFY, row.agency, at)}
    users |= {user for row in found for user in _told(Permission.OVERSIGHT_MANAGE, row.office, at)}
    Rectification.objects.filter(pk__in=[row.pk for row in found]).update(told_late_at=at)
    return sorted(user.pk for user in users)


def send_late(user_id: int, *, made_at: datetime, at: datetime) -> bool:
    """Write to a person about what was late at one look and still is; False when there is nothing, or no mailbox."""
    user = _reachable(user_id)
    rows = Rectification.objects.filter(told_late_at=made_at, state__in=OWED).select_related(
        "agency", "office", "observation"
    )
    lines = [
        f"{row.number}　{row.agency.short_name}：{row.observation.what[:60]}"
        for row in rows.order_by("due_at")
        if user is not None and _concerns(user, row, at)
    ]
    return user is not None and _send(user, f"整改超期{len(lines)}件", lines)


def holes(*, at: datetime) -> list[tuple[int, int]]:
    """Whom to write to about hours of the next three days without a reader and yesterday's shifts without a signed log:
    person and office. An office that keeps no rota is told nothing."""
    keeping = Shift.objects.filter(ends_at__gt=at - AHEAD).values("office")
    offices = [office for office in Agency.objects.filter(pk__in=keeping) if _holes_of(office, at)]
    return [(user.pk, office.pk) for office in offices for user in _told(Permission.OVERSIGHT_MANAGE, office, at)]


def send_holes(user_id: int, office_id: int, *, at: datetime) -> bool:
    """Write to a person about them; False when they are filled by now, or there is no mailbox."""
    user, office = _reachable(user_id), Agency.objects.get(pk=office_id)
    return user is not None and _send(user, "读网值班有空缺", _holes_of(office, at))


def _holes_of(office: Agency, at: datetime) -> list[str]:
    lines = [f"无人值班：{_hour(begin)}至{_hour(end)}" for begin, end in rota.gaps(office, at, at + AHEAD)]
    missed = rota.missed(office, at - timedelta(days=1), at)
    return lines + [f"没有值班记录：{row.reader}，{_hour(row.begins_at)}至{_hour(row.ends_at)}" for row in missed]


def _concerns(user: User, row: Rectification, at: datetime) -> bool:
    on = localdate(at)
    return may(user, Permission.RECTIFY, row.agency, on=on) or may(user, Permission.OVERSIGHT_MANAGE, row.office, on=on)


def _reachable(user_id: int) -> User | None:
    return User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()


def _told(permission: Permission, agency: Agency, at: datetime) -> list[User]:
    posts = who_may([permission], [agency], above=False, on=localdate(at))
    return [post.user for post in posts if post.user.email]


def _send(user: User, title: str, lines: Sequence[str]) -> bool:
    """Send one letter, if it says anything. Whatever the mail server raises goes on to the caller, a job."""
    if not lines:
        return False
    shown = "\n".join(f"· {line}" for line in lines[:MOST_LINES])
    more = f"\n……另有{len(lines) - MOST_LINES}项。" if len(lines) > MOST_LINES else ""
    where = f"请登录办公平台：{settings.GONGKAI_SITE_DOMAIN}/office/oversight/"
    text = f"{shown}{more}\n\n{where}\n这封邮件由系统发出，请不要直接回复。\n"
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(title, text, settings.DEFAULT_FROM_EMAIL, [user.email], headers=headers).send()
    return True


def _hour(at: datetime) -> str:
    return f"{localtime(at):%m月%d日%H:%M}"
