"""Numbers with nothing between them: what a table says when its tabs are lost, certificates whose number is their
bearer's identity number and something more, a telephone with the next column's figures behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.proofing.pii.needs import Need
from gongkai.proofing.pii.numbers import could_be_resident_id, is_card, is_resident_id
from gongkai.proofing.pii.spelling import RUN, Spelled, number_of

_SHAPE = re.compile(r"(?=([1-8][0-9]{5}(?:1[89]|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9Xx]))")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_TWO_MOBILES = re.compile(r"1[3-9][0-9]{9}1[3-9][0-9]{9}")
_IDENTITY = 18

Found = tuple[Spelled, str, Need]


def joined(text: str, region: tuple[int, int]) -> Iterator[Found]:
    """The numbers in each run of figures and letters of a region, with what has to stand around each."""
    for match in RUN.finditer(text, *region):
        run = match[0]
        places = list(_identities(run))
        for at in places:
            yield _found(match.start() + at, run[at : at + _IDENTITY], "identity", _need_of_identity(run, at))
            yield from _beside_identity(match.start(), run, at)
        if (
            not places
            and run.isdigit()
            and _MOBILE.match(run)
            and not text[match.start() - 1 : match.start()].isdigit()
        ):
            yield from _opening_mobiles(match.start(), run)


def _identities(run: str) -> Iterator[int]:
    """Where identity numbers stand that prove themselves: at an end of the run, beside a letter, or beside a mobile
    number that is the rest of it. A number that is the whole run is read elsewhere."""
    if len(run) <= _IDENTITY:
        return
    for match in _SHAPE.finditer(run):
        at, end = match.start(), match.end(1)
        edge = at == 0 or end == len(run) or run[at - 1].isalpha() or run[end].isalpha()
        if edge and is_resident_id(number_of(match[1])):
            yield at


def _need_of_identity(run: str, at: int) -> Need:
    """A mobile number beside it speaks for it; codes of a region, a day and an order look like one."""
    rest = run[:at] or run[at + _IDENTITY :]
    return Need.NOTHING if _MOBILE.fullmatch(rest) else Need.PERSON


def _beside_identity(start: int, run: str, at: int) -> Iterator[Found]:
    """A telephone or a card right behind, or a telephone before that is all the rest."""
    behind, before = run[at + _IDENTITY :], run[:at]
    place = start + at + _IDENTITY
    if _MOBILE.fullmatch(before):
        yield _found(start, before, "mobile", Need.NOTHING)
    if len(behind) in (16, 19) and behind.isdigit() and is_card(behind):
        yield _found(place, behind, "card", Need.PERSON)
    elif _MOBILE.match(behind):
        yield _found(place, behind[:11], "mobile", Need.NOTHING if len(behind) == 11 else Need.NAMED)


def _opening_mobiles(start: int, run: str) -> Iterator[Found]:
    """A mobile number and more figures, which a name or a word has to stand right before; or two of them."""
    if len(run) > 11 and not (len(run) == _IDENTITY and could_be_resident_id(run)):
        yield _found(start, run[:11], "mobile", Need.NAMED)
    if _TWO_MOBILES.fullmatch(run):
        yield _found(start + 11, run[11:], "mobile", Need.NAMED)


def _found(start: int, written: str, kind: str, need: Need) -> Found:
    return Spelled(start, start + len(written), number_of(written), (len(written),), ()), kind, need
