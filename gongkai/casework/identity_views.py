"""Screens around an applicant's identity: saying why, asking for consent, giving it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from gongkai.agencies.guard import readable
from gongkai.agencies.permissions import may
from gongkai.agencies.roles import Permission
from gongkai.casework import identity, identity_asking
from gongkai.casework.errors import CaseworkError, Incomplete, NotPermitted, Unknown
from gongkai.casework.queries import Sheet
from gongkai.casework.views import case_with_person, sheet_of, user_of

ASKED = "已请求查看，等同一机关另一人同意。同意以后24小时内可以查看。"


@login_required
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, number: str) -> HttpResponse:
    """The case page with the applicant in full, for who says why; each view stands in the ledger."""
    sheet, now = sheet_of(request, number), timezone.now()
    if not may(user_of(request), Permission.CASE_SEE, sheet.case.agency, on=localdate(now)):
        raise PermissionDenied
    why = readable(request.POST.get("why", ""))
    if request.method == "GET":
        return _why(request, sheet)
    try:
        identity.reveal(case=sheet.case, by=user_of(request), at=now, why=why)
    except NotPermitted:
        return _asked(request, sheet, why)
    except Incomplete as error:
        return _why(request, sheet, str(error))
    return case_with_person(request, number)


@login_required
@require_http_methods(["GET", "POST"])
def askings(request: HttpRequest) -> HttpResponse:
    """What waits for one's consent, and what became of one's own askings."""
    user, now = user_of(request), timezone.now()
    if request.method == "POST":
        _answer(request)
        return redirect("desk:identity")
    on = localdate(now)
    context = {
        "section": "identity",
        "required": identity_asking.required(),
        "waiting": identity_asking.waiting(user, on=on),
        "own": [(row, _stands(row, now)) for row in identity_asking.own(user, on=on)],
        "longest": identity_asking.LONGEST_REASON,
    }
    return render(request, "casework/askings.html", context)


def _why(request: HttpRequest, sheet: Sheet, error: str = "") -> HttpResponse:
    user = user_of(request)
    context: dict[str, Any] = {"section": "cases", "sheet": sheet, "error": error}
    if identity_asking.required():
        context |= {
            "required": True,
            "agreed": identity_asking.consent(sheet.case, user, at=timezone.now()),
            "pending": identity_asking.pending(sheet.case, user),
        }
    return render(request, "casework/person.html", context, status=422 if error else 200)


def _asked(request: HttpRequest, sheet: Sheet, why: str) -> HttpResponse:
    identity_asking.ask(case_id=sheet.case.pk, why=why, by=user_of(request), at=timezone.now())
    messages.success(request, ASKED)
    return redirect("casework:case", sheet.case.number)


def _answer(request: HttpRequest) -> None:
    text, chosen = request.POST.get("asking", ""), request.POST.get("do")
    if not (text.isascii() and text.isdecimal() and len(text) <= 16) or chosen not in {"agree", "refuse"}:
        messages.error(request, "没有这项操作。")
        return
    words = readable(request.POST.get("words", ""))
    try:
        done = identity_asking.answer(
            asking_id=int(text), agrees=chosen == "agree", words=words, by=user_of(request), at=timezone.now()
        )
    except Unknown as error:
        raise Http404(str(error)) from error
    except CaseworkError as error:
        messages.error(request, str(error))
    else:
        said = "已同意" if done.agreed else "未同意"
        messages.success(request, f"{said}{done.asked_by}查看{done.case.number}申请人的身份信息。")


def _stands(row: Any, now: Any) -> str:
    """Where an asking stands, in words."""
    if row.answered_at is None:
        return "等待同意"
    if not row.agreed:
        return f"{row.answered_by}未同意：{row.words}"
    until = timezone.localtime(row.answered_at + identity_asking.LASTS)
    return f"{row.answered_by}已同意，可以查看至{until:%Y-%m-%d %H:%M}" if until > now else "已同意，查看时间已过"
