"""What a check has to say about a place in a text, and what a detector hands to the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs. An error keeps a text from being published, a warning wants a person's tick,
    a hint is shown to the editor only."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. ``start`` and ``end`` are offsets into the text as it was handed in; ``paragraph`` is the
    hash of the paragraph it stands in, so that a waiver survives edits elsewhere."""

    code: str
    severity: Severity
    start: int
    end: int
    message: str
    suggestions: tuple[str, ...] = ()
    probability: float = 1.0
    clause: str = ""
    rule_version: str = ""
    paragraph: str = ""
    protected: bool = False
    """Only secrecy review may waive it, never the author."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a detector saw, in offsets of the passage; what it leaves open the rule decides."""

    start: int
    end: int
    severity: Severity | None = None
    probability: float | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()
    since: date | None = None
    """Holds only for documents of this day or later."""
