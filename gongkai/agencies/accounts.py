"""What those who keep the staff do with an account: lock and unlock it, give a first password, take the second factor
away. Each says why, stands in the ledger, and ends the person's sessions. Nobody does it to themselves.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from gongkai.agencies import second_factor, sessions
from gongkai.agencies.errors import AccountRefused
from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed, agencies_where, scope
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action

LONGEST_REASON = 200
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def kept_by(user: User, *, on: date) -> QuerySet[User]:
    """The people whose accounts a user keeps: all of their posts, now and to come, are in agencies where the user
    keeps the staff. Otherwise one agency could lock another's leader by giving them a post."""
    mine = agencies_where(user, Permission.PEOPLE_EDIT, on=on)
    current = Q(posts__held_until__isnull=True) | Q(posts__held_until__gte=on)
    elsewhere = User.objects.filter(current & ~Q(posts__agency__in=mine))
    here = User.objects.filter(scope(user, Permission.PEOPLE_EDIT, on=on, field="posts__agency"))
    return User.objects.filter(pk__in=here.values("pk")).exclude(pk__in=elsewhere.values("pk")).order_by("name", "pk")


@transaction.atomic
def lock(*, user_id: int, why: str, by: User, at: datetime) -> User:
    """Close an account at once. Raises NotAllowed, AccountRefused."""
    user = _taken(user_id, why, by, at)
    if not user.is_active:
        raise AccountRefused(f"{user}的账号已经停用。")
    user.is_active = False
    user.save(update_fields=["is_active"])
    _note(user, Action.USER_LOCKED, why, by, at)
    return user


@transaction.atomic
def unlock(*, user_id: int, why: str, by: User, at: datetime) -> User:
    """Open a closed account. Raises NotAllowed, AccountRefused."""
    user = _taken(user_id, why, by, at)
    if user.is_active:
        raise AccountRefused(f"{user}的账号没有停用。")
    user.is_active = True
    user.save(update_fields=["is_active"])
    _note(user, Action.USER_UNLOCKED, why, by, at)
    return user


@transaction.atomic
def reset_password(*, user_id: int, why: str, by: User, at: datetime) -> tuple[User, str]:
    """Give a password that is shown once and must be changed at the next sign-in. Raises NotAllowed, AccountRefused."""
    user = _taken(user_id, why, by, at)
    password = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(3))
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    _note(user, Action.PASSWORD_RESET, why, by, at)
    return user, password


@transaction.atomic
def reset_factor(*, user_id: int, why: str, by: User | None, at: datetime) -> User:
    """Take away the second factor of somebody whose telephone is lost. ``by`` is None for the operator's command line
    only. Raises NotAllowed, AccountRefused."""
    user = _taken(user_id, why, by, at)
    if not second_factor.enrolled(user):
        raise AccountRefused(f"{user}没有启用动态口令。")
    second_factor.forget(user)
    _note(user, Action.FACTOR_RESET, why, by, at)
    return user


def password_changed(user: User, *, at: datetime, keep_session: str) -> None:
    """Keep that a person changed their own password; every other session of theirs ends."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(must_change_password=False)
        sessions.end_all(user, but=keep_session)
        ledger.record(ledger.SYSTEM, [ledger.Act(user.actor, Action.PASSWORD_CHANGED, user.actor)], at=at)


def _taken(user_id: int, why: str, by: User | None, at: datetime) -> User:
    """The account under its lock, if ``by`` may touch it and says why."""
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None or (by is not None and not kept_by(by, on=localdate(at)).filter(pk=user_id).exists()):
        raise NotAllowed(Permission.PEOPLE_EDIT)
    if by is not None and by.pk == user.pk:
        raise AccountRefused("本人的账号应当由其他维护人员的人处理。")
    if not why.strip():
        raise AccountRefused("请写明原因，原因将记入审计账本。")
    return user


def _note(user: User, action: Action, why: str, by: User | None, at: datetime) -> None:
    ended = sessions.end_all(user)
    detail = {"why": why.strip()[:LONGEST_REASON], "sessions": ended}
    actor = by.actor if by else ledger.SYSTEM
    ledger.record(ledger.SYSTEM, [ledger.Act(actor, action, user.actor, detail=detail)], at=at)
