"""What the office's screens of disclosure share: which agency's things a screen is about, whether who asks may write
there, what forms say and what is handed out."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import agencies_where, may
from gongkai.agencies.roles import Permission
from gongkai.editorial import pages
from gongkai.editorial.errors import Gone
from gongkai.editorial.pages import GatedPage
from gongkai.workbooks.writer import MEDIA_TYPE


def user_of(request: HttpRequest) -> User:
    """Who asks; the screens are behind a sign-in."""
    assert isinstance(request.user, User)
    return request.user


def agencies(user: User, moment: datetime) -> list[Agency]:
    """The agencies for which somebody writes, from the top down."""
    return list(agencies_where(user, Permission.CONTENT_DRAFT, on=localdate(moment)).order_by("path"))


def agency(request: HttpRequest, moment: datetime, kind: type[GatedPage]) -> Agency:
    """The agency that is meant: of several the one that is asked for, or else the first that has a page of a kind.
    Raises PermissionDenied."""
    own, code = agencies(user_of(request), moment), request.GET.get("agency", "")
    named = [one for one in own if code in ("", one.code)]
    if not named:
        raise PermissionDenied
    rows = kind._default_manager.filter(agency__in=named)  # noqa: SLF001 - Django's documented name
    have = set(rows.values_list("agency", flat=True)) if len(named) > 1 else set()
    return next((one for one in named if one.pk in have), named[0])


def draft(request: HttpRequest, number: int, kind: type[GatedPage], moment: datetime) -> GatedPage:
    """The newest draft of a page of a kind, for who writes in its agency. Raises Http404, PermissionDenied."""
    try:
        page = pages.page_of(pages.key_of(number))
    except Gone as error:
        raise Http404 from error
    if not isinstance(page, kind) or page.agency is None:
        raise Http404
    if not may(user_of(request), Permission.CONTENT_DRAFT, page.agency, on=localdate(moment)):
        raise PermissionDenied
    return pages.newest(page)


def number(told: str | None) -> int:
    """A key as a form or an address says it; 0 for what is none."""
    return int(told) if told and told.isascii() and told.isdecimal() and len(told) < 16 else 0


def refuse(form: forms.BaseForm, error: Exception) -> None:
    """Show on a form what a verb refused, at the field that it names."""
    field = getattr(error, "field", None)
    form.add_error(field if field in form.fields else None, str(error))


def workbook(data: bytes, name: str) -> HttpResponse:
    """A workbook to be kept under a name."""
    answer = HttpResponse(data, content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer
