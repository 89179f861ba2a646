"""The entrance to the editor: who comes in, with which rights, to which of Wagtail's screens, under which policy.

The screens are named one by one (`addresses`): what a new version of Wagtail brings stays shut until somebody has
looked at it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import ResolverMatch
from django.utils.timezone import localdate
from wagtail.models import Page

from gongkai.agencies.models import User
from gongkai.disclosure import addresses, posts
from gongkai.editorial.errors import EditorialError, WrongWay

EDITOR = "/office/editor/"
ELSEWHERE = {"wagtailadmin_account": "office:password", "wagtailadmin_home": "wagtailadmin_explore_root"}
"""Wagtail's screens in whose place another stands: the account is the office's, and its home is empty here."""
BUTTONS = frozenset({"action-review", "action-save-draft"})
"""What may be pressed below a page; Wagtail's own buttons are taken off the screen, and refused here."""
UNSAFE_INLINE = "'unsafe-inline'"
POLICY: dict[str, list[str]] = {
    # Wagtail's own scripts write styles into the page; scripts in the page are refused here as everywhere
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    # its preview stands in a frame of the same site
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}


class Entrance:
    """Stands before every address of the editor and does nothing elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith(EDITOR):
            return csp_replace(POLICY)(lambda _request: response)(request)
        return response

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Ask who comes, and where to. Raises Http404 for a screen not in use, PermissionDenied without a post."""
        if not request.path.startswith(EDITOR):
            return None
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        assert request.resolver_match is not None
        name = request.resolver_match.view_name
        if name not in ELSEWHERE and not addresses.is_open(name):
            raise Http404
        posts.lay_beside(request.user, on=localdate())
        # Wagtail's menu calls people by this, and else by their account; it is not saved
        request.user.first_name = str(request.user)
        if not request.user.has_perm(posts.ENTER):
            raise PermissionDenied
        if name in ELSEWHERE:
            return redirect(ELSEWHERE[name])
        _require_own(request.user, request.resolver_match)
        if any(name.startswith("action-") and name not in BUTTONS for name in request.POST):
            return self.process_exception(request, WrongWay("页面上没有这个按钮。"))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say why the gate stayed shut, to people and to programs. Nothing was saved: the verb rolled back."""
        if not request.path.startswith(EDITOR) or not isinstance(error, EditorialError):
            return None
        if "json" in request.headers.get("Accept", "") or "/api/" in request.path:
            return JsonResponse({"code": error.code, "message": str(error)}, status=409)
        messages.error(request, str(error))
        return render(request, "office/shut.html", {"error": error}, status=409)


def _require_own(user: User, asked: ResolverMatch) -> None:
    """Wagtail lets everybody copy and list what they may not open; here a page of another agency is not there at all.
    Raises Http404."""
    wanted = addresses.pages_asked_for(asked.view_name, asked.kwargs)
    if not wanted:
        return
    homes = posts.homes_laid_beside(user)
    for path in Page.objects.filter(pk__in=wanted).values_list("path", flat=True):
        if not any(path.startswith(home.path) or home.path.startswith(path) for home in homes):
            raise Http404
