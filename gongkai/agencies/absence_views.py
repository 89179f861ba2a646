"""The screen on which absences are noted and taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gongkai.agencies import absences
from gongkai.agencies.errors import AbsenceRefused
from gongkai.agencies.forms import DayInput
from gongkai.agencies.models import Absence, User
from gongkai.agencies.permissions import NotAllowed, agencies_where, posts_held
from gongkai.agencies.roles import Permission


class AbsenceForm(forms.Form):
    """Who is away, from when to when, and who stands in."""

    user = forms.ModelChoiceField(User.objects.none(), label="离岗人员", empty_label="请选择人员")
    substitute = forms.ModelChoiceField(
        User.objects.none(),
        label="代行人",
        empty_label="请选择人员",
        help_text="离岗期间代行其全部岗位。拟定意见的人代行审批领导的，不能审批自己拟定的意见。",
    )
    away_from = forms.DateField(label="离岗起", widget=DayInput)
    away_until = forms.DateField(label="离岗止", widget=DayInput)

    def __init__(self, *args: Any, people: QuerySet[User], others: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]
        self.fields["substitute"].queryset = others  # type: ignore[attr-defined]


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Absences now and to come; noting one and taking one back."""
    user, now = _user(request), timezone.now()
    today = timezone.localdate(now)
    people, others = _people(user, today)
    cancelling = request.POST.get("do") == "cancel"
    data = request.POST if request.method == "POST" and not cancelling else None
    form = AbsenceForm(data, people=people, others=others, initial={"user": user.pk, "away_from": today})
    if request.method == "POST":
        done = _cancel(request, people, user, now) if cancelling else _record(request, form, user, now)
        if done:
            return redirect("office:absences")
    mine = Q(user__in=people.values("pk")) | Q(substitute=user)
    rows = Absence.objects.filter(mine, cancelled_at=None, away_until__gte=today)
    context = {
        "section": "absences",
        "form": form,
        "rows": rows.select_related("user", "substitute").order_by("away_from", "pk"),
        "people": {person.pk for person in people},
        "today": today,
    }
    return render(request, "office/absences.html", context)


def _people(user: User, today: date) -> tuple[QuerySet[User], QuerySet[User]]:
    """Those whose absences the user may note, and those who may stand in: the officers of the district."""
    keeps = agencies_where(user, Permission.PEOPLE_EDIT, on=today)
    near = Q(pk__in=[])
    for root in sorted({post.agency.path.split("/")[1] for post in posts_held(user, today)}):
        near |= Q(posts__agency__path__startswith=f"/{root}/")
    current = Q(posts__held_until__isnull=True) | Q(posts__held_until__gte=today)
    staff = User.objects.filter(is_active=True).order_by("name", "pk")
    mine = Q(pk=user.pk) | (Q(posts__agency__in=keeps) & current)
    return staff.filter(mine).distinct(), staff.filter(near & current).distinct()


def _record(request: HttpRequest, form: AbsenceForm, by: User, now: datetime) -> bool:
    if not form.is_valid():
        return False
    try:
        absence = absences.record(**form.cleaned_data, by=by, at=now)
    except (NotAllowed, AbsenceRefused) as error:
        form.add_error(getattr(error, "field", "") or None, str(error))
        return False
    days = f"{absence.away_from:%Y-%m-%d}至{absence.away_until:%Y-%m-%d}"
    messages.success(request, f"已登记：{absence.user}{days}离岗，由{absence.substitute}代行。")
    return True


def _cancel(request: HttpRequest, people: QuerySet[User], by: User, now: datetime) -> bool:
    key = request.POST.get("absence", "")
    absence = get_object_or_404(Absence, pk=int(key) if key.isdigit() else 0, user__in=people.values("pk"))
    try:
        absences.cancel(absence=absence, by=by, at=now)
    except (NotAllowed, AbsenceRefused) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已取消。代行人此前所办的事项仍然有效。")
    return True


def _user(request: HttpRequest) -> Any:
    return request.user
