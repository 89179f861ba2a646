"""The screen on which those who keep the staff lock accounts, give first passwords and take second factors away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from gongkai.agencies import accounts
from gongkai.agencies.errors import AccountRefused
from gongkai.agencies.guard import readable
from gongkai.agencies.models import SecondFactor, User
from gongkai.agencies.permissions import NotAllowed, may_anywhere
from gongkai.agencies.roles import Permission

VERBS: dict[str, tuple[str, Callable[..., Any]]] = {
    "lock": ("账号已停用，全部登录已经结束。", accounts.lock),
    "unlock": ("账号已恢复。", accounts.unlock),
    "factor": ("动态口令已重置，全部登录已经结束；下次登录时重新设置。", accounts.reset_factor),
    "password": ("", accounts.reset_password),
}


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The accounts that a person keeps. A new password is on the screen this once."""
    user: Any = request.user
    now = timezone.now()
    if not may_anywhere(user, Permission.PEOPLE_EDIT, on=timezone.localdate(now)):
        raise PermissionDenied
    shown: tuple[User, str] | None = None
    if request.method == "POST":
        shown = _changed(request, user)
        if shown is None:
            return redirect("office:accounts")
    people = accounts.kept_by(user, on=timezone.localdate(now))
    enrolled = set(SecondFactor.objects.filter(confirmed_at__isnull=False).values_list("user_id", flat=True))
    context = {
        "section": "people",
        "people": [(person, person.pk in enrolled) for person in people],
        "shown": shown,
        "longest": accounts.LONGEST_REASON,
    }
    return render(request, "office/accounts.html", context)


def _changed(request: HttpRequest, by: User) -> tuple[User, str] | None:
    """The person and the new password when one was given, otherwise nothing."""
    done, verb = VERBS.get(request.POST.get("do", ""), ("", None))
    key = request.POST.get("user", "")
    if verb is None or not (key.isascii() and key.isdecimal() and len(key) <= 16):
        messages.error(request, "没有这项操作。")
        return None
    try:
        made = verb(user_id=int(key), why=readable(request.POST.get("why", "")), by=by, at=timezone.now())
    except (NotAllowed, AccountRefused) as error:
        messages.error(request, str(error))
        return None
    if isinstance(made, tuple):
        return made
    messages.success(request, f"{made}的{done}")
    return None
