"""Numbers that carry their own proof: resident identity numbers (GB 11643—1999) and payment cards (Luhn)."""

from __future__ import annotations

import re
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_RANGES = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
_PROVINCES = frozenset(str(code) for first, last in _RANGES for code in range(first, last + 1))
"""GB/T 2260, with 81 to 83 for residence permits of people from Hong Kong, Macao and Taiwan."""
_FIRST_YEAR, _LAST_YEAR = 1880, 2060
CHECK_LETTERS = dict.fromkeys(map(ord, "xХх×Χχ✕╳✖✗✘Ⅹⅹ乂"), "X")
"""Signs that are printed for the X of a check digit."""


def compact(written: str) -> str:
    """Digits and letters alone, the check letter as X."""
    return re.sub(r"[^0-9A-Za-zХх×Χχ✕╳✖✗✘Ⅹⅹ乂]", "", written).translate(CHECK_LETTERS)


def could_be_resident_id(number: str) -> bool:
    """Whether eighteen characters have the shape: a province, a district, a day that exists."""
    return number[:2] in _PROVINCES and number[2:6] != "0000" and is_day(number[6:14])


def is_resident_id(number: str) -> bool:
    """Whether eighteen characters are a resident identity number, check digit and all."""
    if not could_be_resident_id(number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == number[17]


def could_be_old_resident_id(number: str) -> bool:
    """Whether fifteen digits have the shape of an identity number of before 1999. There is nothing to check."""
    return number[:2] in _PROVINCES and is_day("19" + number[6:12])


def is_day(digits: str) -> bool:
    """Whether eight digits are a day on which somebody living, or lately dead, may have been born."""
    try:
        return _FIRST_YEAR <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= _LAST_YEAR
    except ValueError:
        return False


def passes_luhn(number: str) -> bool:
    """Whether a payment card's last digit fits the others."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


_SEGMENT = re.compile(r"1(?:3[0-9]|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8[0-9]|9[0-35-9])")


def has_segment(number: str) -> bool:
    """Whether an operator has the segment (号段) with which eleven figures begin."""
    return _SEGMENT.match(number) is not None


_ISSUERS = re.compile(r"62|436742|456351|9558|603367|[45]")


def is_surely_issued(number: str) -> bool:
    """Whether a number begins with a series of a Chinese bank, and not only with a figure of the card companies'."""
    return number[0] in "69" or number.startswith(("436742", "456351"))


def is_unusual_card(number: str) -> bool:
    """The same for the lengths of few banks, which a mistyped identity number has too."""
    return is_card(number) and not is_day(number[6:14])


_KNOWN_LENGTHS = {
    17: re.compile("601428|405512|6222(?:5[89]|6[0-2])"),
    18: re.compile("62290[89]|966666"),
}
"""Series of banks whose cards have seventeen or eighteen digits: 交通银行, 兴业银行."""


def has_known_length(number: str) -> bool:
    """Whether a number is as long as the cards of the bank with whose series it begins; most have 16 or 19 digits."""
    series = _KNOWN_LENGTHS.get(len(number))
    return series is not None and series.match(number) is not None and not is_day(number[6:14])


def is_card(number: str) -> bool:
    """Whether sixteen or nineteen digits begin like a bank's card, and the last one fits."""
    return _ISSUERS.match(number) is not None and passes_luhn(number)
