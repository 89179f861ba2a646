"""Founding agencies, giving and ending posts: allowed, whole, and in the ledger."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from gongkai.agencies import actions
from gongkai.agencies.models import Agency, Kind, Post
from gongkai.agencies.permissions import NotAllowed
from gongkai.agencies.roles import Role
from gongkai.audit import ledger
from gongkai.audit.models import Action, Entry
from tests.factories import START, World, at, make_district

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 3)


@pytest.fixture
def world() -> World:
    return make_district()


def found(parent: Agency | None, **changes: Any) -> Agency:
    fields = {"kind": Kind.DEPARTMENT, "name": "某局", "short_name": "某局", "code": "mj", "number_prefix": "某公开"}
    return actions.establish_agency(parent=parent, at=NOW, **{**fields, **changes})


def test_an_agency_stands_below_its_parent(world: World) -> None:
    bureau = found(world.department)
    assert bureau.path == f"/{world.government.pk}/{world.department.pk}/{bureau.pk}/"
    assert world.government.holds(bureau)
    assert not bureau.holds(world.government)
    assert bureau.holds(bureau)


def test_each_act_is_one_entry_in_the_chain_of_its_agency(world: World) -> None:
    rows = Entry.objects.filter(stream=world.office.stream).exclude(action=Action.PROCEDURE_SET)
    entries = list(rows.values_list("action", flat=True))
    assert entries == [Action.AGENCY_CREATED, *[Action.POST_GIVEN] * 4]
    assert not list(ledger.verify())


@pytest.mark.parametrize("changes", [{"code": ""}, {"name": ""}, {"kind": "ministry"}, {"code": "有空格 的"}])
def test_an_unusable_agency_is_refused_whole(world: World, changes: dict[str, str]) -> None:
    before = (Agency.objects.count(), Entry.objects.count())
    with pytest.raises(ValidationError):
        found(world.government, **changes)
    assert (Agency.objects.count(), Entry.objects.count()) == before


def test_a_code_is_given_once(world: World) -> None:
    with pytest.raises(ValidationError):
        found(world.government, code=world.office.code)


def test_only_who_keeps_the_staff_gives_posts(world: World) -> None:
    for person in (world.leader, world.handler, world.auditor, world.stranger):
        with pytest.raises(NotAllowed):
            actions.give_post(
                user=person, agency=world.office, role=Role.APPROVING_LEADER, held_from=NOW.date(), at=NOW, by=person
            )
    post = actions.give_post(
        user=world.stranger, agency=world.office, role=Role.AUDITOR, held_from=NOW.date(), at=NOW, by=world.officer
    )
    assert Entry.objects.filter(action=Action.POST_GIVEN).last().actor == world.officer.actor
    with pytest.raises(NotAllowed):
        actions.end_post(post=post, held_until=NOW.date(), at=NOW, by=world.leader)


def test_a_post_is_held_once_at_a_time(world: World) -> None:
    again = {"user": world.officer, "agency": world.office, "role": Role.DISCLOSURE_OFFICER, "at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.give_post(held_from=NOW.date(), **again)
    actions.end_post(post=world.officer.posts.get(), held_until=date(2023, 6, 30), at=NOW)
    actions.give_post(held_from=date(2023, 7, 1), **again)
    assert Post.objects.filter(user=world.officer).count() == 2


def test_a_post_does_not_end_before_it_begins(world: World) -> None:
    post = world.officer.posts.get()
    with pytest.raises(ValidationError):
        actions.end_post(post=post, held_until=date(START.year - 1, 1, 1), at=NOW)
    post.refresh_from_db()
    assert post.held_until is None
    assert not Entry.objects.filter(action=Action.POST_ENDED).exists()
