"""The office's screens for villages: what is owed and what waits, how a village is counted, villagers' questions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed, agencies_where, may, may_anywhere
from gongkai.agencies.roles import Permission
from gongkai.editorial.errors import EditorialError
from gongkai.files.errors import FileError
from gongkai.village import forms, listing, objections, queries
from gongkai.village import posting as verbs
from gongkai.village.models import Objection, Posting, Village

REFUSALS = (EditorialError, NotAllowed, FileError)


def user_of(request: HttpRequest) -> User:
    """Who is signed in."""
    assert isinstance(request.user, User)
    return request.user


@login_required
@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What the villages owe that somebody sees, with what waits for them."""
    found, user, today = _listing(request), user_of(request), localdate(now())
    context = {
        "section": "villages",
        "found": found,
        "waiting": listing.waiting(user, at=now()),
        "writes": [
            one for one in found.villages if may(user_of(request), Permission.VILLAGE_DRAFT, one.agency, on=today)
        ],
        "new": _unregistered(user, today),
        "postings": list(queries.postings(queries.seen(user, on=today))[:20]),
    }
    return render(request, "office/village/index.html", context)


@login_required
@never_cache
@require_GET
def owed_table(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook."""
    return listing.workbook(_listing(request))


@login_required
@require_GET
def template(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """An empty finance table with its heads."""
    return listing.empty_table()


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, objection: UUID) -> HttpResponse:
    """What a villager asked, and answering it."""
    user, at = user_of(request), now()
    villages = queries.seen(user, on=localdate(at)).order_by()
    row = Objection.objects.filter(pk=objection, posting__village__in=villages).select_related(
        "posting__village__agency"
    )
    found = row.first()
    if found is None:
        raise Http404
    form = forms.AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        words = form.cleaned_data["words"]
        verb = lambda: objections.answer(objection_id=found.pk, words=words, by=user, at=at)  # noqa: E731
        if done(request, form, verb, "已经答复，提问的村民凭编号和查询码可以看到。"):
            return redirect("village:index")
    context = {
        "section": "villages",
        "row": found,
        "words": objections.open_one(objection_id=found.pk, by=user, at=at),
        "answer": objections.answer_of(found),
        "late": found.answered_on is None and found.due_on < localdate(at),
        "form": form if may(user, Permission.VILLAGE_DRAFT, found.posting.village.agency, on=localdate(at)) else None,
    }
    return render(request, "office/village/objection.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, village: int) -> HttpResponse:
    """How a village is counted, for its township; the number is the agency's."""
    user, at = user_of(request), now()
    agency = agencies_where(user, Permission.VILLAGE_APPROVE, on=localdate(at)).filter(pk=village).first()
    if agency is None:
        raise Http404
    row = Village.objects.filter(agency=agency).first() or Village(agency=agency, counted_from=localdate(at))
    form = forms.VillageForm(request.POST if request.method == "POST" else None, instance=row)
    if form.is_bound and form.is_valid():
        filled = form.save(commit=False)
        if done(request, form, lambda: verbs.register(village=filled, by=user, at=at), "已经登记。"):
            return redirect("village:index")
    context = {"section": "villages", "agency": agency, "form": form}
    return render(request, "office/village/register.html", context, status=422 if form.errors else 200)


def _listing(request: HttpRequest) -> listing.Listing:
    user, today = user_of(request), localdate(now())
    if not may_anywhere(user, Permission.VILLAGE_SEE, on=today):
        raise PermissionDenied
    return listing.listing(user, request.GET, today=today)


def _unregistered(user: User, today: date) -> list[Any]:
    """The villages of a township whose boards are not kept here yet."""
    return list(agencies_where(user, Permission.VILLAGE_APPROVE, on=today).filter(kind="village", village=None))


def visible(request: HttpRequest, number: int) -> Posting:
    villages = queries.seen(user_of(request), on=localdate(now())).order_by()
    rows = Posting.objects.filter(pk=number, village__in=villages).select_related("village__agency__parent", "corrects")
    row = rows.first()
    if row is None:
        raise Http404
    return row


def done(request: HttpRequest, form: BaseForm | None, verb: Callable[[], Any], told: str) -> bool:
    """Do one verb and say so; whether it was done. A refusal stands beside its field, or at the top."""
    try:
        verb()
    except REFUSALS as error:
        name = getattr(error, "field", "")
        if form is None:
            messages.error(request, str(error))
        else:
            form.add_error(name if name in form.fields else None, str(error))
        return False
    messages.success(request, told)
    return True
