"""Which agency's things a screen of the office is about, and whether who asks may write there."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import agencies_where, may
from gongkai.agencies.roles import Permission
from gongkai.editorial import pages
from gongkai.editorial.errors import Gone
from gongkai.editorial.pages import GatedPage


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
