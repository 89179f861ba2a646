"""The middleware of scripts and languages: /hant/guide/ is /guide/, written in traditional characters on its way out.

Views know nothing of it. Their links and where they send people stay in the reader's own script, and what they remember
in cookies of one path is remembered under every prefix, so that whoever changes the script keeps the place.
"""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import Morsel
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from gongkai.portal import errors, names_kept, tongues
from gongkai.portal.tongues import Tongue
from gongkai.script import links, traditional, translating
from gongkai.script.markup import pieces, put_in
from gongkai.script.names import Names

Answer = Callable[[HttpRequest], HttpResponseBase]


class Speaking:
    """Stands before whatever looks at the path."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        tongue, path = tongues.split(request.path_info)
        if tongue.prefix:
            request.META[tongues.META] = tongue
            request.path_info = path
        offered = tongues.offers(tongue, path)
        response = self.get_response(request) if offered else errors.show(errors.NOT_FOUND, request)
        _remember_everywhere(response)
        if tongue.prefix:
            _send_on(response, request, tongue)
            _dress(response, tongue)
        return response


def _dress(response: HttpResponseBase, tongue: Tongue) -> None:
    """Write a page in a script or language."""
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if not isinstance(response, HttpResponse) or kind != "text/html" or not response.content:
        return
    page = response.content.decode(response.charset)
    response.content = _said(page, tongue, broken=response.status_code >= 500).encode(response.charset)
    response["Content-Language"] = tongue.tag
    if "Content-Length" in response:
        response["Content-Length"] = str(len(response.content))


def _said(page: str, tongue: Tongue, *, broken: bool) -> str:
    page = page.replace("\0", "")
    read = list(pieces(page))
    made = links.edits(page, read, tongue.path, lambda path: tongues.offers(tongue, path))
    if tongue.translated:
        return translating.page_in(put_in(page, made), tongues.catalogue_of(tongue))
    assert tongue.variant is not None
    # what went wrong may be the database itself: then names are written like other words
    names = Names() if broken else names_kept.current(tongue.variant)
    return put_in(page, made + traditional.edits(page, read, tongue.variant, names))


def _send_on(response: HttpResponseBase, request: HttpRequest, tongue: Tongue) -> None:
    """Where a form sends its reader next, in the same script; what came with its prefix already stays."""
    place = response.headers.get("Location", "")
    if links.leads_in(place, lambda path: tongues.offers(tongue, path)) and urlsplit(place).path != request.path:
        response["Location"] = tongue.path + place


def _remember_everywhere(response: HttpResponseBase) -> None:
    """Set each cookie of one path for the same path under every prefix. A header names a cookie by its morsel's own
    key, so the copies only need keys of their own here."""
    for name, morsel in list(response.cookies.items()):
        for tongue in tongues.tongues() if morsel["path"] not in {"", "/"} else ():
            if tongue.prefix:
                copied: Morsel[str] = morsel.copy()
                copied["path"] = tongue.path + morsel["path"]
                response.cookies[f"{name} {tongue.prefix}"] = copied
