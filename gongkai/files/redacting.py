"""Redaction asked of the process apart: a stranger's PDF is never opened by a server or a worker itself.

Everything here raises NotRedacted for what the engine refuses, and Refused for a process that fell or ran out of
its time or memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from gongkai.apart import Answer
from gongkai.files import apart
from gongkai.files.kinds import PICTURES, Kind
from gongkai.redaction import Box, PageSize, Suggestion
from gongkai.redaction import Kind as Personal

KINDS = frozenset({Kind.PDF}) | PICTURES
"""What can be redacted; other files are printed as PDF first."""


class NotRedacted(ValueError):
    """The engine refused. ``str(error)`` is the Chinese sentence, ``code`` is stable."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader found in the result: characters on all pages, and characters under the boxes."""

    reader: str
    chars: int
    under: int


@dataclass(frozen=True, slots=True)
class Made:
    """A proven result: its bytes, how many characters were left out, and what each reader found in it."""

    data: bytes
    dropped: int
    readings: tuple[Reading, ...]


def pages(data: bytes, kind: Kind) -> list[PageSize]:
    """The pages of a file."""
    said, _ = _ask("pages", data, kind=kind.value)
    return [PageSize(**page) for page in said["pages"]]


def picture(data: bytes, kind: Kind, page: int, *, width: int) -> bytes:
    """A page as PNG, so many pixels wide."""
    return _ask("picture", data, kind=kind.value, page=page, width=width)[1]


def find(data: bytes, kind: Kind, terms: Sequence[str]) -> list[Box]:
    """The boxes that cover words wherever they stand; nothing in a picture, which has no text."""
    if kind is not Kind.PDF or not terms:
        return []
    said, _ = _ask("find", data, terms=list(terms))
    return [Box(**box) for box in said["boxes"]]


def suggest(data: bytes, kind: Kind) -> list[Suggestion]:
    """What looks like personal data; nothing in a picture."""
    if kind is not Kind.PDF:
        return []
    said, _ = _ask("suggest", data)
    return [
        Suggestion(Personal(item["kind"]), item["text"], tuple(Box(**box) for box in item["boxes"]))
        for item in said["found"]
    ]


def redact(data: bytes, kind: Kind, boxes: Sequence[Box]) -> Made:
    """The file without what the boxes cover, proven."""
    said, body = _ask("redact", data, kind=kind.value, boxes=[asdict(box) for box in boxes])
    return Made(body, said["dropped"], tuple(Reading(*row) for row in said["readers"]))


def _ask(what: str, data: bytes, **more: Any) -> Answer:
    said, body = apart.ask(what, data, **more)
    if "sentence" in said:
        raise NotRedacted(said["code"], said["sentence"])
    return said, body
