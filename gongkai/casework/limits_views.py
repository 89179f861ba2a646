"""The calendar of limits: on which day of a month which limit falls, on the working calendar, to be printed."""

from __future__ import annotations

import calendar as months_of
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from gongkai.agencies import calendar
from gongkai.agencies.permissions import may_anywhere, scope
from gongkai.agencies.roles import Permission
from gongkai.casework.models import Case
from gongkai.casework.queries import Colour, colour_of
from gongkai.statute.workdays import LAST_YEAR, Calendar

MOST = 2000
"""How many limits a month shows; more than that nobody reads from a page."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A case whose next limit falls on a day."""

    case: Case
    colour: Colour


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month: whether it is worked on, why, and the limits that fall on it."""

    on: date
    works: bool
    shifted: bool
    why: str
    limits: tuple[Limit, ...]


@login_required
@require_GET
def page(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The limits of a month."""
    user, today = _user(request), timezone.localdate()
    days = calendar.current()
    if not (1 <= month <= 12 and days.known_from.year <= year <= LAST_YEAR - 1):
        raise Http404
    first = date(year, month, 1)
    last = date(year, month, months_of.monthrange(year, month)[1])
    sees = may_anywhere(user, Permission.CASE_SEE, on=today)
    permission, field = (Permission.CASE_SEE, "agency") if sees else (Permission.CASE_DRAFT, "assigned_agency")
    mine = Case.objects.filter(scope(user, permission, on=today, field=field), closed_on__isnull=True)
    rows = list(mine.filter(next_on__range=(first, last)).order_by("next_on", "id")[: MOST + 1])
    limits: dict[date, list[Limit]] = defaultdict(list)
    for case in rows[:MOST]:
        limits[case.next_on].append(Limit(case, colour_of(case, today, days)))
    context = {
        "section": "board",
        "first": first,
        "weeks": list(_weeks(days, year, month, limits)),
        "before": _step(year, month, -1),
        "after": _step(year, month, 1),
        "cut": len(rows) > MOST,
        "count": min(len(rows), MOST),
        "most": MOST,
        "today": today,
    }
    return render(request, "casework/limits.html", context)


def _weeks(days: Calendar, year: int, month: int, limits: dict[date, list[Limit]]) -> Iterator[list[Day | None]]:
    for week in months_of.Calendar().monthdatescalendar(year, month):
        yield [_day(days, on, limits) if on.month == month else None for on in week]


def _day(days: Calendar, on: date, limits: dict[date, list[Limit]]) -> Day:
    """Work on a weekend and rest on a weekday are the days that people miscount."""
    works = days.is_workday(on)
    return Day(on, works, works is (on.weekday() > 4), days.reason(on), tuple(limits.get(on, ())))


def _step(year: int, month: int, by: int) -> tuple[int, int]:
    years, month0 = divmod(year * 12 + month - 1 + by, 12)
    return years, month0 + 1


def _user(request: HttpRequest) -> Any:
    return request.user
