"""A district that was put back is the one that the verbs made."""

from __future__ import annotations

import pytest

from gongkai.agencies.models import Agency, Post, User
from gongkai.agencies.permissions import may
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Entry
from tests.factories import START, World, finish, make_district, online

pytestmark = pytest.mark.django_db


def everything(world: World) -> list[object]:
    """What stands in the database and in the hands of a test, without keys."""
    rows = [
        *Agency.objects.order_by("pk").values_list("name", "code", "parent__name", "kind"),
        *User.objects.order_by("pk").values_list("username", "name", "password"),
        *Post.objects.order_by("pk").values_list("user__name", "agency__name", "role", "held_from"),
        *Entry.objects.order_by("stream", "position").values_list("stream", "position", "hash"),
    ]
    return [*rows, [str(getattr(world, name)) for name in World.__slots__]]


@pytest.fixture(scope="module")
def seen() -> list[list[object]]:
    return []


@pytest.mark.parametrize("_time", range(3))
def test_again_and_again_it_is_the_same_whole_and_of_use(seen: list[list[object]], _time: int) -> None:
    world = make_district()
    seen.append(everything(world))
    assert seen[-1] == seen[0]
    assert list(ledger.verify()) == []
    assert may(world.officer, Permission.PEOPLE_EDIT, world.office, on=START.date())
    assert not may(world.stranger, Permission.PEOPLE_EDIT, world.office, on=START.date())
    world.office.name = "另一个名称"  # what a test does to its own stays its own
    finish(world, online(world).case)
    other = make_district()
    assert other.office.code != world.office.code
    assert list(ledger.verify()) == []
