"""Refused access stands in the ledger (ASVS 7.2.2): who asked for what and was told no.

Once per person, address and kind within an hour, so that neither a broken link nor an attacker floods the ledger.
Nothing of what was sent is kept, only the pattern of the address; visitors are kept as a keyed hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from gongkai.audit import ledger
from gongkai.audit.models import Action, Entry
from gongkai.portal import errors, throttle
from gongkai.portal.api import refusals
from gongkai.portal.models import ApiKey
from gongkai.privacy.sealing import blind_index

WATCHED = ("/office/", "/api/v1/")
AGAIN = timedelta(hours=1)
_KINDS = {401: "no-key", 403: "forbidden", 404: "not-theirs"}


class RecordRefused:
    """Middleware; stands after that of accounts, so that it knows who asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in _KINDS and request.path_info.startswith(WATCHED):
            note(request, _KINDS[response.status_code], at=timezone.now())
        return response


class RefuseUnreadable:
    """Middleware for officers and programs; an address with a NUL in it leads nowhere, and PostgreSQL would answer it
    with a fault. Public pages have answers of their own for such words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        unreadable = "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
        if not unreadable or not request.path_info.startswith(WATCHED):
            return self.get_response(request)
        if request.path_info.startswith("/api/v1/"):
            return refusals.respond(refusals.Refusal(400, "BAD_REQUEST", errors.BAD_REQUEST.what))
        return errors.show(errors.BAD_REQUEST, request)


@transaction.atomic
def note(request: HttpRequest, kind: str, *, at: datetime) -> bool:
    """Write that access was refused, unless the same was written within the hour; whether it was written.

    An address that leads nowhere is nobody's and is not noted; one that leads to something which is not there for
    this person is: numbers are guessed that way.
    """
    route = request.resolver_match.route if request.resolver_match else ""
    if not route:
        return False
    who = _who(request)
    subject = "refused:" + hashlib.sha256(f"{who} {route} {kind}".encode()).hexdigest()[:40]
    if Entry.objects.filter(subject=subject, recorded_at__gt=at - AGAIN).exists():
        return False
    detail = {"route": route, "method": request.method, "kind": kind}
    ledger.record(ledger.SYSTEM, [ledger.Act(who, Action.ACCESS_REFUSED, subject, detail=detail)], at=at)
    return True


def _who(request: HttpRequest) -> str:
    key = getattr(request, "auth", None)
    if isinstance(key, ApiKey):
        return f"api-key:{key.prefix}"
    if request.path_info.startswith("/office/") and request.user.is_authenticated:
        return request.user.actor
    return f"visitor:{blind_index('address', throttle.address_of(request))}"
