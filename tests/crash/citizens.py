"""Citizens who apply over real HTTP and do not give up: a lost answer is asked for again, with the same form."""

from __future__ import annotations

import html
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException

from tests.portal.filled import ANSWERS

BOUNDARY = "----citizen"
FILE = "身份证明".encode()
"""What everybody uploads."""


@dataclass
class Citizen:
    """One person with a browser: applies again and again until told to stop."""

    port: int
    place: str
    stop: threading.Event
    sending: threading.Event
    cookies: dict[str, str] = field(default_factory=dict)
    receipts: list[tuple[str, str]] = field(default_factory=list)
    confirmed: int = 0
    """Applications whose confirmation was sent at least once."""
    interrupted: int = 0
    """Confirmations whose answer was lost."""

    def live(self) -> None:
        """Apply until the bell rings; the last application is carried to its receipt."""
        while not self.stop.is_set():
            self.apply()

    def apply(self) -> None:
        """All steps of one application, to the receipt that is shown."""
        form = self._insist(lambda: self._ask("GET", self.place))
        secret = {"csrfmiddlewaretoken": hidden(form, "csrfmiddlewaretoken")}
        self._insist(lambda: self._ask("POST", self.place, {**secret, **ANSWERS, "step": "review"}, file=FILE))
        review = self._insist(lambda: self._ask("GET", self.place))
        sent = {**secret, "token": hidden(review, "token"), "step": "send"}
        self.confirmed += 1
        self._insist(lambda: self._send(sent), counted=True)
        page = self._insist(lambda: self._ask("GET", "/receipt/"))
        self.receipts.append((shown(page, "number"), shown(page, "code")))

    def _send(self, fields: dict[str, str]) -> str:
        self.sending.set()
        return self._ask("POST", self.place, fields)

    def _insist(self, ask: Callable[[], str], *, counted: bool = False) -> str:
        while True:
            try:
                return ask()
            except (OSError, HTTPException) as fault:
                self.interrupted += counted
                if isinstance(fault, ConnectionRefusedError):
                    # nobody listens yet: asking without a pause would take the processor from the server that starts
                    time.sleep(0.05)

    def _ask(self, method: str, path: str, fields: dict[str, str] | None = None, file: bytes = b"") -> str:
        line = HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = multipart(fields, file)
            headers["Content-Type"] = f"multipart/form-data; boundary={BOUNDARY}"
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            text = answer.read().decode()
            if answer.headers["Content-Length"] is None:
                raise HTTPException("the headers broke off")
        finally:
            line.close()
        if answer.status not in {200, 303}:
            raise AssertionError(f"{method} {path}: {answer.status} {text[:2000]}")
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0].strip('"')
        return text


def multipart(fields: dict[str, str], file: bytes) -> bytes:
    """A form as a browser sends it, with a proof of identity when there is one."""
    parts = [_part(f'name="{name}"', value.encode()) for name, value in fields.items()]
    if file:
        parts.append(_part('name="identity"; filename="a.txt"', file))
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def _part(head: str, content: bytes) -> bytes:
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None, page
    return html.unescape(found[1])


def shown(page: str, name: str) -> str:
    """The number or the code on a receipt."""
    found = re.search(rf'id="receipt-{name}">([^<]+)<', page)
    assert found is not None, page
    return found[1]


class Crowd:
    """Several citizens at once, each in a thread."""

    def __init__(self, port: int, place: str, count: int = 4) -> None:
        self.stop = threading.Event()
        self.sending = threading.Event()
        """Rung whenever somebody presses “确认提交”."""
        self.citizens = [Citizen(port, place, self.stop, self.sending) for _ in range(count)]
        self._faults: list[BaseException] = []
        self._threads = [threading.Thread(target=self._live, args=(each,), daemon=True) for each in self.citizens]
        for thread in self._threads:
            thread.start()

    def _live(self, citizen: Citizen) -> None:
        try:
            citizen.live()
        except BaseException as fault:  # noqa: BLE001 (told to the test's own thread)
            self._faults.append(fault)

    def go_home(self) -> None:
        """Let everybody finish; raises what went wrong for any of them."""
        self.stop.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive()
        if self._faults:
            raise self._faults[0]

    @property
    def receipts(self) -> list[tuple[str, str]]:
        """All receipts that were shown."""
        return [receipt for citizen in self.citizens for receipt in citizen.receipts]

    @property
    def confirmed(self) -> int:
        """How many applications were confirmed."""
        return sum(citizen.confirmed for citizen in self.citizens)

    @property
    def interrupted(self) -> int:
        """How many confirmations met a dead server."""
        return sum(citizen.interrupted for citizen in self.citizens)
