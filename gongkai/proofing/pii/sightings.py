"""Chains of digits that may be numbers of persons, in the whole text, and what has to stand around each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from gongkai.proofing.pii import needs, runs, spelling
from gongkai.proofing.pii.figures import (
    in_figures,
    is_disguised,
    is_misread_once,
    is_scanned,
    is_spoken,
    without_figures,
)
from gongkai.proofing.pii.needs import Need
from gongkai.proofing.pii.numbers import (
    could_be_old_resident_id,
    could_be_resident_id,
    has_segment,
    is_card,
    is_resident_id,
    is_unusual_card,
)
from gongkai.proofing.pii.spelling import Spelled
from gongkai.proofing.shadow import UNSEEN, plain_form


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

    def moved(self, by: int) -> Sighting:
        """The same, in offsets of the whole text."""
        return self.at(self.start + by, self.end + by)

    def at(self, start: int, end: int) -> Sighting:
        """The same in another place."""
        return Sighting(replace(self.spelled, start=start, end=end), self.kind, self.need)

    @property
    def rank(self) -> tuple[bool, Need, int, int, int]:
        """The smaller, the better written; of cards that begin in one place the longer fits better."""
        length = -len(self.spelled.number)
        return self.kind != "identity", self.need, length, len(self.spelled.runs), self.start


_MARGIN = 40
"""How far around a region is looked at for what parts it from its neighbours."""


def sightings(text: str) -> list[Sighting]:
    """All of them by place. Signs that nobody sees part nothing: they are taken out, and counted again at the end."""
    if _UNSEEN.search(text) is None:
        return _sightings(text)
    kept = [at for at, char in enumerate(text) if char not in UNSEEN]
    return [item.at(kept[item.start], kept[item.end - 1] + 1) for item in _sightings(_UNSEEN.sub("", text))]


_UNSEEN = re.compile(f"[{UNSEEN}]")


def _sightings(text: str) -> list[Sighting]:
    """What overlaps an identity number that proves itself is none; of two of one kind that overlap the better written
    one stays."""
    found: list[Sighting] = []
    for first, last in spelling.regions(text):
        start = max(first - _MARGIN, 0)
        window = plain_form(text[start : last + _MARGIN])
        found += (item.moved(start) for item in _best(_of_kind(window, (first - start, last - start))))
    for first, last in without_figures(text):
        start = max(first - _MARGIN, 0)
        window = text[start : last + _MARGIN]
        found += (item.moved(start) for item in _best(_in_other_signs(window, first - start, last - start)))
    return sorted(found, key=lambda item: item.start)


def _in_other_signs(text: str, first: int, last: int) -> Iterator[Sighting]:
    """Numbers that are not written in figures alone."""
    window = plain_form(text)
    figures = in_figures(window, first, last)
    for item in _of_kind(figures, (first, last)):
        written = window[item.start : item.end]
        if written != figures[item.start : item.end]:
            yield _as_written(item, written)


def _best(candidates: Iterable[Sighting]) -> Iterator[Sighting]:
    """Those that stand in the way of no better one. A row of single digits holds many, so places are marked."""
    taken: dict[str, set[int]] = {}
    for item in sorted(candidates, key=lambda item: item.rank):
        places = range(item.start, item.end)
        if all(taken.get(kind, _NONE).isdisjoint(places) for kind in {item.kind, "identity"}):
            taken.setdefault(item.kind, set()).update(places)
            yield item


_NONE: frozenset[int] = frozenset()


def _as_written(item: Sighting, written: str) -> Sighting:
    """Signs in which nobody counts as far as this hide a number, numerals in the groups of a number are one, and
    identity numbers prove themselves; other numerals, those among figures, and one misread letter, need somebody beside
    them, and more letters, and numerals one by one as days of the week are, a word that calls them a number."""
    need = Need.PERSON
    grouped = item.spelled.runs in ((11,), (3, 4, 4)) and is_spoken(written)
    if item.kind == "identity" or is_disguised(written) or grouped:
        need = Need.NOTHING
    elif is_misread_once(written) and (item.kind == "card" or has_segment(item.spelled.number)):
        need = Need.PERSON
    elif is_scanned(written) or (is_spoken(written) and item.spelled.single):
        need = Need.CALLED
    return Sighting(item.spelled, item.kind, max(need, item.need))


def _of_kind(text: str, region: tuple[int, int]) -> Iterator[Sighting]:
    yield from (Sighting(*found) for found in runs.joined(text, region))
    for kind, pattern, shape, need in _KINDS:
        for match in pattern.finditer(text, *region):
            if shape(spelling.number_of(match[1])) and (kind not in _WITHOUT_PROOF or _may_be_called(text, match)):
                spelled = spelling.spelled(match.start(), match[1])
                asked = needs.least(kind, spelled, text, need)
                if asked is not None:
                    yield Sighting(spelled, kind, asked)


_WITHOUT_PROOF = ("unsure", "old")


def _may_be_called(text: str, match: re.Match[str]) -> bool:
    """Whether a word may stand before that calls it an identity number, or its length behind."""
    before = text[max(match.start() - _MARGIN, 0) : match.start()]
    if _NAME_MAY_END.search(before):
        return True
    around = before + text[match.end(1) : match.end(1) + 16]
    return _SIGN_OF_CALL.search(around) is not None


_NAME_MAY_END = re.compile(r"[\u4e00-\u9fff][^\w\n]{0,3}$")
_SIGN_OF_CALL = re.compile("[证份号位]")


_KINDS: tuple[
    tuple[str, re.Pattern[str], Callable[[str], bool], Callable[[Spelled, str], Need | None]],
    ...,
] = (
    ("identity", spelling.EIGHTEEN, is_resident_id, needs.of_identity),
    ("card", spelling.NINETEEN, is_card, needs.of_card),
    ("card", spelling.SIXTEEN, is_card, needs.of_card),
    *(("card", pattern, is_unusual_card, needs.of_unusual_card) for pattern in spelling.UNUSUAL),
    ("mobile", spelling.ELEVEN, bool, needs.of_mobile),
    ("unsure", spelling.EIGHTEEN, could_be_resident_id, needs.without_proof),
    ("old", spelling.FIFTEEN, could_be_old_resident_id, needs.of_old_identity),
)
"""The best proof first."""
