"""All blocks of a text as one string, with the way back to the source.

A number does not end where a paragraph or a cell ends: a line's end, a bar or a page's foot may stand within it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongkai.proofing.text import Block


class Whole:
    """The blocks one after the other: a tab between the cells of a row, a line's end between all others."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        pieces = [block.text for block in blocks[:1]]
        for before, block in pairwise(blocks):
            pieces.append("\t" if block.table and (block.table, block.row) == (before.table, before.row) else "\n")
            pieces.append(block.text)
        self.text = "".join(pieces)
        self.remembered: dict[str, object] = {}
        """What readers found out about it, as long as it lives."""
        self._starts = _starts(blocks)

    def block_at(self, place: int) -> Block:
        """The block in which a character stands."""
        return self.blocks[bisect_right(self._starts, place) - 1]

    def within_block(self, place: int) -> int:
        """Where a character stands in its block."""
        return place - self._starts[bisect_right(self._starts, place) - 1]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The span in the source of a span that begins and ends within blocks."""
        first = self.block_at(start).span(self.within_block(start), self.within_block(start) + 1)
        last = self.block_at(end - 1).span(self.within_block(end - 1), self.within_block(end - 1) + 1)
        return first[0], last[1]


def _starts(blocks: Sequence[Block]) -> list[int]:
    starts, at = [], 0
    for block in blocks:
        starts.append(at)
        at += len(block.text) + 1
    return starts
