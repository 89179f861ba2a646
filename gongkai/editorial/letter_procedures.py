"""Which steps a letter to an applicant owes in an agency before it may leave (条例第十七条、第四十五条).

Shipped data say what each kind of letter owes; an agency, or one above it, may demand something else. A shipped step
that depends on a post being filled is owed where somebody holds the post; a step that an agency set is owed always.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from gongkai.agencies.models import Agency, Post
from gongkai.agencies.permissions import who_may
from gongkai.agencies.roles import GRANTS
from gongkai.editorial import procedures
from gongkai.editorial.models import ProcedureRule
from gongkai.editorial.procedures import Stage

FEE_NOTICE = "fee_notice"
SIGN = "sign"
"""The last step of a reply: the signature by which it is decided."""


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A kind of letter: the results of a request that it tells, and the shipped steps. ``where_held`` are those owed
    only where somebody holds the post."""

    name: str
    label: str
    outcomes: frozenset[str]
    stages: tuple[str, ...]
    where_held: frozenset[str]


@cache
def kinds() -> dict[str, LetterKind]:
    """All kinds of letters with a procedure, by name."""
    return {
        name: LetterKind(
            name,
            entry["label"],
            frozenset(entry.get("outcomes", ())),
            tuple(entry["stages"]),
            frozenset(entry.get("where_held", ())),
        )
        for name, entry in procedures.letters()["kinds"].items()
    }


def kinds_of(outcomes: Iterable[str]) -> list[str]:
    """The kinds that a reply with these results is: several when it disposes of several items."""
    told = set(outcomes)
    special = [kind for kind in kinds().values() if kind.outcomes & told]
    rest = told - {outcome for kind in special for outcome in kind.outcomes}
    return [kind.name for kind in special] + (["letter_other"] if rest or not special else [])


def owed(names: Sequence[str], agency: Agency, *, on: date) -> tuple[Stage, ...]:
    """The steps that a letter of these kinds owes in an agency on a day, in their order."""
    rules = procedures.rules_of(names, agency)
    asks = {key for name in names if name not in rules for key in kinds()[name].where_held}
    held = {key for key in asks if holders(_stage(key), [agency], on=on)}
    return _ordered(key for name in names for key in _keys(kinds()[name], rules.get(name), held))


def holders(stage: Stage, agencies: Iterable[Agency], *, on: date) -> list[Post]:
    """The posts by which a step may be taken for some agencies on a day. One query."""
    return who_may([stage.permission], agencies, above=stage.above, on=on)


def vacant(agency: Agency, *, on: date) -> list[tuple[str, str]]:
    """The steps that are owed though nobody holds the post for them: the kind's and the step's labels. Two queries."""
    rules, steps = procedures.rules_of(list(kinds()), agency), procedures.letter_stages()
    posts = who_may([stage.permission for stage in steps.values()], [agency], above=True, on=on)
    held = {key for key, stage in steps.items() if any(_fills(post, stage, agency) for post in posts)}
    return [
        (kind.label, stage.label)
        for name, kind in kinds().items()
        for stage in _ordered(_keys(kind, rules.get(name), held))
        if stage.key not in held
    ]


def _keys(kind: LetterKind, rule: ProcedureRule | None, held: Container[str]) -> list[str]:
    """The steps of a kind under a rule, or the shipped ones: those that ask for a post only where it is held."""
    if rule is not None:
        return list(rule.stages)
    return [key for key in kind.stages if key not in kind.where_held or key in held]


def _fills(post: Post, stage: Stage, agency: Agency) -> bool:
    return stage.permission in GRANTS[post.role] and (stage.above or post.agency_id == agency.pk)


def _ordered(keys: Iterable[str]) -> tuple[Stage, ...]:
    wanted = set(keys)
    return tuple(stage for key, stage in procedures.letter_stages().items() if key in wanted)


def _stage(key: str) -> Stage:
    return procedures.letter_stages()[key]
