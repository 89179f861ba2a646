"""Screens of the calendar export: the file, the page on which an address is made or revoked, and the address itself."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from gongkai.casework import calendar_feed
from gongkai.casework.calendar_feed import TooOften
from gongkai.casework.errors import NotPermitted
from gongkai.casework.views import user_of


@login_required
@never_cache
@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """The limits of whoever asks, as a file."""
    answer = _calendar(calendar_feed.file(user_of(request), at=timezone.now()))
    answer["Content-Disposition"] = 'attachment; filename="limits.ics"'
    return answer


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def subscription(request: HttpRequest) -> HttpResponse:
    """Make an address, shown once, or revoke it."""
    user, now, address = user_of(request), timezone.now(), ""
    if request.method == "POST" and request.POST.get("do") == "revoke":
        if calendar_feed.revoke(user=user, at=now):
            messages.success(request, "订阅地址已停用，日历程序不能再读取。")
        return redirect("desk:subscription")
    if request.method == "POST":
        try:
            token = calendar_feed.make(user=user, at=now)
        except NotPermitted as error:
            messages.error(request, str(error))
            return redirect("desk:subscription")
        address = request.build_absolute_uri(reverse("desk:feed", args=[token]))
    context = {"section": "board", "feed": calendar_feed.in_use(user), "address": address}
    return render(request, "casework/subscription.html", context)


@never_cache
@require_safe
def feed(_: HttpRequest, token: str) -> HttpResponse:
    """What calendar programs read. They do not sign in: the secret in the address says whose limits these are."""
    try:
        found = calendar_feed.fetch(token=token, at=timezone.now())
    except TooOften as error:
        return HttpResponse(
            str(error), status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": 3600}
        )
    if found is None:
        return HttpResponse("没有这个订阅地址。", status=404, content_type="text/plain; charset=utf-8")
    return _calendar(found)


def _calendar(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")
