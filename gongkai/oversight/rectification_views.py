"""Screens of what was found and what becomes of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies.models import User
from gongkai.agencies.permissions import may, may_anywhere
from gongkai.agencies.roles import Permission
from gongkai.disclosure.handing_out import font_dir
from gongkai.files import serving
from gongkai.files.errors import FileError
from gongkai.oversight import clocks, evidence, forms, observations, offices, paper, queries, rectifying
from gongkai.oversight.doing import done, sent, user_of
from gongkai.oversight.errors import Unknown
from gongkai.oversight.models import Observation, Rectification
from gongkai.oversight.patrol_views import attached
from gongkai.typeset.errors import TypesetError
from gongkai.typeset.letter_pdf import letter_pdf

P = Permission
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@login_required
@never_cache
@require_GET
def found(request: HttpRequest) -> HttpResponse:
    """What was found, by what became of it."""
    user, on = user_of(request), localdate(now())
    if not queries.sees(user, on=on):
        raise PermissionDenied
    state = request.GET.get("state", "")
    state = state if state in Observation.State.values else Observation.State.OPEN.value
    context = {
        "section": "observations",
        "part": "observations",
        "state": state,
        "states": Observation.State.choices,
        "rows": queries.observations(user, on=on, state=state),
    }
    return render(request, "oversight/observations.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def observation(request: HttpRequest, observation: int) -> HttpResponse:
    """One of them, with its evidence, and what the office may decide."""
    user, at = user_of(request), now()
    try:
        row = queries.observation(user, observation, on=localdate(at))
    except Unknown as error:
        raise Http404 from error
    steps = _decisions(request, row, user, at)
    if request.method == "POST":
        form = steps.get(request.POST.get("do", ""))
        if form is None:
            raise PermissionDenied
        if made := done(request, form, lambda: _decided(request.POST["do"], form, row, user, at), "已经处理。"):
            if isinstance(made, Rectification):
                return redirect("oversight:rectification", made.pk)
            return redirect("oversight:observations")
    context = {
        "section": "observations",
        "part": "observations",
        "row": row,
        "rectification": Rectification.objects.filter(observation=row).first(),
        **{f"{name}_form": form for name, form in steps.items()},
    }
    return render(request, "oversight/observation.html", context, status=422 if request.method == "POST" else 200)


def _decisions(request: HttpRequest, row: Observation, user: User, at: datetime) -> dict[str, Any]:
    if row.state != Observation.State.OPEN or not may(user, P.OVERSIGHT_MANAGE, row.office, on=localdate(at)):
        return {}
    first = {"agency": row.agency_id, "weight": row.weight, "words": "请立即核实整改，并报送整改情况。"}
    agencies = offices.overseen(row.office)
    return {
        "send": forms.SendForm(sent(request, "send"), agencies=agencies, initial=first, auto_id="send-%s"),
        "ignore": forms.IgnoreForm(sent(request, "ignore"), auto_id="ignore-%s"),
    }


def _decided(do: str, form: Any, row: Observation, user: User, at: datetime) -> Any:
    who: dict[str, Any] = {"observation_id": row.pk, "by": user, "at": at}
    if do == "ignore":
        return observations.ignore(reason=form.cleaned_data["reason"], **who)
    told = form.cleaned_data
    return rectifying.send(words=told["words"], agency=told["agency"], weight=told["weight"], **who)


@login_required
@never_cache
@require_GET
def snapshot(request: HttpRequest, snapshot: int) -> HttpResponse:
    """The source of a page as the system read it: as plain text, so that nothing of it runs here."""
    user, at = user_of(request), now()
    try:
        row = queries.snapshot(user, snapshot, on=localdate(at))
    except Unknown as error:
        raise Http404 from error
    data = evidence.source_of(row).encode()
    return attached(data, "text/plain; charset=utf-8", f"网页快照{row.pk}-{row.digest[:12]}.txt")


@login_required
@never_cache
@require_GET
def picture(request: HttpRequest, picture: UUID) -> HttpResponse:
    """A picture that proves something."""
    user, at = user_of(request), now()
    try:
        row = queries.picture(user, picture, on=localdate(at))
    except Unknown as error:
        raise Http404 from error
    try:
        return serving.hand_out(row.file, evidence.key_of(row), inline=True)
    except FileError as error:
        # in quarantine, or found to be harmful by a later scan
        return HttpResponse(str(error), status=409, content_type="text/plain; charset=utf-8")


@login_required
@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What has to be mended, what is due first above; or what was."""
    user, at = user_of(request), now()
    on = localdate(at)
    if not (queries.sees(user, on=on) or may_anywhere(user, P.RECTIFY, on=on)):
        raise PermissionDenied
    closed = request.GET.get("closed") == "1"
    context = {
        "section": "rectifications",
        "part": "rectifications",
        "closed": closed,
        "rows": queries.rectifications(user, at, closed=closed),
    }
    return render(request, "oversight/rectifications.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def rectification(request: HttpRequest, rectification: int) -> HttpResponse:
    """One of them: its steps with their receipts, and the step that is open to this person now."""
    user, at = user_of(request), now()
    try:
        row = queries.rectification(user, rectification, on=localdate(at))
    except Unknown as error:
        raise Http404 from error
    steps = _steps(request, row, user, at)
    if request.method == "POST":
        form = steps.get(request.POST.get("do", ""))
        if form is None:
            raise PermissionDenied
        if done(request, form, lambda: _done(request.POST["do"], form, row, user, at), "已经记录，回执见下。"):
            return redirect("oversight:rectification", row.pk)
    context = {
        "section": "rectifications",
        "part": "rectifications",
        "row": row,
        "standing": clocks.standing(row, at),
        "steps": row.steps.select_related("by", "picture"),
        **{f"{name}_form": form for name, form in steps.items()},
    }
    return render(request, "oversight/rectification.html", context, status=422 if request.method == "POST" else 200)


def _steps(request: HttpRequest, row: Rectification, user: User, at: datetime) -> dict[str, Any]:
    """The forms that make sense now, by the names under which they are sent."""
    on = localdate(at)
    if row.state in rectifying.OWED and may(user, P.RECTIFY, row.agency, on=on):
        files = request.FILES if sent(request, "answer") is not None else None
        return {"answer": forms.AnswerForm(sent(request, "answer"), files)}
    answered = row.state == Rectification.State.ANSWERED
    if not answered or row.answered_by_id == user.pk or not may(user, P.OVERSIGHT_MANAGE, row.office, on=on):
        return {}
    return {
        "confirm": forms.JudgeAgainForm(sent(request, "confirm"), auto_id="confirm-%s"),
        "send_back": forms.JudgeAgainForm(sent(request, "send_back"), auto_id="back-%s"),
    }


def _done(do: str, form: Any, row: Rectification, user: User, at: datetime) -> Any:
    who: dict[str, Any] = {"rectification_id": row.pk, "words": form.cleaned_data["words"], "by": user, "at": at}
    if do == "answer":
        return rectifying.answer(picture=form.one, **who)
    return rectifying.confirm(**who) if do == "confirm" else rectifying.send_back(**who)


@login_required
@never_cache
@require_GET
def order(request: HttpRequest, rectification: int, kind: str) -> HttpResponse:
    """The order to mend something as PDF or Word, with the receipts of what has happened so far."""
    user, at = user_of(request), now()
    try:
        row = queries.rectification(user, rectification, on=localdate(at))
    except Unknown as error:
        raise Http404 from error
    if kind not in ("pdf", "docx"):
        raise Http404
    try:
        page = paper.order(row)
        if kind == "pdf":
            return attached(letter_pdf(page, made_at=at, font_dir=font_dir()), "application/pdf", f"{row.number}.pdf")
        from gongkai.typeset.word import letter_docx  # Word's libraries, only when somebody asks for the file

        return attached(letter_docx(page), WORD, f"{row.number}.docx")
    except TypesetError as error:
        return HttpResponse(str(error), status=500, content_type="text/plain; charset=utf-8")
