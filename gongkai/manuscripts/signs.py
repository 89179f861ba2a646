"""Signs of fonts that have pictures where others have letters: boxes, ticks, dots, Greek letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PRIVATE = range(0xF020, 0xF100)
"""Where Word puts the characters of such a font, 0x20 to 0xff."""
_OWN = re.compile("([\uf020-\uf0ff])")
_LATIN = re.compile("([!-\xff\uf020-\uf0ff])")
"""Letters that may be pictures: such characters, and in a font of pictures all that a western keyboard writes."""
_WINGDINGS = {0x28: "☎", 0x2A: "✉", 0x46: "☞", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x74: "◆",
              0x75: "◆", 0x76: "❖", 0x77: "◆", 0x78: "☒", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "□", 0xAB: "★",
              0xB2: "☆", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "×",
              0xFC: "√", 0xFD: "☒", 0xFE: "☑"}  # fmt: skip
_WINGDINGS |= {0x81 + place: chr(ord("①") + place) for place in range(10)}
_WINGDINGS |= {0x8C + place: chr(ord("❶") + place) for place in range(10)}
_WINGDINGS_2 = {0x4F: "×", 0x50: "√", 0x51: "☒", 0x52: "☑", 0x54: "☒", 0x97: "●", 0x98: "●", 0x99: "○", 0xA0: "■",
                0xA3: "□"}  # fmt: skip
_SYMBOL = dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True))
_SYMBOL |= dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))
_SYMBOL |= {0x22: "∀", 0x24: "∃", 0x2D: "-", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥", 0x7E: "~", 0xA2: "′", 0xA3: "≤",
            0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″",
            0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈",
            0xBC: "…", 0xC5: "⊕", 0xC7: "∩", 0xC8: "∪", 0xCC: "⊂", 0xCE: "∈", 0xCF: "∉", 0xD0: "∠", 0xD1: "∇",
            0xD5: "∏", 0xD6: "√", 0xD7: "⋅", 0xDB: "⇔", 0xDC: "⇐", 0xDE: "⇒", 0xE5: "∑", 0xF2: "∫"}  # fmt: skip
_SYMBOL |= {code: chr(code) for code in (*range(0x20, 0x22), 0x23, 0x25, 0x26, *range(0x28, 0x2D), *range(0x2E, 0x40))}
_TABLES = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}
_ANY = {**_WINGDINGS_2, **_WINGDINGS, 0xA3: "□", 0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB7: "•"}
"""What a sign is when its font is not named: boxes, ticks and dots are what official tables have."""
_CIRCLES = ((20, "①"), (35, "㉑"), (50, "㊱"))


def is_pictured(font: str) -> bool:
    """Whether a font has pictures where others have letters."""
    return font.strip().lower() in _TABLES


def sign(code: int, font: str) -> str:
    """The sign that a character of such a font shows; empty when it is not known."""
    known = code < 0x100 or code in _PRIVATE
    return _TABLES.get(font.strip().lower(), _ANY).get(code & 0xFF, "") if known else ""


def circled(number: int) -> str:
    """A number in a circle; empty where there is no such sign."""
    below = 0
    for most, first in _CIRCLES:
        if below < number <= most:
            return chr(ord(first) + number - below - 1)
        below = most
    return ""


def spelled(text: str, font: str) -> Iterator[tuple[str, bool]]:
    """Words in stretches: as they stand, or, with True, each sign that was put for a picture, empty for an unknown."""
    plain, pictures = "", _LATIN if is_pictured(font) else _OWN
    for part in pictures.split(text):
        found = sign(ord(part), font) if pictures.fullmatch(part) else part
        if found == part or (not found and ord(part) not in _PRIVATE):
            plain += part
            continue
        if plain:
            yield plain, False
            plain = ""
        yield found, True
    if plain:
        yield plain, False
