"""Letters as files: the PDF that was issued, a Word file in the agency's template, the receipt, and drafts.

Each download stands in the ledger, because a letter names who asked.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gongkai.agencies.permissions import may
from gongkai.agencies.roles import Permission
from gongkai.casework import correspondence, deciding, identity, paper, subjects, templates_of_letters
from gongkai.casework.errors import Incomplete, Unknown, Unprintable
from gongkai.casework.models import Letter
from gongkai.casework.queries import Sheet
from gongkai.casework.views import sheet_of, user_of
from gongkai.files.errors import FileError
from gongkai.files.kinds import Kind
from gongkai.files.serving import respond
from gongkai.typeset.errors import TypesetError

FAULTS = (FileError, TypesetError, Unprintable, Incomplete)
"""Why a file cannot be handed out; each says so in a sentence."""


@login_required
@never_cache
@require_GET
def letter_pdf(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """A letter as it was issued; with key 0 the reply as it would be issued now, marked 预览."""
    sheet, now = sheet_of(request, number), timezone.now()
    try:
        if key == 0:
            return _preview(request, sheet, now)
        row = letter_of(sheet, key)
        data = _told(request, sheet, now, paper.issued_pdf(row, at=now), "letter-pdf")
    except FAULTS as error:
        return _refused(request, number, error)
    unsealed = "（未盖章）" if row.awaits_seal else ""
    return respond(data, Kind.PDF, f"{row.title}（{row.number}）{unsealed}.pdf", inline="inline" in request.GET)


@login_required
@never_cache
@require_GET
def letter_docx(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """An issued letter as a Word file, in the template that the agency uses today; with ``?form`` the form for the
    answer that goes along with it."""
    sheet, now, form = sheet_of(request, number), timezone.now(), "form" in request.GET
    row = letter_of(sheet, key)
    try:
        template = templates_of_letters.content_for(sheet.case.agency, paper.REPLY_FORM if form else row.kind)
        data = _told(request, sheet, now, paper.issued_docx(row, template, form=form), "letter-docx")
    except Unknown as error:
        raise Http404 from error
    except FAULTS as error:
        return _refused(request, number, error)
    return respond(data, Kind.DOCX, f"{row.title}（{row.number}）{'回执' if form else ''}.docx")


@login_required
@never_cache
@require_GET
def receipt_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt of registration, without the query code, which is shown once and stored nowhere."""
    sheet, now = sheet_of(request, number), timezone.now()
    if not may(user_of(request), Permission.CASE_SEE, sheet.case.agency, on=timezone.localdate(now)):
        raise PermissionDenied
    try:
        erased = not bytes(sheet.case.subject.key)
        data = _told(request, sheet, now, None if erased else paper.receipt_pdf(sheet.case), "receipt-pdf")
    except FAULTS as error:
        return _refused(request, number, error)
    return respond(data, Kind.PDF, f"登记回执（{number}）.pdf", inline="inline" in request.GET)


def letter_of(sheet: Sheet, key: int) -> Letter:
    """A letter of the case. Raises Http404."""
    row = next((entry for entry in sheet.letters if entry.pk == key), None)
    if row is None:
        raise Http404
    row.case = sheet.case
    return row


def _preview(request: HttpRequest, sheet: Sheet, now: datetime) -> HttpResponse:
    opinion = deciding.opinion_of(sheet.case)
    if opinion is None:
        raise Http404
    draft = correspondence.preview(sheet.case, sheet.state, opinion, on=timezone.localdate(now))
    data = _told(request, sheet, now, paper.draft_pdf(draft, at=now), "preview-pdf")
    return respond(data, Kind.PDF, f"预览：{draft.title}.pdf", inline="inline" in request.GET)


def _told(request: HttpRequest, sheet: Sheet, now: datetime, data: bytes | None, what: str) -> bytes:
    """The file, after the ledger says who took it. Raises Incomplete when the applicant was erased."""
    if data is None:
        raise Incomplete(f"{subjects.ERASED}，没有可以下载的文书。")
    identity.reveal(case=sheet.case, by=user_of(request), at=now, what=what)
    return data


def _refused(request: HttpRequest, number: str, error: Exception) -> HttpResponse:
    messages.error(request, str(error))
    return redirect("casework:case", number)
