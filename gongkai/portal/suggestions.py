"""What is public already and may be what an applicant is about to ask for (条例第三十六条第（一）项).

Shown before sending, at most five, never in the way. Compared by pairs of characters in memory; what the
applicant wrote is stored nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from gongkai.casework import disclosing
from gongkai.casework.likeness import pairs, share
from gongkai.reporting.queries import published
from gongkai.script.characters import simplified

MOST = 5
LEAST = 0.12
"""The least share of common pairs. Half of a short title in a longer request is about this much."""
LOOKED_AT = 2000
"""Entries that are compared, the newest first."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something public, and where it stands."""

    title: str
    address: str
    likeness: float


def suggest(words: str) -> list[Suggestion]:
    """The public entries that have most in common with some words, best first; words in traditional characters find
    what is written in simplified ones. Two queries."""
    wanted = pairs(simplified(words))
    found = [
        Suggestion(title, address, likeness)
        for title, text, address in _candidates()
        if (likeness := max(share(wanted, pairs(title)), share(wanted, pairs(f"{title}{text}")))) >= LEAST
    ]
    return sorted(found, key=lambda entry: -entry.likeness)[:MOST]


def _candidates() -> Iterator[tuple[str, str, str]]:
    for row in disclosing.public()[:LOOKED_AT]:
        yield row.title, row.summary, reverse("portal:disclosed_entry", args=[row.index_number])
    for report in published():
        yield report.title, "", reverse("portal:report", args=[report.agency_code, report.year])
