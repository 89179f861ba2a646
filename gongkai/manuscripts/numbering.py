"""The numbers of lists, which a Word file does not write but counts: 一、 （一） 1. ①, as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from gongkai.hidden.markup import local
from gongkai.manuscripts.elements import child, value

_DIGITS = "〇一二三四五六七八九"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_PLACE = re.compile(r"%([1-9])")


@dataclass(slots=True)
class Level:
    """How one level of a list counts."""

    form: str = "decimal"
    pattern: str = "%1."
    start: int = 1


@dataclass(slots=True)
class Lists:
    """All lists of a file, and how far each has counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    family: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def label(self, number: str, depth: int) -> str:
        """Count on, and say what stands before the paragraph; empty when the list is not known."""
        levels = self.levels.get(number)
        level = levels.get(depth) if levels else None
        if levels is None or level is None or level.form == "none":
            return ""
        counts = self._counts.setdefault(self.family.get(number, number), {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if level.form == "bullet":
            return "•"
        return _PLACE.sub(lambda match: self._part(levels, counts, int(match[1]) - 1), level.pattern)

    def _part(self, levels: dict[int, Level], counts: dict[int, int], depth: int) -> str:
        level = levels.get(depth, Level())
        return written(counts.get(depth, level.start), level.form)


def lists(root: Element | None) -> Lists:
    """The lists that the part ``numbering.xml`` describes."""
    found = Lists()
    if root is None:
        return found
    abstract = {value(item, "abstractNumId"): item for item in root if local(item) == "abstractNum"}
    for item in root:
        if local(item) == "num":
            number = value(item, "numId")
            family = value(child(item, "abstractNumId"), "val")
            found.levels[number] = dict(_levels(abstract.get(family), item))
            # a list that begins anew counts for itself, the others of one family count on together
            found.family[number] = number if child(item, "lvlOverride") is not None else f"family {family}"
    return found


def _levels(family: Element | None, own: Element) -> Iterator[tuple[int, Level]]:
    for item in family if family is not None else ():
        if local(item) == "lvl":
            yield _number(value(item, "ilvl"), 0), _level(item)
    for override in own:
        if local(override) != "lvlOverride":
            continue
        depth, base = _number(value(override, "ilvl"), 0), child(override, "lvl")
        level = _level(base) if base is not None else _inherited(family, depth)
        start = child(override, "startOverride")
        level.start = _number(value(start, "val"), level.start)
        yield depth, level


def _inherited(family: Element | None, depth: int) -> Level:
    for item in family if family is not None else ():
        if local(item) == "lvl" and _number(value(item, "ilvl"), 0) == depth:
            return _level(item)
    return Level()


def _level(item: Element) -> Level:
    form = value(child(item, "numFmt"), "val") or "decimal"
    return Level(form, value(child(item, "lvlText"), "val"), _number(value(child(item, "start"), "val"), 1))


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else otherwise


def written(number: int, form: str) -> str:
    """A number as a form of Word's writes it; in plain figures when the form is not known."""
    if form in {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
                "taiwaneseCountingThousand", "ideographTraditional2"}:  # fmt: skip
        return chinese(number)
    if form in {"ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"}:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if form in {"ideographTraditional", "ideographZodiac"}:
        signs = _STEMS if form == "ideographTraditional" else _BRANCHES
        return signs[(number - 1) % len(signs)] if number > 0 else str(number)
    return _western(number, form)


def _western(number: int, form: str) -> str:
    if form in {"lowerLetter", "upperLetter"} and number > 0:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in {"lowerRoman", "upperRoman"} and 0 < number < 4000:
        return roman(number).upper() if form == "upperRoman" else roman(number)
    if form in {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"} and 0 < number <= 20:
        return chr(ord("①") + number - 1)
    if form in {"decimalFullWidth", "decimalFullWidth2"}:
        return "".join(chr(ord("０") + int(digit)) for digit in str(number))
    if form == "decimalZero":
        return f"{number:02d}"
    return str(number)


def chinese(number: int) -> str:
    """十二, 一百零三; figures beyond 9999."""
    if not 0 < number < 10_000:
        return str(number)
    words, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            words += ("零" if gap else "") + _DIGITS[digit] + unit
        gap = bool(words) and not digit
    return words.removeprefix("一") if words.startswith("一十") else words


def roman(number: int) -> str:
    """iv for 4."""
    words = ""
    for size, letters in _ROMAN:
        words += letters * (number // size)
        number %= size
    return words
