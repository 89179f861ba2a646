"""Strangers' files are opened in a process of their own, with a limit on its time and memory.

A file that keeps a library busy, fills the memory or makes the process fall costs that process only. The
process is kept for the next file, so that only the first one waits for its start; it holds no key and knows
no database. What comes back is JSON and bytes, never objects: a process that was taken over can send wrong
words, not orders.

Whoever wants one writes a module that ends in ``apart.serve(int(sys.argv[1]), answer)``, and asks it through
``Process("its.name").ask(...)``.
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
from multiprocessing.connection import Connection
from typing import Any

MEMORY = 3 << 30
Question = dict[str, Any]
Answer = tuple[dict[str, Any], bytes]
_RAN_OUT = {None, -signal.SIGXCPU, -signal.SIGKILL}


class Fallen(Exception):
    """The process ended before it answered; ``ran_out`` says that it had asked for too much time or memory."""

    def __init__(self, *, ran_out: bool) -> None:
        super().__init__("ran out" if ran_out else "fell")
        self.ran_out = ran_out


class Process:
    """The other process: started when it is first needed, and again after a fall or in a forked server."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None
        self._owner = 0
        atexit.register(self.stop)

    def ask(self, question: Question, data: bytes, *, seconds: int, wall: float) -> Answer:
        """Send a question about a file and wait for the answer.

        :param seconds: of the processor, for this question.
        :param wall: seconds of the clock, longer, for a machine where the process waits for its turn.
        :raises Fallen: when there is no answer; the next question has a new process.
        """
        with self._lock:
            late = False
            try:
                line = self._ready()
                line.send_bytes(json.dumps({"question": question, "seconds": seconds}).encode())
                line.send_bytes(data)
                if line.poll(wall):
                    return json.loads(line.recv_bytes()), line.recv_bytes()
                late = True
            except (OSError, EOFError, ValueError):
                pass
            raise Fallen(ran_out=self.stop() in _RAN_OUT or late)

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
        # A server that forks its workers must not share one line among them; and one that the system ended
        # between two files is not the next file's fault.
        alive = self._child is not None and self._owner == os.getpid() and self._child.poll() is None
        if self._line is None or not alive:
            self.stop()
            here, there = socket.socketpair()
            with there:
                handle = there.fileno()
                command = [sys.executable, "-P", "-m", self._module, str(handle)]
                quiet = subprocess.DEVNULL
                self._child = subprocess.Popen(  # noqa: S603
                    command, pass_fds=[handle], stdin=quiet, stdout=quiet, stderr=quiet
                )
            self._line, self._owner = Connection(here.detach()), os.getpid()
        return self._line


def serve(handle: int, answer: Callable[[Question, bytes], Answer]) -> None:
    """Answer until the other end is closed, each answer within its share of the processor."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who asks is told, and closes the line
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    line = Connection(handle)
    while True:
        try:
            asked, data = json.loads(line.recv_bytes()), line.recv_bytes()
        except EOFError:
            return
        until = int(time.process_time()) + 1 + asked["seconds"]
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
        said, body = answer(asked["question"], data)
        line.send_bytes(json.dumps(said).encode())
        line.send_bytes(body)
