"""Opening an address as a stranger would: how long it takes, and what is wrong when it does not open.

Only the first line of the answer is read, all within one span of time; redirects count as opened, for who answers them
is there.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

_STATUS = re.compile(rb"HTTP/1\.[01] ([0-9]{3})(?: |\r|\n)")
_LONGEST_LINE = 1024
AGENT = "gongkai-selfcheck/1"
Allowed = Callable[[str], bool]


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


def _ask(parts: SplitResult, until: float, allowed: Allowed) -> int:
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host:
        raise ValueError("no address of the web")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4]
    if not allowed(str(place[0]).partition("%")[0]):
        raise NotAllowed
    with socket.create_connection((str(place[0]), port), timeout=_left(until)) as plain:
        line = plain
        if parts.scheme == "https":
            plain.settimeout(_left(until))
            line = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        with line:
            line.settimeout(_left(until))
            line.sendall(_request(parts))
            return _status(line, until)


def _request(parts: SplitResult) -> bytes:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        f"?{quote(parts.query, safe='=&%+')}" if parts.query else ""
    )
    host = parts.netloc.rpartition("@")[2]
    lines = (f"GET {path} HTTP/1.1", f"Host: {host}", f"User-Agent: {AGENT}", "Accept: */*", "Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii", "ignore")


def _status(line: socket.socket, until: float) -> int:
    """The status of the answer, 0 for none that can be read; a server that drips bytes holds nobody."""
    read = b""
    while b"\n" not in read and len(read) < _LONGEST_LINE:
        line.settimeout(_left(until))
        piece = line.recv(_LONGEST_LINE)
        if not piece:
            break
        read += piece
    found = _STATUS.match(read)
    return int(found[1]) if found else 0


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


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
