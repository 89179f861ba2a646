"""The office's screen of the visits: days, and what is read most."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from gongkai.portal.selfcheck.office_views import looking
from gongkai.portal.visiting import counts


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The last thirty days."""
    looking(request, now())
    today = localdate()
    context = {"section": "site", "days": counts.days(today), "read": counts.most_read(today), "shown": counts.SHOWN}
    return render(request, "office/visits.html", context)
