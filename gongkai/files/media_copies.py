"""The copy of a film or a recording that is being cleaned: its bytes, its kind, and what was taken out so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongkai.files.kinds import Kind


@dataclass(slots=True)
class Copy:
    """``removed`` holds the words of `removing`."""

    data: bytearray
    kind: Kind
    removed: set[str] = field(default_factory=set)

    def blank(self, start: int, end: int, word: str) -> bool:
        """Overwrite a stretch with zeros; whether there was anything."""
        if not any(self.data[start:end]):
            return False
        self.data[start:end] = bytes(end - start)
        self.removed.add(word)
        return True
