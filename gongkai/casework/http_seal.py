"""Sealing over HTTP: the letter is sent to the address in GONGKAI_SEAL, and the answer is the sealed file, or not yet.

The same letter is sent with the same ``Idempotency-Key`` until it comes back, so that a system that takes its time
answers 202 and seals once. Redirects are not followed: letters go to the host that the operator named.
"""

from __future__ import annotations

import base64
import json
import ssl
import time
from collections.abc import Collection
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from gongkai.casework.outgoing import NotSent, Unreachable
from gongkai.casework.seal_gateways import Wanted

CONNECT_SECONDS = 5
ANSWER_SECONDS = 60
LARGEST = 64 * 1024 * 1024
PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class HttpSeal:
    """A seal system at an address, with the key that it shares with us."""

    address: str
    key: str
    patience: float = ANSWER_SECONDS

    def fetch(self, wanted: Wanted) -> bytes | None:
        """Send the letter; its sealed file, or None when the system asks for time. Raises NotSent; Unreachable when
        nobody answers in time."""
        until = time.monotonic() + self.patience
        try:
            line = self._connected()
            try:
                line.request("POST", _path(self.address), wanted.pdf, self._headers(wanted))
                with line.getresponse() as answer:
                    told = _read(answer, until)
                    return _judged(answer, told)
            finally:
                line.close()
        except TimeoutError as error:
            raise Unreachable("印章系统没有按时应答。") from error
        except HTTPException as error:
            raise NotSent(f"印章系统的应答不完整（{type(error).__name__}）。") from error
        except OSError as error:
            raise Unreachable(f"连接不上印章系统（{type(error).__name__}）。") from error

    def refused(self, key: str, why: str) -> bool:  # noqa: ARG002 - the port's form
        """An answer has an end, so what came is all there was; the system is asked again later."""
        return True

    def tidy(self, waiting: Collection[str], taken: Collection[str]) -> None:
        """Nothing of ours lies at the other end."""

    def _connected(self) -> HTTPConnection:
        parts = urlsplit(self.address)
        host, port = parts.hostname or "", parts.port
        if parts.scheme == "https":
            context = ssl.create_default_context()
            line: HTTPConnection = HTTPSConnection(host, port or 443, timeout=CONNECT_SECONDS, context=context)
        else:
            line = HTTPConnection(host, port or 80, timeout=CONNECT_SECONDS)
        line.connect()
        line.sock.settimeout(self.patience)
        return line

    def _headers(self, wanted: Wanted) -> dict[str, str]:
        manifest = json.dumps(wanted.manifest, ensure_ascii=False).encode()
        return {
            "Content-Type": "application/pdf",
            "Authorization": f"Bearer {self.key}",
            "Idempotency-Key": wanted.key,
            "Seal-Manifest": base64.b64encode(manifest).decode(),
        }


def _path(address: str) -> str:
    parts = urlsplit(address)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _read(answer: HTTPResponse, until: float) -> bytes:
    """The answer, if it is no larger than a letter can be. Raises TimeoutError for a system that dribbles, NotSent for
    an answer without end or one that broke off."""
    told = bytearray()
    while piece := answer.read1(PIECE):
        told += piece
        if len(told) > LARGEST:
            raise NotSent(f"印章系统的应答超过{LARGEST // 1024 // 1024}MiB，没有采用。")
        if time.monotonic() > until:
            raise TimeoutError
    if answer.length:
        raise NotSent("印章系统的应答没有传完。")
    return bytes(told)


def _judged(answer: HTTPResponse, told: bytes) -> bytes | None:
    """A PDF with status 200 is a sealed letter, 202 asks for time; a login page that says 200 is neither."""
    if answer.status == 202:
        return None
    if 300 <= answer.status < 400:
        raise NotSent(f"印章系统要求转到别的地址（{answer.status}），没有跟随。")
    if answer.status != 200:
        raise NotSent(f"印章系统出错（{answer.status}）。")
    if answer.getheader("Content-Type", "").partition(";")[0].strip().lower() != "application/pdf":
        raise NotSent("印章系统的应答不是PDF。")
    return told
