"""Seal systems for the tests: one that works in folders, one that answers over HTTP as a test wishes."""

from __future__ import annotations

import base64
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from gongkai.typeset.sealed import Box
from tests.typeset.stamps import stamped

LONG_AGO = time.time() - 3600


def seal_folder(folder: Path, change: Callable[[bytes], bytes] = bytes) -> list[Path]:
    """Seal what lies in ``out``, as the system at the other end of the folder does; the files in ``in``."""
    made = []
    for manifest in sorted((folder / "out").glob("*.json")):
        told = json.loads(manifest.read_bytes())
        data = stamped(manifest.with_suffix(".pdf").read_bytes(), Box(**told["seal"]))
        made.append(lay(folder, f"{told['key']}.pdf", change(data)))
    return made


def lay(folder: Path, name: str, data: bytes) -> Path:
    """Lay a file into ``in`` that has been lying there for an hour."""
    place = folder / "in" / name
    place.write_bytes(data)
    os.utime(place, (LONG_AGO, LONG_AGO))
    return place


class Sealer(ThreadingHTTPServer):
    """``heard`` are the keys that were asked for; ``answer`` makes status, kind and body of a letter and its box."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Clerk)
        self.heard: list[dict[str, str]] = []
        self.pause = 0.0
        self.answer: Callable[[bytes, Box], tuple[int, str, bytes]] = lambda pdf, box: (
            200,
            "application/pdf",
            stamped(pdf, box),
        )

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/seal"

    def handle_error(self, *_: object) -> None:
        """A caller that died is what tests are about."""


class _Clerk(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        desk = self.server
        assert isinstance(desk, Sealer)
        data = self.rfile.read(int(self.headers["Content-Length"]))
        desk.heard.append(dict(self.headers.items()))
        told: dict[str, Any] = json.loads(base64.b64decode(self.headers["Seal-Manifest"]))
        time.sleep(desk.pause)
        status, kind, body = desk.answer(data, Box(**told["seal"]))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def open_sealer() -> Iterator[Sealer]:
    """A seal system that listens while the test runs."""
    with Sealer() as desk:
        thread = threading.Thread(target=desk.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield desk
        finally:
            desk.shutdown()
            thread.join()
