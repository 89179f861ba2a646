"""Before Django itself: an answer that is kept and still right leaves without a request being made of it.

Django's own way to such an answer, its request, its signals and its headers, costs five times what finding the answer
costs. Whatever is not plain here goes that way: `middleware.KeepAnswers` decides alike, by the same functions.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from gongkai.portal.caching import following
from gongkai.portal.caching.middleware import anonymous, headers_of, key_of, right, store, unchanged
from gongkai.portal.caching.store import Kept
from gongkai.portal.visiting import recording

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class KeptFirst:
    """A WSGI application around ours (PEP 3333)."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        at = time.time()
        kept = at_hand(environ, at)
        if kept is None:
            return self.application(environ, start_response)
        same = unchanged(kept, environ, at)
        headers = headers_of(kept, at, same=same)
        if not same:
            recording.seen(environ, environ["PATH_INFO"], dict(headers).get("Content-Type", ""))
        start_response("304 Not Modified" if same else "200 OK", headers)
        return [b"" if same or environ["REQUEST_METHOD"] == "HEAD" else kept.body]


def at_hand(environ: Environ, at: float) -> Kept | None:
    """What is kept for a request and is still right at a moment (Unix time). Nothing when the table of changes has to
    be looked at first, or when the address is not as plain as ours are."""
    path = environ.get("PATH_INFO", "")
    plain = path.isascii() and path.startswith("/") and not environ.get("SCRIPT_NAME")
    if not settings.GONGKAI_PAGE_CACHE or not plain or not anonymous(environ, path) or following.due(time.monotonic()):
        return None
    kept = store.get(key_of(environ, _scheme(environ), path))
    if kept is None:
        return None
    try:
        return kept if right(kept, following.known(), at) else None
    except OSError:
        return None


def _scheme(environ: Environ) -> str:
    """As `HttpRequest.scheme` has it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        told = environ.get(name)
        if told is not None:
            return "https" if told.split(",", 1)[0].strip() == secure else "http"
    return str(environ.get("wsgi.url_scheme", ""))
