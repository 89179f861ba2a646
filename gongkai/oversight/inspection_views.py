"""Screens of the inspections and the bulletins."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms as django_forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import agencies_where, may, may_anywhere
from gongkai.agencies.roles import Permission
from gongkai.disclosure import places
from gongkai.disclosure.handing_out import font_dir
from gongkai.oversight import bulletins, forms, inspecting, paper, queries
from gongkai.oversight.doing import done, sent, user_of
from gongkai.oversight.errors import Unknown
from gongkai.oversight.models import Inspection, InspectionLine
from gongkai.oversight.patrol_views import attached
from gongkai.oversight.rectification_views import WORD
from gongkai.oversight.scheme import FULL
from gongkai.typeset.document_pdf import document_pdf
from gongkai.typeset.errors import TypesetError
from gongkai.workbooks.writer import MEDIA_TYPE

P = Permission
Line = InspectionLine


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The inspections month by month, and beginning one."""
    user, at = user_of(request), now()
    on = localdate(at)
    if not (queries.sees(user, on=on) or may_anywhere(user, P.RECTIFY, on=on)):
        raise PermissionDenied
    here = agencies_where(user, P.OVERSIGHT_MANAGE, on=on).filter(abolished_on=None)
    form = forms.OpenForm(sent(request, "open"), offices=here) if here else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        verb = lambda: inspecting.open_inspection(  # noqa: E731
            office=form.cleaned_data["office"], month=form.cleaned_data["month"], by=user, at=at
        )
        if made := done(request, form, verb, "督查已经开始，能由系统统计的指标已经统计。"):
            return redirect("oversight:inspection", made.pk)
    context = {
        "section": "inspected",
        "part": "inspections",
        "rows": queries.inspections(user, on=on),
        "form": form,
    }
    return render(request, "oversight/inspections.html", context, status=422 if request.method == "POST" else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def inspection(request: HttpRequest, inspection: int) -> HttpResponse:
    """One of them: points of each agency, then every line that cost something or waits for a person."""
    user, at = user_of(request), now()
    on = localdate(at)
    try:
        row, lines = queries.inspection(user, inspection, on=on)
    except Unknown as error:
        raise Http404 from error
    form = _form(request)
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if form is not None and done(request, form, lambda: _done(form, row, lines, user, at), "已经记录。"):
        return redirect("oversight:inspection", row.pk)
    manages = may(user, P.OVERSIGHT_MANAGE, row.office, on=on)
    until = row.object_until if row.state == Inspection.State.TOLD else None
    own = {one.pk for one in agencies_where(user, P.RECTIFY, on=on)}
    shown = [one for one in lines if one.points or one.count is None or one.points_before is not None]
    context = {
        "section": "inspected",
        "part": "inspections",
        "row": row,
        "form": form,
        "scores": _scores(lines),
        "lines": [(one, _may(one, row, manages, until is not None and on <= until, own, user)) for one in shown],
        "waiting": sum(one.count is None for one in lines),
        "manages": manages,
        "may_fix": manages and until is not None and on > until,
    }
    return render(request, "oversight/inspection.html", context, status=422 if form is not None else 200)


def _may(line: Line, row: Inspection, manages: bool, objecting: bool, own: set[int], user: User) -> str:
    """What this person may do with a line now: judge, rule, object, or nothing."""
    if manages and row.state == Inspection.State.OPEN and (line.count is None or line.judged_by_id):
        return "judge"
    if manages and row.state == Inspection.State.TOLD and line.objection and not line.ruling:
        return "rule" if line.objected_by_id != user.pk else ""
    return "object" if objecting and line.agency_id in own and not line.objection and line.points else ""


def _scores(lines: list[Line]) -> list[tuple[Agency, Decimal]]:
    lost: dict[Agency, Decimal] = {}
    for line in lines:
        lost[line.agency] = lost.get(line.agency, Decimal(0)) + line.points
    found = [(agency, max(FULL - points, Decimal(0))) for agency, points in lost.items()]
    return sorted(found, key=lambda one: (-one[1], one[0].path))


_FORMS: dict[str, Any] = {
    "judge": forms.JudgeForm,
    "object": forms.ObjectForm,
    "rule": forms.RuleForm,
    "again": django_forms.Form,
    "rest": django_forms.Form,
    "tell": django_forms.Form,
    "fix": django_forms.Form,
}


def _form(request: HttpRequest) -> Any:
    kind = _FORMS.get(request.POST.get("do", "")) if request.method == "POST" else None
    return kind(request.POST) if kind is not None else None


def _done(form: Any, row: Inspection, lines: list[Line], user: User, at: datetime) -> Any:
    do, told = form.data["do"], form.cleaned_data
    who: dict[str, Any] = {"by": user, "at": at}
    if do in ("judge", "object", "rule"):
        if told["line"] not in {one.pk for one in lines}:
            raise Unknown
        more = {name: value for name, value in told.items() if name != "line"}
        verb: Any = {"judge": inspecting.judge, "object": inspecting.object_to, "rule": inspecting.rule}[do]
        return verb(line_id=told["line"], **more, **who)
    if do == "rest":
        inspecting.nothing_else(inspection_id=row.pk, **who)
        return row
    step: Any = {"again": inspecting.count_again, "tell": inspecting.tell, "fix": inspecting.fix}[do]
    return step(inspection_id=row.pk, **who)


@login_required
@never_cache
@require_GET
def table(request: HttpRequest, inspection: int) -> HttpResponse:
    """The lines that somebody may see, as a workbook."""
    user, at = user_of(request), now()
    try:
        row, lines = queries.inspection(user, inspection, on=localdate(at))
    except Unknown as error:
        raise Http404 from error
    rows = [
        (one.agency.short_name, one.label, one.count, float(one.points), one.reason, one.objection, one.ruling)
        for one in lines
    ]
    title = f"{row.office.name}{row}结果（{row.get_state_display()}）"
    return attached(paper.inspection_workbook(title, rows), MEDIA_TYPE, f"{row.month:%Y-%m}督查结果.xlsx")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def bulletin_list(request: HttpRequest) -> HttpResponse:
    """The bulletins, the figures of the year, and drafting one."""
    user, at = user_of(request), now()
    on = localdate(at)
    if not queries.sees(user, on=on):
        raise PermissionDenied
    seen = queries.offices(user, on=on)
    drafting = agencies_where(user, P.CONTENT_DRAFT, on=on).filter(abolished_on=None)
    here, form = drafting.filter(pk__in=[one.pk for one in seen]), None
    if here:
        year, quarter = forms.quarter_before(on)
        first = {"year": year, "quarter": quarter}
        sections = places.sections(here)
        form = forms.BulletinForm(sent(request, "draft"), offices=here, sections=sections, initial=first)
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        verb = lambda: bulletins.draft(**form.cleaned_data, by=user, at=at)  # noqa: E731
        if done(request, form, verb, "通报已经起草，请在“内容编辑”里修改后送审。"):
            return redirect("oversight:bulletins")
    rows = queries.bulletins(user, on=on)
    context = {
        "section": "bulletins",
        "part": "bulletins",
        "form": form,
        "rows": [(one, reverse("content:page", args=[one.page_id])) for one in rows],
        "years": [(office, on.year, bulletins.year(office, on.year)) for office in seen],
    }
    return render(request, "oversight/bulletins.html", context, status=422 if request.method == "POST" else 200)


@login_required
@never_cache
@require_GET
def bulletin_file(request: HttpRequest, bulletin: int, kind: str) -> HttpResponse:
    """A bulletin as its newest draft has it, as PDF or Word."""
    user, at = user_of(request), now()
    try:
        row = queries.bulletin(user, bulletin, on=localdate(at))
    except Unknown as error:
        raise Http404 from error
    if kind not in ("pdf", "docx"):
        raise Http404
    try:
        sheet = paper.bulletin(row)
        if kind == "pdf":
            data = document_pdf(sheet, made_at=at, font_dir=font_dir(), mark="" if row.page.live else "草稿")
            return attached(data, "application/pdf", f"{row}.pdf")
        from gongkai.typeset.document_word import document_docx  # Word's libraries, only when somebody asks

        return attached(document_docx(sheet, made_at=at), WORD, f"{row}.docx")
    except TypesetError as error:
        return HttpResponse(str(error), status=500, content_type="text/plain; charset=utf-8")
