"""Keeps one worker alive beside a server: starts it again when it dies, ends it when the server is gone.

Run as a program by ``gongkai serve``. Without Django, so that it costs little and has little to die of.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time

PATIENCE = 60.0
"""Seconds that a worker may take for the job at hand when it is told to stop."""
FIRST_RETREAT, LONGEST_RETREAT = 1.0, 60.0
STEADY = 60.0
"""A worker that lived for so many seconds is started again without delay."""


def start(server: int) -> subprocess.Popen[bytes]:
    """Start a supervisor for a server's process id.

    It and its worker do not hear Ctrl-C, which a terminal sends to all: the server does, and they leave after it.
    """
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.Popen([sys.executable, "-m", __name__, str(server)], stdin=subprocess.DEVNULL)  # noqa: S603
    finally:
        signal.signal(signal.SIGINT, before)


class Supervisor:
    """Watches one worker for one server."""

    def __init__(self, server: int) -> None:
        self._server = server
        self._stopping = False

    def stop(self, *_signal: object) -> None:
        """End the worker and leave. May be called from a signal handler."""
        self._stopping = True

    def watch(self) -> None:
        """Keep a worker alive until the server is gone."""
        retreat = FIRST_RETREAT
        while not self._over():
            began = time.monotonic()
            self._accompany(_worker())
            if time.monotonic() - began > STEADY:
                retreat = FIRST_RETREAT
            self._rest(retreat)
            retreat = min(retreat * 2, LONGEST_RETREAT)

    def _accompany(self, worker: subprocess.Popen[bytes]) -> None:
        while worker.poll() is None:
            if self._over():
                _end(worker)
                return
            time.sleep(0.1)

    def _rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._over() and time.monotonic() < until:
            time.sleep(0.1)

    def _over(self) -> bool:
        return self._stopping or os.getppid() != self._server


def _worker() -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "gongkai", "work", "--parent", str(os.getpid())]
    return subprocess.Popen(words, stdin=subprocess.DEVNULL)  # noqa: S603 (our own interpreter, no shell)


def _end(worker: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        worker.terminate()
    try:
        worker.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        # Its job's lease runs out and another worker takes it.
        worker.kill()
        worker.wait()


def main() -> None:
    """Watch for the server whose process id is the first argument."""
    supervisor = Supervisor(int(sys.argv[1]))
    signal.signal(signal.SIGTERM, supervisor.stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    supervisor.watch()


if __name__ == "__main__":
    main()
