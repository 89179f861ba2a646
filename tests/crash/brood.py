"""Workers that are quickly dead and quickly replaced: a parent loads Django once and forks children that work.

Run as a program. For each line ``start`` on standard input it forks a worker and prints its process id; for each
line ``wait`` with a process id it prints the status with which that one ended. What ``gongkai work`` does besides,
starting and speaking, is looked at in tests/jobs and where a worker stands beside a server.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Forked:
    """A worker, somebody else's child."""

    brood: Brood
    pid: int

    def kill(self) -> None:
        """End it as a power failure would."""
        os.kill(self.pid, signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to finish what it is at."""
        os.kill(self.pid, signal.SIGTERM)

    def wait(self) -> int:
        """Its exit status once it has ended, negative for a signal; asked once only."""
        return int(self.brood.ask(f"wait {self.pid}"))


class Brood:
    """The parent of workers."""

    def __init__(self, parent: subprocess.Popen[str]) -> None:
        self._parent = parent

    def start(self) -> Forked:
        """Fork a worker."""
        return Forked(self, int(self.ask("start")))

    def ask(self, words: str) -> str:
        """The parent's answer to a line."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(f"{words}\n")
        self._parent.stdin.flush()
        return self._parent.stdout.readline()


@contextmanager
def brood(environment: Mapping[str, str]) -> Iterator[Brood]:
    """A parent of workers with an environment; no worker outlives it."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.crash.brood"],
        env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as parent:  # fmt: skip
        yield Brood(parent)  # leaving closes standard input, and with it the parent's loop


def fork() -> int:
    """A worker as ``gongkai work`` makes it."""
    from gongkai.jobs.worker import Worker

    key = os.fork()
    if key:
        return key
    try:
        sys.stdin.close()
        worker = Worker()
        signal.signal(signal.SIGTERM, worker.stop)
        worker.run()
        os._exit(0)
    finally:
        os._exit(1)


def main() -> None:
    """Fork and wait until standard input ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
    django.setup()
    from gongkai.jobs import schedules

    schedules.load()  # and with it what every worker would load
    alive: set[int] = set()
    for line in sys.stdin:
        word, _, key = line.strip().partition(" ")
        if word == "start":
            alive.add(started := fork())
            print(started, flush=True)
            continue
        alive.discard(int(key))
        print(os.waitstatus_to_exitcode(os.waitpid(int(key), 0)[1]), flush=True)
    for left in alive:
        with suppress(ProcessLookupError):
            os.kill(left, signal.SIGKILL)


if __name__ == "__main__":
    main()
