"""Chains of approval for tests: what an agency demands of its letters, and the people who take the steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from gongkai.agencies import actions
from gongkai.agencies.models import Agency, User
from gongkai.agencies.roles import Role
from gongkai.casework import signing
from gongkai.casework.chain import Chain
from gongkai.casework.models import Case
from gongkai.editorial import procedures
from tests.factories import World, at

ALL = ("review", "secrecy", "legality", "sign")
SINCE, MOMENT = date(2023, 1, 1), at(2023, 1, 3)


def demand(world: World, names: Sequence[str], *, kind: str = "letter_disclosed", on: datetime = MOMENT) -> None:
    """Have the office's letters of a kind owe these steps from now on."""
    procedures.set_rule(kind=kind, agency=world.office, names=names, at_once=False, by=world.officer, at=on)


def appoint(world: World, name: str, role: Role, agency: Agency | None = None) -> User:
    """Somebody new in a post."""
    user = User.objects.create_user(f"{name}{world.office.pk}", name=name)
    actions.give_post(user=user, agency=agency or world.office, role=role, held_from=SINCE, at=MOMENT)
    return User.objects.get(pk=user.pk)


def found(case: Case, letter: str = "reply") -> Chain:
    """The chain of a case as it stands."""
    chain = signing.of_case(case, letter)
    assert chain is not None
    return chain


def passes(case: Case, by: User, *, on: datetime, letter: str = "reply", words: str = "") -> Case:
    """Pass the step that is due, for what lies there now. Whoever acts is read anew, as with each request."""
    draft, user = found(case, letter).draft, User.objects.get(pk=by.pk)
    return signing.pass_step(case_id=case.pk, letter=letter, draft=draft, by=user, at=on, words=words)
