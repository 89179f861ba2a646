"""Strangers' files are opened in a process of their own, with a limit on its time and memory.

A file that keeps a library busy, fills the memory or makes the process fall costs that process only, and is
refused. The process is kept for the next file, holds no key, and knows neither Django nor the database.
"""

from __future__ import annotations

import atexit
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from multiprocessing.connection import Connection
from typing import Any

from gongkai.files.errors import Code, Refused
from gongkai.files.kinds import Kind

CPU_SECONDS = 20
"""What one file may take; a scan of a hundred pages takes a tenth of it."""
WALL_SECONDS = 90
LONG = {"redact": 900}
"""Questions that may take longer, in seconds of the processor: only jobs in the background ask them."""
MEMORY = 3 << 30
Answer = tuple[dict[str, Any], bytes]


def ask(what: str, data: bytes, **more: Any) -> Answer:
    """Put a question (``examine``, ``clean``, those of `covering`) about a file. Raises Refused for what the other
    side said, and for its fall."""
    process = _process if what in {"examine", "clean"} else _pages
    wall = WALL_SECONDS if what not in LONG else LONG[what] + WALL_SECONDS
    said, body = process.ask(json.dumps({"what": what, **more}).encode(), data, wall)
    if "refused" in said:
        raise Refused(Code(said["refused"]), said["detail"])
    return said, body


class _Process:
    """The other process: started when first needed, and again after a fall or in a forked server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None
        self._owner = 0

    def ask(self, question: bytes, data: bytes, wall: int) -> Answer:
        with self._lock:
            try:
                line = self._ready()
                line.send_bytes(question)
                line.send_bytes(data)
                if line.poll(wall):
                    return json.loads(line.recv_bytes()), line.recv_bytes()
                code = Code.TOO_COMPLEX
            except (OSError, EOFError, ValueError):
                code = Code.DAMAGED
            ran_out = self.stop() in {None, -signal.SIGXCPU, -signal.SIGKILL}
            raise Refused(Code.TOO_COMPLEX if ran_out else code)

    def stop(self) -> int | None:
        """End the process. Returns how it had ended by itself, None when it had not."""
        child, line, mine = self._child, self._line, self._owner == os.getpid()
        self._child = self._line = None
        if line is not None:
            line.close()
        if child is None or not mine:
            return None
        try:
            return child.wait(timeout=1)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            return None

    def _ready(self) -> Connection:
        alive = self._child is not None and self._owner == os.getpid() and self._child.poll() is None
        if self._line is None or not alive:
            self.stop()
            here, there = socket.socketpair()
            with there:
                handle = there.fileno()
                command = [sys.executable, "-P", "-m", "gongkai.files.apart", str(handle)]
                quiet = subprocess.DEVNULL
                self._child = subprocess.Popen(  # noqa: S603
                    command, pass_fds=[handle], stdin=quiet, stdout=quiet, stderr=quiet
                )
            self._line, self._owner = Connection(here.detach()), os.getpid()
        return self._line


# Two, so that nobody's upload waits for pages that are drawn for somebody else.
_process, _pages = _Process(), _Process()
atexit.register(_process.stop)
atexit.register(_pages.stop)


def _serve(handle: int) -> None:
    """Answer until the other end is closed, each answer within its share of the processor."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who asks is told, and closes the line
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    line = Connection(handle)
    while True:
        try:
            question, data = json.loads(line.recv_bytes()), line.recv_bytes()
        except EOFError:
            return
        until = int(time.process_time()) + 1 + LONG.get(question["what"], CPU_SECONDS)
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
        said, body = _answer(question, data)
        line.send_bytes(json.dumps(said).encode())
        line.send_bytes(body)


def _answer(question: dict[str, Any], data: bytes) -> Answer:
    try:
        return _questions()[question["what"]](question, data)
    except Refused as error:
        return {"refused": error.code, "detail": error.detail}, b""
    except (MemoryError, RecursionError):
        return {"refused": Code.TOO_COMPLEX, "detail": ""}, b""


def _questions() -> dict[str, Callable[[dict[str, Any], bytes], Answer]]:
    # Imported here, so that whoever only asks does not load the libraries.
    from gongkai.files import covering, examining, removing

    def examine(_: dict[str, Any], data: bytes) -> Answer:
        return asdict(examining.examine(data)), b""

    def clean(question: dict[str, Any], data: bytes) -> Answer:
        removed = removing.Removed()
        body = examining.clean(data, Kind(question["kind"]), removed)
        return {"removed": removed.sentences, "left": removed.warnings}, body

    return {"examine": examine, "clean": clean, **covering.questions()}


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
