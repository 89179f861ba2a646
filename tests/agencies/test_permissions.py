"""Who may do what: roles, posts with their days, and how far down a role reaches."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.agencies import actions
from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import NotAllowed, agencies_where, may, require, scope
from gongkai.agencies.roles import GRANTS, Permission, Role
from gongkai.casework.models import Case
from tests.factories import World, at, make_district, online

pytestmark = pytest.mark.django_db
ON = date(2023, 3, 3)
PEOPLE = ("officer", "leader", "handler", "auditor", "stranger")


@pytest.fixture
def world() -> World:
    return make_district()


def test_every_role_grants_something_and_nothing_unknown() -> None:
    assert set(GRANTS) == set(Role)
    for role, granted in GRANTS.items():
        assert granted, role
        assert granted <= set(Permission), role
    assert set().union(*GRANTS.values()) == set(Permission), "a permission that nobody can have"


def test_nobody_who_drafts_approves() -> None:
    for role, granted in GRANTS.items():
        assert not {Permission.CASE_DRAFT, Permission.CASE_APPROVE} <= granted, role
        assert not {Permission.REPORT_EDIT, Permission.REPORT_APPROVE} <= granted, role
        villages = {Permission.VILLAGE_DRAFT, Permission.VILLAGE_SIGN, Permission.VILLAGE_APPROVE}
        assert len(villages & granted) <= 1, role


def test_who_supervises_changes_nothing() -> None:
    seeing = {Permission.CASE_SEE, Permission.LEDGER_SEE, Permission.JOBS_SEE, Permission.DIALOGUE_SEE}
    seeing |= {Permission.VILLAGE_SEE, Permission.OVERSIGHT_SEE}
    assert GRANTS[Role.AUDITOR] == seeing


def test_a_role_counts_in_its_own_agency_only_unless_it_reaches_down(world: World) -> None:
    for agency in (world.government, world.department, world.other):
        assert not may(world.officer, Permission.CASE_SEE, agency, on=ON)
    assert may(world.officer, Permission.CASE_SEE, world.office, on=ON)
    for agency in (world.government, world.office, world.department, world.other):
        assert may(world.auditor, Permission.CASE_SEE, agency, on=ON)
    assert not may(world.auditor, Permission.CASE_SEE, make_district().office, on=ON)


def test_an_agency_whose_number_begins_alike_is_not_below(world: World) -> None:
    """/1/ and /12/ begin alike; only the closing stroke keeps them apart."""
    twin = Agency.objects.create(
        kind="government", name="别区", short_name="别区", code="twin", path=world.government.path[:-1] + "0/"
    )
    assert not world.government.holds(twin)
    assert not may(world.auditor, Permission.CASE_SEE, twin, on=ON)


@pytest.mark.parametrize(
    ("today", "counts"),
    [(date(2022, 12, 31), False), (date(2023, 1, 1), True), (date(2023, 6, 30), True), (date(2023, 7, 1), False)],
)
def test_a_post_counts_from_its_first_day_to_its_last(world: World, today: date, counts: bool) -> None:
    user = User.objects.create_user("newcomer", name="新来")
    post = actions.give_post(
        user=user, agency=world.office, role=Role.DISCLOSURE_OFFICER, held_from=date(2023, 1, 1), at=at(2023, 1, 1)
    )
    actions.end_post(post=post, held_until=date(2023, 6, 30), at=at(2023, 6, 1))
    user.__dict__.pop("_posts_held", None)
    assert may(user, Permission.CASE_SEE, world.office, on=today) is counts


def test_flags_of_django_grant_nothing(world: World) -> None:
    user = User.objects.create_superuser("root", password="x", name="管理员")
    assert not any(may(user, permission, world.office, on=ON) for permission in Permission)
    with pytest.raises(NotAllowed, match="没有“查看办件”的权限"):
        require(user, Permission.CASE_SEE, world.office, on=ON)


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("permission", list(Permission))
def test_three_ways_to_ask_give_one_answer(world: World, person: str, permission: Permission) -> None:
    """`may` for one agency, `scope` for rows, `agencies_where` for menus."""
    user = getattr(world, person)
    everywhere = list(Agency.objects.all())
    one_by_one = {agency.pk for agency in everywhere if may(user, permission, agency, on=ON)}
    assert set(agencies_where(user, permission, on=ON).values_list("pk", flat=True)) == one_by_one
    cases = {online(world, agency=agency).case.pk for agency in everywhere}
    rows = Case.objects.filter(scope(user, permission, on=ON), pk__in=cases)
    assert set(rows.values_list("agency_id", flat=True)) == one_by_one
