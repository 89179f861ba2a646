"""Names of places: the gazetteer, and which characters are taken for one another.

The gazetteer is data (names and codes in use since about 2014, GB/T 2260); a place that it does not
hold, such as a development zone, is never called wrong for that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

_UNIT = re.compile(r"[一-龥]{1,10}?(?:自治县|自治州|自治旗|自治区|县|市|区|旗|省|盟|州)")
_SUFFIX = re.compile(r"(?:自治县|自治州|自治旗|自治区|县|市|区|旗|省|盟|州)$")
_NOT_A_NAME = re.compile(r"某|开发|高新|新区|示范|园区|实验|试验|城市|地区|社区|林区|景区|保税|合作|管理|都市|[×xX]")


@dataclass(frozen=True, slots=True)
class Slip:
    """A name that is very probably another, mistyped."""

    written: str
    meant: str


@cache
def gazetteer() -> dict[str, tuple[str, ...]]:
    """Every name with its codes (several places may share a name)."""
    found: dict[str, list[str]] = {}
    for line in _lines("divisions.txt"):
        code, _, name = line.partition(" ")
        found.setdefault(name, []).append(code)
    return {name: tuple(codes) for name, codes in found.items()}


@cache
def confusables() -> dict[str, frozenset[str]]:
    """The characters that each character is taken for."""
    found: dict[str, set[str]] = {}
    for group in _lines("confusable.txt"):
        for char in group:
            found.setdefault(char, set()).update(set(group) - {char})
    return {char: frozenset(others) for char, others in found.items()}


def _lines(name: str) -> list[str]:
    text = resources.files("gongkai.report").joinpath("data").joinpath(name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


@dataclass(frozen=True, slots=True)
class Place:
    """The divisions that an agency's name begins with, and the first one that the gazetteer lacks."""

    known: tuple[str, ...]
    unknown: str = ""


def place_of(agency: str) -> Place:
    """江苏省淮安市洪泽区人民政府 → 江苏省, 淮安市, 洪泽区."""
    known: list[str] = []
    rest = agency
    while (name := _longest(rest)) is not None:
        known.append(name)
        rest = rest[len(name) :]
    match = _UNIT.match(rest)
    unknown = match[0] if match and len(match[0]) >= 2 and not _NOT_A_NAME.search(match[0]) else ""
    return Place(tuple(known), unknown)


def _longest(text: str) -> str | None:
    names = gazetteer()
    return next((text[:length] for length in range(min(15, len(text)), 1, -1) if text[:length] in names), None)


def slip(place: Place) -> Slip | None:
    """The division meant, when exactly one differs from the unknown name in one character: one that looks
    or sounds alike, or any one among the children of the division named before it."""
    if not place.unknown:
        return None
    near = [name for name in gazetteer() if _one_apart(place.unknown, name)]
    alike = [name for name in near if _alike(place.unknown, name)]
    children = [name for name in near if place.known and _is_child(place.known[-1], name)]
    for found in ([name for name in alike if name in children], children, alike):
        if len(found) == 1:
            return Slip(stem(place.unknown), stem(found[0]))
    return None


def _one_apart(one: str, other: str) -> bool:
    if len(one) != len(other) or one[-1] != other[-1]:
        return False
    return sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _alike(one: str, other: str) -> bool:
    first, second = next((a, b) for a, b in zip(one, other, strict=True) if a != b)
    return second in confusables().get(first, frozenset())


def _is_child(parent: str, name: str) -> bool:
    """Whether a division of this name lies in the parent, by the digits of their codes."""
    roots = [code[:2] if code.endswith("0000") else code[:4] for code in gazetteer()[parent] if code.endswith("00")]
    return any(code.startswith(root) for root in roots for code in gazetteer()[name])


def related(one: str, other: str) -> bool:
    """Whether one of two divisions may contain the other, or they are the same."""
    names = gazetteer()
    for a in names.get(one, ()):
        for b in names.get(other, ()):
            short, long = sorted((a.rstrip("0") or a, b.rstrip("0") or b), key=len)
            if long.startswith(short):
                return True
    return False


def stem(name: str) -> str:
    """沭阳县 → 沭阳; a name of one character keeps its suffix (滑县)."""
    short = _SUFFIX.sub("", name)
    return short if len(short) >= 2 else name


def misspellings(name: str) -> list[str]:
    """The stem of a name with one character replaced by one it is taken for."""
    short = stem(name)
    names = gazetteer()
    found = []
    for index, char in enumerate(short):
        for other in sorted(confusables().get(char, frozenset())):
            variant = short[:index] + other + short[index + 1 :]
            if not any(variant + suffix in names for suffix in "县市区旗"):
                found.append(variant)
    return found
