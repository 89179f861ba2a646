"""Calling a hook: one signed POST, no redirects, everything within one span of time.

Of the answer only its first line is read; 2xx means that it was received.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import socket
import ssl
import time
from dataclasses import dataclass

from gongkai.oversight.crawling.lines import left, status
from gongkai.portal.hooks import addresses
from gongkai.portal.hooks.addresses import BadAddress, Target

SECONDS = 10.0
"""For looking up, connecting, sending and the first line of the answer, all together."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How a call went. ``problem`` is empty when it was received, else a sentence for officers; ``reached`` says
    that somebody answered, though perhaps not this."""

    problem: str = ""
    reached: bool = True


def signature(secret: bytes, timestamp: int, body: bytes) -> str:
    """``v1=`` and the HMAC-SHA256 over the timestamp, a dot and the body."""
    return "v1=" + hmac.new(secret, f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def send(address: str, body: bytes, *, secret: bytes, timestamp: int, call: int) -> Sent:
    """POST the body. Never raises: what went wrong is the answer."""
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "gongkai-hook/1",
        "Connection": "close",
        "X-Gongkai-Call": str(call),
        "X-Gongkai-Timestamp": str(timestamp),
        "X-Gongkai-Signature": signature(secret, timestamp, body),
    }
    try:
        return _judged(_post(addresses.parse(address), body, headers))
    except (OSError, ValueError, http.client.HTTPException) as error:
        return Sent(_why(error), reached=False)


def _why(error: Exception) -> str:
    if isinstance(error, BadAddress):
        return str(error)
    if isinstance(error, ssl.SSLError):
        return f"对方的证书不能核实，或者加密连接没有建立（{error.reason or type(error).__name__}）。"
    if isinstance(error, socket.gaierror):
        return "对方的主机名查不到地址。"
    if isinstance(error, TimeoutError):
        return f"对方在{SECONDS:.0f}秒内没有答复。"
    return f"没有连上对方（{type(error).__name__}）。"


def _judged(status: int) -> Sent:
    if 200 <= status < 300:
        return Sent()
    if 300 <= status < 400:
        return Sent(f"对方要求转到别处（{status}），推送不跟随转址；请把接收地址改为最终的网址。")
    return Sent(f"对方答复{status}，没有接收。") if status else Sent("对方的答复不是HTTP。", reached=False)


def _post(target: Target, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer, 0 for none that can be read."""
    until = time.monotonic() + SECONDS
    ip = addresses.resolve(target)
    with socket.create_connection((str(ip), target.port), timeout=left(until)) as plain:
        line = _secured(plain, target, until) if target.secure else plain
        with line:
            connection = http.client.HTTPConnection(target.host, target.port)
            connection.default_port = 443 if target.secure else 80
            connection.sock = line
            line.settimeout(left(until))
            connection.request("POST", target.path, body, headers)
            return status(line, until)


def _secured(plain: socket.socket, target: Target, until: float) -> ssl.SSLSocket:
    plain.settimeout(left(until))
    return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
