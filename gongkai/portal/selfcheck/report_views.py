"""The office's screen of the site's yearly table: what is counted, what is entered, and the draft."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import agencies_where
from gongkai.agencies.roles import Permission
from gongkai.disclosure.models import SiteReport
from gongkai.editorial.errors import Incomplete
from gongkai.portal.selfcheck import annual
from gongkai.portal.selfcheck.annual import Row
from gongkai.statute.parameters import rules
from gongkai.statute.website_checks import report_fields, site_report_due

FIRST, LAST = 2017, 2100


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The table of a year; what was typed is kept when it is refused."""
    user, at = request.user, now()
    assert isinstance(user, User), "whoever is signed in is an officer"
    agency = agencies_where(user, Permission.CONTENT_DRAFT, on=localdate(at)).filter(code=code).first()
    if agency is None or not FIRST <= year <= LAST:
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            return _changed(request, agency, year, user, at)
        except Incomplete as error:
            refused = str(error)
    found = [_typed(request, row) for row in annual.rows(agency, year)]
    draft = SiteReport.objects.filter(agency=agency, year=year).first()
    context = {
        "section": "site",
        "agency": agency,
        "year": year,
        "years": (year - 1 if year > FIRST else None, year + 1 if year < localdate(at).year else None),
        "groups": [(name, list(rows)) for name, rows in _grouped(found)],
        "missing": sum(row.value is None for row, _, _ in found),
        "due_on": site_report_due(year, rules())[0],
        "draft": draft,
        "refused": refused,
    }
    return render(request, "office/site_report.html", context, status=422 if refused else 200)


def _grouped(found: list[tuple[Row, str, str]]) -> list[tuple[str, list[tuple[Row, str, str]]]]:
    names = dict.fromkeys(row.field.group for row, _, _ in found)
    return [(name, [entry for entry in found if entry[0].field.group == name]) for name in names]


def _typed(request: HttpRequest, row: Row) -> tuple[Row, str, str]:
    """A figure with the words in its two boxes."""
    key = row.field.key
    value = "" if row.value is None else f"{row.value.normalize():f}"
    return row, request.POST.get(f"value-{key}", value), request.POST.get(f"source-{key}", row.source)


def _changed(request: HttpRequest, agency: Agency, year: int, by: User, at: datetime) -> HttpResponse:
    """Keep what was entered; with the second button make the draft of it too. Raises Incomplete, Http404."""
    do = request.POST.get("do", "")
    if do not in {"save", "draft"}:
        raise Http404
    count = annual.enter(agency=agency, year=year, figures=_entered(request), by=by, at=at)
    if do == "save":
        messages.success(request, f"已经保存，{count}项有改动。" if count else "没有改动。")
        return redirect("selfcheck:report", agency.code, year)
    made = annual.draft(agency=agency, year=year, by=by, at=at)
    messages.success(request, "报表的草稿已经编好，请核对后送审。")
    return redirect("content:page", made.pk)


def _entered(request: HttpRequest) -> dict[str, tuple[Decimal, str]]:
    """The figures that were typed. Raises Incomplete for what is no number."""
    found = {}
    for key, field in report_fields().items():
        typed = request.POST.get(f"value-{key}", "").replace(",", "").replace("，", "").strip()
        if not typed:
            continue
        try:
            number = Decimal(typed)
        except InvalidOperation:
            raise Incomplete(f"“{field.label}”应为数字，不能是“{typed[:20]}”。") from None
        if not number.is_finite() or number != round(number, 2):
            raise Incomplete(f"“{field.label}”应为数字，最多两位小数。")
        found[key] = (number, request.POST.get(f"source-{key}", "").replace("\x00", ""))
    return found
