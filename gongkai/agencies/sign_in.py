"""Signing in: every attempt stands in the ledger, and five wrong passwords mean a wait.

A name that was typed is kept only as a keyed hash: people type passwords into the wrong field.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from gongkai.agencies import attempts, sessions
from gongkai.agencies.attempts import FAILURES, WAIT
from gongkai.agencies.models import OpenSession, User
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.privacy.sealing import blind_index

__all__ = ["FAILURES", "WAIT", "listen", "record_failure", "record_success", "wait_until"]


def wait_until(username: str, *, at: datetime) -> datetime | None:
    """When a user name may be tried again; None when it may be tried now."""
    return attempts.wait_until(_subject(username), failed=Action.SIGN_IN_FAILED, passed=Action.SIGNED_IN, at=at)


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


def _signed_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    at = timezone.now()
    record_success(user, at=at)
    sessions.begin(request, user, at=at)


def _signed_out(*, request: HttpRequest, **_: Any) -> None:
    OpenSession.objects.filter(session_key=request.session.session_key or "").delete()


def listen() -> None:
    """Connect to Django's signals; called once when the app is ready."""
    user_login_failed.connect(_failed, dispatch_uid="gongkai.sign_in_failed")
    user_logged_in.connect(_signed_in, dispatch_uid="gongkai.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="gongkai.signed_out")
