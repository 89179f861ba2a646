"""The middleware of modes: what a page says of its reader's mode is put in on the way out, errors included.

It stands outside of the scripts and languages, so that the sounds of characters are those of the ones that are shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from gongkai.portal import kiosk, modes
from gongkai.portal.modes import Mode
from gongkai.script import pinyin

Answer = Callable[[HttpRequest], HttpResponseBase]
_HEAD = re.compile(r"\s*<!doctype html>\s*<html")
_OFFICE = "/office/"


class Reading:
    """Puts the reader's mode into every public page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        mode = modes.of(request)
        if request.path_info.startswith(_OFFICE) or not mode.key:
            return self.get_response(request)
        response = kiosk.left_alone(request, mode) or self.get_response(request)
        if isinstance(response, HttpResponse) and _is_page(response):
            page = _dressed(response.content.decode(response.charset), mode, request)
            response.content = page.encode(response.charset)
            if "Content-Length" in response:
                response["Content-Length"] = str(len(response.content))
        kiosk.keep_nothing(response, request, mode)
        return response


def _is_page(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").partition(";")[0] == "text/html" and bool(response.content)


def _dressed(page: str, mode: Mode, request: HttpRequest) -> str:
    found = _HEAD.match(page)
    if found is None:
        return page
    page = page[: found.end()] + mode.attributes + page[found.end() :]
    if mode.pinyin:
        page = pinyin.page_with_pinyin(page)
    return kiosk.without_ways_out(page, request.get_host()) if mode.kiosk else page
