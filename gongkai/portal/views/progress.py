"""Following a request with its number and query code.

The browser keeps number and code in a cookie that only this address receives and only the server reads, for
half an hour; the server keeps nothing and proves them anew at each page.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate, now

from gongkai.agencies import calendar
from gongkai.casework import attachments, deciding, intake, log, queries
from gongkai.casework.attachments import Role
from gongkai.casework.errors import Unknown
from gongkai.casework.models import Case, Letter
from gongkai.casework.remedy_days import Objection, objection
from gongkai.portal import acts, errors, pages, throttle
from gongkai.portal.clock import Clock, clock
from gongkai.portal.forms import ProgressForm
from gongkai.portal.throttle import Deed
from gongkai.portal.timeline import STAGES, entries
from gongkai.portal.views.methods import answers
from gongkai.statute.case_state import CaseState
from gongkai.statute.events import Event

COOKIE = "gongkai_progress"
MINUTES = 30
WRONG = "收件编号或者查询码不对，请照着回执核对。"
DONE = {
    "correction": "补正已经收到。",
    "reasons": "您说明的理由已经收到。",
    "withdraw": "申请已经撤回。",
    "rating": "评价已经收到，谢谢您。需要修改的，重新提交即可。",
    "suggestion": "您的建议已经收到。",
    "amendment": "更正要求已经收到，办理结果会书面告知您。",
}
"""What is said after something was sent."""
FORMS: Mapping[str, type[forms.Form]] = {
    "correction": acts.CorrectionForm,
    "reasons": acts.ReasonsForm,
    "rating": acts.RatingForm,
    "suggestion": acts.SuggestionForm,
    "amendment": acts.AmendmentForm,
}
"""The forms on the page itself; withdrawing has a page of its own."""
Found = tuple[Case, tuple[Event, ...], CaseState]


@answers("GET", "POST")
def ask(request: HttpRequest) -> HttpResponse:
    """Number and code. A wrong number and a wrong code get the same answer."""
    if request.method != "POST":
        return _ask(request, ProgressForm())
    at, address = now(), throttle.address_of(request)
    if throttle.exceeded(Deed.FAIL, address, at=at):
        return errors.show(errors.TOO_MANY, request)
    form = ProgressForm(request.POST)
    if not form.is_valid():
        return _ask(request, form)
    number, code = form.cleaned_data["number"], form.cleaned_data["code"]
    try:
        queries.for_applicant(number, code)
    except Unknown:
        throttle.record(Deed.FAIL, address, at=at)
        form.add_error("number", WRONG)
        return _ask(request, form)
    response = HttpResponseRedirect(reverse("portal:case"), status=303)
    response.set_signed_cookie(
        COOKIE,
        f"{number} {code}",
        salt=COOKIE,
        max_age=MINUTES * 60,
        path=reverse("portal:progress"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


@answers("GET")
def case(request: HttpRequest) -> HttpResponse:
    """Where the request stands, until when and why, and what the applicant can do."""
    found = opened(request)
    return to_start() if found is None else show(request, found)


@answers("GET")
def on_paper(request: HttpRequest) -> HttpResponse:
    """The same on one sheet, for service centres that hand it to people."""
    found = opened(request)
    if found is None:
        return to_start()
    at = now()
    context = {**_facts(found), "printed_at": at}
    return pages.page(request, "portal/progress/on_paper.html", context, column=pages.PROGRESS, private=True)


@answers("POST")
def leave(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """End the query, so that nobody else at this computer sees the case."""
    return to_start()


def opened(request: HttpRequest) -> Found | None:
    """The case that the browser's cookie opens, or None."""
    kept = request.get_signed_cookie(COOKIE, "", salt=COOKIE, max_age=MINUTES * 60) or ""
    number, _, code = kept.partition(" ")
    try:
        return queries.for_applicant(number, code) if code else None
    except Unknown:
        return None


def to_start() -> HttpResponse:
    """Back to the question, with the cookie gone."""
    response = HttpResponseRedirect(reverse("portal:progress"), status=303)
    response.delete_cookie(COOKIE, path=reverse("portal:progress"))
    return response


def show(
    request: HttpRequest,
    found: Found,
    bound: Mapping[str, forms.Form] | None = None,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of a case. ``bound`` holds a form that was sent and refused, by its name."""
    case, events, state = found
    open_now = acts.open_now(case, events, state, today=localdate(now()))
    shown = {name: form() for name, form in FORMS.items() if name in open_now}
    shown |= {name: form for name, form in (bound or {}).items() if name in shown}
    context = {
        **_facts(found),
        "forms": shown,
        "faulty": next((form for form in (bound or {}).values() if form.errors), None),
        "may_withdraw": "withdraw" in open_now,
        "done": DONE.get(request.GET.get("done", "")),
        "refused": refused,
    }
    return pages.page(request, "portal/progress/case.html", context, column=pages.PROGRESS, status=status, private=True)


def _facts(found: Found) -> dict[str, Any]:
    """What the page and the sheet both show."""
    case, events, state = found
    today = localdate(now())
    running = clock(events, today=today)
    letters = queries.letters_for_applicant(case)
    files = attachments.for_applicant(case)
    return {
        "case": case,
        "wanted": intake.wanted_of(case),
        "clock": running,
        "stage": STAGES[running.state.stage],
        "overdue": _overdue(running, today),
        "objection": _objection(found, today),
        "entries": entries(events, log.texts(case)),
        "letters": letters,
        "fee": state.fee_owed,
        "paying": _paying(case, letters) if state.fee_owed else [],
        "provided": [entry for entry in files if entry.attachment.role == Role.REPLY],
        "sent_in": [entry for entry in files if entry.attachment.role != Role.REPLY],
    }


def _objection(found: Found, today: date) -> Objection | None:
    """How and until when one may object; read in full only once something can be objected to."""
    case, _, state = found
    opinion = deciding.opinion_of(case) if state.outcome and state.served_on else None
    outcomes = opinion.outcomes if opinion else ()
    return objection(case, state, outcomes, today=today, days=calendar.current())


def _overdue(running: Clock, today: Any) -> bool:
    state = running.state
    return state.decided_on is None and state.due_on is not None and state.due_on < today


def _paying(case: Case, letters: list[Letter]) -> list[str]:
    """What the newest fee notice says about paying, in its own words."""
    notice = next((letter for letter in reversed(letters) if letter.kind == "fee_notice"), None)
    if notice is None or notice.awaits_seal:
        return []
    notice.case = case
    _, paragraphs = deciding.read_letter(notice)
    return [paragraph for paragraph in paragraphs if "缴" in paragraph]


def _ask(request: HttpRequest, form: ProgressForm) -> HttpResponse:
    context = {"form": form}
    return pages.page(request, "portal/progress/ask.html", context, column=pages.PROGRESS, private=form.is_bound)
