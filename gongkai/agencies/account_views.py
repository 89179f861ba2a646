"""Screens of one's own account: the second factor, open sessions, and what was kept when a session ended."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.agencies import kept, second_factor, sessions, watching
from gongkai.agencies.account_forms import CodeForm, FirstCodeForm
from gongkai.agencies.errors import FactorRefused
from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed
from gongkai.agencies.second_factor import Duty

HOME = "/office/"


@login_required
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: password, second factor, where one is signed in."""
    user, now = _user(request), timezone.now()
    context = {
        "section": "account",
        "enrolled": second_factor.enrolled(user),
        "demanded": second_factor.demanded(user, on=localdate(now)),
        "codes_left": second_factor.codes_left(user),
        "sessions": sessions.listed(user, here=_key(request), at=now),
        "idle": settings.GONGKAI_IDLE_MINUTES,
    }
    return render(request, "office/account.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def factor(request: HttpRequest) -> HttpResponse:
    """Give a code, or set the second factor up: which of the two follows from what the session owes."""
    user, now = _user(request), timezone.now()
    duty = second_factor.duty(user, request.session, on=localdate(now))
    return _give(request, user) if duty is Duty.GIVE else _enrol(request, user, duty)


def _give(request: HttpRequest, user: User) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            how = second_factor.give(user=user, code=form.cleaned_data["code"], at=timezone.now())
        except FactorRefused as error:
            form.add_error("code", str(error))
        else:
            sessions.passed(request)
            if how == "recovery":
                left = second_factor.codes_left(user)
                messages.warning(request, f"已使用一个恢复码，还剩{left}个。手机丢失的，请在“账号安全”中更换手机。")
            return redirect(_next(request))
    context = {"form": form, "next": _next(request)}
    return render(request, "office/factor.html", context, status=422 if form.errors else 200)


def _enrol(request: HttpRequest, user: User, duty: Duty) -> HttpResponse:
    form = FirstCodeForm(request.POST or None)
    if form.is_valid():
        try:
            codes = second_factor.confirm(
                user=user, code=form.cleaned_data["code"], at=timezone.now(), keep_session=_key(request)
            )
        except FactorRefused as error:
            form.add_error("code", str(error))
        else:
            sessions.passed(request)
            return render(request, "office/recovery.html", {"codes": codes, "next": _next(request)})
    secret = second_factor.offer(user=user)
    context = {
        "form": form,
        "next": _next(request),
        "demanded": duty is Duty.ENROL,
        "replacing": second_factor.enrolled(user),
        "picture": picture(second_factor.address(user, secret)),
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
    }
    return render(request, "office/enrol.html", context, status=422 if form.errors else 200)


def picture(text: str) -> SafeString:
    """A QR code as SVG without a script; all of it is made here from the text's bits."""
    code = segno.make(text, error="m", micro=False)
    return mark_safe(code.svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=False))  # noqa: S308


@login_required
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions, or all others."""
    text = request.POST.get("session", "")
    row_id = int(text) if text.isascii() and text.isdecimal() and len(text) <= 16 else None
    if text and row_id is None:
        messages.error(request, "没有这个登录。")
        return redirect("office:account")
    ended = sessions.end(user=_user(request), at=timezone.now(), row_id=row_id, but=_key(request))
    messages.success(request, f"已结束{ended}个登录。" if ended else "没有其他登录。")
    return redirect("office:account")


@login_required
@require_http_methods(["GET", "POST"])
def kept_form(request: HttpRequest) -> HttpResponse:
    """What was typed when the session ended: to be sent again or thrown away."""
    found = kept.found(request.session, request.user)
    if request.method == "POST":
        kept.forget(request.session)
        messages.success(request, "已放弃上次没有提交的内容。")
        return redirect(HOME)
    if found is None:
        kept.forget(request.session)
        return redirect(HOME)
    return render(request, "office/kept.html", {"kept": found})


@login_required
@require_POST
def notice_seen(request: HttpRequest) -> HttpResponse:
    """Mark a notice as looked into."""
    text = request.POST.get("notice", "")
    try:
        notice_id = int(text) if text.isascii() and text.isdecimal() and len(text) <= 16 else 0
        watching.mark_seen(notice_id=notice_id, by=_user(request), at=timezone.now())
    except NotAllowed:
        messages.error(request, "没有这条提示，或者已经有人处理。")
    else:
        messages.success(request, "已标为处理过，处理人记入审计账本。")
    return redirect(HOME)


def _next(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or HOME
    return wanted if url_has_allowed_host_and_scheme(wanted, None) and wanted.startswith(HOME) else HOME


def _key(request: HttpRequest) -> str:
    return request.session.session_key or ""


def _user(request: HttpRequest) -> Any:
    return request.user
