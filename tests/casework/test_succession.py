"""An agency ends: everything goes to its successor in one deed, no clock moves, each year counts a case once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils.timezone import localdate

from gongkai.agencies import actions
from gongkai.agencies.models import Agency, Post, User
from gongkai.agencies.permissions import NotAllowed, may
from gongkai.agencies.roles import Permission, Role
from gongkai.casework import deciding, following, handling, intake, joint, log, succession, verification
from gongkai.casework.errors import BadDate, CaseworkError, Conflict, Incomplete, NotPermitted, Unknown
from gongkai.casework.models import Case, CaseMove, JointRequest, LetterTemplate, Succession
from gongkai.portal.models import Draft, Hook
from gongkai.reporting import counting
from tests.casework.desk import desk, stop_clock, words
from tests.factories import DISCLOSED, START, World, at, finish, letter, make_district, online

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 15)
BASIS = "明编〔2023〕3号"


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def keeper(world: World) -> User:
    """Who keeps the posts of the whole district."""
    user = User.objects.create_user("keeper", name="管编制")
    actions.give_post(
        user=user, agency=world.government, role=Role.DISCLOSURE_OFFICER, held_from=START.date(), at=START
    )
    return user


def seen(world: World, keeper: User, **told: Any) -> succession.Plan:
    return succession.plan(agency=world.office, successor=world.other, by=keeper, at=NOW, **told)


def end(world: World, keeper: User, **told: Any) -> Succession:
    plan = seen(world, keeper, choices=told.get("choices"))
    told = {"on": date(2023, 3, 14), "basis": BASIS, "seen": plan.digest, "by": keeper, "at": NOW} | told
    return succession.end(agency=world.office, successor=world.other, **told)


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def clocks() -> dict[str, tuple[Any, ...]]:
    return {row.number: (row.stage, row.due_on, row.next_on, row.received_on) for row in Case.objects.all()}


def test_all_that_is_open_moves_and_no_clock_does(world: World, keeper: User) -> None:
    done = finish(world, letter(world).case, on=at(2023, 3, 10))
    receipt, drafted = online(world), letter(world).case
    handling.assign(case_id=receipt.case.pk, agency=world.department, by=world.officer, at=at(2023, 3, 2))
    deciding.propose(case_id=drafted.pk, opinion=DISCLOSED, by=world.officer, at=at(2023, 3, 13))
    Case.objects.filter(pk=drafted.pk).update(handler=world.officer, assigned_agency=world.office)
    theirs = letter(world, agency=world.other, by=world.stranger).case
    asked = {"agencies": [world.office], "what": "请提供批复", "internal_on": date(2023, 3, 20)}
    (part,) = joint.ask(case_id=theirs.pk, by=world.stranger, at=at(2023, 3, 3), **asked)
    template = LetterTemplate.objects.create(agency=world.office, content=b"x", digest="x", uploaded_at=NOW)
    told = {"address": "https://a.example.invalid/", "sealed_secret": b"x", "made_by": "user:1", "made_at": NOW}
    hook = Hook.objects.create(agency=world.office, **told)
    Draft.objects.create(token_hash="t", agency=world.office, sealed=b"x", saved_at=NOW)
    before, plan = clocks(), seen(world, keeper)
    assert {case.number for case, _ in plan.cases} == {receipt.number, drafted.number}
    assert dict(plan.counts)["事件推送"] == dict(plan.counts)["申请人没有提交的草稿"] == 1
    assert clocks() == before
    assert not Succession.objects.exists()
    end(world, keeper)
    assert clocks() == before
    for case in (receipt.case, drafted):
        moved = fresh(case)
        assert (moved.agency, moved.numbered_by) == (world.other, world.office)
        assert moved.events.last().kind == "succeeded"
        assert {row.key.split(":")[2] for row in moved.messages.all()} >= {"succeeded"}
        assert not list(verification.verify_case(moved))
    assert (fresh(drafted).handler, fresh(drafted).assigned_agency) == (world.officer, world.other)
    assert fresh(receipt.case).assigned_agency == world.department
    assert (fresh(part).agency, fresh(template).agency, fresh(hook).agency) == (world.other,) * 3
    assert Draft.objects.get().agency == world.other
    assert fresh(done).agency == world.office
    assert fresh(world.office).abolished_on == date(2023, 3, 14)
    leader = fresh(world.leader)
    assert deciding.approve(case_id=drafted.pk, by=leader, at=at(2023, 3, 16)).agency == world.other
    own = letter(world, agency=world.other, by=fresh(world.officer), on=at(2023, 3, 16)).case
    assert (own.serial, own.year) == (2, 2023), "the successor's numbers go on without a gap"


def test_the_history_can_be_read_and_is_taken_over_before_anything_is_done(world: World, keeper: User) -> None:
    done = finish(world, letter(world).case, on=at(2023, 3, 10))
    end(world, keeper)
    stranger = fresh(world.stranger)
    assert log.allowed(stranger, Permission.CASE_SEE, fresh(done), on=localdate(NOW))
    assert not log.allowed(stranger, Permission.CASE_HANDLE, fresh(done), on=localdate(NOW))
    with pytest.raises(Unknown):
        succession.take_over(case_id=done.pk, by=world.handler, at=NOW)
    with pytest.raises(NotAllowed):
        succession.take_over(case_id=done.pk, by=world.auditor, at=NOW)
    assert succession.take_over(case_id=done.pk, by=stranger, at=NOW).agency == world.other
    with pytest.raises(NotPermitted):
        succession.take_over(case_id=done.pk, by=stranger, at=NOW)


def test_cut_off_half_way_nothing_has_moved(world: World, keeper: User, monkeypatch: pytest.MonkeyPatch) -> None:
    case, before = online(world).case, Post.objects.count()
    monkeypatch.setattr(following, "templates", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        end(world, keeper)
    assert fresh(case).agency == world.office
    assert fresh(world.office).abolished_on is None
    assert (Post.objects.count(), Succession.objects.count(), CaseMove.objects.count()) == (before, 0, 0)


def test_single_cases_go_to_another_successor(world: World, keeper: User) -> None:
    first, second = online(world).case, online(world).case
    Case.objects.filter(pk=second.pk).update(handler=world.officer)
    end(world, keeper, choices={second.pk: world.department})
    assert (fresh(first).agency, fresh(second).agency) == (world.other, world.department)
    assert fresh(second).handler is None, "nobody handles where they hold no post"
    assert fresh(world.department).succeeds == fresh(world.other).succeeds == [world.office.pk]


def test_a_mistake_is_taken_back_by_later_events(world: World, keeper: User) -> None:
    back, finished = online(world).case, letter(world).case
    row = end(world, keeper)
    officer, leader = fresh(world.officer), fresh(world.leader)
    Case.objects.get(pk=finished.pk)
    finish(_with(world, officer, leader), finished, on=at(2023, 3, 16))
    before = clocks()
    with pytest.raises(Incomplete):
        succession.undo(succession_id=row.pk, why=" ", by=keeper, at=at(2023, 3, 17))
    given = succession.undo(succession_id=row.pk, why="选错了机关", by=keeper, at=at(2023, 3, 17))
    assert [case.pk for case in given] == [back.pk]
    assert clocks() == before
    assert (fresh(back).agency, fresh(back).numbered_by) == (world.office, None)
    assert fresh(finished).agency == world.other, "what was finished there stays there"
    assert [event.kind for event in back.events.all()].count("succeeded") == 2
    assert fresh(world.office).abolished_on is None
    assert may(fresh(world.officer), Permission.CASE_HANDLE, world.office, on=date(2023, 3, 17))
    assert fresh(world.other).succeeds == []
    with pytest.raises(NotPermitted):
        succession.undo(succession_id=row.pk, why="再来", by=keeper, at=at(2023, 3, 17))
    assert not list(verification.verify())


def _with(world: World, officer: User, leader: User) -> World:
    from dataclasses import replace

    return replace(world, officer=officer, leader=leader)


def test_each_year_counts_a_case_once_where_it_was_at_the_end_of_december(world: World, keeper: User) -> None:
    """Received in 2022, open over the year's end; the agency ends in March 2023; decided there in 2023."""
    old = letter(world, on=at(2022, 12, 20)).case
    finish(world, letter(world, on=at(2022, 12, 1)).case, on=at(2022, 12, 9))
    both = [world.office.pk, world.other.pk]
    before = counting.tables_b(2022, both)
    end(world, keeper)
    assert counting.tables_b(2022, both) == before, "the year before stays as it was"
    assert counting.cases_behind([world.office.pk], 2022)["carry_out.natural_person"] == [old.number]
    now = counting.tables_b(2023, both)
    assert world.office.pk not in now
    assert now[world.other.pk]["carry_in"][0] == now[world.other.pk]["carry_out"][0] == 1
    assert counting.tables_c(2022, both) == {}


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"basis": " "}, Incomplete),
        ({"on": date(2023, 3, 16)}, BadDate),
        ({"seen": "0" * 64}, Conflict),
    ],
    ids=["no basis", "in the future", "not what was read"],
)
def test_what_cannot_be_is_refused(
    world: World, keeper: User, told: dict[str, Any], error: type[CaseworkError]
) -> None:
    case = online(world).case
    with pytest.raises(error):
        end(world, keeper, **told)
    assert fresh(case).agency == world.office


def test_who_may_end_an_agency_and_which_can_succeed(world: World, keeper: User) -> None:
    for person in ("officer", "leader", "handler", "auditor", "stranger"):
        with pytest.raises(NotAllowed):
            succession.plan(agency=world.office, successor=world.other, by=getattr(world, person), at=NOW)
    for other in (world.office, world.government):
        with pytest.raises(NotPermitted):
            succession.plan(agency=other, successor=world.office, by=keeper, at=NOW)
    Agency.objects.filter(pk=world.other.pk).update(takes_requests=False)
    with pytest.raises(NotPermitted):
        succession.plan(agency=world.office, successor=fresh(world.other), by=keeper, at=NOW)


def test_two_parts_of_one_reply_become_one(world: World, keeper: User) -> None:
    case = letter(world, agency=world.department, by=_officer_of(world)).case
    asked = {"agencies": [world.office, world.other], "what": "请提供批复", "internal_on": date(2023, 3, 20)}
    joint.ask(case_id=case.pk, by=_officer_of(world), at=at(2023, 3, 3), **asked)
    end(world, keeper)
    owed = JointRequest.objects.filter(case=case, state="asked")
    assert [row.agency for row in owed] == [world.other]
    assert JointRequest.objects.get(case=case, agency=world.office).state == "withdrawn"


def _officer_of(world: World) -> User:
    user, new = User.objects.get_or_create(username="dept-officer")
    if new:
        actions.give_post(
            user=user, agency=world.department, role=Role.DISCLOSURE_OFFICER, held_from=START.date(), at=START
        )
    return user


def test_the_screen_shows_everything_first_and_confirms_what_was_read(
    world: World, keeper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, NOW)
    case, place = online(world).case, "/office/succession/"
    assert desk(world.handler).get(place).status_code == 403
    browser = desk(keeper)
    typed = {"agency": world.office.pk, "successor": world.other.pk, "on": "2023-03-14", "basis": BASIS}
    page = browser.post(place, typed | {"do": "look"})
    assert case.number in words(page)
    assert "还没有移交" in words(page)
    online(world)
    late = browser.post(place, typed | {"do": "end", "seen": page.context["plan"].digest, "chosen": ""})
    assert "刚刚由其他人员处理过" in words(late)
    done = browser.post(place, typed | {"do": "end", "seen": late.context["plan"].digest, "chosen": ""}, follow=True)
    assert "2件在办申请由承继的机关接着办理" in words(done)
    row = Succession.objects.get()
    undone = browser.post(place, {"do": "undo", "succession": row.pk, "why": "选错了机关"}, follow=True)
    assert "机关已恢复，2件" in words(undone)
    assert browser.post(place, {"do": "undo", "succession": "x"}).status_code == 404


def test_a_dispute_goes_with_its_case_and_intake_is_closed(world: World, keeper: User) -> None:
    case = finish(world, letter(world).case, on=at(2023, 3, 10))
    from gongkai.casework import disputes
    from gongkai.casework.models import Dispute

    kind = Dispute.Kind.RECONSIDERATION
    disputes.file(case_id=case.pk, key="明复1号", kind=kind, on=date(2023, 3, 13), by=world.officer, at=at(2023, 3, 13))
    end(world, keeper)
    assert (fresh(case).agency, fresh(case).disputes.get().agency) == (world.other, world.other)
    with pytest.raises(NotPermitted, match="撤销"):
        online(world, agency=fresh(world.office), on=NOW)
    assert intake.wanted_of(fresh(case)) is not None
