"""The kinds of letters as data: what each must contain, in which words, and which article calls for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from gongkai.statute.citation import Citation, cite, read_yaml
from gongkai.statute.errors import BadInput
from gongkai.statute.outcomes import outcome_rule, outcome_rules

SEVERAL = "several"
SEVERAL_TITLE = "政府信息公开申请答复书"
LEAD_FIELDS = ("receipt_number", "received_on", "channel", "request")
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A template; with ``when`` it is written only if that fact is known."""

    text: str
    when: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(PLACEHOLDER.findall(self.text))


@dataclass(frozen=True, slots=True)
class LetterRule:
    """One kind of letter: its title, the article that calls for it, what it must contain, when it is due.

    ``to`` is applicant, third_party or agency. ``decision`` letters end the case and tell the remedies.
    """

    kind: str
    title: str
    articles: tuple[Citation, ...]
    to: str
    numbered: bool
    deadline: str
    required: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    decision: bool


@cache
def field_labels() -> dict[str, str]:
    """Every field that letters know, with its Chinese name."""
    return {key: str(label) for key, label in read_yaml("letters/fields.yaml").items()}


@cache
def letter_rules() -> dict[str, LetterRule]:
    """All kinds of letters: those on the way and those that end a case."""
    found = {kind: _procedural(kind, entry) for kind, entry in read_yaml("letters/procedure.yaml").items()}
    for kind, entry in read_yaml("letters/decisions.yaml").items():
        found[kind] = _decisive(kind, entry)
    return found


DECISION_LETTERS: frozenset[str]
NOTICE_LETTERS: frozenset[str]
"""The kinds that end a case, and those on the way or to others; filled at the end of this module."""


def letter_rule(kind: str) -> LetterRule:
    """The rule of one kind. Raises BadInput."""
    if kind not in letter_rules():
        raise BadInput(f"没有名为“{kind}”的文书。")
    return letter_rules()[kind]


def letter_title(kind: str) -> str:
    """What a kind is called, that of a letter about several items too; an unknown kind is its own name."""
    rule = letter_rules().get(kind)
    return rule.title if rule else {SEVERAL: SEVERAL_TITLE}.get(kind, kind)


def letters_for(outcome: str) -> tuple[str, ...]:
    """The kinds of letters that can tell an outcome."""
    return tuple(dict.fromkeys(variant.letter for variant in outcome_rule(outcome).variants))


def _procedural(kind: str, entry: dict[str, Any]) -> LetterRule:
    return LetterRule(
        kind=kind,
        title=entry["title"],
        articles=tuple(cite(article) for article in entry["articles"]),
        to=entry["to"],
        numbered=entry["numbered"],
        deadline=entry["deadline"],
        required=tuple(entry["required"]),
        paragraphs=_templates(entry["paragraphs"]),
        decision=False,
    )


def _decisive(kind: str, entry: dict[str, Any]) -> LetterRule:
    users = [variant for outcome in outcome_rules().values() for variant in outcome.variants if variant.letter == kind]
    shared = [name for name in users[0].facts if all(name in variant.facts for variant in users)]
    return LetterRule(
        kind=kind,
        title=entry["title"],
        articles=tuple(dict.fromkeys(article for variant in users for article in variant.articles)),
        to="applicant",
        numbered=True,
        deadline="法定答复期限届满前",
        required=(*LEAD_FIELDS, *shared, "remedy"),
        paragraphs=_templates(entry["finding"]),
        decision=True,
    )


def _templates(entries: Iterable[str | dict[str, str]]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(e) if isinstance(e, str) else Paragraph(e["text"], e["when"]) for e in entries)


DECISION_LETTERS = frozenset(kind for kind, rule in letter_rules().items() if rule.decision) | {SEVERAL}
NOTICE_LETTERS = frozenset(letter_rules()) - DECISION_LETTERS
