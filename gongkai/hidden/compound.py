"""Compound files (OLE): the streams of .doc, .xls, .ppt, .wps, .et, .dps and .msg, found by their directory."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.hidden.errors import FAULTS, Code, Unreadable
from gongkai.hidden.limits import MOST_FILES

_END = 0xFFFFFFFA
"""Sector numbers from here on are no sectors."""
_NOTHING = 0xFFFFFFFF
_ENTRY = 128
_STREAM, _ROOT = 2, 5


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class Compound:
    """The file's streams. Raises Unreadable for one whose chains lead nowhere."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._open()
        except FAULTS:
            raise Unreadable(Code.DAMAGED) from None

    def streams(self) -> Iterator[tuple[str, bytes]]:
        """Name and content of each, in the order of the directory; two may have one name. Raises Unreadable."""
        for entry in self._entries:
            if entry.kind == _STREAM:
                yield entry.name, self._content(entry)

    def unused(self) -> bytes:
        """Sectors that belong to nothing any more: what was deleted may still be there."""
        there = len(self._data) // self._size - 1
        free = (number for number, following in enumerate(self._fat[:there]) if following == _NOTHING)
        return b"".join(self._sector(number) for number in free)

    def _open(self) -> None:
        data = self._data
        shift, small = struct.unpack_from("<HH", data, 30)
        if shift not in {9, 12} or small != 6:
            raise Unreadable(Code.DAMAGED)
        self._size = 1 << shift
        first, self._cutoff, mini, more = (
            *struct.unpack_from("<I", data, 48),
            *struct.unpack_from("<I", data, 56),
            *struct.unpack_from("<I", data, 60),
            *struct.unpack_from("<I", data, 68),
        )
        self._fat = self._table(list(struct.unpack_from("<109I", data, 76)), more)
        self._entries = list(_entries(self._chain(first)))
        self._mini = _numbers(self._chain(mini)) if mini < _END else []
        roots = [entry for entry in self._entries if entry.kind == _ROOT]
        if not roots or len(self._entries) > MOST_FILES:
            raise Unreadable(Code.DAMAGED)
        root = roots[0]
        self._short = self._chain(root.start)[: root.size] if root.start < _END else b""

    def _table(self, places: list[int], more: int) -> list[int]:
        """The file's table of chains, whose own places stand in the head and in sectors behind it."""
        seen: set[int] = set()
        while more < _END and more not in seen:
            seen.add(more)
            numbers = _numbers(self._sector(more))
            places += numbers[:-1]
            more = numbers[-1]
        return [number for place in places if place < _END for number in _numbers(self._sector(place))]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        found = self._data[start : start + self._size]
        if not found:
            raise Unreadable(Code.TRUNCATED)
        return found

    def _chain(self, number: int) -> bytes:
        found: list[bytes] = []
        while number < _END:
            if len(found) > len(self._fat):
                raise Unreadable(Code.DAMAGED)
            found.append(self._sector(number))
            number = self._fat[number]
        return b"".join(found)

    def _content(self, entry: _Entry) -> bytes:
        try:
            found = self._short_chain(entry.start) if entry.size < self._cutoff else self._chain(entry.start)
        except FAULTS:
            raise Unreadable(Code.DAMAGED) from None
        if entry.size and len(found) < entry.size:
            raise Unreadable(Code.TRUNCATED)
        return found[: entry.size]

    def _short_chain(self, number: int) -> bytes:
        found: list[bytes] = []
        while number < _END:
            if len(found) > len(self._mini):
                raise Unreadable(Code.DAMAGED)
            found.append(self._short[number * 64 : number * 64 + 64])
            number = self._mini[number]
        return b"".join(found)


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _entries(data: bytes) -> Iterator[_Entry]:
    for at in range(0, len(data) - _ENTRY + 1, _ENTRY):
        length, kind = struct.unpack_from("<HB", data, at + 64)
        name = data[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", data, at + 116)
        if kind:
            yield _Entry(name, kind, start, size)
