"""A person's limits for their own calendar program: a file, and an address that the program reads again and again.

The address holds 256 random bits, is shown once, and stops at once when it is revoked or the person's posts end. What
it gives are receipt numbers, kinds of limits and days: nothing about people, no words of a request.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate, make_aware

from gongkai.agencies import calendar
from gongkai.agencies.models import User
from gongkai.agencies.permissions import may_anywhere, scope
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import ical, limits
from gongkai.casework.errors import CaseworkError, NotPermitted
from gongkai.casework.ical import DueDay
from gongkai.casework.limits import Limit
from gongkai.casework.models import CalendarFeed, Case, JointRequest
from gongkai.privacy.keys import master_key
from gongkai.statute.workdays import Calendar

AHEAD = 90
"""Working days ahead that are written: more than the longest reply with its extension."""
ALARM_BEFORE = 2
"""Working days before a limit on which the calendar program reminds."""
ALARM_TIME = time(9, 0)
MOST = 2000
PER_HOUR = 60
"""Readings of one address in an hour. Programs ask every few hours; more than this is a mistake or worse."""


class TooOften(CaseworkError):
    """An address was read more often than any calendar program needs."""

    code = "TOO_OFTEN"

    def __init__(self) -> None:
        super().__init__(f"这个订阅地址一小时内已读取{PER_HOUR}次，请稍后再试。")


@transaction.atomic
def make(*, user: User, at: datetime) -> str:
    """A new address for a person, in place of the one before; returns its secret, which is stored nowhere.

    Raises NotPermitted for somebody without limits to keep.
    """
    if not _reads(user, localdate(at)):
        raise NotPermitted("您没有办理、承办或者审批申请的职务，没有期限可以订阅。")
    User.objects.select_for_update().get(pk=user.pk)
    _revoke(user, at)
    token = secrets.token_urlsafe(32)
    row = CalendarFeed.objects.create(user=user, token_hash=_hash(token), made_at=at)
    _note(row, user, Action.FEED_MADE, at)
    return token


@transaction.atomic
def revoke(*, user: User, at: datetime) -> bool:
    """End a person's address at once; False when there was none."""
    User.objects.select_for_update().get(pk=user.pk)
    return _revoke(user, at)


def in_use(user: User) -> CalendarFeed | None:
    """The address that a person has, without its secret."""
    return CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).first()


@transaction.atomic
def fetch(*, token: str, at: datetime) -> bytes | None:
    """What a calendar program reads at an address; None when the address is unknown or was revoked, or when its owner
    has no post any more. Raises TooOften."""
    rows = CalendarFeed.objects.select_for_update(of=("self",)).select_related("user")
    row = rows.filter(token_hash=_hash(token), revoked_at__isnull=True).first()
    if row is None or not row.user.is_active or not _reads(row.user, localdate(at)):
        return None
    _count(row, at)
    return file(row.user, at=at)


def file(user: User, *, at: datetime) -> bytes:
    """The limits of a person as an iCalendar file."""
    today, days = localdate(at), calendar.current()
    due = [_due(limit, today, days) for limit in limits_of(user, today, days)]
    return ical.written(due, name="政府信息公开申请期限", at=at)


def limits_of(user: User, today: date, days: Calendar) -> list[Limit]:
    """The limits that a person has to keep: of the cases that their office answers or approves, of those that their
    department was given, and of the parts that it owes. Who only looks on, as over a whole province, keeps none."""
    mine = scope(user, Permission.CASE_DRAFT, on=today, field="assigned_agency")
    for permission in (Permission.CASE_HANDLE, Permission.CASE_APPROVE):
        mine |= scope(user, permission, on=today)
    seen = list(islice(limits.near(today, days, among=Case.objects.filter(mine), ahead=AHEAD), MOST))
    known = {limit.part.pk for limit in seen if limit.part is not None}
    owed = JointRequest.objects.filter(scope(user, Permission.CASE_DRAFT, on=today)).exclude(pk__in=known)
    return seen + list(islice(limits.of_parts(owed, today, days, ahead=AHEAD), MOST))


def _due(limit: Limit, today: date, days: Calendar) -> DueDay:
    mark = f"-{hashlib.sha256(limit.mark.encode()).hexdigest()[:12]}" if limit.mark else ""
    uid = f"{limit.kind.name.lower()}-{limit.case.number}{mark}@{settings.GONGKAI_SITE_DOMAIN}"
    told = f"{limit.case.number} {limit.what}{'（暂定）' if limit.provisional else ''}"
    alarm = make_aware(datetime.combine(days.back(limit.on, ALARM_BEFORE), ALARM_TIME)) if limit.on >= today else None
    return DueDay(uid, limit.on, told, alarm)


def _reads(user: User, on: date) -> bool:
    return any(may_anywhere(user, permission, on=on) for permission in (Permission.CASE_APPROVE, Permission.CASE_DRAFT))


def _count(row: CalendarFeed, at: datetime) -> None:
    if row.window_from is None or at - row.window_from >= timedelta(hours=1):
        row.window_from, row.fetches = at, 0
    if row.fetches >= PER_HOUR:
        raise TooOften
    row.fetches += 1
    row.save(update_fields=["window_from", "fetches"])


def _revoke(user: User, at: datetime) -> bool:
    row = CalendarFeed.objects.select_for_update().filter(user=user, revoked_at__isnull=True).first()
    if row is None:
        return False
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    _note(row, user, Action.FEED_REVOKED, at)
    return True


def _note(row: CalendarFeed, user: User, action: Action, at: datetime) -> None:
    """One entry in the chain of every agency in which the person acts."""
    act = ledger.Act(user.actor, action, user.actor, ledger.digest_of([row.pk, row.token_hash]))
    for stream in _streams(user):
        ledger.record(stream, [act], at=at)


def _streams(user: User) -> Iterator[str]:
    """Of all posts that the person ever held: an address may be revoked when the last has ended."""
    return iter(sorted({post.agency.stream for post in user.posts.select_related("agency")}))


def _hash(token: str) -> str:
    plain = f"calendar-feed:{token[:200]}".encode(errors="replace")
    return hmac.new(master_key("code"), plain, hashlib.sha256).hexdigest()
