"""The office's screen of the visits: days, and what is read most."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from gongkai.portal.selfcheck.office_views import looking
from gongkai.portal.visiting import by_agency, counts
from gongkai.workbooks.writer import MEDIA_TYPE


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """A year by agency and month, then the last thirty days."""
    looking(request, now())
    today = localdate()
    years = by_agency.years() or [today.year]
    asked = request.GET.get("year", "")
    year = next((year for year in years if str(year) == asked), years[0])
    context = {"section": "site", "days": counts.days(today), "read": counts.most_read(today), "shown": counts.SHOWN}
    context |= {"years": years, "year": year, "months": by_agency.MONTHS, "lines": by_agency.of_year(year)}
    return render(request, "office/visits.html", context)


@login_required
@require_GET
def workbook(request: HttpRequest, year: int) -> HttpResponse:
    """A year by agency and month as a workbook. Raises Http404 for a year without counts."""
    looking(request, now())
    if year not in by_agency.years():
        raise Http404
    response = HttpResponse(by_agency.as_workbook(year, by_agency.of_year(year)), content_type=MEDIA_TYPE)
    name = f"{year}年各机关网页浏览次数和公开件数.xlsx"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
