"""Other names of the same thing: people say 低保, documents say 最低生活保障.

A group of names is a line of the data file; every name of it finds the others. Officers add groups of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import yaml

from gongkai.search.text import normalise

DATA = Path(__file__).parent / "data" / "synonyms.yaml"
MOST = 6
"""Other wordings of one phrase that are looked for: each costs a search."""


@dataclass(frozen=True)
class Names:
    """Groups of names; ``groups`` of each normalised name gives the others."""

    groups: dict[str, tuple[str, ...]]
    longest: int

    def instead_of(self, words: str) -> list[str]:
        """Words with a name in them replaced by its other names: 低保申请 gives 最低生活保障申请. The longest name at
        a place counts."""
        out: list[str] = []
        for start, end in self._places(words):
            name = words[start:end]
            # what holds the name is found by the name; what the name holds would find more than was asked for
            others = [other for other in self.groups[name] if name not in other and other not in name]
            out += [words[:start] + other + words[end:] for other in others]
        return [other for other in dict.fromkeys(out) if other != words][:MOST]

    def _places(self, words: str) -> Iterator[tuple[int, int]]:
        at = 0
        while at < len(words):
            ends = range(min(len(words), at + self.longest), at, -1)
            end = next((end for end in ends if words[at:end] in self.groups), None)
            if end is not None:
                yield at, end
            at = end or at + 1


def names(groups: Iterable[Sequence[str]]) -> Names:
    """Groups of names, ready to be asked. A name in several groups has the others of all of them."""
    found: dict[str, list[str]] = {}
    for group in groups:
        normal = list(dict.fromkeys(normalise(name).strip() for name in group))
        for name in filter(None, normal):
            found.setdefault(name, []).extend(other for other in normal if other != name)
    unique = {name: tuple(dict.fromkeys(others)) for name, others in found.items()}
    return Names(unique, max(map(len, unique), default=0))


@cache
def shipped() -> Names:
    """The names that come with gongkai."""
    return names(shipped_groups())


@cache
def shipped_groups() -> tuple[tuple[str, ...], ...]:
    """The lines of the data file."""
    data = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return tuple(tuple(line.split("=")) for lines in data.values() for line in lines)


def faults(groups: Sequence[Sequence[str]]) -> list[str]:
    """What is wrong with groups that somebody wrote, in words."""
    said = [f"“{'='.join(group)}”至少要写两个名称" for group in groups if len({*map(normalise, group)} - {""}) < 2]
    said += [f"“{name}”太短或者太长，名称为2至30个字" for group in groups for name in group if not 2 <= len(name) <= 30]
    twice = sorted(group[0] for group, other in pairwise(sorted(map(tuple, groups))) if group == other)
    return said + [f"“{name}”这一组写了两遍" for name in twice]
