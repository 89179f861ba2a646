"""The sessions of officers: how long they last, where they stand, and how they end.

A session ends after GONGKAI_IDLE_MINUTES without a request and twelve hours after signing in, whatever is done in it.
Both are kept in the session itself, so that a request costs nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from gongkai.agencies.models import OpenSession, SecondFactor, User
from gongkai.audit import ledger
from gongkai.audit.models import Action

BEGAN, SEEN, FACTOR = "began", "seen", "factor"
OWED, GIVEN = "owed", "given"
LONGEST = timedelta(hours=12)
NOTED_EVERY = 60
"""Seconds between two notes of the last request: not every click is a write."""
_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A session as its owner sees it."""

    row: OpenSession
    seen_at: datetime
    here: bool


def begin(request: HttpRequest, user: User, *, at: datetime) -> None:
    """Note that a session began: when, with which browser, and whether it owes a code."""
    session = request.session
    session[BEGAN] = session[SEEN] = int(at.timestamp())
    session[FACTOR] = OWED if SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists() else ""
    session.set_expiry(int(LONGEST.total_seconds()))
    session.save()
    OpenSession.objects.filter(user=user, began_at__lt=at - LONGEST).delete()
    OpenSession.objects.update_or_create(
        session_key=session.session_key,
        defaults={"user": user, "browser": browser_of(request.META.get("HTTP_USER_AGENT", "")), "began_at": at},
    )


def passed(request: HttpRequest) -> None:
    """The second factor was given: the session gets a new key, as after a sign-in, and is open from now on."""
    before = request.session.session_key
    request.session.cycle_key()
    request.session[FACTOR] = GIVEN
    request.session.save()
    OpenSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def over(session: Any, *, at: datetime) -> str:
    """Why a session has ended: ``idle``, ``long``, or nothing while it goes on. Notes the request."""
    now = int(at.timestamp())
    seen, began = session.setdefault(SEEN, now), session.setdefault(BEGAN, now)
    if now - seen > settings.GONGKAI_IDLE_MINUTES * 60:
        return "idle"
    if now - began > LONGEST.total_seconds():
        return "long"
    if now - seen >= NOTED_EVERY:
        session[SEEN] = now
    return ""


def listed(user: User, *, here: str, at: datetime) -> list[Listed]:
    """The open sessions of a person, the newest first."""
    found = []
    for row in OpenSession.objects.filter(user=user).order_by("-began_at", "-pk"):
        session = SessionStore(row.session_key).load()
        seen = session.get(SEEN)
        if seen is not None and at.timestamp() - seen <= settings.GONGKAI_IDLE_MINUTES * 60:
            moment = datetime.fromtimestamp(seen, tz=at.tzinfo)
            found.append(Listed(row, moment, row.session_key == here))
    return found


@transaction.atomic
def end(*, user: User, at: datetime, row_id: int | None = None, but: str = "") -> int:
    """A person ends one of their sessions, or all but the one they sit at; returns how many."""
    rows = OpenSession.objects.filter(user=user).exclude(session_key=but)
    ended = _end(rows if row_id is None else rows.filter(pk=row_id))
    if ended:
        act = ledger.Act(user.actor, Action.SESSIONS_ENDED, user.actor, detail={"count": ended})
        ledger.record(ledger.SYSTEM, [act], at=at)
    return ended


def end_all(user: User, *, but: str = "") -> int:
    """End the sessions of a person; must run inside the transaction of the act that demands it."""
    return _end(OpenSession.objects.filter(user=user).exclude(session_key=but))


def browser_of(agent: str) -> str:
    """A browser and its system in two words, as far as they are known."""
    names = [next((name for mark, name in known if mark in agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return "，".join(name for name in names if name) or "未知浏览器"


def _end(rows: Any) -> int:
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    OpenSession.objects.filter(session_key__in=keys).delete()
    return len(keys)
