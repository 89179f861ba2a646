"""Applying (条例第二十九条): choose the agency, fill in, look it over, send, take the receipt.

The form, the review and the sending are one address and three steps, named by the button that was pressed;
what was typed travels in the page, never through a store, until it is sealed with the case.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate, now

from gongkai.agencies.models import Agency
from gongkai.casework import queries
from gongkai.portal import directory, errors, pages, submission
from gongkai.portal.clock import clock
from gongkai.portal.forms import ApplicationForm
from gongkai.portal.site import site
from gongkai.portal.submission import Application, Stale, TooMany
from gongkai.portal.throttle import address_of
from gongkai.portal.views.methods import answers

COOKIE = "gongkai_receipt"


@answers("GET")
def choose(request: HttpRequest) -> HttpResponse:
    """Which agency to ask."""
    words = request.GET.get("q", "")[:40]
    agencies = directory.taking_requests(localdate(now()))
    groups = directory.grouped(directory.named(agencies, words))
    return pages.page(request, "portal/apply/choose.html", {"groups": groups, "words": words}, column=pages.APPLY)


@answers("GET", "POST")
def form(request: HttpRequest, code: str) -> HttpResponse:
    """The form, its review page and the sending."""
    agency = directory.find(code, localdate(now()))
    if agency is None or not agency.takes_requests:
        raise Http404
    if request.method != "POST":
        return _fill_in(request, agency, ApplicationForm())
    step = request.POST.get("step", "review")
    filled = ApplicationForm(request.POST)
    if step == "edit":
        return _fill_in(
            request, agency, ApplicationForm(initial={name: request.POST.get(name, "") for name in filled.fields})
        )
    if not filled.is_valid():
        return _fill_in(request, agency, filled)
    return _send(request, agency, filled) if step == "send" else _review(request, agency, filled)


def _fill_in(request: HttpRequest, agency: Agency, filled: ApplicationForm) -> HttpResponse:
    context = {"agency": agency, "form": filled}
    return pages.page(request, "portal/apply/form.html", context, column=pages.APPLY, private=request.method == "POST")


def _review(request: HttpRequest, agency: Agency, filled: ApplicationForm, stale: bool = False) -> HttpResponse:
    context = {
        "agency": agency,
        "form": filled,
        "words": filled.words,
        "token": submission.new_token({**filled.words, "agency": agency.code}),
        "stale": stale,
    }
    return pages.page(request, "portal/apply/review.html", context, column=pages.APPLY, private=True)


def _send(request: HttpRequest, agency: Agency, filled: ApplicationForm) -> HttpResponse:
    application = Application(agency, filled.applicant_kind_chosen, filled.person, filled.wanted)
    token, words = request.POST.get("token", ""), {**filled.words, "agency": agency.code}
    try:
        submission.send(application, token, words, address=address_of(request), at=now())
    except Stale:
        return _review(request, agency, filled, stale=True)
    except TooMany:
        return errors.show(errors.TOO_MANY)
    response = HttpResponseRedirect(reverse("portal:receipt"), status=303)
    response.set_cookie(
        COOKIE,
        token,
        max_age=submission.SHOWN_MINUTES * 60,
        path=reverse("portal:receipt"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


@answers("GET")
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt of what this browser sent within the hour: number, query code, days and why."""
    at = now()
    sent = submission.receipt(request.COOKIES.get(COOKIE, ""), at=at)
    if sent is None or not sent.query_code:
        gone = {"number": sent.number if sent else ""}
        return pages.page(request, "portal/apply/receipt_gone.html", gone, column=pages.APPLY, private=True)
    case, events, _ = queries.for_applicant(sent.number, sent.query_code)
    context = {"sent": sent, "case": case, "clock": clock(events, today=localdate(at)), "issuer": site().name}
    return pages.page(request, "portal/apply/receipt.html", context, column=pages.APPLY, private=True)
