"""Findings that somebody took upon themselves: by whom, why, until when.

A waiver names a paragraph by its words and a rule by its code, so that it ends when the paragraph changes. What
speaks of personal data or of secrets is waived by secrecy review only, never by the author.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongkai.proofing.finding import Finding


class Role(StrEnum):
    """In which office somebody waives; who holds it is for the caller to know."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    SECRECY_REVIEW = "secrecy_review"


@dataclass(frozen=True, slots=True)
class Waiver:
    """One finding that somebody answers for."""

    paragraph: str
    code: str
    person: str
    reason: str
    role: Role
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Waived:
    """What is left of the findings, and what became of the waivers."""

    findings: tuple[Finding, ...]
    waived: tuple[tuple[Finding, Waiver], ...]
    refused: tuple[Waiver, ...]
    """They name a finding which is not theirs to waive, or give no person or reason."""
    expired: tuple[Waiver, ...]
    unused: tuple[Waiver, ...]
    """Nothing is found any more where they stand: they should go."""


def waive(findings: Sequence[Finding], waivers: Sequence[Waiver], *, on: date) -> Waived:
    """Take out the findings that hold a good waiver on a day."""
    expired = tuple(waiver for waiver in waivers if waiver.until is not None and waiver.until < on)
    running = [waiver for waiver in waivers if waiver not in expired]
    left: list[Finding] = []
    pairs: list[tuple[Finding, Waiver]] = []
    refused: dict[Waiver, None] = {}
    used: set[Waiver] = set()
    for finding in findings:
        named = [waiver for waiver in running if (waiver.paragraph, waiver.code) == (finding.paragraph, finding.code)]
        good = next((waiver for waiver in named if _holds(waiver, finding)), None)
        refused |= dict.fromkeys(waiver for waiver in named if not _holds(waiver, finding))
        used.update(named)
        if good is None:
            left.append(finding)
        else:
            pairs.append((finding, good))
    unused = tuple(waiver for waiver in running if waiver not in used)
    return Waived(tuple(left), tuple(pairs), tuple(refused), expired, unused)


def _holds(waiver: Waiver, finding: Finding) -> bool:
    if not waiver.person.strip() or not waiver.reason.strip():
        return False
    return not finding.protected or waiver.role is Role.SECRECY_REVIEW
