"""The office's screens for errors that were found on the site."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies.permissions import may, may_anywhere
from gongkai.agencies.roles import Permission
from gongkai.dialogue import clocks, corrections, forms, moving, notices, queries
from gongkai.dialogue.doing import done, user_of
from gongkai.dialogue.errors import Unknown


@login_required
@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What was found, the open ones first."""
    user, today = user_of(request), localdate(now())
    if not may_anywhere(user, Permission.DIALOGUE_SEE, on=today):
        raise PermissionDenied
    context = {"section": "errors", "part": "errors", "rows": queries.errors(user, today=today)}
    return render(request, "dialogue/errors.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def error(request: HttpRequest, error: UUID) -> HttpResponse:
    """One of them, and saying what was done."""
    user, at = user_of(request), now()
    try:
        row = queries.error(user, error, on=localdate(at))
    except Unknown as unknown:
        raise Http404 from unknown
    handles = row.result == "" and may(user, Permission.DIALOGUE_HANDLE, row.agency, on=localdate(at))
    form = forms.CorrectionForm(request.POST if request.method == "POST" else None) if handles else None
    if form is None and request.method == "POST":
        raise PermissionDenied
    if form is not None:
        given = form.cleaned_data if form.is_bound and form.is_valid() else {}
        verb = lambda: corrections.answer(row_id=row.pk, by=user, at=at, **given)  # noqa: E731
        if done(request, form, verb, "已经答复，提出人凭编号和查询码可以看到。"):
            return redirect("dialogue:errors")
    context = {
        "section": "errors",
        "part": "errors",
        "row": row,
        "found": corrections.found_of(row),
        "answer": corrections.answer_of(row),
        "standing": clocks.standing(row.due_on, localdate(at)) if row.result == "" else None,
        "form": form,
        "told": notices.listed(row),
        "way": moving.way(f"site-error:{row.number}"),
        "resends": may(user, Permission.DIALOGUE_HANDLE, row.agency, on=localdate(at)),
    }
    return render(request, "dialogue/error.html", context, status=422 if request.method == "POST" else 200)
