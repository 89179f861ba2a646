"""The answers that this process keeps, the least used of which leave first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

Key = tuple[str, ...]


@dataclass(slots=True)
class Kept:
    """An answer as it left, and what it needs to be of use: its topics, and when it was begun."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str
    topics: tuple[str, ...]
    era: int
    since: int
    until: float
    """The moment (Unix time) from which it is another answer by itself: midnight at the latest."""
    modified: float

    @property
    def size(self) -> int:
        """About how much memory it takes."""
        return len(self.body) + 2048


class Store:
    """Answers by address, host and the reader's ways; at most so many bytes. Threads share it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Kept | None:
        """What is kept; whether it is still right is not looked at."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Key, kept: Kept) -> None:
        """Keep an answer, unless it alone would take an eighth of the room."""
        if kept.size * 8 > self.most:
            return
        with self._lock:
            self._drop(key)
            self._kept[key] = kept
            self._size += kept.size
            while self._size > self.most:
                self._drop(next(iter(self._kept)))

    def drop(self, key: Key) -> None:
        """Forget an answer."""
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._size = 0

    def _drop(self, key: Key) -> None:
        found = self._kept.pop(key, None)
        if found is not None:
            self._size -= found.size
