"""Names that keep their own characters: 萧后 is 蕭后 and not 蕭後, 后街村 stays 后街村.

Where simplified script writes two old characters as one (后 for 後 and 后), words tell them apart, names do not. A name
has its own form; it is put in whole, and no word is made of a part of it and its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from gongkai.script.characters import Variant, converted

KEPT = frozenset("后里台余范于云谷郁姜沈岳丑丰卜斗曲升征采咸仆干")
"""Characters that are simplified forms of others and stand for themselves as well: surnames and places as a rule keep
them."""
SHORTEST = 2
_MASK = "\ue000"


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a site with their forms in traditional script."""

    forms: Mapping[str, str] = field(default_factory=dict)
    _pattern: re.Pattern[str] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        longest_first = sorted(self.forms, key=len, reverse=True)
        if longest_first:
            object.__setattr__(self, "_pattern", re.compile("|".join(map(re.escape, longest_first))))

    def masked(self, text: str) -> tuple[str, list[tuple[int, str]]]:
        """The text with every name covered, character for character, and what stands where."""
        if self._pattern is None:
            return text, []
        found: list[tuple[int, str]] = []

        def cover(match: re.Match[str]) -> str:
            found.append((match.start(), self.forms[match[0]]))
            return _MASK * len(match[0])

        return self._pattern.sub(cover, text), found


def doubtful(name: str) -> bool:
    """Whether somebody should look at the form of a name: it has a character that may be two."""
    return bool(KEPT & set(name))


def usual_form(name: str, variant: Variant, *, keeps: bool) -> str:
    """The form of a name nobody has looked at. People and places keep the characters that stand for themselves
    (``keeps``); an agency is named for what it does, in words: 后勤服务中心 is 後勤服務中心."""
    if not keeps:
        return converted(name, variant)
    return "".join(letter if letter in KEPT else converted(letter, variant) for letter in name)


def fault(name: str, form: str) -> str:
    """What is wrong with the form that somebody gave a name; empty when nothing is."""
    if len(name) < SHORTEST:
        return f"名称至少{SHORTEST}个字；单个字在别的词里也会出现。"
    if len(form) != len(name):
        return f"繁体写法须与名称逐字对应：名称{len(name)}个字，繁体写法{len(form)}个字。"
    if any(not letter.isprintable() or letter in "<>&\"'" for letter in name + form):
        return "名称和繁体写法里不能有空格以外的控制字符和 < > & \" ' 这些符号。"
    return ""
