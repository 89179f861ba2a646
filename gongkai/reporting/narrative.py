"""Bound fields in the narrative: ``{{ 新收 }}`` stands for the figure, so that text and tables cannot differ.

A tiny substitution of our own: names from a closed list, nothing else, so that what officers type can never
be a program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

_FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_LEFT_OVER = re.compile(r"\{\{|\}\}")


@dataclass(frozen=True, slots=True)
class Words:
    """The four parts that people write; parts 二 to 四 are the tables."""

    opening: str
    overview: str
    problems: str
    other_matters: str

    def parts(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in LABELS}


LABELS = {
    "opening": "导语",
    "overview": "一、总体情况",
    "problems": "五、存在的主要问题及改进情况",
    "other_matters": "六、其他需要报告的事项",
}


class UnknownField(ValueError):
    """The text binds a name that does not exist. ``name`` is what was typed; ``str()`` is for the screen."""

    def __init__(self, name: str, known: Mapping[str, object]) -> None:
        near = get_close_matches(name, known, n=3, cutoff=0.5)
        hint = f"是不是：{'、'.join(near)}？" if near else "请从右侧的名称中选用。"
        super().__init__(f"没有名为“{name}”的数字。{hint}")
        self.name = name


def names_in(text: str) -> list[str]:
    """The names that a text binds, in order."""
    return _FIELD.findall(text)


def check_names(text: str, known: Mapping[str, object]) -> None:
    """Raises UnknownField for the first name that does not exist, or for braces left open."""
    for name in names_in(text):
        if name not in known:
            raise UnknownField(name, known)
    rest = _LEFT_OVER.search(_FIELD.sub("", text))
    if rest is not None:
        raise UnknownField(rest[0], known)


def fill(text: str, values: Mapping[str, str | None]) -> tuple[str, list[str]]:
    """The text with every field filled, and the names whose figure is not known yet: those read
    【待填报：…】. Raises UnknownField."""
    check_names(text, values)
    unknown: list[str] = []

    def value(match: re.Match[str]) -> str:
        found = values[match[1]]
        if found is None:
            unknown.append(match[1])
            return f"【待填报：{match[1]}】"
        return found

    return _FIELD.sub(value, text), unknown
