"""Chains of digits that may be numbers of persons, in the whole text, and what has to stand around each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gongkai.proofing.pii import needs, spelling
from gongkai.proofing.pii.figures import in_figures, is_scanned
from gongkai.proofing.pii.needs import Need
from gongkai.proofing.pii.numbers import (
    could_be_old_resident_id,
    could_be_resident_id,
    is_resident_id,
    passes_luhn,
)
from gongkai.proofing.pii.spelling import Spelled


@dataclass(frozen=True, slots=True)
class Sighting:
    """A chain that may be a number of somebody, and what has to stand around it."""

    spelled: Spelled
    kind: str
    need: Need

    @property
    def start(self) -> int:
        return self.spelled.start

    @property
    def end(self) -> int:
        return self.spelled.end

    @property
    def rank(self) -> tuple[bool, Need, int, int]:
        """The smaller, the better written."""
        return self.kind != "identity", self.need, len(self.spelled.runs), self.start


def sightings(text: str) -> list[Sighting]:
    """All of them by place. What overlaps an identity number that proves itself is none; of two of one kind that
    overlap the better written one stays."""
    figures = in_figures(text)
    found: list[Sighting] = []
    for region in spelling.regions(figures):
        kept: list[Sighting] = []
        candidates = (_as_written(item, text, figures) for item in _of_kind(figures, region))
        for item in sorted(candidates, key=lambda item: item.rank):
            rivals = (other for other in kept if other.kind in (item.kind, "identity"))
            if all(item.end <= other.start or item.start >= other.end for other in rivals):
                kept.append(item)
        found.extend(kept)
    return sorted(found, key=lambda item: item.start)


def _as_written(item: Sighting, text: str, figures: str) -> Sighting:
    """What is written in circles or Chinese numerals needs somebody beside it; misread letters of a number that does
    not prove itself need a word that calls it one."""
    written = text[item.start : item.end]
    if written == figures[item.start : item.end]:
        return item
    need = Need.CALLED if is_scanned(written) and item.kind != "identity" else Need.PERSON
    return Sighting(item.spelled, item.kind, max(need, item.need))


def _of_kind(text: str, region: tuple[int, int]) -> Iterator[Sighting]:
    yield from _joined(text, region)
    for kind, pattern, shape, need in _KINDS:
        for match in pattern.finditer(text, *region):
            if shape(spelling.number_of(match[1])):
                spelled = spelling.spelled(match.start(), match[1])
                asked = needs.least(kind, spelled, text, need)
                if asked is not None:
                    yield Sighting(spelled, kind, asked)


def _joined(text: str, region: tuple[int, int]) -> Iterator[Sighting]:
    """Identity numbers with nothing between them and what follows: a mobile number, or the two digits that make them
    the number of a disabled person's card."""
    for match in spelling.GLUED.finditer(text, *region):
        order = (("identity", 1), ("mobile", 2)) if match[1] else (("mobile", 3), ("identity", 4))
        if is_resident_id(spelling.number_of(match[1] or match[4])):
            for kind, group in order:
                yield Sighting(spelling.spelled(match.start(group), match[group]), kind, Need.NOTHING)
    for match in spelling.OF_A_CARD.finditer(text, *region):
        if is_resident_id(spelling.number_of(match[1])):
            yield Sighting(spelling.spelled(match.start(), match[1]), "identity", Need.PERSON)


_ISSUERS = re.compile(r"62|436742|456351|9558|603367|[45]")


def _is_card(number: str) -> bool:
    return _ISSUERS.match(number) is not None and passes_luhn(number)


_KINDS: tuple[
    tuple[str, re.Pattern[str], Callable[[str], bool], Callable[[Spelled, str], Need | None]],
    ...,
] = (
    ("identity", spelling.EIGHTEEN, is_resident_id, needs.of_identity),
    ("card", spelling.NINETEEN, _is_card, needs.of_card),
    ("card", spelling.SIXTEEN, _is_card, needs.of_card),
    ("mobile", spelling.ELEVEN, bool, needs.of_mobile),
    ("unsure", spelling.EIGHTEEN, could_be_resident_id, needs.without_proof),
    ("old", spelling.FIFTEEN, could_be_old_resident_id, needs.without_proof),
)
"""The best proof first."""
