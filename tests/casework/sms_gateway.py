"""A gateway for text messages that counts what it took, and answers as a test wishes."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TAKEN = b'{"accepted": true}'


class Desk(ThreadingHTTPServer):
    """``taken`` counts acceptances by the message's id; ``before_answer`` is called with the id in between."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Clerk)
        self.taken: Counter[str] = Counter()
        self.heard: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.status, self.body, self.headers = 200, TAKEN, {}
        self.pause = 0.0
        self.before_answer: Callable[[str], None] = lambda _key: None
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sms"

    def take(self, headers: dict[str, str], told: dict[str, Any]) -> None:
        with self._lock:
            self.heard.append((headers, told))
            if self.status == 200 and self.body == TAKEN:
                self.taken[told["id"]] += 1
        self.before_answer(told["id"])

    def handle_error(self, *_: object) -> None:
        """A caller that died is what tests are about."""


class _Clerk(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        desk = self.server
        assert isinstance(desk, Desk)
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        desk.take(dict(self.headers.items()), told)
        time.sleep(desk.pause)
        self.send_response(desk.status)
        for name, value in desk.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(desk.body)))
        self.end_headers()
        self.wfile.write(desk.body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def open_desk() -> Iterator[Desk]:
    """A gateway for the length of a test."""
    with Desk() as desk:
        thread = threading.Thread(target=desk.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield desk
        desk.shutdown()
        thread.join(10)
