"""A department signs for what it was given, or gives it back; clocks do not notice."""

from __future__ import annotations

import pytest

from gongkai.agencies.permissions import NotAllowed
from gongkai.casework import claiming, handling
from gongkai.casework.errors import Conflict, Incomplete, NotPermitted, Unknown
from gongkai.casework.models import Case
from gongkai.statute.events import EventKind
from tests.casework.desk import desk, panel, stop_clock, words
from tests.factories import World, at, letter, make_district

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]
NOW = at(2023, 3, 6)


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def given(world: World) -> Case:
    case = letter(world).case
    return handling.assign(case_id=case.pk, agency=world.department, by=world.officer, at=NOW)


def test_signing_makes_the_person_the_handler_and_moves_no_clock(world: World, given: Case) -> None:
    case = claiming.claim(case_id=given.pk, by=world.handler, at=NOW)
    assert case.handler == world.handler
    assert case.due_on == given.due_on
    assert case.events.latest("seq").data["to"] == f"agency:{world.department.pk}/{world.handler.actor}"
    with pytest.raises(NotPermitted, match="已由吴办承办"):
        claiming.claim(case_id=given.pk, by=world.handler, at=NOW)


def test_giving_back_says_why_and_frees_the_case(world: World, given: Case) -> None:
    with pytest.raises(Incomplete, match="原因"):
        claiming.give_back(case_id=given.pk, why=" ", by=world.handler, at=NOW)
    with pytest.raises(Conflict):
        claiming.give_back(case_id=given.pk, why="不属于本局", by=world.handler, at=NOW, seq=1)
    case = claiming.give_back(case_id=given.pk, why="不属于本局", by=world.handler, at=NOW)
    assert case.assigned_agency is None
    assert case.handler is None
    assert case.due_on == given.due_on
    assert case.events.latest("seq").kind == EventKind.RETURNED
    with pytest.raises(Unknown):
        claiming.claim(case_id=given.pk, by=world.handler, at=NOW)


def test_only_the_department_itself_signs_and_gives_back(world: World, given: Case) -> None:
    for verb in (claiming.claim, lambda **rest: claiming.give_back(why="不属于本局", **rest)):
        with pytest.raises(NotPermitted, match="由该单位签收或者退回"):
            verb(case_id=given.pk, by=world.officer, at=NOW)
        with pytest.raises(NotAllowed):
            verb(case_id=given.pk, by=world.leader, at=NOW)
        with pytest.raises(Unknown):
            verb(case_id=given.pk, by=world.stranger, at=NOW)


def test_the_page_offers_both_to_the_department(world: World, given: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = desk(world.handler)
    stop_clock(monkeypatch, NOW)
    page = f"/office/requests/{given.number}/"
    offered = panel(browser.get(page))
    assert "签收交办" in offered.partition("现在不能办理")[0]
    assert "退回交办" in offered.partition("现在不能办理")[0]
    done = browser.post(f"{page}steps/give-back/", {"seq": given.seq, "why": "不属于本局"}, follow=True)
    assert "已退回公开工作机构" in words(done)
    assert given.number not in words(done)
    assert "不属于本局" in words(desk(world.officer).get(page))
