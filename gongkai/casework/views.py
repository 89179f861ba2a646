"""The case screens: each makes one call, a query or a verb, and shows the result."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies import calendar
from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed, agencies_where, may
from gongkai.agencies.roles import Permission
from gongkai.audit.models import Entry
from gongkai.casework import (
    correspondence,
    deciding,
    decision,
    handling,
    identity,
    intake,
    joint_pages,
    log,
    queries,
    screens,
    searching,
    steps,
    triage,
    verification,
)
from gongkai.casework.errors import BadDate, CaseworkError, Conflict, Unknown
from gongkai.casework.forms import FilterForm, RegisterForm, StepForm
from gongkai.casework.models import ApplicantKind, Channel
from gongkai.casework.queries import Filter, Sheet
from gongkai.casework.today import default_status
from gongkai.files.errors import FileError
from gongkai.statute import explanation
from gongkai.statute import receipt as receipts
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import Event, EventKind
from gongkai.statute.letters import Letter, field_labels
from gongkai.statute.parameters import rules

REFUSALS = (CaseworkError, StatuteError, NotAllowed, FileError)


@login_required
@require_http_methods(["GET", "POST"])
def cases(request: HttpRequest) -> HttpResponse:
    """The list, most urgent first. The filter is sent as a form, because it may hold somebody's number."""
    if request.method == "POST":
        return redirect(_filtered_address(request))
    user, today = user_of(request), timezone.localdate()
    form = FilterForm(request.GET)
    form.is_valid()
    chosen = {name: form.cleaned_data.get(name, "") for name in ("status", "colour", "channel")}
    words = searching.words_of(request.GET.get("found", ""), user, at=timezone.now())
    if words is None:
        messages.warning(request, "检索条件已经过期，请重新输入。")
    chosen["words"] = words or ""
    chosen["status"] = chosen["status"] or default_status(user, today=today)
    placed = {name: request.GET.get(name, "")[:18] for name in ("agency", "unit", "handler", "stage")}
    wanted = Filter(**chosen, **placed, after=request.GET.get("after", "")[:40])
    page = queries.page(user, wanted, today=today)
    shown = FilterForm(initial=chosen, auto_id="filter-%s")
    onward = request.GET.copy()
    onward["after"] = page.next_key
    context = {"section": "cases", "page": page, "form": shown, "chosen": chosen, "onward": onward.urlencode()}
    context["placed"] = {name: key for name, key in placed.items() if key}
    return render(request, "casework/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register what came by letter, by fax or at the counter; “试算” shows the dates before anything is saved."""
    user, now = user_of(request), timezone.now()
    today = timezone.localdate(now)
    agencies = agencies_where(user, Permission.CASE_REGISTER, on=today).filter(
        takes_requests=True, abolished_on__isnull=True
    )
    if not agencies.exists():
        raise PermissionDenied
    once = request.POST.get("once", "")[:32]
    if once and (number := request.session.get(f"once:{once}")):
        # The same page sent twice is one request: show the receipt it has already.
        return redirect("casework:receipt", number)
    form = RegisterForm(request.POST or None, request.FILES or None, agencies=agencies, initial={"arrived_on": today})
    trial = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") == "try":
            trial = _trial(form.cleaned_data)
            form.keep()
        elif receipt := _register(form, user, now):
            form.sent()
            request.session[f"code:{receipt.number}"] = receipt.query_code
            request.session[f"once:{once}"] = receipt.number
            return redirect("casework:receipt", receipt.number)
    context = {"section": "new", "form": form, "trial": trial, "rules": _receipt_rules(today)}
    context["once"] = once or secrets.token_urlsafe(12)
    return render(request, "casework/new.html", context)


def _filtered_address(request: HttpRequest) -> str:
    """The address of the list as it was asked for, with a token in place of the words."""
    form = FilterForm(request.POST)
    form.is_valid()
    asked = {name: form.cleaned_data.get(name, "") for name in ("status", "colour", "channel")}
    asked |= {name: request.POST.get(name, "")[:18] for name in ("agency", "unit", "handler", "stage")}
    asked["found"] = searching.token(form.cleaned_data.get("words", ""), user_of(request), at=timezone.now())
    return f"{reverse('casework:list')}?{urlencode({name: value for name, value in asked.items() if value})}"


def _register(form: RegisterForm, by: User, at: Any) -> intake.Receipt | None:
    given = form.cleaned_data
    confirmed = (given["confirmed_on"], given["confirmed_by"]) if given.get("confirmed_on") else None
    try:
        return intake.register(
            agency=given["agency"],
            channel=Channel(given["channel"]),
            arrived_on=given["arrived_on"],
            kind=ApplicantKind(given["kind"]),
            person=form.person(),
            wanted=form.wanted(),
            by=by,
            at=at,
            confirmed=confirmed,
            uploads=form.uploads(),
            oral=given["oral"],
        )
    except BadDate as error:
        form.add_error("arrived_on", str(error))
    except REFUSALS as error:
        refuse(form, error)
    return None


def _receipt_rules(today: date) -> list[tuple[str, receipts.ReceiptDay]]:
    """How the day of receipt follows from the channel, to be read while registering."""
    return [
        (label, receipts.receipt_day(channel, today, today))
        for channel, label in receipts.CHANNEL_LABELS.items()
        if channel != receipts.WEB
    ]


def _trial(given: dict[str, Any]) -> explanation.Reasoning:
    """The clock as it would be, from the dates alone."""
    events = [Event(EventKind.SUBMITTED, given["arrived_on"], 1, None, {"channel": given["channel"]})]
    if given.get("confirmed_on"):
        events.append(
            Event(EventKind.RECEIPT_CONFIRMED, given["confirmed_on"], 2, None, {"means": given["confirmed_by"]})
        )
    return explanation.explain(events, rules=rules(), calendar=calendar.current())


@login_required
@never_cache
@require_GET
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt, ready to be printed. The query code is shown once."""
    sheet = sheet_of(request, number)
    _require_sight_of_person(request, sheet)
    now = timezone.now()
    person = identity.reveal(case=sheet.case, by=user_of(request), at=now, what="receipt")
    reasoning = explanation.explain(
        sheet.law_events, rules=rules(), calendar=sheet.calendar, today=timezone.localdate(now)
    )
    context = {
        "section": "cases",
        "sheet": sheet,
        "person": person,
        "reasoning": reasoning,
        "wanted": intake.wanted_of(sheet.case),
        "code": request.session.pop(f"code:{number}", ""),
        "oral": sheet.law_events[0].data.get("oral", False),
        "delivery": dict(intake.DELIVERY),
        "forms": dict(intake.FORMS),
        "today": timezone.localdate(now),
    }
    return render(request, "casework/receipt.html", context)


@login_required
@never_cache
@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The case page."""
    return _page(request, number)


def case_with_person(request: HttpRequest, number: str) -> HttpResponse:
    """The case page with the applicant in full, once `identity.reveal` has let the person see it."""
    return _page(request, number, shown=True)


def case_with_form(request: HttpRequest, number: str, name: str, form: StepForm, status: int) -> HttpResponse:
    """The case page with a form that was sent and refused, as typed."""
    return _page(request, number, bound={name: form}, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, slug: str) -> HttpResponse:
    """Take one step on a case; refused, the page comes back with what was typed and why."""
    chosen = steps.BY_SLUG.get(slug)
    if chosen is None:
        raise Http404
    if request.method == "GET" or chosen.page == "decision":
        return redirect("casework:case", number)
    user, now = user_of(request), timezone.now()
    today = timezone.localdate(now)
    sheet = sheet_of(request, number)
    if not log.allowed(user, chosen.permission, sheet.case, on=today):
        raise PermissionDenied
    form = screens.form_for(chosen, sheet, today, request.POST, request.FILES)
    status = 200
    if form.is_valid():
        try:
            steps.take(chosen, case_id=sheet.case.pk, data=form.cleaned_data, by=user, at=now)
        except REFUSALS as error:
            refuse(form, error)
            status = 409 if isinstance(error, Conflict) else 200
        else:
            form.sent()
            messages.success(request, chosen.done)
            for doubt in steps.doubts(chosen, form.cleaned_data):
                messages.warning(request, doubt)
            # What a department gave back it does not see any more.
            return redirect("casework:list") if slug == "give-back" else redirect("casework:case", number)
    return _page(request, number, bound={slug: form}, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Draft the decision: choose one of 21 outcomes, give the facts, look at the letter, propose."""
    user, now = user_of(request), timezone.now()
    today = timezone.localdate(now)
    sheet = sheet_of(request, number)
    if not log.allowed(user, Permission.CASE_DRAFT, sheet.case, on=today):
        raise PermissionDenied
    asked = request.POST if request.method == "POST" else request.GET
    found = decision.readable(asked.get("outcome", ""), asked.get("variant"))
    context: dict[str, Any] = {"section": "cases", "sheet": sheet, "groups": decision.groups(), "chosen": found}
    context["permission"] = sheet.permitted[EventKind.DECISION_PROPOSED.value]
    context["owing"] = [part for part in joint_pages.of_sheet(sheet) if part.row.owed]
    if found is None:
        context["questions"] = decision.questions(sheet)
        return render(request, "casework/decision.html", context)
    rule, variant = found
    posted = request.POST if request.method == "POST" else None
    form = decision.form_of(rule.outcome.value, variant.key, sheet, on=today, data=posted)
    complete = posted is not None and form.is_valid()
    if complete and asked.get("do") == "propose":
        try:
            seq = int(asked.get("seq", "")) if asked.get("seq", "").isdigit() else None
            deciding.propose(case_id=sheet.case.pk, opinion=form.opinion(), by=user, at=now, seq=seq)
        except REFUSALS as error:
            refuse(form, error)
        else:
            messages.success(request, "已报领导审批。期限照常计算，请留意到期日。")
            return redirect("casework:case", number)
    context |= {"form": form, "label": screens.outcome_label(rule.outcome.value), "errors": bool(form.errors)}
    composed = correspondence.preview(sheet.case, sheet.state, form.opinion(), on=today)
    context |= {"letter": composed, "missing": lacking(composed)}
    return render(request, "casework/draft.html", context)


def lacking(composed: Letter) -> list[str]:
    """What a letter lacks apart from its number, which it gets when it is issued."""
    return [name for name in composed.missing if name != field_labels()["number"]]


@login_required
@never_cache
@require_GET
def fee(request: HttpRequest, number: str) -> HttpResponse:
    """What the processing fee would be, tier by tier. Nothing is charged here."""
    sheet = sheet_of(request, number)
    chosen, today = steps.BY_SLUG["notice-fee"], timezone.localdate()
    if not log.allowed(user_of(request), chosen.permission, sheet.case, on=today):
        raise PermissionDenied
    asked = request.GET if "quantity" in request.GET else None
    form = screens.form_for(chosen, sheet, today, asked)
    around, calculation = triage.background(sheet.case), None
    form.fields["quantity"].initial = around.ordinal
    if asked is not None and form.is_valid():
        given = form.cleaned_data
        try:
            calculation = handling.fee_of(given["method"], given["quantity"], on=given["on"])
        except StatuteError as error:
            form.add_error("quantity", str(error))
    context = {
        "section": "cases",
        "sheet": sheet,
        "form": form,
        "calculation": calculation,
        "around": around,
        "permission": sheet.permitted[EventKind.FEE_NOTICED.value],
    }
    return render(request, "casework/fee.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def entries(request: HttpRequest, number: str) -> HttpResponse:
    """What the ledger holds of a case; sent as a form, it is verified."""
    sheet = sheet_of(request, number)
    if not log.allowed(user_of(request), Permission.LEDGER_SEE, sheet.case, on=timezone.localdate()):
        raise PermissionDenied
    rows = list(Entry.objects.filter(subject=f"case:{number}").order_by("id"))
    actors = {int(row.actor.removeprefix("user:")) for row in rows if row.actor.startswith("user:")}
    names = {user.actor: str(user) for user in User.objects.filter(pk__in=actors)}
    context: dict[str, Any] = {
        "section": "cases",
        "sheet": sheet,
        "rows": [(row, names.get(row.actor, "申请人"), _kind(row)) for row in rows],
    }
    if request.method == "POST":
        faults = list(verification.verify_case(sheet.case))
        context |= {"verified": True, "faults": faults[:50], "fault_count": len(faults)}
    return render(request, "casework/ledger.html", context)


def _kind(row: Entry) -> str:
    kind = row.detail.get("kind", "")
    return EventKind(kind).label if kind in set(EventKind) else row.get_action_display()


def refuse(form: Any, error: Exception) -> None:
    """Put a refusal beside the field it is about, or above the form."""
    known = [name for name in getattr(error, "fields", ()) if name in form.fields]
    if not known and getattr(error, "code", "") == "BAD_DATE" and "on" in form.fields:
        known = ["on"]
    for name in known or [None]:
        form.add_error(name, str(error))


def _page(
    request: HttpRequest,
    number: str,
    *,
    bound: dict[str, StepForm] | None = None,
    shown: bool = False,
    status: int = 200,
) -> HttpResponse:
    try:
        page = screens.case_page(user_of(request), number, today=timezone.localdate(), bound=bound, shown=shown)
    except Unknown as error:
        raise Http404(str(error)) from error
    context = {"section": "cases", "page": page, "sheet": page.sheet, "today": timezone.localdate()}
    return render(request, "casework/case.html", context, status=status)


def sheet_of(request: HttpRequest, number: str) -> Sheet:
    try:
        return queries.sheet(user_of(request), number, today=timezone.localdate())
    except Unknown as error:
        raise Http404(str(error)) from error


def _require_sight_of_person(request: HttpRequest, sheet: Sheet) -> None:
    """A department that drafts needs the request, not who asks."""
    if not may(user_of(request), Permission.CASE_SEE, sheet.case.agency, on=timezone.localdate()):
        raise PermissionDenied


def user_of(request: HttpRequest) -> Any:
    return request.user
