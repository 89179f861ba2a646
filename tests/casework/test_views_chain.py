"""The screens of the steps between a draft and its letter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai.agencies.roles import Role
from gongkai.casework import deciding, handling, notices, reminders
from gongkai.casework.bundle import Flavour, assemble
from gongkai.casework.chain_records import Turn
from gongkai.casework.models import Case
from gongkai.casework.queries import sheet
from gongkai.editorial.models import ProcedureRule
from tests.casework.chains import appoint, demand, found, passes
from tests.casework.desk import desk, stop_clock, words
from tests.casework.papers import text_of
from tests.factories import CITIZEN, DISCLOSED, World, at, letter, make_district

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 6)
THURSDAY = at(2023, 3, 9, 10)


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    """A reply of the department that waits for its review since Monday."""
    demand(world, ["review", "secrecy", "sign"])
    made = letter(world).case
    handling.assign(case_id=made.pk, agency=world.department, handler=world.handler, by=world.officer, at=NOW)
    return deciding.propose(case_id=made.pk, opinion=DISCLOSED, by=world.handler, at=NOW)


@pytest.fixture(autouse=True)
def _thursday(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch, THURSDAY)


def send(browser: Client, case: Case, **given: Any) -> Any:
    case.refresh_from_db()
    data = {"seq": case.seq, "draft": found(case).draft} | given
    return browser.post(f"/office/requests/{case.number}/chain/reply/", data)


def test_everybody_sees_whose_turn_it_is_and_since_when(world: World, case: Case) -> None:
    head = appoint(world, "科长", Role.REVIEWER, world.department)
    browser = desk(head)
    assert "答复待审核，已等3个工作日" in words(browser.get("/office/"))
    page = words(browser.get(f"/office/requests/{case.number}/"))
    assert "现在轮到 林知行、何其、科长，2023-03-06到手，已等3个工作日" in page
    assert CITIZEN.name not in page
    officer = desk(world.officer)
    assert "答复待审核，已等3个工作日" in words(officer.get("/office/requests/"))
    assert "还没有完成审核、保密审查" in words(desk(world.leader).get(f"/office/requests/{case.number}/"))
    assert "拟办意见待您审批" not in words(desk(world.leader).get("/office/"))
    # passed, it is out of sight for who saw it for this step alone, and the next has it
    answer = send(browser, case, do="pass", words="同意")
    assert answer.headers["Location"] == "/office/"
    assert browser.get(f"/office/requests/{case.number}/").status_code == 404
    assert "答复待保密审查，今天到手" in words(desk(world.secrecy).get("/office/"))
    passes(case, world.secrecy, on=THURSDAY)
    assert "拟办意见待您审批" in words(desk(world.leader).get("/office/"))


def test_a_refused_form_comes_back_with_what_was_typed(world: World, case: Case) -> None:
    browser = desk(world.colleague)
    answer = send(browser, case, do="return", place="", why="请附附图")
    assert "请选择退回的是哪一处" in words(answer)
    assert "请附附图" in answer.content.decode()
    stale = send(browser, case, do="pass", draft="0" * 64, words="同意公开")
    assert (stale.status_code, "同意公开" in stale.content.decode()) == (409, True)
    assert "此件刚刚由其他人员处理过" in words(stale)
    assert send(desk(world.handler), case, do="pass").status_code == 403
    passes(case, world.colleague, on=NOW)
    gone = send(browser, case, do="pass", draft=found(case).draft)
    assert gone.status_code == 403, "the next step is somebody else's"
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.handler, at=NOW)
    assert send(browser, case, do="return", place="提供的政府信息", why="请附附图").status_code == 302
    assert "退回您修改的文书" in words(desk(world.handler).get("/office/"))
    assert browser.get(f"/office/requests/{case.number}/chain/other/").status_code == 404


def test_an_empty_step_is_told_before_it_blocks(world: World, case: Case) -> None:
    officer = desk(world.officer)
    assert "审签环节没有人任职" not in words(officer.get("/office/"))
    screen = officer.get("/office/reviews/procedures/")
    assert "没有人任职" not in words(screen)
    given = {"agency": world.office.pk, "kind": "letter_disclosed", "stage": ["legality"], "at_once": "0"}
    assert officer.post("/office/reviews/procedures/", given).status_code == 302
    assert ProcedureRule.objects.get(kind="letter_disclosed").stages == ["legality", "sign"]
    page = words(officer.get("/office/reviews/procedures/"))
    assert "没有人任职，报批以后会卡住" in page
    assert "合法性审核、签发" in page
    assert "合法性审核（予以公开、部分公开的答复）" in words(officer.get("/office/"))
    handling.assign(case_id=case.pk, agency=world.department, handler=world.handler, by=world.officer, at=NOW)
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.handler, at=THURSDAY)
    stuck = words(officer.get(f"/office/requests/{case.number}/"))
    assert "没有可以办理合法性审核的人员" in stuck
    assert "拟办意见已经重新拟定" not in stuck, "nothing had been passed before"
    assert officer.post("/office/reviews/procedures/", given | {"kind": "none"}).status_code == 403


def test_reminders_reach_who_holds_the_step(world: World, case: Case) -> None:
    for person in (world.secrecy, world.colleague, world.leader):
        type(person).objects.filter(pk=person.pk).update(email=f"{person.pk}@example.invalid")
    passes(case, world.colleague, on=NOW)
    near = at(2023, 3, 24, 9)
    assert Turn.objects.get(case=case).stage == "secrecy"
    told: set[int] = set()
    reminders.look(at=near, tell=told.add)
    assert world.secrecy.pk in told
    assert world.leader.pk not in told


def test_a_fee_notice_is_handed_in_and_issued_from_one_page(world: World) -> None:
    demand(world, ["review", "sign"], kind="fee_notice")
    made = letter(world).case
    officer, address = desk(world.officer), f"/office/requests/{made.number}/notices/notice-fee/"
    page = words(officer.get(address))
    assert "报批" in page
    assert "编号制发</button>" not in officer.get(address).content.decode()
    facts = {"method": "per_page", "quantity": 68, "how_to_pay": "缴入专户"}
    assert officer.post(address, facts | {"do": "hand-in"}).status_code == 302
    shown = words(desk(world.colleague).get(f"/office/requests/{made.number}/"))
    assert "收费通知书报批，依次经审核、签发" in shown
    assert "按量计收，68页" in shown
    for person in (world.colleague, world.leader):
        passes(made, person, on=THURSDAY, letter="fee_notice")
    assert "收费通知书已经审签，待制发" in words(officer.get("/office/"))
    ready = officer.get(address).content.decode()
    assert "编号制发</button>" in ready
    assert "缴入专户" in ready
    assert officer.post(address, facts | {"do": "issue"}).status_code == 302
    assert made.letters.get().kind == notices.NOTICES["notice-fee"].letter


def test_the_bundle_has_the_sheet_of_steps_and_the_courts_copy_not_the_words(world: World, case: Case) -> None:
    passes(case, world.colleague, on=NOW, words="建议公开")
    passes(case, world.secrecy, on=NOW)
    deciding.approve(case_id=case.pk, by=world.leader, at=NOW)
    seen = sheet(world.officer, case.number, today=THURSDAY.date())
    texts = {}
    for flavour in Flavour:
        made = assemble(seen, flavour, at=THURSDAY)
        paper = next(entry for entry in made.papers if entry.title == "审签单")
        assert isinstance(paper.content, bytes)
        texts[flavour] = text_of(paper.content)
        for said in ("何其", "卫密", "周审", "保密审查", "通过", "批准"):
            assert said in texts[flavour]
    assert "建议公开" in texts[Flavour.FULL]
    assert "建议公开" not in texts[Flavour.COURT]


def test_what_the_screens_cost(world: World, case: Case) -> None:
    for _ in range(5):
        other = letter(world).case
        deciding.propose(case_id=other.pk, opinion=DISCLOSED, by=world.officer, at=NOW + timedelta(hours=1))
    browser = desk(world.colleague)
    for address, most in (("/office/requests/", 7), (f"/office/requests/{case.number}/", 24), ("/office/", 40)):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        assert len(asked) <= most, (address, len(asked))
