"""Two screens of the office that stand on cases: today, and the working calendar with the import of notices."""

from __future__ import annotations

import calendar as months_of
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies import calendar
from gongkai.agencies.models import HolidayNotice
from gongkai.agencies.permissions import agencies_where
from gongkai.agencies.roles import Permission
from gongkai.casework import calendar_change, identity_asking
from gongkai.casework.forms import NoticeForm
from gongkai.casework.today import today_for
from gongkai.statute.errors import StatuteError
from gongkai.statute.notices import parse_notice
from gongkai.statute.workdays import LAST_YEAR, Calendar, missing_notice


@login_required
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """The first screen: counts by urgency, what waits for me, the next limits, the report's day."""
    now = timezone.now()
    on = timezone.localdate(now)
    user = _user(request)
    with calendar.read_once():
        found = today_for(user, today=on, at=now)
        context = {"section": "today", "found": found, "waiting_summary": found.reviews_summary, "today": on}
        if identity_asking.required():
            context["askings"] = identity_asking.waiting(user, on=on).count()
        return render(request, "casework/today.html", context)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the working calendar."""

    on: date
    state: str
    why: str


@login_required
@require_http_methods(["GET", "POST"])
def working_days(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """A year's working days, the notices known, and the import of a new one: looked at first, then confirmed."""
    user, now = _user(request), timezone.now()
    today = timezone.localdate(now)
    days = calendar.current()
    shown = year or today.year
    if not days.known_from.year <= shown <= LAST_YEAR - 1:
        raise Http404
    importer = agencies_where(user, Permission.CALENDAR_IMPORT, on=today).first()
    form = NoticeForm(request.POST or None, request.FILES or None)
    found = None
    if request.method == "POST":
        if importer is None:
            raise PermissionDenied
        found = _preview(form)
        if found is not None and request.POST.get("do") == "confirm":
            done = calendar_change.import_notice(found.notice, by=user, agency=importer, at=now)
            messages.success(
                request,
                f"已导入{done.notice.year}年放假安排：{len(done.moved)}件的期限变动，{done.settled}件不再暂定。",
            )
            return redirect("desk:calendar_year", done.notice.year)
    imported = {row.year: row for row in HolidayNotice.objects.all()}
    context = {
        "section": "calendar",
        "year": shown,
        "months": [(month, list(_weeks(days, shown, month))) for month in range(1, 13)],
        "workdays": days.workdays_between(date(shown - 1, 12, 31), date(shown, 12, 31))
        if shown > days.known_from.year
        else None,
        "known": shown in days.notices,
        "missing": missing_notice(shown),
        "notices": [(notice, imported.get(notice.year)) for notice in days.notices.values()],
        "years": (shown - 1 if shown > days.known_from.year else None, shown + 1),
        "form": form,
        "found": found,
        "may_import": importer is not None,
        "today": today,
    }
    return render(request, "office/calendar.html", context)


def _preview(form: NoticeForm) -> calendar_change.Import | None:
    if not form.is_valid():
        return None
    try:
        return calendar_change.preview(parse_notice(form.cleaned_data["text"]))
    except StatuteError as error:
        form.add_error("text", str(error))
        return None


def _weeks(days: Calendar, year: int, month: int) -> Iterator[list[Day | None]]:
    for week in months_of.Calendar().monthdatescalendar(year, month):
        yield [_day(days, on) if on.month == month else None for on in week]


def _day(days: Calendar, on: date) -> Day:
    why = days.reason(on)
    if "放假" in why:
        state = "holiday"
    elif "调休上班" in why and days.covers(on):
        state = "shifted"
    else:
        state = "counted" if on.weekday() < 5 else "weekend"
    return Day(on, f"{state} presumed" if "暂定，" in why else state, why)


def _user(request: HttpRequest) -> Any:
    return request.user
