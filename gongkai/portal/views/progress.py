"""Following a request with its number and query code.

The browser keeps number and code in a cookie that only this address receives and only the server reads, for
half an hour; the server keeps nothing and proves them anew at each page.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate, now

from gongkai.casework import deciding, handling, intake, log, queries
from gongkai.casework.errors import CaseworkError, Unknown
from gongkai.casework.models import Case
from gongkai.portal import errors, pages, throttle
from gongkai.portal.clock import clock
from gongkai.portal.forms import CorrectionForm, ProgressForm
from gongkai.portal.throttle import Deed
from gongkai.portal.timeline import STAGES, entries
from gongkai.portal.views.methods import answers
from gongkai.statute.case_state import CaseState, Stage
from gongkai.statute.events import Event

COOKIE = "gongkai_progress"
MINUTES = 30
WRONG = "收件编号或者查询码不对，请照着回执核对。"


@answers("GET", "POST")
def ask(request: HttpRequest) -> HttpResponse:
    """Number and code. A wrong number and a wrong code get the same answer."""
    if request.method != "POST":
        return _ask(request, ProgressForm())
    at, address = now(), throttle.address_of(request)
    if throttle.exceeded(Deed.FAIL, address, at=at):
        return errors.show(errors.TOO_MANY)
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
    found = _open(request)
    return _to_start() if found is None else _show(request, found, CorrectionForm())


@answers("POST")
def correction(request: HttpRequest) -> HttpResponse:
    """The applicant sends what the correction notice asked for (条例第三十条)."""
    found = _open(request)
    if found is None:
        return _to_start()
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    at = now()
    try:
        handling.receive_correction(
            case_id=found[0].pk, on=localdate(at), what=form.cleaned_data["what"], by=None, at=at
        )
    except CaseworkError as error:
        form.add_error("what", str(error))
        return _show(request, found, form, status=409)
    return HttpResponseRedirect(reverse("portal:case"), status=303)


@answers("GET")
def letter(request: HttpRequest, place: int) -> HttpResponse:
    """A letter of the case as issued; ``place`` counts from 1."""
    found = _open(request)
    if found is None:
        return _to_start()
    letters = queries.letters_for_applicant(found[0])
    if not 1 <= place <= len(letters):
        raise Http404
    issued = letters[place - 1]
    issued.case = found[0]
    addressee, paragraphs = deciding.read_letter(issued)
    context = {"case": found[0], "letter": issued, "addressee": addressee, "paragraphs": paragraphs}
    return pages.page(request, "portal/progress/letter.html", context, column=pages.PROGRESS, private=True)


@answers("POST")
def leave(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """End the query, so that nobody else at this computer sees the case."""
    return _to_start()


def _open(request: HttpRequest) -> tuple[Case, tuple[Event, ...], CaseState] | None:
    kept = request.get_signed_cookie(COOKIE, "", salt=COOKIE, max_age=MINUTES * 60) or ""
    number, _, code = kept.partition(" ")
    try:
        return queries.for_applicant(number, code) if code else None
    except Unknown:
        return None


def _to_start() -> HttpResponse:
    response = HttpResponseRedirect(reverse("portal:progress"), status=303)
    response.delete_cookie(COOKIE, path=reverse("portal:progress"))
    return response


def _ask(request: HttpRequest, form: ProgressForm) -> HttpResponse:
    context = {"form": form}
    return pages.page(request, "portal/progress/ask.html", context, column=pages.PROGRESS, private=form.is_bound)


def _show(
    request: HttpRequest,
    found: tuple[Case, tuple[Event, ...], CaseState],
    form: CorrectionForm,
    status: int = 200,
) -> HttpResponse:
    case, events, _ = found
    today = localdate(now())
    running = clock(events, today=today)
    context = {
        "case": case,
        "wanted": intake.wanted_of(case),
        "clock": running,
        "stage": STAGES[running.state.stage],
        "overdue": running.state.decided_on is None
        and running.state.due_on is not None
        and running.state.due_on < today,
        "entries": entries(events, log.texts(case)),
        "letters": queries.letters_for_applicant(case),
        "correction": form if running.state.stage is Stage.AWAITING_CORRECTION else None,
    }
    return pages.page(request, "portal/progress/case.html", context, column=pages.PROGRESS, status=status, private=True)
