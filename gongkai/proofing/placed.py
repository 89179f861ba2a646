"""A hit of a detector that reads the whole text, at its place in the source."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.proofing.finding import Hit
from gongkai.proofing.text import Block


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a hit stands, and the block whose words name it for waivers."""

    start: int
    end: int
    block: Block
    hit: Hit


def in_block(block: Block, hit: Hit) -> Placed:
    """A hit in offsets of a block."""
    start, end = block.span(hit.start, hit.end)
    return Placed(start, end, block, hit)
