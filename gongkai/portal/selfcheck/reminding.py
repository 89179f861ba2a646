"""Who writes for a column is told before its last day, and once more when that has passed.

A `ColumnNotice` row says that it was done. A look writes the rows that are missing, and one digest goes to each person;
a week without a look is made up for by one digest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.timezone import localdate, localtime

from gongkai.agencies import calendar
from gongkai.agencies.models import User
from gongkai.agencies.permissions import who_may
from gongkai.agencies.roles import Permission
from gongkai.portal.selfcheck import rhythm
from gongkai.portal.selfcheck.models import ColumnNotice
from gongkai.portal.selfcheck.rhythm import Column, State

MORNING = time(8, 30)
"""Before this time nobody is told: otherwise the day's digest would come at midnight."""
MOST_LINES = 100
Kind = ColumnNotice.Kind
_KINDS = {State.SOON: Kind.NEAR, State.STALE: Kind.LATE}


@dataclass(frozen=True, slots=True)
class Made:
    """What a look brought: of how many columns was told, and whom to write to."""

    count: int
    users: tuple[int, ...]


def look(*, at: datetime) -> Made:
    """Write down which columns are told of now. Of two looks at once one is undone by the constraint; it runs in a
    transaction."""
    today = localdate(at)
    if localtime(at).time() < MORNING or not calendar.current().is_workday(today):
        return Made(0, ())
    found = {_key(one, today): one for one in rhythm.columns(today) if one.state(today) in _KINDS}
    told = ColumnNotice.objects.filter(section__in=[key[0] for key in found])
    new = set(found) - set(told.values_list("section", "due_on", "kind"))
    ColumnNotice.objects.bulk_create(
        ColumnNotice(section_id=section, due_on=due_on, kind=kind, made_at=at) for section, due_on, kind in sorted(new)
    )
    return Made(len(new), tuple(sorted({user.pk for key in new for user in _writers(found[key], today)})))


def send_digest(user_id: int, *, made_at: datetime, at: datetime) -> bool:
    """Write to a person about the columns of one look that still wait; False when there are none, or no mailbox.

    Whatever the mail server raises goes on to the caller, which is a job and tries again.
    """
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    today = localdate(at)
    lines = _lines(user, made_at, today) if user is not None else []
    if user is None or not lines:
        return False
    late = sum(one.state(today) is State.STALE for one in lines)
    title = f"网站栏目：{len(lines)}个要更新" + (f"，其中{late}个已经超期" if late else "")
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(title, _text(lines, today), settings.DEFAULT_FROM_EMAIL, [user.email], headers=headers).send()
    return True


def _key(column: Column, today: date) -> tuple[int, date, str]:
    assert column.due_on is not None, "what is near its day has one"
    return column.section, column.due_on, _KINDS[column.state(today)].value


def _writers(column: Column, today: date) -> list[User]:
    posts = who_may([Permission.CONTENT_DRAFT], [column.agency], above=False, on=today)
    return [post.user for post in posts if post.user.email]


def _lines(user: User, made_at: datetime, today: date) -> list[Column]:
    told = set(ColumnNotice.objects.filter(made_at=made_at).values_list("section", flat=True))
    return [one for one in rhythm.mine(user, today) if one.section in told and one.state(today) in _KINDS]


def _text(lines: Sequence[Column], today: date) -> str:
    shown = "\n".join(f"· {one.title}　{one.said(today)}" for one in lines[:MOST_LINES])
    more = f"\n……另有{len(lines) - MOST_LINES}个。" if len(lines) > MOST_LINES else ""
    where = f"请登录办公平台更新：{settings.GONGKAI_SITE_DOMAIN}/office/site/"
    return f"{shown}{more}\n\n{where}\n这封邮件由系统发出，请不要直接回复。\n"
