"""The officers' screens of the annual report. Each makes one call and shows the result; what was typed is kept
when it is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import NotAllowed, may
from gongkai.agencies.roles import Permission
from gongkai.report.write import article, write_html, write_json
from gongkai.reporting import actions, fields, publishing, queries, stead
from gongkai.reporting.compiling import compile_annual, findings
from gongkai.reporting.errors import BadFigures, ReportingError, Unknown
from gongkai.reporting.forms import DraftForm, RegisterForm, WordsForm
from gongkai.reporting.models import AnnualReport, Figure, Stage
from gongkai.reporting.narrative import UnknownField

FIRST_YEAR, LAST_YEAR = 2008, 2100


@login_required
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Where the reports of a year stand; beginning a new one."""
    user, today = _user(request), timezone.localdate()
    year = _year(request.GET.get("year"), today.year - 1)
    own = [agency for agency in queries.agencies_of(user, today=today) if _edits(user, agency)]
    form = DraftForm(
        request.POST or None, agencies=own, initial={"year": year, "scope": "own", "agency": own[0] if own else None}
    )
    if request.method == "POST" and form.is_valid():
        try:
            report = actions.draft(
                agency=form.cleaned_data["agency"],
                year=form.cleaned_data["year"],
                scope=form.members(),
                by=user,
                at=timezone.now(),
            )
        except (ReportingError, NotAllowed) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已生成报告初稿：数字已按办件和登记填入，请补写文字部分。")
            return redirect("reporting:report", report.pk)
    context = {
        "section": "reports",
        "year": year,
        "tracked": queries.tracker(user, year, today=today),
        "reports": queries.reports_of(user, today=today),
        "own": own,
        "form": form,
    }
    return render(request, "reporting/index.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def figures(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The register: figures that other systems hold, each with its source."""
    user = _user(request)
    agency = _agency(user, code)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    stored = {row.key: row for row in Figure.objects.filter(agency=agency, year=year).select_related("entered_by")}
    form, status = RegisterForm.of(agency, stored), 200
    if request.method == "POST":
        entries = form.take({key: str(value) for key, value in request.POST.items()})
        try:
            rows = actions.enter_figures(agency=agency, year=year, entries=entries, by=user, at=timezone.now())
        except BadFigures as error:
            form.refuse(error.errors)
            status = 422
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        else:
            messages.success(request, f"已登记{len(rows)}项数字。" if rows else "没有改动。")
            return redirect("reporting:figures", code, year)
    context = {"section": "reports", "agency": agency, "year": year, "form": form, "edits": _edits(user, agency)}
    return render(request, "reporting/figures.html", context, status=status)


@login_required
@require_GET
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report: where it stands, its words, what the check says, what may be done next."""
    row = _report(request, report_id)
    return _report_page(request, row, WordsForm.of(row))


@login_required
@require_POST
def words(request: HttpRequest, report_id: int) -> HttpResponse:
    """Save the narrative."""
    row = _report(request, report_id)
    form = WordsForm(request.POST)
    if form.is_valid():
        try:
            actions.save_words(
                report_id=row.pk,
                words=form.words(),
                by=_user(request),
                at=timezone.now(),
                version=form.cleaned_data["version"],
            )
        except (ReportingError, UnknownField, NotAllowed) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已保存。")
            return redirect("reporting:report", row.pk)
    return _report_page(request, row, form, status=422)


@login_required
@require_POST
def step(request: HttpRequest, report_id: int, verb: str) -> HttpResponse:
    """Submit, approve, publish, send back or withdraw."""
    act = _STEPS.get(verb)
    if act is None:
        raise Http404
    row = _report(request, report_id)
    arguments: dict[str, Any] = {"why": request.POST.get("why", "")} if verb in _WITH_REASON else {}
    try:
        act(report_id=row.pk, by=_user(request), at=timezone.now(), **arguments)
    except (ReportingError, NotAllowed) as error:
        return _report_page(
            request, row, WordsForm.of(row), refused=str(error), why=arguments.get("why", ""), status=422
        )
    messages.success(request, _DONE[verb])
    return redirect("reporting:report", row.pk)


@login_required
@require_GET
def preview(request: HttpRequest, report_id: int) -> HttpResponse:
    """The report as it would be published now, or as it was; each cell opens its records."""
    row = _report(request, report_id)
    compiled = compile_annual(row, published_on=row.published_on)
    document = queries.frozen_document(row) if row.frozen else compiled.document
    found = queries.drift(row, compiled) if row.frozen else findings(compiled, queries.document_before(row))

    def link(cell: str) -> str:
        return reverse("reporting:cell", args=[row.pk, cell])

    context = {
        "section": "reports",
        "report": row,
        "article": mark_safe(article(document, link)),  # noqa: S308 (our own writer escapes every word)
        "findings": found,
    }
    return render(request, "reporting/preview.html", context)


@login_required
@require_GET
def cell(request: HttpRequest, report_id: int, name: str) -> HttpResponse:
    """The records behind one cell."""
    row = _report(request, report_id)
    try:
        found = queries.behind(row, name)
    except Unknown as error:
        raise Http404 from error
    return render(request, "reporting/cell.html", {"section": "reports", "report": row, "behind": found})


@login_required
@require_GET
def download(request: HttpRequest, report_id: int, kind: str) -> HttpResponse:
    """The report as a file: HTML that stands alone, or JSON with the records behind each cell."""
    row = _report(request, report_id)
    if row.frozen:
        document, provenance = queries.frozen_document(row), row.provenance
    else:
        compiled = compile_annual(row)
        document, provenance = compiled.document, compiled.provenance
    content = write_html(document) if kind == "html" else write_json(document, provenance)
    response = HttpResponse(content, content_type=f"{_TYPES[kind]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.agency.code}-{row.year}.{kind}"'
    return response


_TYPES = {"html": "text/html", "json": "application/json"}
_STEPS: dict[str, Callable[..., AnnualReport]] = {
    "submit": actions.submit,
    "send-back": actions.send_back,
    "approve": actions.approve,
    "publish": actions.publish,
    "withdraw": actions.withdraw,
}
_WITH_REASON = frozenset({"send-back", "withdraw"})
_DONE = {
    "submit": "已提交，等待审批领导批准。",
    "send-back": "已退回编制人员。",
    "approve": "已批准，可以发布。",
    "publish": "已发布。报告内容和每个数字的来源已经固定。",
    "withdraw": "已撤回。原报告留存备查，可以重新编制。",
}


def _report_page(
    request: HttpRequest, row: AnnualReport, form: WordsForm, *, refused: str = "", why: str = "", status: int = 200
) -> HttpResponse:
    user, today = _user(request), timezone.localdate()
    compiled = compile_annual(row, published_on=row.published_on)
    found = queries.drift(row, compiled) if row.frozen else findings(compiled, queries.document_before(row))
    values = fields.values(compiled.facts)
    context = {
        "section": "reports",
        "report": row,
        "form": form,
        "refused": refused,
        "why": why,
        "due": queries.due(row.agency, row.year, today=today),
        "scope": list(row.scope.order_by("path")),
        "findings": found,
        "edits": _edits(user, row.agency),
        "approves": may(user, Permission.REPORT_APPROVE, row.agency, on=today),
        "stage": Stage(row.stage),
        "waits_for": publishing.waits_for(row) if row.stage == Stage.SUBMITTED else "",
        "open_drafts": stead.open_drafts(row, today=today) if row.stage == Stage.SUBMITTED else [],
        "review": publishing.review_of(row),
        "field_groups": [
            (group, [(field, values[field.key]) for field in fields.fields() if field.group == group])
            for group in fields.GROUPS
        ],
    }
    return render(request, "reporting/report.html", context, status=status)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _edits(user: User, agency: Agency) -> bool:
    return may(user, Permission.REPORT_EDIT, agency, on=timezone.localdate())


def _report(request: HttpRequest, report_id: int) -> AnnualReport:
    try:
        return queries.get(_user(request), report_id, today=timezone.localdate())
    except Unknown as error:
        raise Http404 from error


def _agency(user: User, code: str) -> Agency:
    agencies = {agency.code: agency for agency in queries.agencies_of(user, today=timezone.localdate())}
    if code not in agencies:
        raise Http404
    return agencies[code]


def _year(text: str | None, otherwise: int) -> int:
    plain = (text or "").strip()
    year = int(plain) if plain.isascii() and plain.isdigit() and len(plain) == 4 else otherwise
    return year if FIRST_YEAR <= year <= LAST_YEAR else otherwise
