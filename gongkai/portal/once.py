"""Sending a short form exactly once: the page carries a signed token, and whoever sends it again (a double click, a
reload, a retry after a lost answer) gets the same receipt and writes nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongkai.portal import submission, throttle
from gongkai.portal.submission import Sent, Stale, TooMany
from gongkai.portal.throttle import Deed

SALT = "gongkai.portal.once"
COOKIE = "gongkai_written"


def new_token() -> str:
    """A token for one form."""
    return signing.dumps(secrets.token_urlsafe(18), salt=SALT)


def send(token: str, make: Callable[[], Sent], *, address: str, at: datetime) -> Sent:
    """Make what is sent, or give the receipt that this token got before; both in one transaction.

    Raises Stale for a token that is not ours or too old, TooMany, and what ``make`` raises.
    """
    try:
        signing.loads(token, salt=SALT, max_age=submission.TOKEN_HOURS * 3600)
    except signing.BadSignature as error:
        raise Stale from error
    try:
        return _once(token, make, address, at)
    except IntegrityError:
        # PostgreSQL lets two run side by side; the one that lost has been rolled back whole
        known = submission.receipt(token, at=at)
        if known is None:
            raise
        return known


@transaction.atomic
def _once(token: str, make: Callable[[], Sent], address: str, at: datetime) -> Sent:
    known = submission.receipt(token, at=at)
    if known is not None:
        return known
    if throttle.exceeded(Deed.SPEAK, address, at=at):
        raise TooMany
    sent = make()
    throttle.record(Deed.SPEAK, address, at=at)
    return submission.keep(token, sent, at=at)


def to_receipt(request: HttpRequest, kind: str, token: str) -> HttpResponse:
    """On to the receipt, which only this browser can open for an hour."""
    response = HttpResponseRedirect(reverse("portal:written", args=[kind]), status=303)
    response.set_cookie(
        COOKIE,
        token,
        max_age=submission.SHOWN_MINUTES * 60,
        path=reverse("portal:written", args=[kind]),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response
