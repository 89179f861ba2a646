"""Who may do what in the reviews: every verb with every role, enumerated by introspection."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed
from gongkai.editorial import attributes, ending, gate, procedures, reviewing, scanning
from gongkai.editorial.errors import EditorialError
from gongkai.editorial.models import Round
from gongkai.editorial.reviewing import Return, Seen
from gongkai.statute.documents import Attribute
from tests.editorial.conftest import Checks
from tests.editorial.papers import MONDAY, Desk, Staff, part, seen, sign, sign_all
from tests.factories import World

FIRST, SECOND, SECRECY, FINAL = "first", "second", "secrecy", "final"
OFFICE = {SECOND, "colleague"}
"""The disclosure officers; the second review is one of their tasks."""
DRAFTERS = {"author", FIRST, *OFFICE}
PEOPLE = ("author", FIRST, SECOND, "colleague", SECRECY, FINAL, "handler", "auditor", "stranger")
LATER = MONDAY + timedelta(days=9)
BACK = Return("words", "请改")

# What each verb is tried on, what it needs besides by and at, and who may use it.
VERBS: dict[str, tuple[str, Callable[[Any], dict[str, Any]], set[str]]] = {
    "reviewing.submit": ("written", lambda _: {"keys": ["paper:1"]}, DRAFTERS),
    "reviewing.approve": ("first_review", lambda row: {**_stage(row)}, {FIRST}),
    "reviewing.approve_all": ("secrecy", lambda row: {**_stage(row)}, {SECRECY}),
    "reviewing.send_back": ("second_review", lambda row: {**_stage(row), "reason": BACK}, OFFICE),
    "reviewing.take_back": ("first_review", lambda row: {"round_id": row.pk}, {"author", *OFFICE, FINAL}),
    "reviewing.revoke": ("first_review", lambda row: {"round_id": row.pk, "words": "停"}, {*OFFICE, FINAL}),
    "scanning.rule": (
        "first_review",
        lambda _: {"key": "paper:1", "part": "", "fingerprint": "f-方案", "reason": "无误"},
        {SECRECY},
    ),
    "gate.release": ("cleared", lambda _: {"keys": ["paper:1"]}, {*OFFICE, FINAL}),
    "gate.release_first": ("secrecy", lambda _: {"key": "paper:1", "why": "汛情"}, {FINAL}),
    "gate.withdraw": ("public", lambda _: {"key": "paper:1", "why": "有误"}, {*OFFICE, FINAL}),
    "ending.plan": ("public", lambda _: {"key": "paper:1", "why": "期满", "due_at": LATER}, {*OFFICE, FINAL}),
    "ending.cancel": ("ending", lambda _: {"key": "paper:1"}, {*OFFICE, FINAL}),
    "attributes.propose": ("withheld", lambda _: {"key": "paper:1"}, DRAFTERS),
    "attributes.decide": ("proposed", lambda row: {"decision_id": row.pk, "agreed": True, "words": ""}, OFFICE),
    "attributes.reassess": ("withheld", lambda _: {"key": "paper:1", "words": "维持"}, OFFICE),
    "procedures.set_rule": (
        "written",
        lambda _: {"kind": "paper", "names": ["secrecy", "final_review"], "at_once": True},
        OFFICE,
    ),
}


def _stage(row: Round) -> dict[str, Any]:
    at = seen(row)
    return {"round_id": row.pk, "stage": row.stage, "seen": Seen(at.seq, at.digest)}


def verbs() -> dict[str, Callable[..., Any]]:
    """Every public function of the reviews that somebody does."""
    return {
        f"{module.__name__.rsplit('.', 1)[-1]}.{name}": function
        for module in (reviewing, gate, ending, scanning, attributes, procedures)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and {"by", "at"} <= set(inspect.signature(function).parameters)
    }


def test_every_verb_is_in_the_table() -> None:
    assert set(VERBS) == set(verbs())


@pytest.mark.parametrize("name", sorted(VERBS))
def test_only_the_roles_that_may_get_through(name: str, world: World, staff: Staff, desk: Desk, checks: Checks) -> None:
    stage, arguments, allowed = VERBS[name]
    subject = _brought_to(stage, world, staff, desk)
    if name == "scanning.rule":
        checks.find("方案")
        checks.version = "2"
    given = arguments(subject) | ({"agency": world.office} if name == "procedures.set_rule" else {})
    people: dict[str, User] = {who: getattr(staff, who, None) or getattr(world, who) for who in PEOPLE}
    out, through = dict(desk.out), set()
    for who, person in people.items():
        desk.out = dict(out)
        through |= {who} if _gets_through(verbs()[name], given, person) else set()
    assert through == allowed


def _brought_to(stage: str, world: World, staff: Staff, desk: Desk) -> Any:
    """The paper as far as the verb needs it."""
    if stage in {"withheld", "proposed"}:
        more = {"attribute": Attribute.WITHHELD, "attribute_reason": "涉及商业秘密", "policy": True}
        desk.write(world.office, staff.author, **more)
        return attributes.propose(key="paper:1", by=staff.author, at=MONDAY) if stage == "proposed" else None
    desk.write(world.office, staff.author, parts=(part("a", b"a"),))
    if stage == "written":
        return None
    if stage == "cleared":
        names = ["secrecy", "final_review"]
        procedures.set_rule(kind="paper", agency=world.office, names=names, at_once=False, by=world.officer, at=MONDAY)
    row = reviewing.submit(keys=["paper:1"], by=staff.author, at=MONDAY)[0]
    if stage in {"cleared", "public", "ending"}:
        row = sign_all(row, staff)
        if stage == "ending":
            ending.plan(key="paper:1", why="期满", due_at=LATER, by=world.officer, at=MONDAY)
        return row
    while row.stage != stage:
        row = sign(row, staff)
    return row


def _gets_through(verb: Callable[..., Any], given: dict[str, Any], person: User) -> bool:
    """Whether a person is let to the verb; that it then finds something else to refuse is another matter."""
    try:
        with transaction.atomic():
            verb(by=person, at=MONDAY, **given)
            transaction.set_rollback(True)  # everybody comes to the same desk
    except NotAllowed:
        return False
    except EditorialError as error:
        return error.code != "OWN_WORK"
    return True
