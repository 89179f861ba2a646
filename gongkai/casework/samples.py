"""Made-up letters to try a template with: every field shows its own name, so that nothing looks like a case."""

from __future__ import annotations

from datetime import date
from typing import Any

from gongkai.agencies.models import Agency
from gongkai.casework import paper
from gongkai.casework.correspondence import remedy_for_sample
from gongkai.statute import letters
from gongkai.statute.outcomes import outcome_rules
from gongkai.typeset.page import LetterPage

USUAL = "provided"
"""The letter that shows a template for all kinds."""
_DAYS = ("dated_on", "received_on")
_MADE = frozenset({"you", "articles", "remedy"})
"""What the letter itself derives."""


def page(agency: Agency, kind: str, *, on: date) -> LetterPage:
    """The first page of a sample letter."""
    letter = sample(agency, kind, on=on)
    return paper.pages(letter.title, letter.number, letter.dated_on, paper.written(letter).content)[0]


def sample(agency: Agency, kind: str, *, on: date) -> letters.Letter:
    """A complete letter of a kind from the names of its fields. Raises BadInput for a kind that is not."""
    rule = letters.letter_rule(kind)
    facts = _facts(agency, on)
    if rule.decision:
        outcome, variant = next(
            (found.outcome.value, variant.key)
            for found in outcome_rules().values()
            for variant in found.variants
            if variant.letter == kind
        )
        facts |= {"outcome": outcome, "variant": variant, "remedy": remedy_for_sample(agency, on, outcome)}
    elif "remedy" in rule.required:
        facts["remedy"] = remedy_for_sample(agency, on, None if rule.to == "third_party" else "open")
    return letters.compose(kind, facts)


def _facts(agency: Agency, on: date) -> dict[str, Any]:
    named = {name: f"〔{label}〕" for name, label in letters.field_labels().items() if name not in _MADE}
    return (
        named
        | dict.fromkeys(_DAYS, on)
        | {
            "agency": agency.name,
            "number": f"{agency.number_prefix}〔{on.year}〕1号",
            # The ground of a partial disclosure is one of the law's own.
            "ground": "no_third",
        }
    )
