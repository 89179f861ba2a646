"""Many requests at once, through the API and the portal's form, by callers who insist until they have a receipt."""

from __future__ import annotations

import base64
import json
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException

from tests.crash.citizens import Citizen
from tests.portal.filled import ANSWERS

ATTACHED = "附件：相关情况的说明。\n".encode() * 400
ATTACHMENT = base64.b64encode(ATTACHED).decode()
PATIENCE = 90.0
"""Seconds after which a caller gives up: the server is away for a few of them."""


class PatientCitizen(Citizen):
    """A citizen who also asks again when the site says that it is out of order."""

    def _ask(self, method: str, path: str, fields: dict[str, str] | None = None, file: bytes = b"") -> str:
        try:
            return super()._ask(method, path, fields, file=file)
        except AssertionError as fault:
            if ": 50" not in str(fault):
                raise
            time.sleep(0.2)
            raise HTTPException("out of order") from fault


@dataclass
class Caller:
    """A thread of the platform: files through the API with an attachment, under one Idempotency-Key each."""

    port: int
    key: str
    name: str
    receipts: list[tuple[str, str]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    interrupted: int = 0

    def file(self, place: int) -> None:
        """File one request, as often as it takes."""
        body = json.dumps({**ANSWERS, "files": [{"name": "说明.txt", "content": ATTACHMENT}]})
        until, begun = time.monotonic() + PATIENCE, time.perf_counter()
        while True:
            assert time.monotonic() < until, "no receipt within the caller's patience"
            try:
                status, text = self._post(body, f"{self.name}-request-{place:06d}")
            except (OSError, HTTPException):
                status, text = 0, ""
            if status in {200, 201}:
                break
            assert status in {0, 500, 502, 503}, (status, text)
            self.interrupted += 1
            time.sleep(0.2)
        self.seconds.append(time.perf_counter() - begun)
        found = json.loads(text)
        self.receipts.append((found["number"], found["query_code"]))

    def _post(self, body: str, idempotency_key: str) -> tuple[int, str]:
        line = HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Idempotency-Key": idempotency_key,
            "Content-Type": "application/json",
        }
        try:
            line.request("POST", "/api/v1/requests", body, headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()


class Rush:
    """``threads`` callers, half at the API and half at the form, who file ``each`` requests in all its threads."""

    def __init__(self, port: int, place: str, key: str, *, threads: int, each: int) -> None:
        self.bell = threading.Event()
        self.callers = [Caller(port, key, f"caller-{number:04d}") for number in range(threads // 2)]
        self.citizens = [PatientCitizen(port, place, self.bell, threading.Event()) for _ in range(threads // 2)]
        self.form_seconds: list[float] = []
        self._faults: list[BaseException] = []
        work = [*((self._call, one) for one in self.callers), *((self._apply, one) for one in self.citizens)]
        self._threads = [threading.Thread(target=self._do, args=(*one, each), daemon=True) for one in work]

    def start(self) -> None:
        """Everybody at once."""
        for thread in self._threads:
            thread.start()

    def wait(self) -> None:
        """Until everybody has all receipts; raises what went wrong for any of them."""
        for thread in self._threads:
            thread.join(PATIENCE * 2)
            assert not thread.is_alive()
        if self._faults:
            raise self._faults[0]

    @property
    def receipts(self) -> list[tuple[str, str]]:
        """All receipts."""
        return [receipt for one in (*self.callers, *self.citizens) for receipt in one.receipts]

    @property
    def interrupted(self) -> int:
        """How many calls met a dead server."""
        return sum(one.interrupted for one in (*self.callers, *self.citizens))

    def _do(self, act: object, who: object, each: int) -> None:
        try:
            for place in range(each):
                act(who, place)  # type: ignore[operator]
        except BaseException as fault:  # noqa: BLE001 (told to the test's own thread)
            self._faults.append(fault)

    def _call(self, caller: Caller, place: int) -> None:
        caller.file(place)

    def _apply(self, citizen: Citizen, place: int) -> None:
        begun = time.perf_counter()
        citizen.apply()
        self.form_seconds.append(time.perf_counter() - begun)
