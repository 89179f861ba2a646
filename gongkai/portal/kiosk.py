"""A machine in a service centre: everybody's for a few minutes, and nobody's data on it afterwards.

An operator opens a link with the token of its point (GONGKAI_KIOSKS) once; from then on the browser is a kiosk. Its
pages are kept nowhere, lead to no other site, and what somebody typed is dropped when the next person begins. A script
asks after two minutes whether somebody is still there, and can be told so as often as one likes (WCAG 2.2.1). Without
the script the server drops what was left when the next page is opened after a quarter of an hour.
"""

from __future__ import annotations

import hmac
import os
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import now

from gongkai.portal.modes import Mode
from gongkai.script.markup import Tag, attributes, pieces, put_in

SEEN = "gongkai_seen"
"""The cookie that says when a kiosk last asked for a page."""
IDLE = timedelta(minutes=15)
SHORTEST = 16
"""Letters of a token that nobody guesses."""
_KEEP = frozenset({"GET", "HEAD"})


def points() -> dict[str, str]:
    """The points with a kiosk: their tokens, and what they are called. GONGKAI_KIOSKS is “一楼大厅=token,…”.

    Raises ValueError for a point without a name or with a token that could be guessed.
    """
    found = {}
    for each in filter(None, os.environ.get("GONGKAI_KIOSKS", "").split(",")):
        name, _, token = (word.strip() for word in each.partition("="))
        if not name or len(token) < SHORTEST or not token.isalnum():
            raise ValueError(name or each)
        found[token] = name
    return found


def point_of(token: str) -> str | None:
    """Which point a token is of; None for one that is of none."""
    return next((name for known, name in points().items() if hmac.compare_digest(known, token)), None)


def left_alone(request: HttpRequest, mode: Mode) -> HttpResponse | None:
    """Where a kiosk goes that nobody touched for long: to drop what was left. What somebody sends was typed by
    somebody, however long it took, and is taken."""
    forget = reverse("portal:forget")
    if not mode.kiosk or request.method not in _KEEP or request.path_info.endswith(forget):
        return None
    seen = _seen(request)
    return HttpResponseRedirect(forget, status=303) if seen and now() - seen > IDLE else None


def keep_nothing(response: HttpResponseBase, request: HttpRequest, mode: Mode) -> None:
    """Nothing that a kiosk showed is kept; and the moment is noted."""
    if not mode.kiosk:
        return
    response["Cache-Control"] = "no-store, private"
    if SEEN not in response.cookies:
        told = signing.dumps(now().isoformat(), salt=SEEN)
        response.set_cookie(SEEN, told, secure=request.is_secure(), httponly=True, samesite="Lax")


def without_ways_out(page: str, host: str) -> str:
    """The page with its links to other sites, and to what a kiosk has no use for, made plain words."""
    edits = []
    for piece in pieces(page):
        if isinstance(piece, Tag) and piece.name == "a" and not piece.closes:
            leading = [one for one in attributes(page, piece) if one.name == "href" and _leads_out(one.value, host)]
            edits += [(*_whole(page, one.start, one.end), "") for one in leading]
    return put_in(page, edits)


def _whole(page: str, start: int, end: int) -> tuple[int, int]:
    """Where an attribute stands with its name and quotes; a link without an address is plain words."""
    return page.lower().rindex("href", 0, start), end + (page[end : end + 1] in {'"', "'"})


def _leads_out(address: str, host: str) -> bool:
    told = urlsplit(address)
    elsewhere = bool(told.netloc) and told.netloc != host
    return elsewhere or told.scheme in {"mailto", "tel", "javascript"} or told.path.startswith("/office/")


def _seen(request: HttpRequest) -> datetime | None:
    try:
        return datetime.fromisoformat(signing.loads(request.COOKIES.get(SEEN, ""), salt=SEEN))
    except signing.BadSignature:
        return None
