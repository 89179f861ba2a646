"""The disclosure office's own screens: attributes, procedures, figures."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import agencies_where
from gongkai.agencies.roles import Permission
from gongkai.editorial import (
    access,
    items,
    procedure_page,
)
from gongkai.editorial import (
    attributes as marks,
)
from gongkai.editorial import (
    figures as counted,
)
from gongkai.editorial import (
    procedures as rules,
)
from gongkai.editorial.entering import REFUSALS, status_of, user_of
from gongkai.editorial.figures_book import workbook
from gongkai.editorial.forms import PeriodForm
from gongkai.editorial.models import AttributeDecision
from gongkai.workbooks.writer import MEDIA_TYPE

MOST = 200


@login_required
@require_GET
def attributes(request: HttpRequest) -> HttpResponse:
    """Proposals that wait, what is not marked, and what is to be looked at again."""
    return _attributes(request, user_of(request))


@login_required
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Agree to a proposal or return it."""
    user = user_of(request)
    number = request.POST.get("decision", "")
    rows = AttributeDecision.objects.filter(
        agency__in=access.agencies(user, Permission.ATTRIBUTE_DECIDE, at=timezone.now())
    )
    row = rows.filter(pk=int(number)).first() if number.isascii() and number.isdigit() and len(number) < 16 else None
    if row is None:
        raise PermissionDenied
    agreed = request.POST.get("do") == "agree"
    try:
        marks.decide(decision_id=row.pk, agreed=agreed, words=request.POST.get("words", ""), by=user, at=timezone.now())
    except REFUSALS as error:
        return _attributes(request, user, error)
    messages.success(request, f"《{row.title}》的公开属性：已{'同意' if agreed else '退回'}。")
    return redirect("reviews:attributes")


@login_required
@require_POST
def reassess(request: HttpRequest) -> HttpResponse:
    """Let what is not public stay so, with the reason (条例第十八条)."""
    user = user_of(request)
    try:
        row = marks.reassess(
            key=request.POST.get("key", "")[:64], words=request.POST.get("words", ""), by=user, at=timezone.now()
        )
    except REFUSALS as error:
        return _attributes(request, user, error)
    messages.success(request, f"《{row.title}》已重新评估，维持“{marks.label_of(row)}”。")
    return redirect("reviews:attributes")


def _attributes(request: HttpRequest, user: User, error: Exception | None = None) -> HttpResponse:
    now = timezone.now()
    agencies = list(access.agencies(user, Permission.ATTRIBUTE_DECIDE, at=now))
    if not agencies:
        raise PermissionDenied
    chosen = _chosen(request.GET.get("agency", ""), agencies)
    waiting = AttributeDecision.objects.filter(agency__in=agencies, state=AttributeDecision.State.WAITING)
    due = marks.due_for_reassessment(chosen, today=localdate(now))
    covered = marks.coverage(chosen)
    context = {
        "section": "reviews",
        "agencies": agencies,
        "chosen": chosen,
        "waiting": [
            (row, marks.label_of(row), _edit_address(row.key))
            for row in waiting.select_related("agency", "proposed_by").order_by("proposed_at")[:MOST]
        ],
        "coverage": covered,
        "unmarked": [(title, _edit_address(key)) for key, title in covered.unmarked[:MOST]],
        "due": due[:MOST],
        "due_count": len(due),
        "months": rules.reassess_months(),
        "refused": str(error) if error else "",
        "typed": request.POST if error else {},
    }
    return render(request, "editorial/attributes.html", context, status=status_of(error) if error else 200)


@login_required
@require_http_methods(["GET", "POST"])
def procedures(request: HttpRequest) -> HttpResponse:
    """Which reviews each kind of content takes in an agency, and who changed it when."""
    user, now = user_of(request), timezone.now()
    agencies = list(agencies_where(user, Permission.PROCEDURE_EDIT, on=localdate(now)))
    if not agencies:
        raise PermissionDenied
    given = request.POST if request.method == "POST" else request.GET
    chosen, error = _chosen(given.get("agency", ""), agencies), None
    if request.method == "POST":
        try:
            _set(request, chosen, user)
        except REFUSALS as refusal:
            error = refusal
        else:
            messages.success(request, "审核流程已保存，从下一次送审起执行；已经送审的按原来的流程办完。")
            return redirect(f"{request.path}?agency={chosen.pk}")
    context = {
        "section": "reviews",
        "agencies": agencies,
        "chosen": chosen,
        "kinds": procedure_page.kinds(chosen),
        "letters": procedure_page.letters(chosen, on=localdate(now)),
        "history": procedure_page.history(chosen),
        "refused": str(error) if error else "",
    }
    return render(request, "editorial/procedures.html", context, status=status_of(error) if error else 200)


def _set(request: HttpRequest, agency: Agency, user: User) -> None:
    """What the form says; the floor is always in it, for a box that cannot be unticked is not sent either."""
    kind = request.POST.get("kind", "")
    if kind not in procedure_page.labels():
        raise PermissionDenied
    wanted = {*request.POST.getlist("stage"), *rules.floor_of(kind)}
    names = [name for name in rules.stages_of(kind) if name in wanted]
    names += sorted(wanted - set(names))
    rules.set_rule(
        kind=kind, agency=agency, names=names, at_once=request.POST.get("at_once") == "1", by=user, at=timezone.now()
    )


@login_required
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of a period, on screen or as a workbook."""
    user, now = user_of(request), timezone.now()
    agencies = access.seen_agencies(user, at=now)
    form = PeriodForm.asked(request.GET, agencies=agencies, today=localdate(now))
    if not form.is_valid():
        return render(request, "editorial/figures.html", {"section": "reviews", "form": form}, status=422)
    found = counted.gather(form.cleaned_data["agency"], form.period(), at=now)
    if request.GET.get("format") == "xlsx":
        return _download(workbook(found), f"{found.agency.name}审核发布统计.xlsx")
    onward = request.GET.copy()
    onward["format"] = "xlsx"
    context = {"section": "reviews", "form": form, "found": found, "onward": onward.urlencode(), "now": now}
    return render(request, "editorial/figures.html", context)


def _download(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Cache-Control"] = "no-store"
    return response


def _chosen(text: str, agencies: list[Agency]) -> Agency:
    """The agency that an address names, among those allowed; the first without a name. Raises PermissionDenied."""
    if not text:
        return agencies[0]
    found = next((agency for agency in agencies if str(agency.pk) == text), None)
    if found is None:
        raise PermissionDenied
    return found


def _edit_address(key: str) -> str:
    try:
        return items.kind_of(key).edit_address(key)
    except REFUSALS:
        return ""
