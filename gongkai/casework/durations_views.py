"""The screen of durations and the days on which offices were closed, and the same figures as files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies import calendar
from gongkai.agencies.forms import DayInput
from gongkai.agencies.models import Agency
from gongkai.agencies.permissions import NotAllowed, agencies_where
from gongkai.agencies.roles import Permission
from gongkai.casework import closures, statistics_views
from gongkai.casework.closure_records import OfficeClosure
from gongkai.casework.durations import durations
from gongkai.casework.durations_tables import as_json, as_workbook, tables
from gongkai.casework.errors import CaseworkError
from gongkai.casework.forms import speak
from gongkai.casework.register_views import download
from gongkai.casework.views import refuse
from gongkai.statute.parameters import rules

NOTES = (
    "统计所选时间内办结的办件；用时是较早一日的次一工作日起到较晚一日的工作日数，当天完成的为0。",
    "只统计两端日期都有的办件；更正过日期的，以更正后的为准；次序颠倒的、2019年以前收到的不计。",
    "中位数、九成以内：用时从短到长排列，第50%、90%位次（进位取整）那一件的用时，是实有的一件，不取平均。",
    "交办至拟办，指第一次交办至其后第一次报批；拟办至决定，指批准的那一稿报批至批准；征求意见，指第一次发出至最后一次结束。",
    "决定至制发文书、制发文书至送达，指决定以后的第一份文书。收到至送达，以登记的送达日期为准。",
    "按期、逾期的口径与统计相同；各单位的用时是收到至办结。单位指承办单位，没有交办的为受理机关。",
)


class ClosureForm(forms.Form):
    """On which days which agency is closed, and why."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="机关", empty_label=None)
    first_on = forms.DateField(label="停止办公起", widget=DayInput)
    last_on = forms.DateField(label="停止办公止", widget=DayInput)
    why = forms.CharField(label="原因和公告文号", max_length=200, help_text="例如：台风停止办公，明政告〔2026〕5号。")

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        speak(self)


@login_required
@never_cache
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The durations of a year or a month, on screen, as XLSX or as JSON."""
    chosen = statistics_views.chosen(request)
    if chosen.period is None:
        context: dict[str, Any] = {"section": "registers", "form": chosen.form}
        return render(request, "casework/durations.html", context, status=422)
    days, law = calendar.current(), rules()
    found = durations(chosen.agencies, chosen.period, days=days, rules=law)
    title = f"{chosen.whose}{chosen.when}办理用时"
    notes = [*NOTES, _closed_note(found.counted)]
    if request.GET.get("format") == "xlsx":
        return download(as_workbook(found, title, notes), f"{title}.xlsx")
    if request.GET.get("format") == "json":
        told = as_json(found, title, calendar=days.version, law=law.version)
        return JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    context = {"section": "registers", "form": chosen.form, "found": found, "tables": tables(found), "title": title}
    context |= {"notes": notes, "onward": chosen.onward}
    return render(request, "casework/durations.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def closed(request: HttpRequest) -> HttpResponse:
    """Days on which offices were closed by announcement; noting some and taking a note back."""
    user: Any = request.user
    now = timezone.now()
    today = timezone.localdate(now)
    seen = agencies_where(user, Permission.CASE_SEE, on=today)
    kept = agencies_where(user, Permission.CALENDAR_IMPORT, on=today)
    if not seen.exists():
        raise PermissionDenied
    form = ClosureForm(request.POST if request.POST.get("do") == "record" else None, agencies=kept)
    if request.method == "POST" and _done(request, form, user, now):
        return redirect("desk:closures")
    rows = OfficeClosure.objects.filter(agency__in=seen, cancelled_at=None).select_related("agency")
    context = {"section": "registers", "form": form, "rows": rows.order_by("-first_on", "pk")}
    context |= {"kept": set(kept.values_list("pk", flat=True))}
    return render(request, "casework/closures.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, form: ClosureForm, user: Any, now: Any) -> bool:
    """Carry out what was sent; False when the form has to be looked at again."""
    try:
        if request.POST.get("do") == "cancel":
            key = request.POST.get("closure", "")
            closures.cancel(closure_id=int(key) if key.isascii() and key.isdigit() else 0, by=user, at=now)
            messages.success(request, "已取消登记，统计随之更新。")
            return True
        if not form.is_valid():
            return False
        closures.record(**form.cleaned_data, by=user, at=now)
    except NotAllowed as error:
        raise PermissionDenied from error
    except CaseworkError as error:
        if not form.is_bound:
            messages.error(request, str(error))
            return True
        refuse(form, error)
        return False
    messages.success(request, "已登记。统计会写明其间停止办公的日数，法定期限不变。")
    return True


def _closed_note(counted: bool) -> str:
    how = "照常计入用时，只另行列出" if counted else "从用时里扣除（参数closure_days_counted）"
    return f"机关公告停止办公的工作日{how}；法定期限不因机关自行公告停止办公而变动。"
