"""The office's screens for letters: the list, one letter with what can be done now, and the end of old ones."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.agencies.models import Agency, Kind, User
from gongkai.agencies.permissions import agencies_where, may, may_anywhere
from gongkai.agencies.roles import Permission
from gongkai.casework.models import ApplicantKind
from gongkai.dialogue import answering, attachments, figures, forms, keeping, letters, moving, notices, queries, sealing
from gongkai.dialogue.attachments import Role
from gongkai.dialogue.doing import REFUSALS, done, sent, sent_files, user_of
from gongkai.dialogue.errors import Unknown
from gongkai.dialogue.models import CitizenLetter
from gongkai.disclosure import places
from gongkai.files.errors import FileError
from gongkai.files.serving import respond

Stage = CitizenLetter.Stage


@login_required
@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Letters that wait, what is due first above; or those that are settled."""
    user, today = user_of(request), localdate(now())
    if not (
        may_anywhere(user, Permission.DIALOGUE_SEE, on=today) or may_anywhere(user, Permission.DIALOGUE_DRAFT, on=today)
    ):
        raise PermissionDenied
    closed = request.GET.get("closed") == "1"
    agencies = [row.pk for row in agencies_where(user, Permission.DIALOGUE_SEE, on=today)]
    context = {
        "section": "dialogue",
        "part": "letters",
        "rows": queries.letters(user, today=today, closed=closed),
        "closed": closed,
        "year": today.year,
        "figures": figures.year(agencies, today.year) if agencies else None,
    }
    return render(request, "dialogue/letters.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, letter: str) -> HttpResponse:
    """One letter: opened, which the ledger keeps, with the steps that are open to this person now."""
    user, at = user_of(request), now()
    try:
        row = queries.letter(user, letter, on=localdate(at))
    except Unknown as error:
        raise Http404 from error
    steps = _steps(request, row, user, at)
    if request.method == "POST":
        if _taken(request, row, steps, user, at):
            return redirect("dialogue:letter", row.number)
    else:
        answering.note_reading(letter=row, by=user, at=at)
    context = {
        "section": "dialogue",
        "part": "letters",
        "letter": row,
        "written": letters.written_of(row),
        "answer": letters.answer_of(row),
        "files": attachments.listed(row, Role.LETTER),
        "answer_files": attachments.listed(row, Role.ANSWER),
        "rating": sealing.opened_more(row, "sealed_rating"),
        "delay": sealing.opened_more(row, "sealed_delay"),
        "told": notices.listed(row),
        "way": moving.way(f"letter:{row.number}"),
        "resends": may(user, Permission.DIALOGUE_HANDLE, row.agency, on=localdate(at)),
        "standing": queries.letter_standing(row, localdate(at)) if row.answered_on is None else None,
        **steps,
    }
    return render(request, "dialogue/letter.html", context, status=422 if request.method == "POST" else 200)


def _steps(request: HttpRequest, row: CitizenLetter, user: User, at: datetime) -> dict[str, Any]:
    """The forms that make sense now, by the names under which they are sent."""
    on, agency = localdate(at), row.agency
    handles = may(user, Permission.DIALOGUE_HANDLE, agency, on=on)
    opened = row.answered_on is None and row.erased_at is None
    found: dict[str, Any] = {}
    if opened and answering.may_draft(user, row, at=at):
        found["draft"] = forms.AnswerForm(
            sent(request, "draft"), sent_files(request, "draft"), initial={"words": letters.answer_of(row)},
            kept=attachments.listed(row, Role.ANSWER),
        )  # fmt: skip
    if opened and handles:
        first = {"department": row.department}
        found["assign"] = forms.AssignForm(sent(request, "assign"), departments=_departments(agency), initial=first)
        found["turn"] = forms.TurnForm(sent(request, "turn"), initial=_request_of(row), auto_id="turn-%s")
    approves = opened and may(user, Permission.DIALOGUE_APPROVE, agency, on=on)
    if approves and row.stage == Stage.DRAFTED:
        found["approve"] = django_forms.Form(sent(request, "approve"))
        found["return"] = django_forms.Form(sent(request, "return"))
    if approves and row.first_due_on is None and row.due_on >= on:
        found["extend"] = forms.ExtendForm(sent(request, "extend"), auto_id="extend-%s")
    writes = may(user, Permission.CONTENT_DRAFT, agency, on=on) and may(user, Permission.DIALOGUE_SEE, agency, on=on)
    if writes and row.stage == Stage.ANSWERED and row.may_publish and row.page_id is None and row.erased_at is None:
        found["select"] = forms.SelectForm(
            sent(request, "select"),
            sections=places.sections([agency]),
            initial=_for_everybody(row),
            kept=attachments.listed(row, Role.ANSWER),
            auto_id="select-%s",
        )
    return {f"{name}_form": form for name, form in found.items()}


def _taken(request: HttpRequest, row: CitizenLetter, steps: dict[str, Any], user: User, at: datetime) -> bool:
    """Whether the step that was sent was taken."""
    name = request.POST.get("do", "")
    form = steps.get(f"{name}_form")
    if form is None:
        raise Http404
    key: dict[str, Any] = {"letter_id": row.pk, "by": user, "at": at}
    verbs: dict[str, tuple[Any, str]] = {
        "draft": (lambda: answering.draft(**_drafted(form), **key), "答复已经拟定，等待另一人审定。"),
        "extend": (
            lambda: answering.extend(**form.cleaned_data, **key),
            "答复期限已经延长，来信人可以看到。",
        ),
        "assign": (lambda: answering.assign(department=form.cleaned_data["department"], **key), "已经交办。"),
        "approve": (lambda: answering.approve(**key), "已经答复，来信人凭编号和查询码可以看到。"),
        "return": (lambda: answering.send_back(**key), "已经退回拟稿人。"),
        "turn": (
            lambda: answering.turn_into_request(
                person=form.person, wanted=form.wanted, kind=ApplicantKind(form.cleaned_data["applicant_kind"]), **key
            ),
            "已经登记为政府信息公开申请。",
        ),
        "select": (
            lambda: answering.select(
                section=form.cleaned_data["section"],
                words=form.for_everybody,
                files=form.cleaned_data.get("enclosed", ()),
                **key,
            ),
            "选登的网页已经起草，请到内容编辑里核对后送审。",
        ),
    }
    verb, told = verbs[name]
    made = done(request, form, verb, told)
    if name == "turn" and made:
        messages.warning(request, f"收件编号{made.number}，查询码{made.query_code}。请告知来信人，查询码只显示这一次。")
    return bool(made)


def _drafted(form: forms.AnswerForm) -> dict[str, Any]:
    """What the form of the answer says, as the verb takes it."""
    given = form.cleaned_data
    return {"words": given["words"], "files": given["uploaded"], "without": given.get("without", ())}


@login_required
@never_cache
@require_GET
def file(request: HttpRequest, letter: str, key: int) -> HttpResponse:
    """Open a file of a letter; the ledger keeps who opened what its writer sent."""
    user, at = user_of(request), now()
    try:
        row = queries.letter(user, letter, on=localdate(at))
        found, name, data = attachments.read(letter=row, file_id=key, by=user, at=at)
    except Unknown as error:
        raise Http404 from error
    except FileError as error:
        messages.error(request, str(error))
        return redirect("dialogue:letter", letter)
    return respond(data, found.file.what, name, inline="inline" in request.GET)


@login_required
@never_cache
@require_POST
def resend(request: HttpRequest, key: int) -> HttpResponse:
    """Have a message sent again that did not leave, to who wrote a letter or reported an error."""
    user, at = user_of(request), now()
    about = queries.told(user, key, on=localdate(at))
    if about is None:
        raise Http404
    try:
        notices.resend(about=about, message_id=key, by=user, at=at)
    except REFUSALS as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "通知将再次发送。")
    if isinstance(about, CitizenLetter):
        return redirect("dialogue:letter", about.number)
    return redirect("dialogue:error", about.pk)


def _departments(agency: Agency) -> Any:
    """To whom a letter may be handed: the agencies below the same government."""
    above = agency.parent or agency
    below = Agency.objects.filter(path__startswith=above.path, abolished_on=None).exclude(kind=Kind.VILLAGE)
    return below.exclude(pk__in=[agency.pk, above.pk])


def _request_of(row: CitizenLetter) -> dict[str, str]:
    said = letters.written_of(row)
    return {"name": said.name, "telephone": said.telephone, "email": said.email, "description": said.words}


def _for_everybody(row: CitizenLetter) -> dict[str, str]:
    said = letters.written_of(row)
    return {"title": said.title, "question": said.words, "answer": letters.answer_of(row)}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def old(request: HttpRequest) -> HttpResponse:
    """What an agency keeps beyond its years, and destroying it on a ground."""
    user, at = user_of(request), now()
    agencies = list(agencies_where(user, Permission.RETENTION_CONFIRM, on=localdate(at)))
    if not agencies:
        raise PermissionDenied
    form = forms.EraseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        agency = next((one for one in agencies if one.pk == form.cleaned_data["agency"]), None)
        if agency is None:
            raise PermissionDenied
        reason = form.cleaned_data["reason"]
        if done(request, form, lambda: keeping.confirm(agency=agency, reason=reason, by=user, at=at), "已经销毁。"):
            return redirect("dialogue:old")
    counts = [(agency, keeping.counts(agency, today=localdate(at))) for agency in agencies]
    context = {"section": "dialogue", "part": "old", "rows": [pair for pair in counts if pair[1]], "form": form}
    return render(request, "dialogue/old.html", context, status=422 if request.method == "POST" else 200)
