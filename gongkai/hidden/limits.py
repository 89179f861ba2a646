"""How much one file may ask for, with all that lies in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gongkai.hidden.contents import At, Piece
from gongkai.hidden.errors import Code, Unreadable

MIB = 1024 * 1024
DEEPEST = 6
MOST_FILES = 10_000
MOST_BYTES = 1024 * MIB
MOST_PIECES = 1_000_000
MOST_LETTERS = 64 * MIB
LARGEST_PART = 256 * MIB


@dataclass(slots=True)
class Budget:
    """What is left for a file and everything inside it."""

    files: int = MOST_FILES
    bytes: int = MOST_BYTES
    pieces: int = MOST_PIECES
    letters: int = MOST_LETTERS

    def enter(self, at: At, size: int) -> None:
        """A file of so many bytes is going to be read. Raises Unreadable."""
        if len(at.names) > DEEPEST:
            raise Unreadable(Code.TOO_DEEP)
        self.files -= 1
        self.bytes -= size
        if self.files < 0 or self.bytes < 0:
            raise Unreadable(Code.TOO_LARGE)

    def counted(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """The same pieces, as long as there are not too many. Raises Unreadable."""
        for piece in pieces:
            self.pieces -= 1
            self.letters -= len(piece.text)
            if self.pieces < 0 or self.letters < 0:
                raise Unreadable(Code.TOO_LARGE)
            yield piece
