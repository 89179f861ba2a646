"""The screen on which open cases change hands: who leaves, what they handle, and what is left to nobody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed, may_anywhere, posts_held, scope
from gongkai.agencies.roles import Permission
from gongkai.casework import handover
from gongkai.casework.errors import CaseworkError

AHEAD = timedelta(days=30)
"""How long before a post ends its holder is shown as leaving."""
SHOWN = 100


class HandoverForm(forms.Form):
    """From whom, to whom, and why."""

    leaving = forms.ModelChoiceField(User.objects.none(), label="移交人", empty_label="请选择人员")
    to = forms.ModelChoiceField(User.objects.none(), label="接手人", empty_label="请选择人员")
    why = forms.CharField(label="移交原因", max_length=200, help_text="例如：调离、退休、岗位调整。")

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = scope(user, Permission.CASE_HANDLE, on=today, field="cases__agency")
        near = Q(pk__in=[])
        for post in posts_held(user, today):
            near |= Q(posts__agency__path__startswith=f"/{post.agency.path.split('/')[1]}/")
        current = Q(posts__held_until__isnull=True) | Q(posts__held_until__gte=today)
        people = User.objects.order_by("name", "pk")
        holding = people.filter(mine, cases__closed_on__isnull=True).distinct()
        self.fields["leaving"].queryset = holding  # type: ignore[attr-defined]
        self.fields["to"].queryset = people.filter(near & current, is_active=True).distinct()  # type: ignore[attr-defined]


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Those who leave with open cases, cases left to nobody, and the handing over of all cases of a person."""
    user, now = _user(request), timezone.now()
    today = timezone.localdate(now)
    if not may_anywhere(user, Permission.CASE_HANDLE, on=today):
        raise PermissionDenied
    form = HandoverForm(request.POST or None, user=user, today=today, initial={"leaving": request.GET.get("from")})
    moved = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            moved = handover.hand_over(**given, by=user, at=now)
        except (CaseworkError, NotAllowed) as error:
            known = [name for name in getattr(error, "fields", ()) if name in form.fields]
            form.add_error(known[0] if known else None, str(error))
        else:
            messages.success(request, f"已将{len(moved)}件在办申请由{given['leaving']}移交{given['to']}，期限不变。")
            form = HandoverForm(user=user, today=today)
    lost = handover.left_to_nobody(on=today).filter(scope(user, Permission.CASE_HANDLE, on=today))
    context = {
        "section": "people",
        "form": form,
        "moved": moved,
        "leaving": handover.leaving_soon(user, on=today, until=today + AHEAD),
        "lost": list(lost.select_related("handler", "assigned_agency", "agency")[:SHOWN]),
        "today": today,
    }
    return render(request, "casework/handover.html", context)


def _user(request: HttpRequest) -> Any:
    return request.user
