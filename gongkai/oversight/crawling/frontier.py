"""What a walk has still to open: each address once, in the order in which it was found, with where it was found."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator


class Frontier:
    """The addresses of one walk. It ends when nothing waits, or when as many were opened as it may."""

    def __init__(self, starts: Iterable[str], *, origin: str, most: int) -> None:
        self._waiting: deque[tuple[str, str]] = deque()
        self._known: set[str] = set()
        self._most = most
        self.opened = 0
        for start in starts:
            self.add(start, origin)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        while self._waiting and self.opened < self._most:
            self.opened += 1
            yield self._waiting.popleft()

    @property
    def cut_off(self) -> bool:
        """Whether there was more than the walk may open."""
        return bool(self._waiting)

    def is_new(self, address: str) -> bool:
        """Whether an address was never met; from now on it was."""
        new = address not in self._known
        self._known.add(address)
        return new

    def add(self, address: str, origin: str) -> None:
        """Have an address opened, unless it was met before."""
        if self.is_new(address):
            self._waiting.append((address, origin))

    def wait(self, address: str, origin: str) -> None:
        """Have an address opened that `is_new` has just told of."""
        self._waiting.append((address, origin))
