"""Numbers that are written in other signs than figures: in circles and brackets, above the line, in Suzhou, lower-case
and capital Chinese numerals, as they are spoken, or with letters that a reader of scans took for digits.

Each sign becomes the figure it stands for, in its place. A list's ① or a year's 二〇二三 stays: only what is as long as
a number of somebody is one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_RANGES = (
    (0x00B2, 0x00BA),
    (0x2070, 0x208A),
    (0x2160, 0x2180),
    (0x2460, 0x2500),
    (0x2776, 0x2794),
    (0x3021, 0x302A),
    (0x3220, 0x322A),
    (0x3280, 0x328A),
    (0x1D360, 0x1D369),
    (0x1F100, 0x1F10D),
)
"""Where signs stand that are worth one figure: raised and lowered, Roman, circled, bracketed, with a point or a comma,
filled, Suzhou, counting rods."""


def _signs() -> dict[str, str]:
    signs = (chr(code) for first, end in _RANGES for code in range(first, end))
    worth = ((sign, unicodedata.numeric(sign, -1)) for sign in signs)
    return {sign: str(int(value)) for sign, value in worth if value in range(10)}


_SIGNS = _signs()
_NUMERALS = dict(zip("〇零○一幺二两三四五六七八九洞拐勾", "00011223456789079", strict=True))
_CAPITALS = dict(zip("壹弌贰貳弍叁參叄弎肆伍陆陸柒捌玖", "1122233334566789", strict=True))
_MISREAD = dict(zip("OoIlZSB", "0011258", strict=True))
_TABLE = str.maketrans({**_SIGNS, **_NUMERALS, **_CAPITALS})
_SCAN_TABLE = str.maketrans(_MISREAD)
_OTHER = "".join([*_SIGNS, *_CAPITALS, "〇零"])
_ANY = "".join([*_SIGNS, *_NUMERALS, *_CAPITALS])
_GAP = r"(?:[^\w<&*●○□■※✱#%‰$¥￥€+=÷°℃′″@^]|_){0,4}+"
_COUNTED, _COUNT_BEFORE = "(?![十百千万亿拾佰仟萬])", "(?<![十百千万拾佰仟萬第])"
_NO_NAME = rf"(?:(?<![\u4e00-\u9fff])|(?=[{_ANY}\d]{{2}})|(?=[{_ANY}](?:{_GAP}[{_ANY}](?![{_ANY}])){{3}}))"
"""A numeral that ends a word, and stands apart from what follows, is a part of the word: 王五, 统一."""


def _chain(signs: str) -> re.Pattern[str]:
    one = rf"[{signs}\d]"
    return re.compile(rf"{_COUNT_BEFORE}{_NO_NAME}{one}(?:{_GAP}{one}){{10,}}+(?:{_GAP}[XxＸｘ])?{_COUNTED}")


_CHAINS = _chain(_OTHER), _chain(_ANY)
"""Signs of these sorts, figures among them, with nothing between but what parts the figures of one number; without
the numerals of everyday, which end names, and with them."""
_FIRST = re.compile(rf"[{_ANY}](?:{_GAP}[{_ANY}\d]){{4}}|\d{_GAP}[{_ANY}]{_GAP}[{_ANY}\d]{_GAP}[{_ANY}\d]")
"""Some in a row: most texts have none, and are not looked at again."""
_SCANNED = re.compile(r"(?<![0-9A-Za-z])[0-9OoIlZSB]{11,19}[Xx]?(?![0-9A-Za-z])")
_LENGTHS = (11, 16, 17, 18, 19)
_MOST_LETTERS = 4
"""A scan misreads a few signs; a number with more letters is somebody's code."""


def without_figures(text: str) -> Iterator[tuple[int, int]]:
    """Where such numbers may stand."""
    if _FIRST.search(text):
        spans = {
            match.span() for chain in _CHAINS for match in chain.finditer(text) if not _FIGURES.issuperset(match[0])
        }
        yield from sorted(spans)
    yield from (match.span() for match in _SCANNED.finditer(text) if is_scanned(match[0]))


_FIGURES = frozenset("0123456789Xx -–—.,:/()\n\r\t")
"""Most chains have nothing else, and are read elsewhere."""


def in_figures(text: str, first: int, last: int) -> str:
    """The text with the number that stands there in figures, character for character."""
    number = text[first:last]
    figures = _scanned_figures(number) if _SCANNED.fullmatch(number) else number.translate(_TABLE)
    return text[:first] + figures + text[last:]


def _scanned_figures(number: str) -> str:
    letters = sum(char in _MISREAD for char in number)
    fits = len(number) in _LENGTHS and letters <= _MOST_LETTERS
    return number.translate(_SCAN_TABLE) if fits else number


def is_scanned(written: str) -> bool:
    """Whether letters stand among the figures of a number."""
    return any(char in _MISREAD for char in written)


def is_misread_once(written: str) -> bool:
    """Whether one letter stands among the figures, of those that a scan takes for a nought or a one."""
    letters = [char for char in written if char.isalpha()]
    return len(letters) == 1 and letters[0] in "OoIl"


def is_disguised(written: str) -> bool:
    """Whether no sign is a figure, and some are of a sort in which nobody counts as far as this."""
    signs = [char for char in written if char in _ANY or char.isdigit()]
    return all(char in _ANY for char in signs) and any(char in _SIGNS or char in _CAPITALS for char in signs)


def is_spoken(written: str) -> bool:
    """Whether all of it are numerals of everyday, as a voice reads a number."""
    return all(char in _NUMERALS for char in written if char.isalnum())
