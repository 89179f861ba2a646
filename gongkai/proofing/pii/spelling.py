"""Digits as people read them, whatever stands between: blanks, line ends, bars, brackets, markup, the foot of a page.

A number is a chain of runs of digits with gaps between them. Nothing here says whether a chain is a number; that is
proved in `sightings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from gongkai.proofing.pii.numbers import CHECK_LETTERS
from gongkai.proofing.shadow import UNSEEN

_DASH, _COUNT = "[-‐‑‒–—―−－]", r" {0,2}[0-9]{1,3} {0,2}"
_PAGE = (
    rf"[ \t]{{0,4}}\n\s{{0,4}}(?:{_DASH}{{1,3}}{_COUNT}{_DASH}{{1,3}}|第{_COUNT}页[ ,/]{{0,2}}(?:共{_COUNT}页)?)"
    r"[ \t]{0,4}\n\s{0,4}"
)
"""The foot of a page, on a line of its own: - 3 -, 第 3 页."""
_INDENT = r"[ \t]{0,8}\n[ \t]{0,60}(?=\d)"
"""A line's end in a narrow column: what follows stands below it, however far that is from the margin."""
_TAG = r"</?[A-Za-z][^<>\n]{0,60}>"
_ENTITY = r"&(?:#[0-9]{1,6}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});"
_NEVER = r"<&*●○□■※✱#%‰$¥￥€+=÷×✕╳✖✗✘°℃′″@^"
"""Masks, units and signs of sums: what stands on both sides is not one number."""
GAP = rf"(?:{_PAGE}|{_INDENT}|(?:{_TAG}|{_ENTITY}|[^\w{_NEVER}]|_){{1,10}}+)"
"""What may stand between two digits of one number: nothing that is a letter or a Chinese character."""
_BETWEEN = rf"(?:{GAP})?+"
_X = "0-9XxХх×Χχ✕╳✖✗✘Ⅹⅹ乂"
_END = r"(?![0-9A-Za-z])(?!\.[0-9]{1,2}(?![0-9]))"
_CARD_END = r"(?![0-9A-Za-z])(?!\.(?!00?(?![0-9]))[0-9]{1,2}(?![0-9]))"
"""A program's export adds an empty fraction."""
_REGION = re.compile(rf"(?<!\d)\d(?:{_BETWEEN}\d){{10,}}+")
"""Where enough digits stand for any number, in any width: most of a text is not looked at again."""
_GLUED = (
    r"(?:(?<![0-9])|(?<=(?<![0-9A-Za-z.])0)|(?<=(?<![0-9A-Za-z.])86)|(?<=(?<![0-9A-Za-z.])0086)"
    r"|(?<=(?<![0-9.])1(?:7951|2593|7909|7911|1808)))"
)
"""A mobile number begins with a run, or right behind a prefix for calls from elsewhere."""
_ONE = rf"{_BETWEEN}[0-9]"
_YEAR = rf"{_BETWEEN}(?:1{_BETWEEN}[89]|2{_BETWEEN}0)"
"""The century of a day of birth: most figures fail here, and cost nothing more."""
EIGHTEEN = re.compile(rf"(?<![0-9])(?=([1-8](?:{_ONE}){{5}}{_YEAR}(?:{_ONE}){{9}}{_BETWEEN}[{_X}]){_END})")
FIFTEEN = re.compile(rf"(?<![0-9])(?=([1-8](?:{_ONE}){{7}}{_BETWEEN}[01]{_ONE}{_BETWEEN}[0-3](?:{_ONE}){{4}}){_END})")
RUN = re.compile(r"[0-9A-Za-z]{12,64}(?![0-9A-Za-z])")
"""Figures and letters with nothing between, longer than a mobile number: several numbers may stand in it."""
ELEVEN = re.compile(rf"{_GLUED}(?=(1{_BETWEEN}[3-9](?:{_ONE}){{9}})(?![0-9]))")
SIXTEEN = re.compile(rf"(?<![0-9])(?=((?:6{_BETWEEN}[02]|[45]{_ONE}|9{_BETWEEN}5)(?:{_ONE}){{14}}){_CARD_END})")
SEVENTEEN, _EIGHTEEN_OF_A_CARD = (
    re.compile(rf"(?<![0-9])(?=(6{_BETWEEN}2(?:{_ONE}){{{more}}}){_CARD_END})") for more in (15, 16)
)
"""Some banks' cards are longer by one or two."""
UNUSUAL = (SEVENTEEN, _EIGHTEEN_OF_A_CARD)
NINETEEN = re.compile(rf"(?<![0-9])(?=((?:6{_BETWEEN}[02]|[45]{_ONE}|9{_BETWEEN}5)(?:{_ONE}){{17}}){_CARD_END})")
_GAPS = re.compile(GAP)
_UNSEEN_ALONE = re.compile(rf"[{UNSEEN}\ufe0f]+")
_CELL_TAG = re.compile(r"</?(?:td|th|tr)\b", re.IGNORECASE)


_OPENING_RUN = re.compile(r"(?<![0-9])1[3-9][0-9]{10,}")
_TAIL = re.compile(rf"{_BETWEEN}[0-9A-Za-zХх×Χχ✕╳✖✗✘Ⅹⅹ乂]*[^0-9A-Za-z]{{0,2}}[0-9]*")
"""What may still belong to the last number of a region, or shows that it does not end there."""
_NOT_A_DIGIT = re.compile(rf"{_ENTITY}|\D")
_SHAPES = (
    (re.compile("1[3-9][0-9]{9}"), (ELEVEN, _OPENING_RUN)),
    (re.compile("[1-8][0-9]{5}(?:1[89]|20)[0-9]{2}[01][0-9][0-3][0-9]{4}"), (EIGHTEEN, RUN)),
    (re.compile("(?:6[02]|[45][0-9]|95)[0-9]{14}"), (SIXTEEN, NINETEEN, *UNUSUAL)),
    (re.compile("[1-8][0-9]{7}[01][0-9][0-3][0-9]{4}"), (FIFTEEN,)),
)
"""What the digits alone look like, and how they stand: most codes and telephones of offices fail at the first."""


class Gap(StrEnum):
    """What stands between two runs of digits."""

    PAGE = "page"
    CELL = "cell"
    LINE = "line"
    LIST = "list"
    BLANK = "blank"
    DASH = "dash"
    DOT = "dot"
    MARKUP = "markup"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number as it is written: where it begins and ends in the whole text, its plain form, how many digits stand
    together, and what parts them."""

    start: int
    end: int
    number: str
    runs: tuple[int, ...]
    gaps: tuple[str, ...]

    @property
    def kinds(self) -> frozenset[Gap]:
        """The kinds of its gaps."""
        return frozenset(kind_of(gap) for gap in self.gaps)

    @property
    def single(self) -> bool:
        """Whether every digit stands alone."""
        return set(self.runs) == {1}

    def readings(self) -> Iterator[Spelled]:
        """The number as it stands, and as it was before a line's end cut it: within a run, or at one of its gaps."""
        yield self
        broken = [at for at, gap in enumerate(self.gaps) if "\n" in gap and kind_of(gap) is Gap.LINE]
        if len(broken) != 1 or len(self.gaps) == 1:
            return
        at, before, after = broken[0], self.gaps[: broken[0]], self.gaps[broken[0] + 1 :]
        joined = (*self.runs[:at], self.runs[at] + self.runs[at + 1], *self.runs[at + 2 :])
        yield Spelled(self.start, self.end, self.number, joined, before + after)
        usual = self.gaps[at].strip() or (before + after)[0]
        yield Spelled(self.start, self.end, self.number, self.runs, (*before, usual, *after))


def kind_of(gap: str) -> Gap:
    """What a gap is, by the strongest thing in it."""
    if re.search(r"[0-9]", re.sub(_ENTITY, "", gap)):
        return Gap.PAGE
    if "\t" in gap or re.search(r"[|│┃¦]", gap) or _CELL_TAG.search(gap):
        return Gap.CELL
    if "\n" in gap or "\v" in gap:
        return Gap.LINE
    bare = re.sub(rf"{_TAG}|{_ENTITY}", "", gap)
    if bare != gap and not bare.strip():
        return Gap.MARKUP
    signs_alone = bare.translate(_QUOTES) or bare
    return next((kind for signs, kind in _SIGNS if not signs_alone.strip(signs)), Gap.OTHER)


_QUOTES = str.maketrans("", "", "\"'“”‘’「」")
"""Quotation marks say nothing by themselves; between the fields of a file they stand around the comma."""
_SIGNS = (
    (" \u2028\u2029\r", Gap.BLANK),
    (" -―‐_~", Gap.DASH),
    (" .·•・‧", Gap.DOT),
    (" ,，、/;；:：", Gap.LIST),
)


def number_of(written: str) -> str:
    """The digits of a chain alone, its check letter as X."""
    return (written if written.isdigit() else _GAPS.sub("", written)).translate(CHECK_LETTERS)


def spelled(start: int, written: str) -> Spelled:
    """A piece of the whole text taken apart; signs that nobody sees part nothing."""
    gaps, runs, last = [], [], 0
    joined = 0
    for match in _GAPS.finditer(written):
        joined += match.start() - last
        last = match.end()
        if _UNSEEN_ALONE.fullmatch(match[0]):
            continue
        runs.append(joined)
        gaps.append(match[0])
        joined = 0
    runs.append(joined + len(written) - last)
    return Spelled(start, start + len(written), number_of(written), tuple(runs), tuple(gaps))


def regions(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of a text, as it was written, in which numbers may stand, with what may belong to the last."""
    for match in _REGION.finditer(text):
        tail = _TAIL.match(text, match.end())
        region = match.start(), tail.end() if tail else match.end()
        if _may_hold(text, region, match[0]):
            yield region


def _may_hold(text: str, region: tuple[int, int], written: str) -> bool:
    """Whether digits of the shape of a number begin and end with runs. The foot of a page has digits of its own; other
    widths are not told apart here."""
    digits = _NOT_A_DIGIT.sub("", written)
    if "\n" in written or not digits.isascii() or _WIDE_X.search(text, *region):
        return True
    return any(
        shape.search(digits) is not None and any(pattern.search(text, *region) for pattern in patterns)
        for shape, patterns in _SHAPES
    )


_WIDE_X = re.compile("[Ｘｘ]")
