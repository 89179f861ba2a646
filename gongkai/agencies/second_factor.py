"""The second factor of an officer: a code of six digits that their telephone makes anew every thirty seconds
(RFC 6238), or one of ten recovery codes.

The algorithm is that of django-otp; its tables are not used, because they keep the secrets in the clear. Codes are
limited like passwords, and none is taken twice.
"""

from __future__ import annotations

import base64
import secrets
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime
from django_otp.oath import TOTP

from gongkai.agencies import attempts, sessions
from gongkai.agencies.errors import FactorRefused
from gongkai.agencies.models import RecoveryCode, SecondFactor, User
from gongkai.agencies.permissions import posts_held
from gongkai.agencies.roles import GRANTS, NEEDS_SECOND_FACTOR
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.privacy.keys import master_key
from gongkai.privacy.sealing import blind_index, open_bytes, seal_bytes

DIGITS, SECONDS, DRIFT = 6, 30, 1
SECRET_BYTES = 20
RECOVERY_CODES = 10
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1, which are mistaken for each other on paper."""
WRONG = "动态口令不对。请核对手机时间是否准确，等下一个口令出现后再试；恢复码只能使用一次。"


class Duty(StrEnum):
    """What a session still owes before it may be used."""

    NOTHING = "nothing"
    """In this state, the office is open."""
    ENROL = "enrol"
    """In this state, the person's work demands a second factor and they have none yet."""
    GIVE = "give"
    """In this state, the person has a second factor and has not given a code in this session."""


def duty(user: User, session: Any, *, on: date) -> Duty:
    """What a session still owes. Costs no query beyond the person's posts."""
    stands = session.get(sessions.FACTOR, "")
    if stands == sessions.GIVEN:
        return Duty.NOTHING
    if stands == sessions.OWED:
        return Duty.GIVE
    return Duty.ENROL if demanded(user, on=on) else Duty.NOTHING


def demanded(user: User, *, on: date) -> bool:
    """Whether GONGKAI_SECOND_FACTOR demands a second factor of a person. Who stands in for a reviewer is one."""
    if settings.GONGKAI_SECOND_FACTOR == "reviewers":
        return any(NEEDS_SECOND_FACTOR & GRANTS[post.role] for post in posts_held(user, on))
    return bool(settings.GONGKAI_SECOND_FACTOR == "all")


def enrolled(user: User) -> bool:
    """Whether a person has a second factor."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists()


@transaction.atomic
def offer(*, user: User) -> str:
    """The secret that the person's telephone is to learn, in base 32. The same until it is confirmed, so that a page
    that is loaded twice does not show two."""
    SecondFactor.objects.get_or_create(user=user)
    row = SecondFactor.objects.select_for_update().get(user=user)
    if not bytes(row.sealed_pending):
        row.sealed_pending = seal_bytes(master_key("personal"), secrets.token_bytes(SECRET_BYTES), _place(user))
        row.save(update_fields=["sealed_pending"])
    return base64.b32encode(_open(user, row.sealed_pending)).decode()


def address(user: User, secret: str) -> str:
    """What the QR code says: the otpauth address that authenticator programs read."""
    issuer = settings.GONGKAI_SITE_DOMAIN
    asked = urlencode({"secret": secret, "issuer": issuer, "digits": DIGITS, "period": SECONDS})
    return f"otpauth://totp/{quote(issuer)}:{quote(user.username)}?{asked}"


def confirm(*, user: User, code: str, at: datetime, keep_session: str = "") -> list[str]:
    """The telephone has learned the secret, as a code proves; from now on it counts. Returns ten new recovery codes,
    which are kept nowhere else, and ends the person's other sessions. Raises FactorRefused."""
    with transaction.atomic():
        row = SecondFactor.objects.select_for_update().filter(user=user).first()
        refusal = _waiting(user, at) or ("请先扫描二维码。" if row is None or not bytes(row.sealed_pending) else "")
        codes: list[str] = []
        if row is not None and not refusal:
            step = _step(_open(user, row.sealed_pending), code, after=0, at=at)
            if step is None:
                refusal = WRONG
                _note(user, Action.FACTOR_FAILED, at)
            else:
                codes = _enable(user, row, step, at, keep_session)
    if refusal:
        raise FactorRefused(refusal)
    return codes


def give(*, user: User, code: str, at: datetime) -> str:
    """Take a code or a recovery code; returns ``code`` or ``recovery``. Raises FactorRefused.

    The attempt is counted under the lock of the person's row, so that many attempts at once are no more than five.
    """
    with transaction.atomic():
        row = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=False).first()
        refusal = _waiting(user, at) or ("还没有启用动态口令。" if row is None else "")
        how = _taken(user, row, code, at) if row is not None and not refusal else ""
        if how:
            _note(user, Action.FACTOR_GIVEN, at, {"how": how})
        elif not refusal:
            refusal = WRONG
            _note(user, Action.FACTOR_FAILED, at)
    if refusal:
        raise FactorRefused(refusal)
    return how


def codes_left(user: User) -> int:
    """How many recovery codes were not used yet."""
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def forget(user: User) -> None:
    """Take the second factor away; must run inside the transaction of the act that says why."""
    SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()


def _enable(user: User, row: SecondFactor, step: int, at: datetime, keep_session: str) -> list[str]:
    row.sealed_secret, row.sealed_pending = row.sealed_pending, b""
    row.confirmed_at, row.last_step = at, step
    row.save()
    codes = ["-".join(_letters(4) for _ in range(3)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=_hash(user, each)) for each in codes)
    _note(user, Action.FACTOR_ENROLLED, at)
    sessions.end_all(user, but=keep_session)
    return codes


def _taken(user: User, row: SecondFactor, code: str, at: datetime) -> str:
    """How a code passes; empty when it does not."""
    step = _step(_open(user, row.sealed_secret), code, after=row.last_step, at=at)
    if step is not None:
        row.last_step = step
        row.save(update_fields=["last_step"])
        return "code"
    unused = RecoveryCode.objects.filter(user=user, code_hash=_hash(user, code), used_at__isnull=True)
    return "recovery" if code.strip() and unused.update(used_at=at) else ""


def _step(secret: bytes, code: str, *, after: int, at: datetime) -> int | None:
    """The step of time whose code this is: one before to one after now, and later than the last that was taken."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdecimal() and len(digits) == DIGITS):
        return None
    clock = TOTP(secret, step=SECONDS, digits=DIGITS)
    clock.time = at.timestamp()
    return int(clock.t()) if clock.verify(int(digits), tolerance=DRIFT, min_t=after + 1) else None


def _waiting(user: User, at: datetime) -> str:
    until = attempts.wait_until(_subject(user), failed=Action.FACTOR_FAILED, passed=Action.FACTOR_GIVEN, at=at)
    return f"动态口令连续{attempts.FAILURES}次不对，请于{localtime(until):%H:%M}以后再试。" if until is not None else ""


def _note(user: User, action: Action, at: datetime, detail: dict[str, Any] | None = None) -> None:
    ledger.record(ledger.SYSTEM, [ledger.Act(user.actor, action, _subject(user), detail=detail or {})], at=at)


def _subject(user: User) -> str:
    return f"factor:{user.pk}"


def _place(user: User) -> str:
    return f"second-factor:{user.pk}"


def _open(user: User, sealed: bytes | memoryview) -> bytes:
    return open_bytes(master_key("personal"), bytes(sealed), _place(user))


def _hash(user: User, code: str) -> str:
    return blind_index("recovery", f"{user.pk}/{code}")


def _letters(count: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(count))
