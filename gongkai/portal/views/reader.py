"""How a reader wants the site: the switches of the tool bar, 长者版, and what they do in words.

A preference of the browser and of nobody else (`portal.modes`). Each switch is an address, so that it works without a
script, and leads back to the page from which it was asked.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from gongkai.portal import modes, pages
from gongkai.portal.views.methods import answers


@answers("GET")
def large(request: HttpRequest, how: str) -> HttpResponse:
    """Turn 长者版 on or off (互联网网站适老化通用设计规范)."""
    return _changed(request, "senior", how)


@answers("GET")
def change(request: HttpRequest, name: str, value: str) -> HttpResponse:
    """Set one thing: /reading/size/150/, /reading/theme/dark/, /reading/pinyin/on/, /reading/reset/all/."""
    if name == "kiosk":
        raise Http404
    response = _changed(request, name, value)
    response["Location"] += "#reader"
    return response


@answers("GET")
def explained(request: HttpRequest) -> HttpResponse:
    """无障碍说明: what there is, the keys, what is kept to, and whom to tell."""
    return pages.page(request, "portal/accessibility.html", column=pages.ACCESSIBILITY)


def _changed(request: HttpRequest, name: str, value: str) -> HttpResponse:
    try:
        mode = modes.of(request).changed(name, value)
    except ValueError:
        raise Http404 from None
    response = HttpResponseRedirect(_from(request), status=303)
    response["Cache-Control"] = "no-store"
    modes.remember(response, request, mode)
    return response


def _from(request: HttpRequest) -> str:
    """The page on which the link stood; the first page where the browser does not say, or says another site's."""
    came = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure()):
        return reverse("portal:home")
    told = urlsplit(came)
    return told.path + (f"?{told.query}" if told.query else "")
