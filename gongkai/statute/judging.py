"""The order in which a request is judged: questions with their articles, and the outcomes each may lead to.

It guides people who are new to the work; nothing is decided by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from gongkai.statute.citation import Citation, cite, read_yaml
from gongkai.statute.outcomes import OutcomeRule, Variant, outcome_rule


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``step`` names the step of the procedure that has to come first, or is empty."""

    words: str
    article: Citation
    outcomes: tuple[tuple[OutcomeRule, Variant], ...]
    step: str = ""


@cache
def questions() -> tuple[Question, ...]:
    """All questions in their order. Raises BadInput when the data name an outcome or an article that is none."""
    return tuple(
        Question(
            words=entry["question"],
            article=cite(entry["article"]),
            outcomes=tuple(_outcome(*written) for written in entry["outcomes"]),
            step=entry.get("step", ""),
        )
        for entry in read_yaml("triage.yaml")
    )


def _outcome(outcome: str, variant: str | None = None) -> tuple[OutcomeRule, Variant]:
    rule = outcome_rule(outcome)
    return rule, rule.variant(variant)
