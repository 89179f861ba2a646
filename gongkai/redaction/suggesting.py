"""What on a page looks like personal data: proposals for an officer, never applied by themselves.

条例第十五条: personal privacy is disclosed only with consent or for the public interest. Numbers are proposed
when their own check says that they are numbers of their kind, so that a file number is not taken for a card.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongkai.redaction.boxes import Box
from gongkai.redaction.searching import PageText, in_lines, texts_in
from gongkai.redaction.source import opened


class Kind(StrEnum):
    """What a proposal is about."""

    RESIDENT_ID = "resident_id"
    MOBILE = "mobile"
    LANDLINE = "landline"
    BANK_CARD = "bank_card"
    EMAIL = "email"

    @property
    def label(self) -> str:
        """What officers call it."""
        return _LABELS[self]


_LABELS = {
    Kind.RESIDENT_ID: "身份证号码",
    Kind.MOBILE: "手机号码",
    Kind.LANDLINE: "固定电话",
    Kind.BANK_CARD: "银行卡号",
    Kind.EMAIL: "电子邮箱",
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A piece of personal data: its kind, its text without blanks, and its boxes (two when a line ends in it)."""

    kind: Kind
    text: str
    boxes: tuple[Box, ...]

    @property
    def box(self) -> Box:
        """The first box."""
        return self.boxes[0]


WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
"""GB 11643—1999: weights of the seventeen digits, and the check character for each remainder."""


def is_resident_id(text: str) -> bool:
    """Whether eighteen characters are a resident identity number: its date exists and its check digit is right."""
    if not re.fullmatch(r"[1-9]\d{16}[\dXx]", text, re.ASCII) or not _is_date(text[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS, strict=False))
    return CHECKS[total % 11] == text[17].upper()


def _is_date(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year >= 1850
    except ValueError:
        return False


def is_bank_card(text: str) -> bool:
    """Whether 16 to 19 digits begin like a bank card and pass the check of Luhn."""
    if not re.fullmatch(r"[3-6]\d{15,18}", text, re.ASCII):
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(text))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


_GAP = r"[ -]?"
_ALONE, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_PATTERNS: tuple[tuple[Kind, re.Pattern[str], Callable[[str], bool]], ...] = (
    (Kind.RESIDENT_ID, re.compile(rf"{_ALONE}[1-9](?:{_GAP}[0-9]){{16}}{_GAP}[0-9Xx]{_END}"), is_resident_id),
    (Kind.BANK_CARD, re.compile(rf"{_ALONE}[3-6](?:{_GAP}[0-9]){{15,18}}{_END}"), is_bank_card),
    (Kind.MOBILE, re.compile(rf"(?<![0-9])(?:\+?86{_GAP})?1[3-9](?:{_GAP}[0-9]){{9}}(?![0-9])"), bool),
    (
        Kind.LANDLINE,
        re.compile(rf"(?<![0-9])(?:\(0[1-9][0-9]{{1,2}}\) ?|0[1-9][0-9]{{1,2}}{_GAP})[2-9](?:[0-9]){{6,7}}(?![0-9])"),
        bool,
    ),
    (
        Kind.EMAIL,
        re.compile(
            r"[A-Za-z0-9](?:[\w.+-]*\w)? ?@ ?[A-Za-z0-9-]+(?: ?\. ?[A-Za-z0-9-]+)*? ?\. ?[A-Za-z]{2,}", re.ASCII
        ),
        bool,
    ),
)


def suggest(pdf: bytes) -> list[Suggestion]:
    """What looks like personal data in a file, by page and place. Raises BadFile."""
    with opened(pdf) as source:
        found = [item for text in texts_in(source) for order in (text, in_lines(text)) for item in _of_page(order)]
    return sorted(dict.fromkeys(found), key=lambda item: (item.box.page, item.box.top, item.box.left))


def _of_page(text: PageText) -> Iterator[Suggestion]:
    line, owners = _written(text)
    taken: list[range] = []
    for kind, pattern, holds in _PATTERNS:
        for match in pattern.finditer(line):
            bare = re.sub(r"[ -]", "", match[0]) if kind is not Kind.EMAIL else match[0].replace(" ", "")
            if holds(bare) and not any(_meet(match, other) for other in taken):
                taken.append(range(*match.span()))
                boxes = text.boxes(text.glyphs[owners[match.start()] : owners[match.end() - 1] + 1])
                yield Suggestion(kind, bare, tuple(boxes))


def _meet(match: re.Match[str], other: range) -> bool:
    return match.start() < other.stop and other.start < match.end()


def _written(text: PageText) -> tuple[str, Sequence[int]]:
    """The text of a page with single blanks, and for each character of it the glyph it came from."""
    line, owners = "", []
    for place, glyph in enumerate(text.glyphs):
        piece = unicodedata.normalize("NFKC", glyph.char)
        if glyph.after:
            piece = " " + piece
        line += piece
        owners += [place] * len(piece)
    return line, owners
