"""Signing in: every attempt stands in the ledger, and five wrong passwords mean a wait.

The ledger itself is the counter, so nothing else has to be stored. A name that was typed is kept only as a
keyed hash: people type passwords into the wrong field.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db import transaction
from django.utils import timezone

from gongkai.agencies.models import User
from gongkai.audit import ledger
from gongkai.audit.models import Action, Entry
from gongkai.privacy.sealing import blind_index

FAILURES = 5
WAIT = timedelta(minutes=10)


def wait_until(username: str, *, at: datetime) -> datetime | None:
    """When a user name may be tried again; None when it may be tried now."""
    attempts = Entry.objects.filter(
        subject=_subject(username),
        action__in=[Action.SIGN_IN_FAILED, Action.SIGNED_IN],
        recorded_at__gt=at - WAIT,
    ).order_by("-id")
    failures = []
    for action, recorded_at in attempts.values_list("action", "recorded_at")[:FAILURES]:
        if action == Action.SIGNED_IN:
            break
        failures.append(recorded_at)
    return failures[-1] + WAIT if len(failures) == FAILURES else None


@transaction.atomic
def record_failure(username: str, *, at: datetime) -> None:
    """Keep that somebody tried this name with a wrong password."""
    user = User.objects.filter(username=username).first()
    actor = user.actor if user else "unknown"
    ledger.record(ledger.SYSTEM, [ledger.Act(actor, Action.SIGN_IN_FAILED, _subject(username))], at=at)


@transaction.atomic
def record_success(user: User, *, at: datetime) -> None:
    """Keep that a user signed in; earlier failures no longer count."""
    ledger.record(ledger.SYSTEM, [ledger.Act(user.actor, Action.SIGNED_IN, _subject(user.username))], at=at)


def _subject(username: str) -> str:
    return f"sign-in:{blind_index('username', username)}"


def _failed(*, credentials: dict[str, Any], **_: Any) -> None:
    record_failure(str(credentials.get("username", "")), at=timezone.now())


def _signed_in(*, user: User, **_: Any) -> None:
    record_success(user, at=timezone.now())


def listen() -> None:
    """Connect to Django's signals; called once when the app is ready."""
    user_login_failed.connect(_failed, dispatch_uid="gongkai.sign_in_failed")
    user_logged_in.connect(_signed_in, dispatch_uid="gongkai.signed_in")
