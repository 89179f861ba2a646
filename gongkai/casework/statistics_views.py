"""The screen of the statistics, and the same figures as files."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from gongkai.agencies import calendar
from gongkai.agencies.permissions import agencies_where
from gongkai.agencies.roles import Permission
from gongkai.casework.models import Case
from gongkai.casework.register_forms import PeriodForm
from gongkai.casework.register_views import download
from gongkai.casework.statistics import Period, Statistics, statistics
from gongkai.casework.statistics_tables import as_csv, as_workbook, tables


@login_required
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of a year or a month, on screen or as a file."""
    user: Any = request.user
    today = timezone.localdate()
    agencies = agencies_where(user, Permission.CASE_SEE, on=today)
    ids = set(agencies.values_list("pk", flat=True))
    if not ids:
        raise PermissionDenied
    earliest = Case.objects.filter(agency_id__in=ids).aggregate(day=Min("received_on"))["day"] or today
    years = range(min(earliest.year, today.year), today.year + 1)
    chosen = {"year": str(today.year), **request.GET.dict()}
    form = PeriodForm(chosen, agencies=agencies, years=years, auto_id="period-%s")
    if not form.is_valid():
        return render(request, "casework/statistics.html", {"section": "registers", "form": form}, status=422)
    given = form.cleaned_data
    agency, period = given["agency"], Period.of(given["year"], given["month"])
    found = statistics([agency.pk] if agency else ids, period, days=calendar.current(), today=today)
    title = _title(agency.name if agency else "全部机关", period, given["month"])
    if (kind := request.GET.get("format")) in {"xlsx", "csv"}:
        return _file(found, title, str(kind))
    onward = request.GET.copy()
    onward.pop("format", None)
    context = {"section": "registers", "form": form, "found": found, "tables": tables(found), "title": title}
    context["onward"] = f"&{onward.urlencode()}" if onward else ""
    return render(request, "casework/statistics.html", context)


def _title(whose: str, period: Period, month: int | None) -> str:
    when = f"{period.first.year}年{month}月" if month else f"{period.first.year}年"
    return f"{whose}{when}依申请公开统计"


def _file(found: Statistics, title: str, kind: str) -> HttpResponse:
    if kind == "xlsx":
        return download(as_workbook(found, title), f"{title}.xlsx")
    return download(as_csv(found, title), f"{title}.csv", "text/csv; charset=utf-8")
