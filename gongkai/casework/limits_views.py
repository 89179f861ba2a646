"""The calendar of limits: on which day of a month which limit falls, on the working calendar, to be printed."""

from __future__ import annotations

import calendar as months_of
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from gongkai.agencies import calendar
from gongkai.agencies.models import User
from gongkai.agencies.permissions import agencies_where, may_anywhere, scope
from gongkai.agencies.roles import Permission
from gongkai.casework import internal_limits
from gongkai.casework import limits as limit_rules
from gongkai.casework.models import Case, JointRequest
from gongkai.casework.queries import AMBER_WORKING_DAYS, Colour, colour_of
from gongkai.statute.workdays import LAST_YEAR, Calendar

MOST = 2000
"""How many limits a month shows; more than that nobody reads from a page."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that falls on a day, and where it leads. ``inside`` names an internal one."""

    case: Case
    colour: Colour
    address: str
    inside: str = ""


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
        limits[case.next_on].append(Limit(case, colour_of(case, today, days), _case(case)))
    for on, limit in islice(_inside(user, mine, (first, last), today, days), MOST):
        limits[on].append(limit)
    context = {
        "section": "board",
        "first": first,
        "weeks": list(_weeks(days, year, month, limits)),
        "before": _step(year, month, -1),
        "after": _step(year, month, 1),
        "cut": len(rows) > MOST,
        "count": sum(len(there) for there in limits.values()),
        "most": MOST,
        "today": today,
    }
    return render(request, "casework/limits.html", context)


def _inside(
    user: User, mine: QuerySet[Case], month: tuple[date, date], today: date, days: Calendar
) -> Iterator[tuple[date, Limit]]:
    """The internal limits of a month, and the parts that are owed: of the cases that a person sees, and to others."""
    for case in mine.filter(internal_on__range=month, stage__in=internal_limits.BEFORE_THE_DRAFT).order_by("id"):
        assert case.internal_on is not None, "the query asked for a day"
        yield case.internal_on, Limit(case, _colour(case.internal_on, today, days), _case(case), "内部时限")
    seen = Q(case__in=mine.order_by()) | scope(user, Permission.CASE_DRAFT, on=today)
    parts = JointRequest.objects.filter(limit_rules.owing(), seen, internal_on__range=month).order_by("id")
    own = set(agencies_where(user, Permission.CASE_DRAFT, on=today).values_list("pk", flat=True))
    for part in parts.select_related("case", "agency"):
        address = reverse("desk:joint_task", args=[part.pk]) if part.agency_id in own else _case(part.case)
        told = f"{part.agency.short_name}会签"
        yield part.internal_on, Limit(part.case, _colour(part.internal_on, today, days), address, told)


def _case(case: Case) -> str:
    return reverse("casework:case", args=[case.number])


def _colour(on: date, today: date, days: Calendar) -> Colour:
    if on <= today:
        return Colour.RED
    return Colour.AMBER if on <= days.add(today, AMBER_WORKING_DAYS) else Colour.GREEN


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
