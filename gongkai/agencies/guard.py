"""The door of the office: what stands between a signed-in person and every screen.

It ends sessions that are over, asks for the second factor, and marks every answer as one that nobody keeps. Screens
need not think of it, and a new one cannot forget it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.timezone import localdate

from gongkai.agencies import kept, second_factor, sessions
from gongkai.agencies.second_factor import Duty

OFFICE = "/office/"
_ALWAYS = frozenset({"office:sign_in", "office:sign_out"})
_WITHOUT_FACTOR = _ALWAYS | {"office:second_factor"}
_WITHOUT_NEW_PASSWORD = _WITHOUT_FACTOR | {"office:password"}


def readable(text: str) -> str:
    """What somebody wrote, without the one character that no database takes in a text."""
    return text.replace("\x00", "")


class OfficeGuard:
    """Middleware; stands after those of sessions, forged forms and accounts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(OFFICE) and "no-store" not in response.get("Cache-Control", ""):
            add_never_cache_headers(response)
        return response

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """What a person gets instead of the screen they asked for; None lets them through. Runs after the check of
        forged forms, so that nothing of a forged one is kept."""
        if not request.path_info.startswith(OFFICE) or not request.user.is_authenticated:
            return None
        at = timezone.now()
        name = request.resolver_match.view_name if request.resolver_match else ""
        return _ended(request, name, at) or _owed(request, name, at)


def _ended(request: HttpRequest, name: str, at: datetime) -> HttpResponse | None:
    why = sessions.over(request.session, at=at)
    if not why:
        return None
    user = request.user
    content = kept.taken(request) if name not in _WITHOUT_NEW_PASSWORD else None
    logout(request)
    if name in _ALWAYS:
        return None
    if content is not None:
        kept.keep(request.session, user, content)
    wanted = reverse("office:kept") if content is not None else _back_to(request)
    return redirect(f"{reverse('office:sign_in')}?{urlencode({'next': wanted, 'why': why})}")


def _owed(request: HttpRequest, name: str, at: datetime) -> HttpResponse | None:
    user: Any = request.user
    if name in _ALWAYS:
        return None
    if second_factor.duty(user, request.session, on=localdate(at)) is not Duty.NOTHING:
        return None if name in _WITHOUT_FACTOR else _onward("office:second_factor", request)
    if user.must_change_password and name not in _WITHOUT_NEW_PASSWORD:
        return redirect("office:password")
    return None


def _onward(name: str, request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse(name)}?{urlencode({'next': _back_to(request)})}")


def _back_to(request: HttpRequest) -> str:
    """Where the person wanted to go. What was sent by a form cannot be asked for again."""
    return request.get_full_path() if request.method == "GET" else OFFICE
