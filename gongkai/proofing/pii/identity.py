"""Papers that say who somebody is: resident identity numbers in every spacing, their weak masks, passports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.proofing.finding import Hit, Severity
from gongkai.proofing.packs import Rule
from gongkai.proofing.passage import Passage
from gongkai.proofing.pii import needs
from gongkai.proofing.pii.nearby import named_right_before
from gongkai.proofing.pii.numbers import (
    compact,
    could_be_old_resident_id,
    could_be_resident_id,
    is_day,
    is_resident_id,
)
from gongkai.proofing.pii.spelling import spelled

_GAP = r"[\s\-.·•_/]{0,3}"
_ALONE, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])(?!\.[0-9]{1,2}(?![0-9]))"
_BEHIND_A_LETTER = r"(?<![0-9])(?<![0-9A-Za-z][A-Za-z])"
"""A student's number is an identity number behind one letter."""
EIGHTEEN = re.compile(rf"{_BEHIND_A_LETTER}[1-8](?:{_GAP}[0-9]){{16}}{_GAP}[0-9XxХх×Χχ✕╳✖✗✘Ⅹⅹ乂]{_END}")
FIFTEEN = re.compile(rf"{_ALONE}[1-8](?:{_GAP}[0-9]){{14}}{_END}")
_MASKED = re.compile(r"(?<![0-9A-Za-z*])[1-8](?:[ -]?[0-9*●•○□＊xX✱※]){16}[ -]?[0-9*●•○□xX✱※](?![0-9A-Za-z*])")
_LAST_FOUR = re.compile(
    r"(?:身份证|证件)[^。;\n]{0,12}?(?:尾号|后四位|末四位|后4位)[^0-9。;\n]{0,4}[0-9]{3}[0-9Xx](?![0-9])"
)
_ONLY_ENDS = re.compile(r"(?<![0-9A-Za-z*])[1-8][0-9]{5}(?:19|20)?\*{4,12}[0-9]{3}[0-9Xx](?![0-9A-Za-z*])")
_BORN = re.compile(
    r"(?:19|20)[0-9]{2}\s?[年.\-/]\s?[0-9]{1,2}\s?[月.\-/]\s?[0-9]{1,2}\s?日?\s?(?:出生|生\b|生[,，。]|生于)|(?:生于|出生)[^0-9。;\n]{0,6}(?:19|20)[0-9]{2}"
)
_DENIED = re.compile(r"(?:非|不是|不属于)(?:居民)?(?:身份证|证件)[^。;\n]{0,20}$")
"""What is said to be no identity number."""
_PAPER = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|旅行证)[^0-9A-Za-z。;\n]{0,12}"
    rf"(?P<number>[A-Z]{{1,2}}[ ]?[0-9](?: ?[0-9]){{6,9}}|[0-9]{{8,10}}){_END}",
    re.IGNORECASE,
)


def resident_id(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """Eighteen characters whose region, day and check digit are right, however they are spaced. A label that says
    the number is something else makes it a hint. Figures of a row that happen to fit are left to the reader of the
    whole text, who sees whether somebody stands in the row."""
    for start, end, number in _candidates(passage, EIGHTEEN):
        if not is_resident_id(number):
            continue
        if _named_otherwise(passage, start, rule):
            yield Hit(start, end, Severity.HINT, 0.3)
        elif _proves_itself(passage, start, end) or rule.words["identity"].search(passage.sentence(start)):
            yield Hit(start, end)


def resident_id_unsure(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """Eighteen characters of the right shape that are called an identity number, with a wrong check digit."""
    for start, end, number in _candidates(passage, EIGHTEEN):
        if could_be_resident_id(number) and not is_resident_id(number) and _called_identity(passage, start, end, rule):
            yield Hit(start, end)


def resident_id_15(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """Fifteen digits of the right shape that are called an identity number. Behind somebody's name they are a hint."""
    for start, end, number in _candidates(passage, FIFTEEN):
        if not could_be_old_resident_id(number):
            continue
        if _called_identity(passage, start, end, rule):
            yield Hit(start, end)
        elif named_right_before(passage, start, rule) and not _named_otherwise(passage, start, rule):
            yield Hit(start, end, Severity.HINT, 0.4)


def weak_masking(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """Masks that hide too little: fewer than six digits, or the day of birth that stands beside them."""
    for match in _MASKED.finditer(passage.text) if passage.has_digits else ():
        shown = re.sub(r"[ -]", "", match[0])
        clear = sum(char.isdigit() for char in shown)
        all_but_last = clear == 17 and shown[-1] not in "xX" and is_day(shown[6:14])
        if (13 <= clear < 17 or all_but_last) and not _named_otherwise(passage, match.start(), rule):
            yield Hit(*match.span(), words={"clear": str(clear)})
    for match in (*_LAST_FOUR.finditer(passage.text), *_ONLY_ENDS.finditer(passage.text)) if passage.has_digits else ():
        if _BORN.search(passage.sentence(match.start())):
            yield Hit(*match.span(), words={"clear": "12"})


def travel_document(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """The number of a passport or travel permit behind its name."""
    del rule
    for match in _PAPER.finditer(passage.text) if passage.has_digits else ():
        yield Hit(*match.span("number"))


def _candidates(passage: Passage, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, str]]:
    """Every alignment of the pattern: a list number before a row must not hide the number behind it."""
    if not passage.has_digits:
        return
    match = pattern.search(passage.text)
    while match is not None:
        yield match.start(), match.end(), compact(match[0])
        match = pattern.search(passage.text, match.start() + 1)


def _proves_itself(passage: Passage, start: int, end: int) -> bool:
    """Whether the number is written as one, and not put together from figures in a row."""
    written = spelled(start, passage.text[start:end])
    return needs.least("identity", written, passage.text, needs.of_identity) is needs.Need.NOTHING


def _called_identity(passage: Passage, start: int, end: int, rule: Rule) -> bool:
    """Whether the words before say that it is an identity number, or those right behind how many digits it has."""
    if rule.words["identity_after"].match(passage.after(end, 16)):
        return True
    near = passage.before(start, 30)
    if _DENIED.search(near):
        return False
    called = [match.end() for match in rule.words["identity"].finditer(near)]
    otherwise = [match.end() for match in rule.words["other_numbers"].finditer(near)]
    return bool(called) and (not otherwise or max(called) >= max(otherwise))


def _named_otherwise(passage: Passage, start: int, rule: Rule) -> bool:
    """Whether the words right before a number call it something else."""
    near = re.sub(r"[\s:：(（为是]+$", "", passage.before(start, 20))
    if rule.words["identity"].search(near[-14:]) or rule.words["certificate"].search(near[-14:]):
        return False
    return any(match.end() >= len(near) - 2 for match in rule.words["other_numbers"].finditer(near))


def is_clear(cell: str) -> bool:
    """Whether a cell under the head 身份证号 holds a number that is not masked enough."""
    shown = compact(cell)
    return (len(shown) in (15, 18) and shown[:-1].isdigit()) or (
        sum(char.isdigit() for char in cell) >= 12 and "*" in cell and is_day(re.sub(r"\D", "", cell)[6:14])
    )
