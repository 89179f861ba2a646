"""Evidence that a number is something else: the words right before it, or an address in the web around it."""

from __future__ import annotations

import re

from gongkai.proofing.packs import Rule
from gongkai.proofing.passage import Passage

_TRAIL = re.compile(r"[\s:：(（为是第#\[\"“=]+$")
_FIGURES = re.compile(r"[\s0-9.,、:：(（]+$")
_WEB = re.compile(r"(?:https?://|www\.)[!-~]*$")
_OF_A_PERSON = re.compile(
    r"[?&](?:mobile|phone|tel|telephone|sj|sjh|sjhm|shouji|lxdh|dh|card|cardno|bankcard|kh|yhkh)=$", re.IGNORECASE
)
"""Questions put to a program about a person; what else stands in an address is its own."""


def names_other_number(passage: Passage, start: int, rule: Rule) -> bool:
    """Whether the words right before a place name another kind of number, such as a file or an index number."""
    near = _TRAIL.sub("", passage.before(start, 24))
    if not near:
        return False
    return any(match.end() >= len(near) - 1 for match in rule.words["other_numbers"].finditer(near))


def names_amount(passage: Passage, start: int, rule: Rule) -> bool:
    """Whether a place stands in a row of figures behind a word for money, other figures between them."""
    near = _FIGURES.sub("", passage.before(start, 60))
    return any(match.end() >= len(near) - 1 for match in rule.words["amounts"].finditer(near))


def in_address_of_web(passage: Passage, start: int) -> bool:
    """Whether a place stands within an address of the web, and is no answer to a question about a person."""
    if _OF_A_PERSON.search(passage.text[max(start - 12, 0) : start]):
        return False
    return _WEB.search(passage.text[max(start - 200, 0) : start]) is not None
