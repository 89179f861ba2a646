"""The site in large letters, for elderly people and whoever reads them more easily (互联网网站适老化通用设计规范).

A preference of the browser and of nobody else: a cookie that says “1”, kept for a year, told to no one.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from gongkai.portal.pages import LARGE
from gongkai.portal.views.methods import answers

_YEAR = 365 * 24 * 3600


@answers("GET")
def large(request: HttpRequest, how: str) -> HttpResponse:
    """Turn large letters on or off and go back to the page from which it was asked."""
    if how not in {"on", "off"}:
        raise Http404
    response = HttpResponseRedirect(_from(request), status=303)
    if how == "on":
        response.set_cookie(LARGE, "1", max_age=_YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    else:
        response.delete_cookie(LARGE)
    return response


def _from(request: HttpRequest) -> str:
    """The page on which the link stood; the first page where the browser does not say, or says another site's."""
    came = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure()):
        return reverse("portal:home")
    told = urlsplit(came)
    return told.path + (f"?{told.query}" if told.query else "")
