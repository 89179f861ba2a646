"""The tray's screens: the list, one message with what can be made of it, its files, and registering it."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies.models import User
from gongkai.agencies.permissions import may_anywhere
from gongkai.agencies.roles import Permission
from gongkai.casework.errors import CaseworkError, Unknown
from gongkai.casework.intake import Receipt
from gongkai.casework.mail import settling, tray
from gongkai.casework.mail.forms import AsideForm, JoinForm, MailRegisterForm
from gongkai.casework.mail.tray import Opened, State
from gongkai.casework.models import ApplicantKind
from gongkai.casework.views import REFUSALS, refuse, user_of
from gongkai.files.errors import FileError
from gongkai.files.serving import POLICY, respond


@login_required
@never_cache
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What waits, what looks automatic, what was decided, and how the mailboxes are."""
    user, today = user_of(request), timezone.localdate()
    if not may_anywhere(user, Permission.CASE_REGISTER, on=today):
        raise PermissionDenied
    found = tray.tray(user, request.GET.get("fold", "letters"), today=today)
    folds = [(name, label, found.counts[name]) for name, (label, _) in tray.FOLDS.items()]
    context = {"section": "mail", "tray": found, "folds": folds, "most": tray.A_PAGE}
    return render(request, "casework/mail.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, mail: UUID) -> HttpResponse:
    """One message. Joining it to a case, laying it aside and taking it up again are forms of this page."""
    user, now = user_of(request), timezone.now()
    do = request.POST.get("do", "")
    joining = JoinForm(request.POST if do == "join" else None)
    aside = AsideForm(request.POST if do == "aside" else None)
    if do == "join" and joining.is_valid() and _joined(request, mail, joining):
        return redirect("desk:mail")
    if do == "aside" and aside.is_valid():
        if aside.cleaned_data["tell"] and not aside.cleaned_data["answer"].strip():
            aside = _prepared(request, mail, aside)
        elif _laid_aside(request, mail, aside):
            return redirect("desk:mail")
    if do == "take-up" and _taken_up(request, mail):
        return redirect("desk:message", mail)
    try:
        opened = tray.read(mail_id=mail, by=user, at=now)
    except Unknown as error:
        raise Http404(str(error)) from error
    context = {"section": "mail", "opened": opened, "mail": opened.mail, "joining": joining, "aside": aside}
    context |= {"answer": tray.answer_of(opened.mail), "decided_by": _name(opened.mail.decided_by)}
    return render(request, "casework/message.html", context, status=422 if do else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, mail: UUID) -> HttpResponse:
    """Register a message as a request: the form of the counter, filled in as far as the message says."""
    user, now = user_of(request), timezone.now()
    once = request.POST.get("once", "")[:32]
    if once and (number := request.session.get(f"once:{once}")):
        return redirect("casework:receipt", number)
    try:
        opened = tray.read(mail_id=mail, by=user, at=now)
    except Unknown as error:
        raise Http404(str(error)) from error
    if opened.mail.state != State.WAITING:
        messages.warning(request, str(settling.Settled(opened.mail)))
        return redirect("desk:message", mail)
    posted = request.method == "POST"
    form = MailRegisterForm(request.POST if posted else None, request.FILES if posted else None, message=opened)
    if posted and form.is_valid() and (receipt := _register(opened, form, user, now)):
        form.sent()
        request.session[f"code:{receipt.number}"] = receipt.query_code
        request.session[f"once:{once}"] = receipt.number
        return redirect("casework:receipt", receipt.number)
    context = {"section": "mail", "opened": opened, "mail": opened.mail, "form": form}
    context["once"] = once or secrets.token_urlsafe(12)
    return render(request, "casework/mail_register.html", context, status=422 if posted else 200)


@login_required
@never_cache
@require_GET
def file(request: HttpRequest, mail: UUID, file_id: UUID) -> HttpResponse:
    """A file of a message."""
    try:
        stored, name, data = tray.read_file(mail_id=mail, file_id=file_id, by=user_of(request), at=timezone.now())
    except Unknown as error:
        raise Http404(str(error)) from error
    except FileError as error:
        messages.error(request, str(error))
        return redirect("desk:message", mail)
    return respond(data, stored.what, name)


@login_required
@never_cache
@require_GET
def original(request: HttpRequest, mail: UUID) -> HttpResponse:
    """The bytes as they came, to be saved and never shown by a browser."""
    try:
        data = tray.read_original(mail_id=mail, by=user_of(request), at=timezone.now())
    except Unknown as error:
        raise Http404(str(error)) from error
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{mail}.eml"'
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _register(opened: Opened, form: MailRegisterForm, by: User, at: Any) -> Receipt | None:
    given = form.cleaned_data
    confirmed = (given["confirmed_on"], given["confirmed_by"]) if given.get("confirmed_on") else None
    try:
        return settling.register(
            mail_id=opened.mail.pk,
            kind=ApplicantKind(given["kind"]),
            person=form.person(),
            wanted=form.wanted(),
            by=by,
            at=at,
            confirmed=confirmed,
            uploads=form.uploads(),
        )
    except REFUSALS as error:
        refuse(form, error)
    return None


def _joined(request: HttpRequest, mail: UUID, form: JoinForm) -> bool:
    given = form.cleaned_data
    told = {"number": given["number"], "how": given["how"], "opinion": given["opinion"], "key": given["key"]}
    try:
        case = settling.join(mail_id=mail, words=given["note"], by=user_of(request), at=timezone.now(), **told)
    except REFUSALS as error:
        _refused(form, error)
        return False
    messages.success(request, f"已并入{case.number}。")
    return True


def _laid_aside(request: HttpRequest, mail: UUID, form: AsideForm) -> bool:
    given = form.cleaned_data
    answer = given["answer"] if given["tell"] else ""
    try:
        settling.lay_aside(
            mail_id=mail,
            reason=given["reason"],
            words=given["note"],
            answer=answer,
            by=user_of(request),
            at=timezone.now(),
        )
    except REFUSALS as error:
        _refused(form, error)
        return False
    messages.success(request, "已搁置，邮件仍然保存。" + ("答复正在发出。" if answer else ""))
    return True


def _taken_up(request: HttpRequest, mail: UUID) -> bool:
    try:
        settling.take_up(mail_id=mail, by=user_of(request), at=timezone.now())
    except Unknown as error:
        raise Http404(str(error)) from error
    except CaseworkError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已放回待处理的来信。")
    return True


def _prepared(request: HttpRequest, mail: UUID, form: AsideForm) -> AsideForm:
    """The form once more, with the answer written, to be looked through before it leaves."""
    try:
        found = tray.find(mail, by=user_of(request), on=timezone.localdate())
    except Unknown as error:
        raise Http404(str(error)) from error
    given = request.POST.copy()
    given["answer"] = settling.prepared_answer(found, form.cleaned_data["reason"])
    again = AsideForm(given)
    again.add_error("answer", "已按所选原因拟好答复，请核对、修改后再次点击“搁置”。")
    return again


def _refused(form: Any, error: Exception) -> None:
    """Say why beside the field. What is not there, or another's, gets the page that says so."""
    if isinstance(error, Unknown):
        raise Http404(str(error)) from error
    refuse(form, error)


def _name(actor: str) -> str:
    key = actor.removeprefix("user:")
    user = User.objects.filter(pk=int(key)).first() if key.isdigit() else None
    return str(user) if user is not None else ""
