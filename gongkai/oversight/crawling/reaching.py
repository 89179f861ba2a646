"""Opening an address as a stranger would: how long it takes, and what is wrong when it does not open.

To know whether it opens, only the first line of the answer is read, all within one span of time; redirects count as
opened, for who answers them is there. `fetch` reads the page itself, up to a size.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from gongkai.oversight.crawling.lines import left, status

AGENT = "gongkai-selfcheck/1"
Allowed = Callable[[str], bool]
_REDIRECTS = 3
_PIECE = 64 * 1024
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reached:
    """How an attempt went; ``problem`` is empty when the address opened."""

    seconds: float
    problem: str = ""


def reach(address: str, *, seconds: float, allowed: Allowed = lambda _: True) -> Reached:
    """Open an address. Never raises: what went wrong is the answer. ``allowed`` judges each IP address before anybody
    connects to it."""
    begun = time.monotonic()
    try:
        status = _ask(urlsplit(address), begun + seconds, allowed)
    except (OSError, ValueError) as error:
        return Reached(time.monotonic() - begun, _why(error, seconds))
    taken = time.monotonic() - begun
    if taken >= seconds:
        return Reached(taken, f"{seconds:.0f}秒内没有打开")
    return Reached(taken, "" if 200 <= status < 400 else f"返回{status}" if status else "返回的不是网页")


class NotAllowed(OSError):
    """An address within our own network, to which no link of a page may lead us."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: where it is in the end, its status and kind, its text; ``problem`` says why there is none."""

    address: str
    status: int = 0
    kind: str = ""
    content: str = ""
    problem: str = ""


def fetch(address: str, *, seconds: float, most: int, allowed: Allowed) -> Fetched:
    """Read a page. Never raises: what went wrong is the answer. Redirects are followed within the same host, and each
    address is judged before anybody connects to it."""
    until = time.monotonic() + seconds
    try:
        for _ in range(_REDIRECTS + 1):
            found, onward = _page(address, until, most, allowed)
            if not onward:
                return found
            if urlsplit(onward).hostname != urlsplit(address).hostname:
                return Fetched(address, found.status, problem="转到了别的网站")
            address = onward
    except (OSError, ValueError, http.client.HTTPException) as error:
        return Fetched(address, problem=_why(error, seconds))
    return Fetched(address, problem="转来转去，没有打开")


def _page(address: str, until: float, most: int, allowed: Allowed) -> tuple[Fetched, str]:
    parts = urlsplit(address)
    with _line(parts, until, allowed) as line:
        line.settimeout(left(until))
        line.sendall(_request(parts))
        answer = http.client.HTTPResponse(line)
        answer.begin()
        onward = answer.headers.get("Location", "") if answer.status in (301, 302, 303, 307, 308) else ""
        told = answer.headers.get("Content-Type", "")
        kind = told.partition(";")[0].strip().lower()
        if onward or answer.status >= 400 or not kind.startswith("text/"):
            return Fetched(address, answer.status, kind), urljoin(address, onward) if onward else ""
        data = _read(answer, line, until, most)
    if data is None:
        return Fetched(address, answer.status, kind, problem=f"网页超过{most // 1024}KB，没有读"), ""
    return Fetched(address, answer.status, kind, _text(data, told)), ""


def _read(answer: http.client.HTTPResponse, line: socket.socket, until: float, most: int) -> bytes | None:
    """The bytes of a page; None when there are more than it may have. Who drips them holds nobody."""
    data = b""
    while piece := answer.read1(_PIECE):
        data += piece
        if len(data) > most:
            return None
        line.settimeout(left(until))
    return data


def _text(data: bytes, told: str) -> str:
    named = _CHARSET.search(told) or _CHARSET.search(data[:2048].decode("ascii", "ignore"))
    try:
        return data.decode(named[1] if named else "utf-8", "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def _ask(parts: SplitResult, until: float, allowed: Allowed) -> int:
    with _line(parts, until, allowed) as line:
        line.settimeout(left(until))
        line.sendall(_request(parts))
        return status(line, until)


def _line(parts: SplitResult, until: float, allowed: Allowed) -> socket.socket:
    """A line to where an address is; whoever takes it closes it. Raises NotAllowed, OSError, ValueError."""
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host:
        raise ValueError("no address of the web")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4]
    if not allowed(str(place[0]).partition("%")[0]):
        raise NotAllowed
    plain = socket.create_connection((str(place[0]), port), timeout=left(until))
    if parts.scheme != "https":
        return plain
    try:
        plain.settimeout(left(until))
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


def _request(parts: SplitResult) -> bytes:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        f"?{quote(parts.query, safe='=&%+')}" if parts.query else ""
    )
    host = parts.netloc.rpartition("@")[2]
    lines = (f"GET {path} HTTP/1.1", f"Host: {host}", f"User-Agent: {AGENT}", "Accept: */*", "Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii", "ignore")


def _why(error: Exception, seconds: float) -> str:
    if isinstance(error, TimeoutError):
        return f"{seconds:.0f}秒内没有打开"
    if isinstance(error, NotAllowed):
        return "指向内网地址"
    if isinstance(error, ssl.SSLError):
        return "证书不能核实，或者加密连接没有建立"
    if isinstance(error, socket.gaierror):
        return "域名查不到地址"
    return f"没有连上（{type(error).__name__}）"
