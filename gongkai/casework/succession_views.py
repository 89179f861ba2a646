"""The screen on which an agency ends: first what would move, line by line, then the deed; and taking it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gongkai.agencies.models import Agency
from gongkai.agencies.permissions import posts_held
from gongkai.agencies.roles import GRANTS, Permission
from gongkai.casework import following, succession
from gongkai.casework.errors import Unknown
from gongkai.casework.forms import day, speak
from gongkai.casework.models import Succession
from gongkai.casework.succession import Plan
from gongkai.casework.views import REFUSALS, refuse, sheet_of, user_of

HERE = "desk:succession"


class EndingForm(forms.Form):
    """Which agency ends, when and on which ground, and who carries its work on."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="撤并的机关", empty_label="请选择机关")
    successor = forms.ModelChoiceField(Agency.objects.none(), label="承继的机关", empty_label="请选择机关")
    on = day("撤销日期", help_text="文件载明的日期，不晚于今天。")
    basis = forms.CharField(label="依据", max_length=200, help_text="文件名称和文号。更名的也在这里办理。")

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        living = agencies.filter(abolished_on__isnull=True)
        self.fields["agency"].queryset = living  # type: ignore[attr-defined]
        self.fields["successor"].queryset = living.filter(takes_requests=True)  # type: ignore[attr-defined]
        speak(self)


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Choose, look at everything that would move, confirm; the endings so far, each of which can be taken back."""
    user, now = user_of(request), timezone.now()
    agencies = _agencies(user, timezone.localdate(now))
    if not agencies.exists():
        raise PermissionDenied
    if request.method == "POST" and request.POST.get("do") == "undo":
        return _undo(request)
    form = EndingForm(request.POST or None, agencies=agencies, initial={"on": timezone.localdate(now)})
    found = None
    if request.method == "POST" and form.is_valid():
        found = _plan(request, form)
        if found is not None and request.POST.get("do") == "end" and _end(request, form):
            return redirect(HERE)
    ended = Succession.objects.filter(agency__in=agencies).select_related("agency", "successor").order_by("-pk")
    rows = [(row, following.counted(row.moved)) for row in ended]
    heirs = list(form.fields["successor"].queryset) if found else []  # type: ignore[attr-defined]
    context = {"section": "people", "form": form, "plan": found, "rows": rows, "heirs": heirs}
    return render(request, "casework/succession.html", context)


@login_required
@require_http_methods(["POST"])
def take_over(request: HttpRequest, number: str) -> HttpResponse:
    """The successor takes over a closed case of an ended agency."""
    sheet = sheet_of(request, number)
    try:
        succession.take_over(case_id=sheet.case.pk, by=user_of(request), at=timezone.now())
    except Unknown as error:
        raise Http404(str(error)) from error
    except REFUSALS as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已接管，此后由本机关办理；原来的编号和记录不变。")
    return redirect("casework:case", number)


def _agencies(user: Any, today: Any) -> QuerySet[Agency]:
    """Those whose posts a person keeps, at or below the agencies of their own posts."""
    near = Q(pk__in=[])
    for post in posts_held(user, today):
        if Permission.PEOPLE_EDIT in GRANTS[post.role]:
            near |= Q(path__startswith=post.agency.path)
    return Agency.objects.filter(near).order_by("path")


def _choices(request: HttpRequest, heirs: QuerySet[Agency]) -> dict[int, Agency]:
    """The successors chosen for single cases."""
    known = {str(agency.pk): agency for agency in heirs}
    return {
        int(name.removeprefix("case-")): known[value]
        for name, value in request.POST.items()
        if name.startswith("case-") and name.removeprefix("case-").isdecimal() and value in known
    }


def _plan(request: HttpRequest, form: EndingForm) -> Plan | None:
    given = form.cleaned_data
    chosen = _choices(request, form.fields["successor"].queryset)  # type: ignore[attr-defined]
    try:
        return succession.plan(
            agency=given["agency"],
            successor=given["successor"],
            choices=chosen,
            by=user_of(request),
            at=timezone.now(),
        )
    except REFUSALS as error:
        refuse(form, error)
        return None


def _end(request: HttpRequest, form: EndingForm) -> bool:
    chosen = _choices(request, form.fields["successor"].queryset)  # type: ignore[attr-defined]
    seen = request.POST.get("seen", "")[:64]
    if sorted(f"{key}:{agency.pk}" for key, agency in chosen.items()) != sorted(_read(request)):
        form.add_error(None, "您改了单件的承继机关，请核对以后再确认。")
        return False
    try:
        row = succession.end(**form.cleaned_data, choices=chosen, seen=seen, by=user_of(request), at=timezone.now())
    except REFUSALS as error:
        refuse(form, error)
        return False
    count = row.case_moves.count()
    messages.success(request, f"{row.agency.name}已撤并，{count}件在办申请由承继的机关接着办理，期限不变。")
    return True


def _read(request: HttpRequest) -> list[str]:
    """The single successors that stood on the page which was confirmed."""
    return [entry for entry in request.POST.get("chosen", "").split(",") if entry]


def _undo(request: HttpRequest) -> HttpResponse:
    text = request.POST.get("succession", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 12):
        raise Http404
    try:
        back = succession.undo(
            succession_id=int(text), why=request.POST.get("why", ""), by=user_of(request), at=timezone.now()
        )
    except Unknown as error:
        raise Http404(str(error)) from error
    except REFUSALS as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"机关已恢复，{len(back)}件在办申请交还，期限不变。")
    return redirect(HERE)
