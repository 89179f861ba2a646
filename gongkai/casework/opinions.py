"""What a handler proposes: an outcome and the facts its letter needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gongkai.statute.outcomes import outcome_rule


@dataclass(frozen=True, slots=True)
class Opinion:
    """A drafted decision: one of the 21 outcomes, its variant (信息不存在 or 非本机关 …), and the facts that
    its letter needs, by the names of statute/data/letters/fields.yaml."""

    outcome: str
    variant: str | None = None
    facts: dict[str, str] = field(default_factory=dict)

    def words(self) -> dict[str, Any]:
        return {"variant": self.variant, "facts": self.facts}

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the facts that the outcome needs and that are not there. Raises BadInput for an outcome or
        variant that does not exist."""
        needed = outcome_rule(self.outcome).variant(self.variant).facts
        return tuple(name for name in needed if not self.facts.get(name, "").strip())
