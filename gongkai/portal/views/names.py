"""The office's screen of names in traditional script: which forms were given, and which somebody should look at."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongkai.agencies.models import User
from gongkai.agencies.permissions import may_anywhere
from gongkai.agencies.roles import Permission
from gongkai.portal import names_kept
from gongkai.portal.names_kept import BadName

SHOWN = 200
"""Doubtful names on the screen; the next ones come when these were looked at."""


class NameForm(forms.Form):
    """A name and its form."""

    name = forms.CharField(
        label="名称",
        max_length=names_kept.LONGEST,
        help_text="领导姓名、村名、路名、机构名等，写简体，例如：萧后、后街村。",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    form = forms.CharField(
        label="繁体写法",
        max_length=names_kept.LONGEST,
        help_text="与名称逐字对应，例如：蕭后、后街村。",
        widget=forms.TextInput({"autocomplete": "off", "lang": "zh-Hant"}),
    )


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The list; a name that is given its form, and one whose form is forgotten."""
    user, at = request.user, timezone.now()
    assert isinstance(user, User), "whoever is signed in is an officer"
    if not may_anywhere(user, Permission.PEOPLE_EDIT, on=localdate(at)):
        raise PermissionDenied
    if request.method == "POST" and "remove" in request.POST:
        return _removed(request, user)
    form = NameForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            row = names_kept.set_form(**form.cleaned_data, by=user, at=at)
        except BadName as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"“{row.name}”在繁体页面上写作“{row.form}”。")
            return redirect("names:page")
    doubtful = names_kept.doubtful_ones(localdate(at))
    context = {"section": "names", "form": form, "given": names_kept.given(), "total": len(doubtful)}
    context["doubtful"] = doubtful[:SHOWN]
    return render(request, "office/names.html", context, status=422 if form.is_bound else 200)


def _removed(request: HttpRequest, user: User) -> HttpResponse:
    key = request.POST["remove"]
    if not (key.isascii() and key.isdecimal() and len(key) <= 16):
        raise Http404
    name = names_kept.remove(key=int(key), by=user, at=timezone.now())
    if not name:
        raise Http404
    messages.success(request, f"“{name}”的繁体写法已经删除。")
    return redirect("names:page")
