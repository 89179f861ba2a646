"""The pictures of a file by their keys: which there are, and the pictures themselves for whoever asks for some.

A key is made from the picture, and says nothing of it: what was read in a picture is kept sealed with its key, so that
only who has the picture can open it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from gongkai.hidden.limits import LARGEST_PART

_PURPOSE = b"gongkai: letters of a picture\x00"


@dataclass(slots=True)
class Wanted:
    """Which pictures somebody wants to have, and those that were met on the way through a file."""

    keys: frozenset[str] = frozenset()
    found: dict[str, bytes] = field(default_factory=dict)
    left: int = LARGEST_PART

    def offer(self, origin: bytes, picture: Callable[[], bytes]) -> str:
        """The key of a picture, which is kept when it is wanted. ``origin`` is what makes it, its bytes for example;
        a page that has to be drawn first is drawn only for who wants it."""
        key = sha256(_PURPOSE + origin).hexdigest()
        if key in self.keys and key not in self.found and self.left > 0:
            self.found[key] = picture()
            self.left -= len(self.found[key])
        return key
