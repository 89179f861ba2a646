"""Screens of letters: a notice is written and looked at before it is issued; a letter is read and printed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.agencies.permissions import NotAllowed
from gongkai.agencies.roles import Permission
from gongkai.casework import (
    chain,
    correspondence,
    deciding,
    fee_chain,
    identity,
    log,
    notices,
    paper,
    sealing,
    signing,
    steps,
)
from gongkai.casework.errors import Conflict, Unknown, Unprintable
from gongkai.casework.notice_form import NoticeForm
from gongkai.casework.queries import Sheet
from gongkai.casework.views import REFUSALS, lacking, refuse, sheet_of, user_of
from gongkai.files.kinds import Kind
from gongkai.files.serving import respond


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, number: str, slug: str) -> HttpResponse:
    """Write a notice on the way to the reply, look at it, issue it together with its step."""
    user, now = user_of(request), timezone.now()
    today = timezone.localdate(now)
    sheet, rule, step = sheet_of(request, number), notices.NOTICES.get(slug), steps.BY_SLUG.get(slug)
    if rule is None or step is None:
        raise Http404
    if not log.allowed(user, step.permission, sheet.case, on=today):
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    signed = _signed(sheet) if slug == notices.FEE else None
    asked = {name: request.GET[name][:20] for name in ("method", "quantity") if name in request.GET}
    asked |= signed or {}
    form, status = NoticeForm(posted, notice=rule, sheet=sheet, initial=asked), 200
    if posted is not None and form.is_valid() and posted.get("do") in {"issue", "hand-in"}:
        try:
            return _taken(request, sheet, slug, form.facts())
        except REFUSALS as error:
            refuse(form, error)
            status = 409 if isinstance(error, Conflict) else 422
    composed = notices.preview(sheet.case, sheet.law_events, slug, form.facts(), on=today)
    if posted is not None and posted.get("do") == "pdf" and form.is_valid():
        try:
            pdf = paper.draft_pdf(composed, at=now, facts=form.facts())
        except Unprintable as error:
            refuse(form, error)
            status = 422
        else:
            identity.reveal(case=sheet.case, by=user, at=now, what="preview-pdf")
            return respond(pdf, Kind.PDF, f"预览：{composed.title}.pdf")
    context: dict[str, Any] = {"section": "cases", "sheet": sheet, "step": step, "form": form, "letter": composed}
    context |= {"missing": lacking(composed), "permission": sheet.permitted[step.kind.value]}
    context["steps"] = fee_chain.owed(sheet.case, on=today) if slug == notices.FEE and signed is None else ()
    return render(request, "casework/notice.html", context, status=status)


def _taken(request: HttpRequest, sheet: Sheet, slug: str, facts: notices.Facts) -> HttpResponse:
    """Hand a fee notice in for its steps, or issue a notice; then to the case or to the letter. Raises REFUSALS."""
    number = sheet.case.number
    seq = int(request.POST["seq"]) if request.POST.get("seq", "").isdigit() else None
    given = {"case_id": sheet.case.pk, "facts": facts, "by": user_of(request), "at": timezone.now(), "seq": seq}
    if slug == notices.FEE and request.POST["do"] == "hand-in":
        notices.hand_in(**given)
        messages.success(request, "收费通知书已报批。期限照常计算，各环节通过以后再制发。")
        return redirect("casework:case", number)
    issued = notices.issue(slug=slug, **given)
    then = "加盖电子印章以后再送达" if issued.awaits_seal else "请打印或者下载送达，再登记送达"
    messages.success(request, f"《{issued.title}》已编号制发（{issued.number}）。{then}。")
    return redirect("casework:letter", number, issued.pk)


def _signed(sheet: Sheet) -> dict[str, str] | None:
    """What a fee notice says whose steps are all passed; None when there is none."""
    found = signing.of_events(sheet.case, chain.Letter.FEE_NOTICE, sheet.events)
    if found is None or found.missing or found.returned is not None:
        return None
    return fee_chain.handed_in(sheet.case, found)


@login_required
@never_cache
@require_GET
def letter(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """A letter as issued, or with key 0 the letter as it would be issued now; ready to be printed."""
    sheet = sheet_of(request, number)
    user, now = user_of(request), timezone.now()
    context: dict[str, Any] = {"section": "cases", "sheet": sheet}
    if key == 0:
        opinion = deciding.opinion_of(sheet.case)
        if opinion is None:
            raise Http404
        identity.reveal(case=sheet.case, by=user, at=now, what="preview")
        preview = correspondence.preview(sheet.case, sheet.state, opinion, on=timezone.localdate(now))
        context |= {"title": preview.title, "addressee": preview.addressee, "paragraphs": preview.body}
        context |= {
            "missing": lacking(preview),
            "preview": True,
            "dated_on": preview.dated_on,
        }
        return render(request, "casework/letter.html", context)
    issued = next((entry for entry in sheet.letters if entry.pk == key), None)
    if issued is None:
        raise Http404
    identity.reveal(case=sheet.case, by=user, at=now, what="letter")
    issued.case = sheet.case
    addressee, paragraphs = deciding.read_letter(issued)
    context |= {"title": issued.title, "addressee": addressee, "paragraphs": paragraphs, "letter": issued}
    context["handles"] = log.allowed(user, Permission.CASE_HANDLE, sheet.case, on=timezone.localdate(now))
    context["has_form"] = issued.kind in paper.WITH_REPLY_FORM and len(paper.issued_pages(issued) or ()) > 1
    return render(request, "casework/letter.html", context)


@login_required
@require_POST
def seal_by_hand(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """Give up the electronic seal of a letter that waits for it."""
    sheet, seq = sheet_of(request, number), request.POST.get("seq", "")
    try:
        letter = sealing.by_hand(
            case_id=sheet.case.pk,
            letter_id=key,
            why=request.POST.get("why", ""),
            by=user_of(request),
            at=timezone.now(),
            seq=int(seq) if seq.isdigit() else None,
        )
    except Unknown as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied from error
    except REFUSALS as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"《{letter.title}》改为盖实体印章，请打印盖章后送达，再登记送达。")
    return redirect("casework:letter", number, key)
