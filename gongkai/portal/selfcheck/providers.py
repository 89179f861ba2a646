"""What other apps tell the self-check and the yearly table, where they are there.

Who knows both sides registers them in an ``AppConfig.ready``; without that the check says 未测, never that all is well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Record:
    """Something that proves a line of the check, and where it is looked at."""

    label: str
    address: str = ""


class Dialogue(Protocol):
    """The site's channel for questions and suggestions (咨询建言)."""

    def is_open(self, today: date) -> bool:
        """Whether somebody can write now."""

    def unanswered(self, since: date, before: date) -> Sequence[Record]:
        """Valid letters that came from one day on and before another, and have no answer."""

    def last_reply_on(self) -> date | None:
        """The day on which a letter was last answered in public."""


class Surveys(Protocol):
    """What the public is asked (征集调查)."""

    def held(self, since: date, until: date) -> int:
        """How many began within these days."""

    def without_result(self, today: date) -> Sequence[Record]:
        """Those that are closed and say nothing of what became of the opinions."""


Count = Callable[[int], float | None]
"""A figure of a year; None for a year of which nothing is known."""
_dialogue: list[Dialogue] = []
_surveys: list[Surveys] = []
_counts: dict[str, Count] = {}
_corrections: list[str] = []


def offer_dialogue(provider: Dialogue) -> None:
    """The site has a channel for letters."""
    _dialogue[:] = [provider]


def offer_surveys(provider: Surveys) -> None:
    """The site asks the public."""
    _surveys[:] = [provider]


def offer_count(name: str, count: Count) -> None:
    """A figure of the yearly table that an app counts: ``dialogue.letters``, ``surveys.held`` …"""
    _counts[name] = count


def offer_correction(name: str) -> None:
    """The site takes reports of its errors on a page of its own, by the name of its address."""
    _corrections[:] = [name]


def dialogue() -> Dialogue | None:
    """The channel for letters, when there is one."""
    return _dialogue[0] if _dialogue else None


def surveys() -> Surveys | None:
    """The surveys, when there are any."""
    return _surveys[0] if _surveys else None


def count(name: str) -> Count | None:
    """What counts a figure, when something does."""
    return _counts.get(name)


def correction() -> str:
    """The name of the address where errors of the site are reported; empty when there is none."""
    return _corrections[0] if _corrections else ""
