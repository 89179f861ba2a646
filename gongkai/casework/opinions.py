"""What a handler proposes: an outcome and the facts its letter needs, or several items each with its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gongkai.statute.citation import chinese_number
from gongkai.statute.letters import field_labels
from gongkai.statute.outcomes import outcome_rule, row_for


@dataclass(frozen=True, slots=True)
class Item:
    """One of several items of a request: what it asks for, how it is disposed of, and the facts that needs."""

    request: str
    outcome: str
    variant: str | None = None
    facts: dict[str, str] = field(default_factory=dict)

    def words(self) -> dict[str, Any]:
        return {"request": self.request, "outcome": self.outcome, "variant": self.variant, "facts": self.facts}

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of what the item needs and lacks. Raises BadInput for an outcome or variant that does not exist."""
        return _missing(self.outcome, self.variant, self.facts) + (() if self.request.strip() else ("request",))


@dataclass(frozen=True, slots=True)
class Opinion:
    """A drafted decision: one of the 21 outcomes, its variant (信息不存在 or 非本机关 …), and the facts that its
    letter needs, by the names of statute/data/letters/fields.yaml. With ``items`` the letter disposes of each of them
    and ``outcome`` is the one row of table B in which the request counts."""

    outcome: str
    variant: str | None = None
    facts: dict[str, str] = field(default_factory=dict)
    items: tuple[Item, ...] = ()

    @classmethod
    def of_items(cls, items: Sequence[Item]) -> Opinion:
        """An opinion on several items; the row in which the request counts follows from them."""
        return cls(row_for(item.outcome for item in items), items=tuple(items))

    @classmethod
    def read(cls, outcome: str, words: Mapping[str, Any]) -> Opinion:
        """An opinion from the words of its event; its facts are empty when the applicant was erased."""
        items = tuple(Item(**item) for item in words.get("items", ()))
        return cls(outcome, words.get("variant"), dict(words.get("facts", {})), items)

    def words(self) -> dict[str, Any]:
        found: dict[str, Any] = {"variant": self.variant, "facts": self.facts}
        return found | ({"items": [item.words() for item in self.items]} if self.items else {})

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that the letter tells, on which its remedies depend."""
        return tuple(item.outcome for item in self.items) or (self.outcome,)

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the facts that are needed and not there. Raises BadInput for an outcome or variant that does not
        exist."""
        if self.items:
            return tuple(dict.fromkeys(name for item in self.items for name in item.missing))
        return _missing(self.outcome, self.variant, self.facts)

    @property
    def lacking(self) -> list[str]:
        """The same in words, item by item."""
        labels = field_labels()
        if not self.items:
            return [labels[name] for name in self.missing]
        return [
            f"第{chinese_number(place)}项的{labels[name]}"
            for place, item in enumerate(self.items, start=1)
            for name in item.missing
        ]


def _missing(outcome: str, variant: str | None, facts: Mapping[str, str]) -> tuple[str, ...]:
    needed = outcome_rule(outcome).variant(variant).facts
    return tuple(name for name in needed if not facts.get(name, "").strip())
