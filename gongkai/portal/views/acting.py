"""What an applicant sends about a request, each with the cookie of the progress page and one verb of casework."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate, now

from gongkai.casework import handling, ratings
from gongkai.casework.errors import CaseworkError
from gongkai.casework.models import Case
from gongkai.files.errors import FileError
from gongkai.files.keeping import KeepingForm
from gongkai.portal import acts, errors, pages, throttle
from gongkai.portal.throttle import Deed
from gongkai.portal.views import progress
from gongkai.portal.views.methods import answers
from gongkai.portal.views.progress import Found, to_start
from gongkai.statute.errors import StatuteError

CLOSED = "这一项现在不能提交，没有保存；请看下面的办理经过。"
Verb = Callable[[Case, Any, date, datetime], object]


@answers("POST")
def correction(request: HttpRequest) -> HttpResponse:
    """What the correction notice asked for, with files (条例第三十条)."""

    def verb(case: Case, form: Any, on: date, at: datetime) -> object:
        what = form.cleaned_data["what"]
        return handling.receive_correction(case_id=case.pk, on=on, what=what, by=None, at=at, uploads=form.uploads)

    return _act(request, "correction", acts.CorrectionForm(request.POST, request.FILES), verb)


@answers("POST")
def reasons(request: HttpRequest) -> HttpResponse:
    """Why so many requests (条例第三十五条)."""

    def verb(case: Case, form: Any, on: date, at: datetime) -> object:
        return handling.receive_reasons(case_id=case.pk, on=on, words=form.cleaned_data["reasons"], by=None, at=at)

    return _act(request, "reasons", acts.ReasonsForm(request.POST), verb)


@answers("GET", "POST")
def withdraw(request: HttpRequest) -> HttpResponse:
    """Withdraw the request, after a page that says what it means."""
    if request.method == "POST":
        return _act(request, "withdraw", acts.WithdrawForm(request.POST), _withdraw)
    found = progress.opened(request)
    if found is None:
        return to_start()
    if not _is_open("withdraw", found):
        return progress.show(request, found, refused=CLOSED, status=409)
    return _confirm(request, found, acts.WithdrawForm())


@answers("POST")
def rating(request: HttpRequest) -> HttpResponse:
    """What the applicant thinks of the handling."""

    def verb(case: Case, form: Any, on: date, at: datetime) -> object:  # noqa: ARG001 - a rating has no legal day
        return ratings.rate(case=case, score=form.cleaned_data["score"], words=form.cleaned_data["opinion"], at=at)

    return _act(request, "rating", acts.RatingForm(request.POST), verb)


@answers("POST")
def suggestion(request: HttpRequest) -> HttpResponse:
    """That everybody should have the information (条例第四十四条)."""

    def verb(case: Case, form: Any, on: date, at: datetime) -> object:
        words = form.cleaned_data["suggestion"]
        return handling.suggest_publication(case_id=case.pk, on=on, words=words, by=None, at=at)

    return _act(request, "suggestion", acts.SuggestionForm(request.POST), verb)


@answers("POST")
def amendment(request: HttpRequest) -> HttpResponse:
    """That a record about the applicant is wrong (条例第四十一条)."""

    def verb(case: Case, form: Any, on: date, at: datetime) -> object:
        return handling.receive_amendment(case_id=case.pk, on=on, words=form.cleaned_data["record"], by=None, at=at)

    return _act(request, "amendment", acts.AmendmentForm(request.POST), verb)


def _withdraw(case: Case, form: Any, on: date, at: datetime) -> object:
    return handling.withdraw(case_id=case.pk, on=on, words=form.cleaned_data["why"], by=None, at=at)


def _act(request: HttpRequest, name: str, form: forms.Form, verb: Verb) -> HttpResponse:
    """Open the case, check the form, call the verb once, and show the case again."""
    found = progress.opened(request)
    if found is None:
        return to_start()
    at, address = now(), throttle.address_of(request)
    if throttle.exceeded(Deed.ACT, address, at=at):
        return errors.show(errors.TOO_MANY, request)
    if not _is_open(name, found):
        return progress.show(request, found, refused=CLOSED, status=409)
    if not form.is_valid():
        return _again(request, found, name, form, 200)
    throttle.record(Deed.ACT, address, at=at)
    try:
        verb(found[0], form, localdate(at), at)
    except (CaseworkError, StatuteError, FileError) as error:
        form.add_error(None, str(error))
        return _again(request, found, name, form, 409)
    if isinstance(form, KeepingForm):
        form.sent()
    return HttpResponseRedirect(f"{reverse('portal:case')}?done={name}", status=303)


def _again(request: HttpRequest, found: Found, name: str, form: forms.Form, status: int) -> HttpResponse:
    if name == "withdraw":
        return _confirm(request, found, form, status)
    return progress.show(request, found, {name: form}, status=status)


def _confirm(request: HttpRequest, found: Found, form: forms.Form, status: int = 200) -> HttpResponse:
    context = {"case": found[0], "form": form}
    return pages.page(
        request, "portal/progress/withdraw.html", context, column=pages.PROGRESS, status=status, private=True
    )


def _is_open(name: str, found: Found) -> bool:
    case, events, state = found
    return name in acts.open_now(case, events, state, today=localdate(now()))
