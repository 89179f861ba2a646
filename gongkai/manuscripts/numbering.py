"""The numbers of lists, which a Word file does not write but counts: 一、 （一） 1. ①, as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from gongkai.hidden.markup import local
from gongkai.manuscripts import signs
from gongkai.manuscripts.elements import child, on, value, within

_DIGITS = "〇一二三四五六七八九"
_CYCLES = {"ideographTraditional": "甲乙丙丁戊己庚辛壬癸", "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥"}
_BY_DIGITS = frozenset({"ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital2"})
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_COUNTING = frozenset({"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
                       "taiwaneseCountingThousand", "ideographTraditional2", "koreanCounting"})  # fmt: skip
_PLAIN = "一二三四五六七八九十百千"
_LEGAL = {"chineseLegalSimplified": str.maketrans(_PLAIN, "壹贰叁肆伍陆柒捌玖拾佰仟"),
          "ideographLegalTraditional": str.maketrans(_PLAIN, "壹貳參肆伍陸柒捌玖拾佰仟")}  # fmt: skip
_SIGNS = {
    "decimalEnclosedParen": (20, "⑴"),
    "decimalEnclosedFullstop": (20, "⒈"),
    "ideographEnclosedCircle": (10, "㊀"),
}
"""Numbers that are one sign: how many there are from which on."""
_CIRCLED = frozenset({"decimalEnclosedCircle", "decimalEnclosedCircleChinese"})
_WESTERN = frozenset({"lowerLetter", "upperLetter", "lowerRoman", "upperRoman", "decimalFullWidth", "none", "bullet",
                      "decimalFullWidth2", "decimalZero", "decimalHalfWidth", "ordinal", "numberInDash",
                      "decimal"})  # fmt: skip
_KNOWN = _COUNTING | _BY_DIGITS | _CIRCLED | _WESTERN | _LEGAL.keys() | _CYCLES.keys() | _SIGNS.keys()
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_PLACE = re.compile(r"%([1-9])")
_ZEROS = re.compile(r"0+1")


@dataclass(slots=True)
class Level:
    """How one level of a list counts. ``plain`` writes the numbers of higher levels in figures; ``again`` is the
    level below whose next entry this one begins anew, none for 0, the one above where nothing is said; ``style`` is
    the style of paragraphs that stand at this level."""

    form: str = "decimal"
    pattern: str = "%1."
    start: int = 1
    plain: bool = False
    again: int | None = None
    style: str = ""


@dataclass(slots=True)
class Lists:
    """All lists of a file, and how far each has counted. Lists of one family count on together."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    family: dict[str, str] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    """Where a list, when it is first met, sets its family's count."""
    strange: dict[str, str] = field(default_factory=dict)
    """Forms that nobody taught this program and that it writes in figures, each with the first label where it did."""
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def label(self, number: str, depth: int) -> str:
        """Count on, and say what stands before the paragraph; empty when the list is not known."""
        levels = self.levels.get(number)
        level = levels.get(depth) if levels else None
        if levels is None or level is None:
            return ""
        counts = self._counts.setdefault(self.family.get(number, number), {})
        start = self.starts.pop((number, depth), None)
        for above in range(depth):
            # a level that nobody has used counts as begun once a deeper one is used
            counts.setdefault(above, levels[above].start if above in levels else 1)
        counts[depth] = counts.get(depth, level.start - 1) + 1 if start is None else start
        for deeper in [other for other in counts if other > depth and _begins_again(levels.get(other), depth)]:
            del counts[deeper]
        if level.form == "bullet":
            return "•"
        label = _PLACE.sub(lambda match: self._part(levels, counts, int(match[1]) - 1, level), level.pattern)
        if level.form not in _KNOWN and not level.form.startswith("zeros "):
            self.strange.setdefault(level.form, label)
        return label

    def _part(self, levels: dict[int, Level], counts: dict[int, int], depth: int, own: Level) -> str:
        level = levels.get(depth, Level())
        form = "decimal" if own.plain and level.form != "none" else level.form
        return written(counts.get(depth, level.start), form)

    def depth_of(self, number: str, styles: Iterable[str]) -> int:
        """How deep paragraphs of a style stand in a list, where they do not say so themselves."""
        at = {level.style: depth for depth, level in self.levels.get(number, {}).items() if level.style}
        return next((at[style] for style in styles if style in at), 0)


def _begins_again(level: Level | None, after: int) -> bool:
    return level is None or level.again is None or after < level.again


def lists(root: Element | None) -> Lists:
    """The lists that the part ``numbering.xml`` describes."""
    found = Lists()
    if root is None:
        return found
    abstract = {value(item, "abstractNumId"): item for item in root if local(item) == "abstractNum"}
    styled = {value(child(item, "styleLink"), "val"): name for name, item in abstract.items()}
    for item in root:
        if local(item) == "num":
            number, family = value(item, "numId"), value(child(item, "abstractNumId"), "val")
            # a family may only say in whose style it counts
            linked = value(child(abstract.get(family), "numStyleLink"), "val")
            family = styled.get(linked, family) if linked else family
            found.levels[number] = dict(_levels(abstract.get(family), item))
            found.family[number] = family
            found.starts |= {(number, depth): start for depth, start in _starts(item)}
    return found


def _levels(family: Element | None, own: Element) -> Iterator[tuple[int, Level]]:
    for item in family if family is not None else ():
        if local(item) == "lvl":
            yield _number(value(item, "ilvl"), 0), _level(item)
    for override in own:
        base = child(override, "lvl") if local(override) == "lvlOverride" else None
        if base is not None:
            yield _number(value(override, "ilvl"), 0), _level(base)


def _starts(own: Element) -> Iterator[tuple[int, int]]:
    for override in own:
        start = child(override, "startOverride") if local(override) == "lvlOverride" else None
        if start is not None:
            yield _number(value(override, "ilvl"), 0), _number(value(start, "val"), 1)


def _level(item: Element) -> Level:
    again = child(item, "lvlRestart")
    return Level(
        _form(item),
        value(child(item, "lvlText"), "val"),
        _number(value(child(item, "start"), "val"), 0),
        on(item, "isLgl"),
        None if again is None else _number(value(again, "val"), 0),
        value(child(item, "pStyle"), "val"),
    )


def _form(item: Element) -> str:
    """The form of a level's numbers; new programs write one of their own, as 001, 002, beside an old one."""
    ways = list(within(item, "numFmt"))
    first = value(ways[0], "format").partition(",")[0].strip() if ways else ""
    if _ZEROS.fullmatch(first):
        return f"zeros {len(first)}"
    known = [form for way in ways if (form := value(way, "val")) != "custom"]
    return known[0] if known else "decimal"


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else otherwise


def written(number: int, form: str) -> str:
    """A number as a form of Word's writes it; in plain figures when the form is not known."""
    if form == "none":
        return ""
    if form in _COUNTING:
        return chinese(number)
    if form in _LEGAL:
        return chinese(number, whole=True).translate(_LEGAL[form])
    if form in _BY_DIGITS:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if form in _CYCLES:
        names = _CYCLES[form]
        return names[number - 1] if 0 < number <= len(names) else str(number)
    return _signed(number, form) or _western(number, form)


def _signed(number: int, form: str) -> str:
    """A number that is one sign; empty where there is none."""
    if form in _CIRCLED:
        return signs.circled(number)
    most, first = _SIGNS.get(form, (0, ""))
    return chr(ord(first) + number - 1) if 0 < number <= most else ""


def _western(number: int, form: str) -> str:
    if form in {"lowerLetter", "upperLetter"} and number > 0:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in {"lowerRoman", "upperRoman"} and 0 < number < 4000:
        return roman(number).upper() if form == "upperRoman" else roman(number)
    if form in {"decimalFullWidth", "decimalFullWidth2"}:
        return "".join(chr(ord("０") + int(digit)) for digit in str(number))
    if form == "decimalZero" or form.startswith("zeros "):
        return str(number).zfill(2 if form == "decimalZero" else int(form.removeprefix("zeros ")))
    if form == "ordinal":
        return f"{number}{'th' if number % 100 in (11, 12, 13) else _ENDINGS.get(number % 10, 'th')}"
    return f"- {number} -" if form == "numberInDash" else str(number)


def chinese(number: int, *, whole: bool = False) -> str:
    """十二, 一百零三; figures beyond 9999. ``whole`` says 一十二, as sums of money do."""
    if not 0 < number < 10_000:
        return str(number)
    words, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            words += ("零" if gap else "") + _DIGITS[digit] + unit
        gap = bool(words) and not digit
    return words.removeprefix("一") if words.startswith("一十") and not whole else words


def roman(number: int) -> str:
    """iv for 4."""
    words = ""
    for size, letters in _ROMAN:
        words += letters * (number // size)
        number %= size
    return words
