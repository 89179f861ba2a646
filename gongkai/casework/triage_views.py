"""The screen on which a request that asks for several matters is split."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongkai.agencies.roles import Permission
from gongkai.casework import intake, log, triage
from gongkai.casework.errors import Conflict
from gongkai.casework.forms import StepForm, words
from gongkai.casework.views import REFUSALS, refuse, sheet_of, user_of


class SplitForm(StepForm):
    """The parts of a request, one after the other."""

    parts = words(
        "逐件写明内容，一行一件",
        rows=8,
        max_length=20_000,
        help_text="第一行由本件继续办理，其余各行另行登记编号。",
    )

    def lines(self) -> list[str]:
        return [line.strip() for line in re.split(r"\n+", self.cleaned_data["parts"]) if line.strip()]


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, number: str) -> HttpResponse:
    """Split a request; the receipts of the new cases are shown once."""
    user, now = user_of(request), timezone.now()
    sheet = sheet_of(request, number)
    if not log.allowed(user, Permission.CASE_HANDLE, sheet.case, on=timezone.localdate(now)):
        raise PermissionDenied
    form = SplitForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"section": "cases", "sheet": sheet, "form": form}
    if form.is_bound and form.is_valid():
        lines = form.lines()
        try:
            _, made = triage.split(
                case_id=sheet.case.pk, parts=lines, by=user, at=now, seq=form.cleaned_data.get("seq")
            )
        except REFUSALS as error:
            refuse(form, error)
            context["wanted"] = intake.wanted_of(sheet.case)
            return render(request, "casework/split.html", context, status=409 if isinstance(error, Conflict) else 422)
        context |= {"receipts": list(zip(made, lines[1:], strict=True)), "first": lines[0]}
        return render(request, "casework/split.html", context)
    context["wanted"] = intake.wanted_of(sheet.case)
    return render(request, "casework/split.html", context)
