"""Absences: who may note them, who may stand in, and what a substitute may do."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.agencies import absences, actions
from gongkai.agencies.errors import AbsenceRefused
from gongkai.agencies.models import Absence, User
from gongkai.agencies.permissions import NotAllowed, may, posts_held, represented
from gongkai.agencies.roles import Permission, Role
from gongkai.audit.models import Action, Entry
from tests.casework.desk import desk, stop_clock, words
from tests.factories import World, at, make_district

pytestmark = pytest.mark.django_db
FIRST, LAST, NOW = date(2023, 3, 6), date(2023, 3, 10), at(2023, 3, 3)


@pytest.fixture
def world() -> World:
    return make_district()


def away(user: User, substitute: User, by: User, **changes: object) -> Absence:
    given = {"away_from": FIRST, "away_until": LAST, "at": NOW} | changes
    return absences.record(user=user, substitute=substitute, by=by, **given)  # type: ignore[arg-type]


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("day", "acts"),
    [(date(2023, 3, 5), False), (FIRST, True), (LAST, True), (date(2023, 3, 11), False)],
)
def test_a_substitute_acts_from_the_first_day_to_the_last(world: World, day: date, acts: bool) -> None:
    away(world.leader, world.colleague, world.leader)
    colleague = fresh(world.colleague)
    assert may(colleague, Permission.CASE_APPROVE, world.office, on=day) is acts
    absent = represented(colleague, Permission.CASE_APPROVE, world.office, on=day)
    assert (absent == world.leader) is acts
    assert represented(colleague, Permission.CASE_HANDLE, world.office, on=day) is None


def test_standing_in_goes_one_step_only(world: World) -> None:
    """What a substitute stands in for is not passed on, not even by rows written past the verbs."""
    away(world.leader, world.colleague, world.leader)
    Absence.objects.create(
        user=world.colleague, substitute=world.officer, away_from=FIRST, away_until=LAST, recorded_by="system"
    )
    assert not may(fresh(world.officer), Permission.CASE_APPROVE, world.office, on=FIRST)


def test_a_cancelled_absence_counts_no_more_and_both_stand_in_the_ledger(world: World) -> None:
    absence = away(world.leader, world.colleague, world.leader)
    absences.cancel(absence=absence, by=world.officer, at=NOW)
    assert not may(fresh(world.colleague), Permission.CASE_APPROVE, world.office, on=FIRST)
    noted = Entry.objects.filter(subject=f"user:{world.leader.pk}", stream=world.office.stream).order_by("id")
    kept = [entry for entry in noted.values_list("action", "actor") if entry[0].startswith("absence")]
    assert kept == [
        (Action.ABSENCE_RECORDED, world.leader.actor),
        (Action.ABSENCE_CANCELLED, world.officer.actor),
    ]
    with pytest.raises(AbsenceRefused, match="已经取消"):
        absences.cancel(absence=absence, by=world.officer, at=NOW)


def test_an_ended_post_ends_what_its_substitute_may(world: World) -> None:
    away(world.leader, world.colleague, world.leader)
    actions.end_post(post=world.leader.posts.get(), held_until=date(2023, 3, 7), at=NOW)
    assert may(fresh(world.colleague), Permission.CASE_APPROVE, world.office, on=date(2023, 3, 7))
    assert not may(fresh(world.colleague), Permission.CASE_APPROVE, world.office, on=date(2023, 3, 8))


@pytest.mark.parametrize("who", ["handler", "stranger", "auditor"])
def test_nobody_else_notes_an_absence(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        away(world.leader, world.colleague, getattr(world, who))
    assert not Absence.objects.exists()


def test_what_would_leave_work_to_nobody_is_refused(world: World) -> None:
    with pytest.raises(AbsenceRefused, match="本人不能代行"):
        away(world.leader, world.leader, world.officer)
    with pytest.raises(AbsenceRefused, match="早于离岗起"):
        away(world.leader, world.colleague, world.officer, away_until=date(2023, 3, 5))
    with pytest.raises(AbsenceRefused, match="已经过去"):
        away(world.leader, world.colleague, world.officer, away_from=date(2023, 2, 1), away_until=date(2023, 2, 3))
    outsider = make_district().officer
    with pytest.raises(AbsenceRefused, match="不是在这些日子一直任职"):
        away(world.leader, outsider, world.officer)
    idle = User.objects.create_user("idle", name="无职")
    with pytest.raises(AbsenceRefused, match="没有任职"):
        away(idle, world.colleague, idle)
    away(world.leader, world.colleague, world.officer)
    with pytest.raises(AbsenceRefused, match="已经登记"):
        away(world.leader, world.officer, world.officer, away_from=LAST, away_until=date(2023, 3, 20))
    with pytest.raises(AbsenceRefused, match="正在代行"):
        away(world.colleague, world.officer, world.officer, away_from=LAST, away_until=date(2023, 3, 20))
    away(world.handler, world.officer, world.handler, away_from=date(2023, 4, 3), away_until=date(2023, 4, 7))
    with pytest.raises(AbsenceRefused, match="也离岗"):
        away(world.leader, world.handler, world.officer, away_from=date(2023, 4, 7), away_until=date(2023, 4, 9))
    assert Absence.objects.count() == 2


def test_the_past_is_not_rewritten_by_an_absence_noted_late(world: World) -> None:
    absence = away(world.leader, world.colleague, world.leader, away_from=date(2023, 2, 20))
    assert absence.away_from == NOW.date()


def test_roles_are_unchanged_by_standing_in(world: World) -> None:
    away(world.leader, world.colleague, world.leader)
    own = [post for post in posts_held(fresh(world.colleague), FIRST) if post.user_id == world.colleague.pk]
    assert [post.role for post in own] == [Role.DISCLOSURE_OFFICER]
    assert posts_held(fresh(world.colleague), FIRST)[0].user_id == world.colleague.pk


def test_the_screen_notes_and_takes_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = desk(world.leader)
    stop_clock(monkeypatch, NOW)
    given = {"user": world.leader.pk, "substitute": world.colleague.pk, "away_from": "2023-03-06"}
    refused = browser.post("/office/absences/", given | {"do": "record", "away_until": "2023-03-01"})
    assert "早于离岗起" in words(refused)
    assert not Absence.objects.exists()
    done = browser.post("/office/absences/", given | {"do": "record", "away_until": "2023-03-10"}, follow=True)
    assert "由何其代行" in words(done)
    stop_clock(monkeypatch, at(2023, 3, 6))
    assert "代周审：" in words(desk(world.colleague).get("/office/absences/"))
    back = browser.post("/office/absences/", {"do": "cancel", "absence": Absence.objects.get().pk}, follow=True)
    assert "已取消" in words(back)
    assert "没有登记离岗" in words(back)


def test_the_screen_does_not_offer_other_peoples_absences(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    absence = away(world.leader, world.colleague, world.leader)
    stop_clock(monkeypatch, NOW)
    browser = desk(world.handler)
    assert browser.post("/office/absences/", {"do": "cancel", "absence": absence.pk}).status_code == 404
    given = {"user": world.leader.pk, "substitute": world.handler.pk, "away_from": "2023-03-20"}
    refused = browser.post("/office/absences/", given | {"do": "record", "away_until": "2023-03-21"})
    assert refused.status_code == 200
    assert Absence.objects.count() == 1
