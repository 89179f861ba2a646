"""Comparing what is public with what was released: the locks should leave nothing to find, the database's owner can
still pass them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.editorial import items
from gongkai.editorial.items import Kind
from gongkai.editorial.models import Release

UNRELEASED = "没有经过发布就公开了"
CHANGED = "公开的内容与发布的不一致"
MISSING = "发布了，但是公众看不到"


@dataclass(frozen=True, slots=True)
class Stray:
    """Something that is public and should not be, or the other way round."""

    key: str
    label: str
    why: str

    @property
    def sentence(self) -> str:
        """For officers: what it is and what is wrong with it."""
        return f"{self.label}（{self.key}）{self.why}"


def strays() -> list[Stray]:
    """Everything that does not agree, of all kinds that say what is public of theirs."""
    return [stray for kind in items.kinds() for stray in _of(kind)]


def _of(kind: Kind) -> Iterator[Stray]:
    if kind.public_keys is None:
        return
    # by the key: a kind with several sorts has releases under the names of these
    standing = Release.objects.filter(key__startswith=f"{kind.name}:", withdrawn_at=None)
    released = dict(standing.values_list("key", "digest"))
    shown = set(kind.public_keys())
    for key in sorted(shown):
        if key not in released:
            yield Stray(key, kind.label, UNRELEASED)
        elif not kind.intact(key, released[key]):
            yield Stray(key, kind.label, CHANGED)
    yield from (Stray(key, kind.label, MISSING) for key in sorted(released.keys() - shown))
