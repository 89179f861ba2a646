"""The screen of the statistics, and the same figures as files."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whose figures of which time somebody wants. Without a ``period`` the form has faults."""

    form: PeriodForm
    agencies: frozenset[int]
    period: Period | None
    whose: str = ""
    when: str = ""
    onward: str = ""
    """The choice as the rest of an address, for the files."""


def chosen(request: HttpRequest) -> Chosen:
    """What was chosen above the figures. Raises PermissionDenied for somebody who may see no agency's cases."""
    user: Any = request.user
    today = timezone.localdate()
    agencies = agencies_where(user, Permission.CASE_SEE, on=today)
    ids = frozenset(agencies.values_list("pk", flat=True))
    if not ids:
        raise PermissionDenied
    earliest = Case.objects.filter(agency_id__in=ids).aggregate(day=Min("received_on"))["day"] or today
    years = range(min(earliest.year, today.year), today.year + 1)
    form = PeriodForm(
        {"year": str(today.year), **request.GET.dict()}, agencies=agencies, years=years, auto_id="period-%s"
    )
    if not form.is_valid():
        return Chosen(form, ids, None)
    given = form.cleaned_data
    agency, period = given["agency"], Period.of(given["year"], given["month"])
    whose = agency.name if agency else "全部机关"
    return Chosen(
        form, frozenset({agency.pk}) if agency else ids, period, whose, _when(period, given), _onward(request)
    )


@login_required
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of a year or a month, on screen or as a file."""
    made = chosen(request)
    if made.period is None:
        return render(request, "casework/statistics.html", {"section": "registers", "form": made.form}, status=422)
    found = statistics(made.agencies, made.period, days=calendar.current(), today=timezone.localdate())
    title = f"{made.whose}{made.when}依申请公开统计"
    if (kind := request.GET.get("format")) in {"xlsx", "csv"}:
        return _file(found, title, str(kind))
    context = {"section": "registers", "form": made.form, "found": found, "tables": tables(found), "title": title}
    context["onward"] = made.onward
    return render(request, "casework/statistics.html", context)


def _when(period: Period, given: dict[str, Any]) -> str:
    return f"{period.first.year}年{given['month']}月" if given["month"] else f"{period.first.year}年"


def _onward(request: HttpRequest) -> str:
    onward = request.GET.copy()
    onward.pop("format", None)
    return f"&{onward.urlencode()}" if onward else ""


def _file(found: Statistics, title: str, kind: str) -> HttpResponse:
    if kind == "xlsx":
        return download(as_workbook(found, title), f"{title}.xlsx")
    return download(as_csv(found, title), f"{title}.csv", "text/csv; charset=utf-8")
