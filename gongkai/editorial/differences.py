"""Comparing what every kind of content says is public with what the gate released.

What is public without a release, and what was released and is not public: both mean that something went past the
gate, or that a kind does not do what the gate told it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.editorial import items
from gongkai.editorial.errors import Gone
from gongkai.editorial.items import Kind
from gongkai.editorial.models import Release


@dataclass(frozen=True, slots=True)
class Difference:
    """One item that is public and should not be, or the other way round."""

    code: str
    key: str
    title: str

    @property
    def sentence(self) -> str:
        """The difference for people."""
        said = {
            "UNRELEASED_PUBLIC": "正在公开，但是没有经过审核发布",
            "RELEASED_NOT_PUBLIC": "已经审核发布，但是公众看不到",
        }[self.code]
        return f"{self.key}《{self.title}》：{said}"


def differences() -> Iterator[Difference]:
    """Every difference of the kinds that can say what is public; the others are left out."""
    for kind in items.kinds():
        if kind.public_keys is not None:
            yield from _of(kind, set(kind.public_keys()))


def _of(kind: Kind, public: set[str]) -> Iterator[Difference]:
    rows = Release.objects.filter(kind=kind.name, withdrawn_at=None).order_by("pk")
    released = dict(rows.values_list("key", "title"))
    for key in sorted(public - released.keys()):
        yield Difference("UNRELEASED_PUBLIC", key, _title(kind, key))
    for key, title in released.items():
        if key not in public:
            yield Difference("RELEASED_NOT_PUBLIC", key, title)


def _title(kind: Kind, key: str) -> str:
    try:
        return kind.load(key).title
    except Gone:
        return "已经删除"
