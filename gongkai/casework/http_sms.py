"""Text messages over HTTP: one POST a message to the address in GONGKAI_SMS (docs/operators/messages.md).

Redirects are not followed: the telephone number and the key go to the host that the operator named and to no other.
"""

from __future__ import annotations

import json
import socket
import ssl
import time
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from gongkai.casework.outgoing import NotSent, Outgoing, Refused, Unreachable

CONNECT_SECONDS = 5
ANSWER_SECONDS = 15
LONGEST_ANSWER = 64 * 1024
OF_NO_USE_AGAIN = frozenset({400, 410, 413, 422})
"""Answers that speak of this message. Others, such as 401 or 404, speak of a setting that can be mended."""


@dataclass(frozen=True, slots=True)
class HttpSms:
    """A gateway at an address, with the key that it shares with us."""

    host: str
    port: int
    path: str
    key: str
    secure: bool = True
    patience: float = ANSWER_SECONDS

    @classmethod
    def at(cls, address: str, key: str) -> HttpSms:
        """The gateway of an address. Raises ValueError for an address without a host or with a name and a password."""
        parts = urlsplit(address)
        if not parts.hostname or parts.username is not None:
            raise ValueError(address)
        secure = parts.scheme == "https"
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return cls(parts.hostname, parts.port or (443 if secure else 80), path, key, secure)

    def send(self, message: Outgoing, *, at: datetime) -> None:
        """Hand a message over. Raises NotSent; Unreachable when there is no answer in time."""
        until = time.monotonic() + self.patience
        try:
            line = self._connected()
            try:
                line.request("POST", self.path, self._body(message, at), self._headers(message))
                with line.getresponse() as answer:
                    told = _read(answer, until)
            finally:
                line.close()
        except TimeoutError as error:
            raise Unreachable("短信网关没有按时应答。") from error
        except HTTPException as error:
            raise NotSent(f"短信网关的应答不完整（{type(error).__name__}）。") from error
        except OSError as error:
            raise Unreachable(f"连接不上短信网关（{type(error).__name__}）。") from error
        _judge(answer.status, told)

    def _connected(self) -> HTTPConnection:
        if self.secure:
            line: HTTPConnection = HTTPSConnection(
                self.host, self.port, timeout=CONNECT_SECONDS, context=ssl.create_default_context()
            )
        else:
            line = HTTPConnection(self.host, self.port, timeout=CONNECT_SECONDS)
        line.connect()
        assert isinstance(line.sock, socket.socket), "connect opens a socket or raises"
        line.sock.settimeout(self.patience)
        return line

    def _headers(self, message: Outgoing) -> dict[str, str]:
        return {
            "Content-Type": "application/json; charset=utf-8",
            "Authorization": f"Bearer {self.key}",
            "Idempotency-Key": message.key,
        }

    @staticmethod
    def _body(message: Outgoing, at: datetime) -> bytes:
        told = {"id": message.key, "to": message.to, "text": message.text, "at": at.isoformat()}
        return json.dumps(told, ensure_ascii=False).encode()


def _read(answer: HTTPResponse, until: float) -> bytes:
    """The answer's beginning. Raises TimeoutError for a gateway that dribbles."""
    told = b""
    while len(told) < LONGEST_ANSWER and (piece := answer.read1(LONGEST_ANSWER)):
        told += piece
        if time.monotonic() > until:
            raise TimeoutError
    return told


def _judge(status: int, told: bytes) -> None:
    """Only 2xx with ``{"accepted": true}`` is a message taken: a login page that says 200 is not."""
    if 300 <= status < 400:
        raise NotSent(f"短信网关要求转到别的地址（{status}），没有跟随。")
    if status in OF_NO_USE_AGAIN:
        raise Refused(f"短信网关拒绝了这条短信（{status}）。")
    if not 200 <= status < 300:
        raise NotSent(f"短信网关出错（{status}）。")
    try:
        accepted = json.loads(told)["accepted"]
    except (ValueError, KeyError, TypeError, RecursionError):
        accepted = None
    if accepted is False:
        raise Refused("短信网关没有接受这条短信。")
    if accepted is not True:
        raise NotSent("短信网关的应答看不懂。")
