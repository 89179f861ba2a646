"""The copy of a film or a recording that is being cleaned: its bytes, its kind, and what was taken out so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongkai.files.kinds import Kind

LONGEST, MOST = 16_384, 262_144
"""Bytes of one thing that was taken out, and of all of them, that are looked at for marks."""


@dataclass(slots=True)
class Copy:
    """``removed`` holds the words of `removing`, ``aside`` the bytes that stood where something was taken out."""

    data: bytearray
    kind: Kind
    removed: set[str] = field(default_factory=set)
    aside: list[bytes] = field(default_factory=list)

    def blank(self, start: int, end: int, word: str) -> bool:
        """Overwrite a stretch with zeros; whether there was anything."""
        if not any(self.data[start:end]):
            return False
        self.take(bytes(self.data[start:end]), word)
        self.data[start:end] = bytes(end - start)
        return True

    def take(self, content: bytes, word: str) -> None:
        """Note what is taken out; of the longest things their beginnings."""
        self.removed.add(word)
        self.aside.append(content[:LONGEST])

    @property
    def told(self) -> str:
        """The words that were taken out, in each of the encodings in which tags are written."""
        whole = b"\n".join(self.aside)[:MOST]
        return "\n".join(
            whole.decode(encoding, "ignore") for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
        )
