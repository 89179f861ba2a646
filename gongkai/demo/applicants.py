"""Made-up applicants. Their identity numbers pass the check digit and cannot belong to anybody: no place in
China has a code that begins with 99."""

from __future__ import annotations

from gongkai.casework.subjects import Person

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def citizen(name: str, born: str, serial: int, *, address: str = "", email: str = "") -> Person:
    """A natural person born on ``19900101``."""
    return Person(
        name=name,
        identity_kind="resident_identity_card",
        identity_number=identity_number(f"990000{born}{serial:03d}"),
        telephone=f"00000000{serial:03d}",
        address=address,
        email=email,
    )


def organisation(name: str, serial: int, *, representative: str, email: str = "") -> Person:
    """A company, a firm or a society."""
    return Person(
        name=name,
        identity_kind="social_credit_code",
        identity_number=credit_code(f"91990000MA{serial:07d}"),
        telephone=f"00000000{serial:03d}",
        email=email,
        representative=representative,
    )


def identity_number(first: str) -> str:
    """The 17 digits with their check character (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True))
    return first + "10X98765432"[total % 11]


def credit_code(first: str) -> str:
    """The 17 characters with their check character (GB 32100)."""
    total = sum(_CREDIT.index(letter) * pow(3, place, 31) for place, letter in enumerate(first))
    return first + _CREDIT[(31 - total % 31) % 31]
