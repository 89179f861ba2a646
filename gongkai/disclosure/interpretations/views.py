"""The office's list 解读: each document of a year, what was planned, what is public, how late, and the share."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gongkai.agencies.models import User
from gongkai.agencies.permissions import agencies_where
from gongkai.agencies.roles import Permission
from gongkai.disclosure.interpretations import register
from gongkai.statute.interpretations import Need, limit
from gongkai.statute.parameters import rules

STATES = {"late": "逾期的", "missing": "还没有公开解读的", "unsaid": "没有说明是否解读的"}


@login_required
@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The register of one of one's agencies for a year."""
    assert isinstance(request.user, User)
    today = localdate(now())
    agencies = list(agencies_where(request.user, Permission.CONTENT_DRAFT, on=today))
    if not agencies:
        raise PermissionDenied
    asked, told = request.GET.get("agency", ""), request.GET.get("year", "")
    agency = next((one for one in agencies if one.code == asked), agencies[0])
    year = int(told) if told.isascii() and told.isdecimal() and 1949 <= int(told[:5]) <= today.year else today.year
    lines = register.of_year([agency.pk], year, today)
    state = request.GET.get("state", "")
    context = {
        "section": "interpretations",
        "agency": agency,
        "agencies": agencies,
        "year": year,
        "years": range(today.year, today.year - 6, -1),
        "rate": register.rate(lines),
        "total": len(lines),
        "limit": limit(today, rules()),
        "states": STATES,
        "state": state if state in STATES else "",
        "lines": [line for line in lines if _wanted(line, state)],
    }
    return render(request, "office/interpretations.html", context)


def _wanted(line: register.Line, state: str) -> bool:
    if state == "late":
        return bool(line.timing and line.timing.late)
    if state == "missing":
        return line.need == Need.NEEDED and not line.explained
    return not line.need if state == "unsaid" else True
