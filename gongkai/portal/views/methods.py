"""Which methods a page answers to; any other gets a sentence."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from gongkai.portal import errors

View = Callable[..., HttpResponseBase]


def answers(*methods: str) -> Callable[[View], View]:
    """Let a view answer to these methods only. HEAD goes with GET."""
    allowed = {*methods, "HEAD"} if "GET" in methods else set(methods)

    def around(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: object, **names: object) -> HttpResponseBase:
            if request.method in allowed:
                return view(request, *args, **names)
            response = errors.show(errors.NOT_ALLOWED, request)
            response["Allow"] = ", ".join(sorted(allowed))
            return response

        return inner

    return around
