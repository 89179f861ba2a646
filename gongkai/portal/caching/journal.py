"""The file by which the processes of a machine tell each other what has changed.

A transaction says what it is about to change before it commits, and that it is through after it. Between the two
nobody uses a kept answer to these topics, so no process shows what was public a moment ago, not even when the one that
publishes is killed in between. Each line is appended whole; its place in the file is the number of the change. An
answer knows how long the file was when it was begun: if one of its topics stands further back, it is of no use.

To look whether there is something new costs one call of the system and no question to the database.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

logger = logging.getLogger(__name__)
LONGEST = 4 * 1024 * 1024
"""Bytes after which the file begins anew, and with it all that is kept: some tens of thousands of changes."""
PATIENCE = 30.0
"""Seconds for which a change that was announced and never came to an end is waited for. It may have been rolled back,
or its process was killed; what it committed is then found in the table of changes."""
_BEGIN, _END, _SEEN = "+", "-", "="


@dataclass(slots=True)
class State:
    """What a process knows: how far it has read, where each topic changed last and when, and what is under way."""

    file: bytes = b""
    """The first line of the file, by which it is told from another one at the same place."""
    era: int = 0
    """Which count of this process it is; places of two eras are not compared."""
    length: int = 0
    changed: dict[str, int] = field(default_factory=dict)
    moments: dict[str, float] = field(default_factory=dict)
    under_way: dict[str, tuple[frozenset[str], float]] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    """The rows of the table of changes that were told already."""

    def fresh(self, topics: Iterable[str], since: int) -> bool:
        """Whether none of these changed after the file was so long."""
        return all(self.changed.get(topic, 0) <= since for topic in topics)

    def settled(self, topics: Iterable[str], at: float) -> bool:
        """Whether none of these is just being changed."""
        if not self.under_way:
            return True
        busy = {topic for found, until in self.under_way.values() if until > at for topic in found}
        return busy.isdisjoint(topics)

    def read(self, line: str, place: int) -> None:
        """Take in a line, which ends at a place."""
        kind, token, moment, *topics = line.split(" ")
        at = float(moment)
        if kind == _BEGIN:
            self.under_way[token] = frozenset(topics), at + PATIENCE
        elif kind == _END:
            self.under_way.pop(token, None)
        elif kind == _SEEN:
            self.seen.add(int(token))
        for topic in topics:
            self.changed[topic] = place
            self.moments[topic] = at


def _first() -> bytes:
    """The first line of a new file."""
    return f"# {token_hex(12)}\n".encode()


class Journal:
    """The file of one machine, as this process has read it. Threads share it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._state = State()
        self._rest = b""
        self._looks: tuple[int, ...] = ()
        self._lock = threading.Lock()

    def state(self) -> State:
        """What is known now. One call of the system when there is nothing new."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            self._begin()
            found = self.path.stat()
        looks = (found.st_ino, found.st_size, found.st_mtime_ns)
        if looks == self._looks:
            return self._state
        with self._lock:
            state = self._read()
            self._looks = looks
            return state

    def begin(self, topics: Iterable[str]) -> str:
        """Say that topics are about to change; returns the token by which to say that it is done. Raises OSError."""
        token = token_hex(6)
        self._write(_BEGIN, token, topics)
        return token

    def end(self, token: str, topics: Iterable[str]) -> None:
        """Say that they have changed, or have not. Raises OSError."""
        self._write(_END, token, topics)

    def tell(self, number: int, topics: Iterable[str]) -> None:
        """Say what a row of the table of changes says, once. Raises OSError."""
        self._write(_SEEN, str(number), topics)

    def _write(self, kind: str, token: str, topics: Iterable[str]) -> None:
        line = " ".join([kind, token, f"{time.time():.6f}", *topics]) + "\n"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not self._still(file.fileno()):
                return self._write(kind, token, topics)
            file.write(line.encode() if file.tell() else _first() + line.encode())
            if file.tell() > LONGEST:
                self._anew()
        return None

    def _still(self, number: int) -> bool:
        """Whether an opened file is the one that stands at the path, and not one that was just replaced."""
        with suppress(FileNotFoundError):
            return os.fstat(number).st_ino == self.path.stat().st_ino
        return False

    def _anew(self) -> None:
        """Put a new file in place of a long one."""
        fresh = self.path.with_name(f"{self.path.name}.{token_hex(6)}")
        fresh.write_bytes(_first())
        fresh.replace(self.path)

    def _begin(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not file.tell():
                file.write(_first())

    def _read(self) -> State:
        """Read what is new. A state is replaced when the file was, so that nobody compares places in two files."""
        with self.path.open("rb") as file:
            first = file.readline(80)
            size = os.fstat(file.fileno()).st_size
            if first != self._state.file or size < self._state.length or not self._state.era:
                self._state, self._rest = State(file=first, era=self._state.era + 1, length=len(first)), b""
            state = self._state
            file.seek(state.length)
            data = file.read()
        *lines, rest = (self._rest + data).split(b"\n")
        place = state.length - len(self._rest)
        for line in lines:
            place += len(line) + 1
            try:
                state.read(line.decode(), place)
            except ValueError:
                logger.warning("a line of the journal of changes cannot be read: %r", line[:80])
        self._rest = rest
        state.length += len(data)
        return state
