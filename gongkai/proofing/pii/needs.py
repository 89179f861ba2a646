"""What has to stand around a chain of digits before it counts as a number of somebody.

How often figures that mean nothing look like one, for 10,000 digits of tables (amounts with and without commas, small
numbers, days, in rows parted by tabs, blanks, commas, hyphens, bars or slashes; counted over 2.8 million digits):

* Resident identity number: 35 of 100 provinces, 181 of 10,000 years, 365 of 10,000 days and one of 11 check digits are
  right: 2.1e-5 of all chains of eighteen that begin and end with runs. 0.29 are cut as nobody cuts a number, and need
  the word for it; 0.03 stand in a row of figures or over cells, and need a name, a number or the word.
* Payment card: issuer and Luhn are right in one of 500 chains: 3.5, of which 1.7 need the word for it, 0.7 somebody's
  number in the row, 1.0 a name. Four groups of four by blanks, apart from other figures, need nothing: none were seen.
* Mobile number: no proof, one of fourteen chains: 20, of which 14 need the word for it, 3 somebody's number, 2.3 a
  name. What needs nothing is the grouping by blanks or hyphens that stands apart from other figures.

So a table without persons is silent: nothing in 0.9 million digits when all rules read them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import IntEnum
from itertools import accumulate

from gongkai.proofing.pii import sums
from gongkai.proofing.pii.numbers import has_known_length, has_segment, is_surely_issued
from gongkai.proofing.pii.spelling import Gap, Spelled

_SOFT = frozenset((Gap.BLANK, Gap.DASH, Gap.DOT, Gap.LINE, Gap.MARKUP, Gap.OTHER))
"""Signs that do not part the figures of a table."""
_LIGHT = frozenset((Gap.BLANK, Gap.DASH, Gap.DOT, Gap.MARKUP))
"""Signs that group the digits of one number."""
_ID_GROUPS = frozenset([(6, 8, 4), (6, 4, 4, 4), (6, 4, 2, 2, 4), (3, 3, 4, 4, 4), (4, 4, 4, 4, 2), (6, 6, 6)])
_ID_PARTS, _ID_EDGES = frozenset((6, 14)), frozenset((2, 3, 4, 6, 10, 12, 14, 17))
"""Region, day of birth and order end after six, fourteen and eighteen digits, and have parts of their own."""
_ID_ODD_GROUPS = frozenset([(3,) * 6, (4, 4, 4, 6), (5, 5, 5, 3), (3, 4, 4, 4, 3), (6, 3, 3, 3, 3)])
"""Groupings that say nothing of its parts: the number proves itself, but not among figures."""
_OLD_ID_GROUPS = frozenset([(6, 6, 3), (6, 2, 2, 2, 3), (3, 3, 3, 3, 3), (5, 5, 5)])
_MOBILE_GROUPS = frozenset(
    [(3, 4, 4), (4, 3, 4), (3, 8), (7, 4), (3, 2, 2, 2, 2), (3, 3, 5), (4, 4, 3), (5, 6), (2, 3, 3, 3)]
)
_CARD_GROUPS = frozenset(
    [
        (4, 4, 4, 4),
        (4, 4, 4, 4, 3),
        (6, 10),
        (6, 13),
        (6, 6, 4),
        (6, 9, 4),
        (5, 5, 5, 1),
        (5, 5, 5, 4),
        (6, 4, 4, 5),
        (8, 8),
        (4, 4, 4, 5),
        (4, 4, 4, 4, 1),
        (4, 4, 4, 4, 2),
    ]
)
_MOST_GROUPS = 6
"""Nobody writes a number in more groups than these, unless in single digits."""
_THOUSANDS = frozenset(
    [(2, 3, 3, 3), (1, 3, 3, 3, 3, 3), (1, 3, 3, 3, 3, 3, 3), (2, 3, 3, 3, 3, 4), (3, 3, 3, 3, 3, 3)]
)
"""How a spreadsheet writes a number of eleven, sixteen, nineteen and (its check letter apart) eighteen digits."""


class Need(IntEnum):
    """What has to stand around a chain before it counts; the smaller, the better it is written."""

    NOTHING = 0
    """It proves itself."""
    PERSON = 1
    """A name in the row, somebody's number beside it, or a word that calls it."""
    NUMBER = 2
    """Somebody's number beside it, or a word that calls it."""
    CALLED = 3
    """A word that calls it what it is."""
    NAMED = 4
    """A name or such a word right before it."""


def least(kind: str, spelled: Spelled, text: str, need: Callable[[Spelled, str], Need | None]) -> Need | None:
    """What the best reading of a chain needs. What is whole only when a line's end is taken out needs somebody beside
    it, among blanks somebody's number, for figures end lines too; a number that proves itself only among figures."""
    if _begins_within_run(spelled, text):
        return None
    if len(spelled.runs) > 1 and _masked(spelled, text):
        return None
    found = []
    for reading in spelled.readings():
        asked = need(reading, text)
        if asked is not None and reading is not spelled:
            asked = max(asked, _across_line_end(kind, reading, touches=_touches(spelled, text)))
        if asked is not None:
            found.append(asked)
    return min(found, default=None)


def _begins_within_run(spelled: Spelled, text: str) -> bool:
    """Whether digits stand right before it that are no prefix: behind one a number is whole, or broken once by a line's
    end behind the country's code; figures before the prefix make it a part of theirs."""
    if not text[max(spelled.start - 1, 0) : spelled.start].isdigit():
        return False
    if len(spelled.runs) > 1 and _follows_figures(spelled, text):
        return True
    if spelled.runs in {(11,), *_MOBILE_GROUPS}:
        return False
    return len(spelled.runs) > 2 or spelled.kinds != {Gap.LINE} or not text[: spelled.start].endswith("86")


def _across_line_end(kind: str, reading: Spelled, *, touches: bool) -> Need:
    if kind != "identity":
        issued = kind == "card" and is_surely_issued(reading.number)
        return Need.NUMBER if Gap.BLANK in reading.kinds and not issued else Need.PERSON
    usual = len(reading.runs) <= 2 or reading.single or reading.runs in _ID_GROUPS
    return (Need.PERSON if touches else Need.NOTHING) if usual else Need.CALLED


def of_identity(spelled: Spelled, text: str) -> Need | None:
    """One break of any sort, and the usual groupings, need nothing unless cells are parted."""
    if len(spelled.runs) <= 2 or _thousands(spelled):
        return Need.NOTHING
    if spelled.single:
        return Need.NOTHING if _stands_alone(spelled, text, most=1) else Need.PERSON
    if spelled.kinds & {Gap.CELL, Gap.LIST, Gap.PAGE}:
        return _of_parted_identity(spelled)
    if spelled.runs in _ID_GROUPS:
        return Need.NOTHING
    if len(spelled.kinds) > 1 or (len(spelled.runs) > 4 and not _grouped_as_identity(spelled.runs)):
        return Need.CALLED
    like_figures = spelled.runs == (3,) * 6 and Gap.BLANK in spelled.kinds
    return Need.PERSON if like_figures or _touches(spelled, text) else Need.NOTHING


def _of_parted_identity(spelled: Spelled) -> Need | None:
    """Between cells, or with signs that part figures: codes of regions and days stand beside each other in tables."""
    if spelled.runs in _ID_GROUPS:
        return Need.PERSON
    return Need.CALLED if len(spelled.runs) <= 6 else None


def _grouped_as_identity(runs: tuple[int, ...]) -> bool:
    """Whether the groups are those of the number's parts, or fours, threes and sixes."""
    cuts = set(accumulate(runs[:-1]))
    return runs in _ID_GROUPS | _ID_ODD_GROUPS or (sum(runs) == 18 and cuts >= _ID_PARTS and cuts <= _ID_EDGES)


def without_proof(spelled: Spelled, text: str) -> Need | None:
    """There is no check digit, or a wrong one: it is called an identity number, and written as one."""
    del text
    usual = len(spelled.runs) <= 2 or spelled.single or spelled.runs in _OLD_ID_GROUPS
    usual = usual or _grouped_as_identity(spelled.runs)
    return Need.CALLED if usual else None


def of_old_identity(spelled: Spelled, text: str) -> Need | None:
    """The same for fifteen digits; with nothing between, a name that touches them is a hint."""
    return Need.PERSON if len(spelled.runs) == 1 else without_proof(spelled, text)


def of_card(spelled: Spelled, text: str) -> Need | None:
    """The usual groupings of one sign stand for themselves, apart from other figures."""
    if len(spelled.runs) == 1:
        return Need.PERSON if _touches(spelled, text) else Need.NOTHING
    light = spelled.kinds <= _LIGHT
    if spelled.single:
        return Need.NOTHING if light and _stands_alone(spelled, text, most=0) else Need.PERSON
    if (spelled.runs in _CARD_GROUPS and len(spelled.kinds) == 1) or _thousands(spelled):
        alone = light and len(spelled.runs) > 3 and not _touches(spelled, text)
        return Need.NOTHING if alone else Need.PERSON if light or spelled.kinds <= _SOFT else Need.NUMBER
    if len(spelled.runs) > _MOST_GROUPS or not _of_one_sort(spelled):
        few = len(spelled.runs) <= _MOST_GROUPS
        return Need.CALLED if few and (spelled.kinds <= _SOFT or _by_slashes(spelled)) else None
    written = Gap.OTHER not in spelled.kinds and not any("." in gap for gap in spelled.gaps)
    issued = is_surely_issued(spelled.number) or (len(spelled.runs) == 2 and spelled.kinds == {Gap.DASH})
    return Need.PERSON if written and issued else Need.CALLED


def _by_slashes(spelled: Spelled) -> bool:
    """Whether slashes part a number that a Chinese bank has issued: they part figures too, so it has to be called."""
    return is_surely_issued(spelled.number) and all(gap.strip() in "/／" for gap in spelled.gaps)


def of_unusual_card(spelled: Spelled, text: str) -> Need | None:
    """A length that few banks use is no sign of a card: somebody, or a word, has to stand beside it, unless the bank
    that issued it is one of the few."""
    asked = of_card(spelled, text)
    if has_known_length(spelled.number):
        return asked
    return None if asked is None else max(asked, Need.PERSON)


def of_mobile(spelled: Spelled, text: str) -> Need | None:
    """A number without proof: the groupings that nobody writes figures in, or somebody beside it."""
    if _SUM.match(text, spelled.end) or sums.BEHIND.match(text, spelled.end):
        return None
    if len(spelled.runs) == 1:
        return _of_plain_mobile(spelled, text)
    if spelled.single:
        return Need.NOTHING if spelled.kinds <= _LIGHT and _stands_alone(spelled, text, most=0) else Need.PERSON
    touches = _touches(spelled, text)
    if len(spelled.kinds) > 1 or spelled.kinds & {Gap.CELL, Gap.LIST}:
        return _of_parted_mobile(spelled)
    if len(spelled.runs) == 2:
        power = spelled.runs == (1, 10) and spelled.gaps == (".",) and _POWER.match(text, spelled.end)
        return Need.PERSON if power else _of_broken_mobile(spelled, touches=touches)
    return _of_grouped_mobile(spelled, touches=touches)


def _of_parted_mobile(spelled: Spelled) -> Need | None:
    """Between cells, or with signs that part figures: only the most usual grouping, and beside somebody's number."""
    if spelled.runs == (3, 4, 4) and spelled.kinds <= _SOFT:
        return Need.PERSON
    if len(spelled.kinds) > 1 or len(spelled.runs) > 5:
        return None
    usual = spelled.runs == (3, 4, 4) or _thousands(spelled)
    return Need.NUMBER if usual else Need.CALLED


def _of_grouped_mobile(spelled: Spelled, *, touches: bool) -> Need | None:
    if spelled.kinds == {Gap.LINE} and len(spelled.runs) <= _MOST_GROUPS:
        return Need.PERSON
    if spelled.runs not in _MOBILE_GROUPS:
        return Need.CALLED if len(spelled.runs) <= 4 and _of_one_sort(spelled) else None
    if spelled.kinds <= {Gap.DASH, Gap.MARKUP}:
        return Need.PERSON if touches or spelled.runs == (2, 3, 3, 3) or "~" in spelled.gaps[0] else Need.NOTHING
    if spelled.kinds <= {Gap.BLANK, Gap.DOT}:
        return Need.NUMBER if touches or spelled.runs in ((4, 4, 3), (2, 3, 3, 3)) else Need.NOTHING
    return Need.PERSON


def _of_broken_mobile(spelled: Spelled, *, touches: bool) -> Need:
    """Two runs: a line's end or a hyphen within a number; by a blank only apart from other figures; a point makes a
    fraction."""
    if "." in spelled.gaps[0]:
        return Need.CALLED
    unsure = spelled.kinds == {Gap.PAGE} or (touches and spelled.kinds == {Gap.BLANK})
    return Need.NUMBER if unsure else Need.PERSON


def _of_plain_mobile(spelled: Spelled, text: str) -> Need | None:
    """Behind a point digits are a fraction, unless a telephone's number has a number of its own."""
    if re.search(r"[0-9]\.$", text[max(spelled.start - 2, 0) : spelled.start]):
        return Need.CALLED
    if _ABROAD.search(text, max(spelled.start - 8, 0), spelled.start) and has_segment(spelled.number):
        return Need.NOTHING
    return Need.PERSON if _touches(spelled, text) or _glued(spelled, text) else Need.NOTHING


def _thousands(spelled: Spelled) -> bool:
    """Whether commas alone stand between: with blanks they are a list of figures."""
    return spelled.runs in _THOUSANDS and spelled.kinds == {Gap.LIST} and not any(" " in gap for gap in spelled.gaps)


def _of_one_sort(spelled: Spelled) -> bool:
    """Whether all gaps are of one kind, which does not part the figures of a table."""
    return len(spelled.kinds) == 1 and spelled.kinds <= _SOFT | {Gap.PAGE}


_MASK_BEFORE, _MASK_AFTER = re.compile(r"[0-9 ][*●○□■※]+$"), re.compile(r"[*●○□■※]+[0-9 ]")
_SUM = re.compile(r"\.(?!00?(?![0-9]))[0-9]|\.00? ?(?:[万亿]?[元股]|万|亿|%)")
"""Digits before a point are a sum, unless it is the empty fraction of a spreadsheet or of a program's export."""
_POWER = re.compile(r"[Ee]\+?10(?![0-9])")
"""How programs write eleven digits as a number: 1.3812345678E10."""
_FIGURE_BEFORE = re.compile(r"[0-9](?:[^\w\n]|_){1,3}$")
_PREFIX = re.compile(r"(?<![0-9])(?:0|(?:00)?86|1(?:7951|2593|7909|7911|1808))$")
_ABROAD = re.compile(r"(?:\+ ?86|0086|(?<![0-9])86-|\(\+?86\))[ \-]?$")
"""The country's code, written as one writes it before telephones only: whatever other numbers stand around."""
_FIGURE_AFTER = re.compile(r"[^\w\n]{1,3}[0-9]")


def _touches(spelled: Spelled, text: str) -> bool:
    """Whether other figures stand right beside it, or beside its prefix, as in a row of them."""
    return _follows_figures(spelled, text) or _FIGURE_AFTER.match(text[spelled.end : spelled.end + 4]) is not None


def _follows_figures(spelled: Spelled, text: str) -> bool:
    return _FIGURE_BEFORE.search(_PREFIX.sub("", text[max(spelled.start - 9, 0) : spelled.start])) is not None


def _masked(spelled: Spelled, text: str) -> bool:
    """Whether it is the clear end of a masked number, and what follows."""
    before, after = text[max(spelled.start - 12, 0) : spelled.start], text[spelled.end : spelled.end + 12]
    return bool(_MASK_BEFORE.search(before) or _MASK_AFTER.match(after))


def _glued(spelled: Spelled, text: str) -> bool:
    """Whether a letter or a prefix's digit stands right before it, or a letter right behind."""
    before, after = text[max(spelled.start - 1, 0) : spelled.start], text[spelled.end : spelled.end + 1]
    return bool(re.match(r"[0-9A-Za-z]", before) or re.match(r"[A-Za-z]", after))


def _stands_alone(spelled: Spelled, text: str, *, most: int) -> bool:
    """Whether a row of single digits has as many as the number, or some more: before and behind is something else."""
    gap = re.escape(spelled.gaps[0])
    before = re.search(rf"(?:(?<![0-9])[0-9]{gap}){{0,3}}$", text[max(spelled.start - 40, 0) : spelled.start])
    after = re.match(rf"(?:{gap}[0-9](?![0-9])){{0,3}}", text[spelled.end : spelled.end + 40])
    lone = sum(char.isdigit() for side in (before, after) if side for char in side[0])
    return lone <= most
