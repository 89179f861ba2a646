"""Writing visits down: one line in a file for each page, no query, no cookie, no address.

A line holds the page's path and a keyed hash of address and day. Whoever keeps a cache before this middleware, or a
server that answers without it, counts by `gongkai import-visits` from the server's own log instead.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.timezone import localdate

from gongkai.portal import tongues
from gongkai.portal.throttle import address_told
from gongkai.privacy.sealing import blind_index

logger = logging.getLogger(__name__)
BOTS = re.compile(
    r"bot|crawl|spider|slurp|fetch|scan|monitor|check|probe|preview|curl|wget|python|java/|go-http|headless|"
    r"baidu\s?transcoder|sogou|yisou|facebookexternal",
    re.IGNORECASE,
)
"""What programs call themselves; what says nothing of itself is taken for one too."""
NOT_PAGES = ("/office/", "/api/", "/static/", "/progress/", "/receipt/", "/opinion/", "/subscribe/", "/large/")
"""Files, programs, officers, and pages about one person."""
LONGEST = 200


def is_page(path: str) -> bool:
    """Whether a path is that of a public page which is counted."""
    last = path.rpartition("/")[2]
    return not path.startswith(NOT_PAGES) and ("." not in last or last.endswith(".html"))


def is_reader(agent: str) -> bool:
    """Whether it is a person's browser, as far as it says so."""
    return bool(agent) and not BOTS.search(agent)


def mark_of(address: str, day: date) -> str:
    """A visitor of a day. The address itself is kept nowhere, and the next day it has another mark."""
    return blind_index(f"visitor:{day.isoformat()}", address)


class Recording:
    """Middleware; stands before whatever answers from memory."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 200:
            seen(request.META, request.path, response.headers.get("Content-Type", ""))
        return response


def seen(told: Mapping[str, Any], path: str, kind: str) -> None:
    """Count a page that was answered with, if it is one and a person asked for it. ``told`` is what the server tells
    of the request, ``kind`` the kind of content."""
    if settings.GONGKAI_VISITS != "app" or not _counts(told, path, kind):
        return
    try:
        note(path, address_told(told), localdate())
    except OSError as error:
        # a full disk keeps nobody from reading
        logger.warning("a visit was not written down: %s", error.strerror)


def note(path: str, address: str, day: date) -> None:
    """Write one visit down. Raises OSError."""
    plain = tongues.split(path)[1][:LONGEST]
    line = f"{plain}\t{mark_of(address, day)}\n".encode()
    place = folder() / f"{day.isoformat()}.{os.getpid()}.log"
    # one write with O_APPEND, so that the lines of two threads never mix
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line)
    finally:
        os.close(handle)


def folder() -> Path:
    """Where the files of visits lie; made when absent."""
    place = Path(settings.GONGKAI_VISITS_DIR)
    place.mkdir(parents=True, exist_ok=True)
    return place


def _counts(told: Mapping[str, Any], path: str, kind: str) -> bool:
    return (
        told.get("REQUEST_METHOD") == "GET"
        and kind.startswith("text/html")
        and is_reader(told.get("HTTP_USER_AGENT", ""))
        and is_page(tongues.split(path)[1])
    )
