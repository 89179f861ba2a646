"""PDF files are opened in a process of their own, with a limit on its time and memory.

A hostile or damaged file may keep the PDF library busy for ever, or make it fall. Then that process ends and
a `ReadError` says so; the server or the command that asked goes on. The process is kept for the next file,
so that only the first one waits for its start. What comes back is plain JSON, never objects: a process that
was taken over can send wrong figures, not orders.
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
from dataclasses import asdict
from multiprocessing.connection import Connection
from typing import Any

from gongkai.report.errors import ReadCode, ReadError
from gongkai.report.read.document import Line, Slot
from gongkai.report.read.folds import Placed
from gongkai.report.read.ruled import Ruled

CPU_SECONDS = 15
"""What one question about one file may take; a report of ten pages takes a tenth of a second."""
WALL_SECONDS = 120
"""The same on a busy machine, where the process waits for its turn."""
MEMORY = 3 << 30


def pages_of(data: bytes) -> tuple[list[Placed], int]:
    """The pages as lines of pieces, and how many large pictures they hold.

    :raises ReadError: when the file cannot be opened, holds no text, or asks for too much.
    """
    said = _process.ask("pages", data)
    return [_placed(item) for item in said["lines"]], said["pictures"]


def tables_of(data: bytes) -> list[Ruled]:
    """The ruled tables by the second reader; nothing when it fails, for then the first one stands alone."""
    try:
        said = _process.ask("tables", data)
    except ReadError:
        return []
    return [Ruled(**table) for table in said["tables"]]


def _placed(item: dict[str, Any]) -> Placed:
    line = item["line"]
    slots = tuple(Slot(**slot) for slot in line.pop("slots"))
    return Placed(item["page"], item["base"], Line(slots, **line), item["size"])


class _Process:
    """The other process, started when it is first needed and again after it fell."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None
        self._owner = 0

    def ask(self, what: str, data: bytes) -> dict[str, Any]:
        """Send a question and wait for the answer. Raises ReadError for what the other side said, and for its fall."""
        with self._lock:
            line = self._started()
            try:
                line.send_bytes(what.encode())
                line.send_bytes(data)
                said: dict[str, Any] = json.loads(line.recv_bytes()) if line.poll(WALL_SECONDS) else {}
            except (OSError, EOFError, ValueError):
                said = {}
            if not said:
                code = self.stop()
                ran_out = code in {None, -signal.SIGXCPU, -signal.SIGKILL}
                raise ReadError(ReadCode.TOO_COMPLEX if ran_out else ReadCode.PDF_DAMAGED)
        if "error" in said:
            raise ReadError(ReadCode(said["error"]))
        return said

    def stop(self) -> int | None:
        """End the other process; returns how it had ended by itself, None when it was still running."""
        child, line = self._child, self._line
        self._child = self._line = None
        if line is not None:
            line.close()
        if child is None or self._owner != os.getpid():
            return None
        try:
            return child.wait(timeout=1)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            return None

    def _started(self) -> Connection:
        # A server that forks its workers must not share one line among them; and one that the system ended
        # between two files is not the next file's fault.
        if self._line is None or self._child is None or self._owner != os.getpid() or self._child.poll() is not None:
            self.stop()
            here, there = socket.socketpair()
            with there:
                handle = there.fileno()
                command = [sys.executable, "-P", "-m", "gongkai.report.read.apart", str(handle), str(CPU_SECONDS)]
                nowhere = subprocess.DEVNULL
                self._child = subprocess.Popen(command, pass_fds=[handle], stdout=nowhere, stderr=nowhere)  # noqa: S603
            self._line, self._owner = Connection(here.detach()), os.getpid()
        return self._line


_process = _Process()
atexit.register(_process.stop)


def _serve(handle: int, seconds: int) -> None:
    """Answer questions until the other end is closed, each in so many seconds of the processor."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked is told, and closes the line
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    line = Connection(handle)
    while True:
        try:
            what, data = line.recv_bytes().decode(), line.recv_bytes()
        except EOFError:
            return
        until = int(time.process_time()) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
        line.send_bytes(json.dumps(_answer(what, data)).encode())


def _answer(what: str, data: bytes) -> dict[str, Any]:
    # Here, so that whoever only asks does not load the PDF libraries.
    from gongkai.report.read import pages, ruled

    try:
        if what == "tables":
            return {"tables": [asdict(table) for table in ruled.ruled_tables(data, pages.strokes(data))]}
        return {"lines": [asdict(item) for item in pages.characters(data)], "pictures": pages.pictures(data)}
    except ReadError as error:
        return {"error": error.code}
    except MemoryError:
        return {"error": ReadCode.TOO_COMPLEX}


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]))
