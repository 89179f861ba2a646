"""Pages of the site as the server would answer them, asked within this process: no network, no address, no cookies."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse

from gongkai.oversight.crawling.reaching import AGENT

HERE = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said; the content is that of pages alone, files are not read."""

    status: int
    kind: str
    content: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    is_file: bool = False


class Inside:
    """The server without its door."""

    def __init__(self) -> None:
        self._handler = BaseHandler()
        self._handler.load_middleware()

    def get(self, path: str) -> Answer:
        """The answer to a path of this site, which may have a query. It is not closed: that would tell Django that a
        request is over, and the database's connection may be that of whoever asks."""
        response = self._handler.get_response(WSGIRequest(_environ(path)))
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        kept = response.headers.get("Content-Disposition", "").startswith("attachment")
        content = ""
        if kind == "text/html" and isinstance(response, HttpResponse) and not kept:
            content = response.content.decode(response.charset, "replace")
        return Answer(response.status_code, kind, content, dict(response.headers.items()), is_file=kept)


def host() -> str:
    """A name by which the server lets itself be called."""
    names = [name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"]
    return settings.GONGKAI_SITE_DOMAIN if settings.GONGKAI_SITE_DOMAIN in names or not names else names[0]


def _environ(path: str) -> dict[str, Any]:
    parts = urlsplit(path)
    return {
        "REQUEST_METHOD": "GET",
        # WSGI wants the bytes of a path as if they were Latin letters
        "PATH_INFO": unquote(parts.path).encode().decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": host(),
        "SERVER_PORT": "443" if settings.HTTPS else "80",
        "HTTP_HOST": host(),
        "HTTP_USER_AGENT": AGENT,
        "REMOTE_ADDR": HERE,
        "wsgi.url_scheme": "https" if settings.HTTPS else "http",
        "wsgi.input": BytesIO(),
    } | ({"HTTP_X_FORWARDED_PROTO": "https"} if settings.HTTPS else {})
