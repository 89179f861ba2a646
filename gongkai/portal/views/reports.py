"""Annual reports as published: frozen, in the national format, with their data."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import mark_safe
from django.utils.timezone import localdate, make_aware, now

from gongkai.portal import pages
from gongkai.portal.views.methods import answers
from gongkai.report.write.html import article as written
from gongkai.reporting.queries import published, published_report
from gongkai.statute.parameters import rules

FIRST_YEAR, LAST_YEAR = 2008, 2100


@answers("GET")
def index(request: HttpRequest) -> HttpResponse:
    """All published reports by year and agency."""
    chosen = request.GET.get("agency", "")[:16]
    everything = list(published())
    agencies = sorted({(report.agency_code, report.agency_name) for report in everything}, key=lambda pair: pair[1])
    shown = [report for report in everything if chosen in ("", report.agency_code)]
    shown.sort(key=lambda report: (-report.year, report.agency_code))
    context = {
        "reports": shown,
        "agencies": agencies,
        "chosen": chosen,
        "due_department": _due("report_due_department"),
        "due_government": _due("report_due_government"),
    }
    return pages.page(request, "portal/reports/index.html", context, column=pages.REPORTS)


@answers("GET")
def report(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """One report: six parts, three real tables."""
    found = _find(code, year)
    # The report has a day of publication and no hour; midnight claims none.
    published_at = make_aware(datetime.combine(found.published_on, time()))
    article = pages.Article(found.title, published_at, found.document.agency)
    # The writer of reports escapes every text it is given.
    text = mark_safe(written(found.document))  # noqa: S308
    context = {"report": found, "text": text, "code": code}
    return pages.page(request, "portal/reports/report.html", context, column=pages.REPORTS, article=article)


@answers("GET")
def as_html(request: HttpRequest, code: str, year: int) -> HttpResponse:  # noqa: ARG001
    """The report as one file that stands alone."""
    return _file(_find(code, year).html, "text/html", f"{code}-{year}.html")


@answers("GET")
def as_json(request: HttpRequest, code: str, year: int) -> HttpResponse:  # noqa: ARG001
    """The report as data."""
    return _file(_find(code, year).json, "application/json", f"{code}-{year}.json")


def _due(name: str) -> str:
    """A yearly limit (条例第四十九条), which the rules keep as 01-31, as people write it."""
    month, day = str(rules().value(name, localdate(now()))).split("-")
    return f"{int(month)}月{int(day)}日"


def _find(code: str, year: int) -> Any:
    found = published_report(code, year) if FIRST_YEAR <= year <= LAST_YEAR else None
    if found is None:
        raise Http404
    return found


def _file(content: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
