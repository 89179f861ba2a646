"""The first middleware: an answer that is kept and still right goes out without anything else being asked.

Only what anonymous readers ask of the addresses in `addresses.KEPT` is kept, and only when the answer sets no cookie,
reads no session and no table whose changes nobody tells of. What is right is found out by `journal` for each request.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import http_date, parse_http_date_safe

from gongkai.portal.caching import addresses, following, reading
from gongkai.portal.caching.journal import State
from gongkai.portal.caching.store import Kept, Key, Store
from gongkai.portal.modes import mode_of

logger = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponseBase]
Told = Mapping[str, Any]
"""What a server tells of a request (PEP 3333)."""
SHARED = 10
"""Seconds for which a server in front may hand out an answer without asking."""
OUTAGE = 86_400
"""Seconds for which a server in front may go on handing it out when we do not answer at all."""
_STARTED = time.time()
_NEVER_SAID = frozenset(
    {"set-cookie", "cache-control", "content-length", "etag", "last-modified", "expires", "vary", "x-gongkai-keys"}
)
_LONGEST_KEYS = 2000
store = Store(settings.GONGKAI_PAGE_CACHE_MIB * 1024 * 1024)


@dataclass(frozen=True, slots=True)
class Begun:
    """When an answer was begun: nothing that changed later is in it for sure."""

    era: int
    since: int
    at: datetime


class KeepAnswers:
    """Stands before everything else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.GONGKAI_PAGE_CACHE or not anonymous(request.META, request.path_info) or reading.under_way():
            return self.get_response(request)
        try:
            state = following.state()
        except OSError as error:
            logger.error("the journal of changes cannot be read, so no answer is kept: %s", error)
            return self.get_response(request)
        key, moment = key_of(request.META, request.scheme or "", request.path_info), timezone.now()
        found = store.get(key)
        if found is not None and right(found, state, moment.timestamp()):
            return _answer(found, request)
        return self._make(request, key, Begun(state.era, state.length, moment))

    def _make(self, request: HttpRequest, key: Key, begun: Begun) -> HttpResponseBase:
        with reading.noting() as noted:
            response = self.get_response(request)
        if not _public(request):
            return response
        if response.status_code in (404, 410) and not response.cookies:
            return _soon_asked_again(response)
        if not isinstance(response, HttpResponse) or not _keepable(request, response, noted):
            return response
        found = _kept(response, noted, begun)
        if request.method == "GET" and following.settled(found.topics, begun.at.timestamp()):
            store.put(key, found)
        return _answer(found, request)


def right(kept: Kept, state: State, at: float) -> bool:
    """Whether a kept answer is what would be answered now."""
    if kept.era != state.era or at >= kept.until:
        return False
    return (kept.since == state.length or state.fresh(kept.topics, kept.since)) and state.settled(kept.topics, at)


def anonymous(told: Told, path: str) -> bool:
    """Whether somebody asks to read who is not signed in, as far as the request says."""
    if told.get("REQUEST_METHOD") not in ("GET", "HEAD") or path.startswith("/office/"):
        return False
    return settings.SESSION_COOKIE_NAME not in told.get("HTTP_COOKIE", "")


def key_of(told: Told, scheme: str, path: str) -> Key:
    """What answers are told apart by: the host, the address and how the reader wants pages."""
    return (
        scheme,
        told.get("HTTP_HOST", ""),
        told.get("SERVER_NAME", "") + ":" + told.get("SERVER_PORT", ""),
        path,
        told.get("QUERY_STRING", ""),
        mode_of(told.get("HTTP_COOKIE", "")),
    )


def _public(request: HttpRequest) -> bool:
    found = request.resolver_match
    return found is not None and found.namespace == "portal" and addresses.kept(found.url_name or "", request.GET)


def _keepable(request: HttpRequest, response: HttpResponse, noted: reading.Reading) -> bool:
    if response.status_code != 200 or response.cookies or "private" in response.get("Cache-Control", ""):
        return False
    if getattr(getattr(request, "session", None), "accessed", False):
        return False
    if noted.unknown:
        logger.info("%s is not kept: nobody tells of changes in %s", request.path_info, noted.unknown)
    return not noted.unknown


def _kept(response: HttpResponse, noted: reading.Reading, begun: Begun) -> Kept:
    local = timezone.localtime(begun.at)
    midnight = datetime.combine(local.date(), clock(), tzinfo=local.tzinfo)
    until = min(filter(None, (midnight + timedelta(days=1), noted.until)))
    topics = tuple(sorted(noted.topics))
    state = following.known()
    changed = max((state.moments.get(topic, 0.0) for topic in topics), default=0.0)
    return Kept(
        status=response.status_code,
        headers=tuple((name, value) for name, value in response.items() if name.lower() not in _NEVER_SAID),
        body=response.content,
        etag=f'"{sha256(response.content).hexdigest()[:32]}"',
        topics=topics,
        era=begun.era,
        since=begun.since,
        until=until.timestamp(),
        modified=max(_STARTED, midnight.timestamp(), changed),
    )


def _answer(kept: Kept, request: HttpRequest) -> HttpResponse:
    at = time.time()
    same = unchanged(kept, request.META, at)
    response = HttpResponse(b"" if same or request.method == "HEAD" else kept.body, status=304 if same else kept.status)
    del response["Content-Type"]
    for name, value in headers_of(kept, at, same=same):
        response[name] = value
    return response


def headers_of(kept: Kept, at: float, *, same: bool) -> list[tuple[str, str]]:
    """What is said above an answer. One that the reader has already is not as long as it was."""
    told = list(kept.headers)
    if not same:
        told.append(("Content-Length", str(len(kept.body))))
    told.append(("ETag", kept.etag))
    if at - kept.modified > 2:  # two contents of one second would have the same date
        told.append(("Last-Modified", _date(kept.modified)))
    left = max(0, min(SHARED, int(kept.until - at)))
    shared = f"s-maxage={left}, stale-while-revalidate={left}, stale-if-error={OUTAGE}"
    told += [("Cache-Control", f"public, max-age=0, {shared}"), ("Vary", "Cookie")]
    if kept.topics:
        told.append(("X-Gongkai-Keys", " ".join(kept.topics)[:_LONGEST_KEYS]))
    return told


@lru_cache(maxsize=4096)
def _date(moment: float) -> str:
    return http_date(moment)


def unchanged(kept: Kept, told: Told, at: float) -> bool:
    """Whether the reader has just this already (RFC 9110 §13.2.2)."""
    asked = told.get("HTTP_IF_NONE_MATCH")
    if asked is not None:
        return asked.strip() == "*" or kept.etag in _tags(asked)
    if "HTTP_IF_MODIFIED_SINCE" not in told:
        return False
    since = parse_http_date_safe(told["HTTP_IF_MODIFIED_SINCE"])
    return since is not None and int(kept.modified) <= since and at - kept.modified > 2


def _tags(asked: str) -> Iterable[str]:
    return (tag.strip().removeprefix("W/") for tag in asked.split(","))


def _soon_asked_again(response: HttpResponseBase) -> HttpResponseBase:
    """What is not there may not stand in front for long, and takes the place of what stood there before: otherwise a
    server in front would show something that was withdrawn when it cannot reach us."""
    response["Cache-Control"] = f"public, max-age=0, s-maxage={SHARED}"
    return response


def forget() -> None:
    """Forget every answer of this process."""
    store.clear()


__all__ = ["KeepAnswers", "anonymous", "forget", "headers_of", "key_of", "right", "store", "unchanged"]
