"""What citizens and third parties do besides applying and reading: each journey is named after its row of work."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from gongkai.casework import attachments, log
from gongkai.casework.models import Case, Disclosed, Rating
from tests.factories import CITIZEN, World, clear, confirm, finish, online
from tests.journeys.conftest import PHONE, Open
from tests.journeys.looking import assert_accessible
from tests.journeys.test_citizen import (
    WANTED,
    Receipt,
    when_it_is_confirmed,
    when_progress_is_asked,
    when_the_next_step_is_taken,
)
from tests.portal.publishing import converted
from tests.portal.test_opinion import ask

TITLE = "湖滨路改造工程房屋征收补偿方案"


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_row_intake_online_draft_is_resumed_elsewhere(open_page: Open, world: World, javascript: bool) -> None:
    phone = open_page(PHONE, javascript=javascript)
    code = given_a_draft_with_a_name_and_a_file(phone, world)
    desk = open_page(javascript=javascript)
    when_the_draft_is_opened_elsewhere(desk, code)
    expect(desk.get_by_text("第2步")).to_be_visible()
    desk.get_by_label("所需信息的内容").fill(WANTED)
    when_the_next_step_is_taken(desk, "上一步")
    expect(desk.get_by_label("姓名或者单位名称")).to_have_value(CITIZEN.name)
    when_the_next_step_is_taken(desk)
    expect(desk.get_by_label("所需信息的内容")).to_have_value(WANTED)
    when_the_next_step_is_taken(desk)
    when_the_next_step_is_taken(desk, "下一步：核对")
    expect(desk.get_by_text("身份证.txt")).to_be_visible()
    receipt = when_it_is_confirmed(desk)
    assert [row.name for row in attachments.listed(receipt.case)] == ["身份证.txt"]
    then_the_draft_is_gone(phone, world)


def given_a_draft_with_a_name_and_a_file(page: Page, world: World) -> str:
    page.goto(f"/apply/{world.office.code}/?part=how")
    proof = {"name": "身份证.txt", "mimeType": "text/plain", "buffer": "身份证".encode()}
    page.get_by_label("身份证明").set_input_files(proof)  # type: ignore[arg-type]
    page.get_by_role("button", name="保存，以后继续").click()
    page.goto(f"/apply/{world.office.code}/?part=who")
    page.get_by_label("姓名或者单位名称").fill(CITIZEN.name)
    page.get_by_label("证件号码").fill(CITIZEN.identity_number)
    page.get_by_label("联系电话").fill(CITIZEN.telephone)
    page.get_by_role("button", name="保存，以后继续").click()
    return page.locator("#resume-code").inner_text()


def when_the_draft_is_opened_elsewhere(page: Page, code: str) -> None:
    page.goto("/apply/")
    page.get_by_role("link", name="凭续填码继续填写").click()
    page.get_by_label("续填码").fill(code.lower())
    page.get_by_role("button", name="继续填写").click()


def then_the_draft_is_gone(page: Page, world: World) -> None:
    page.goto(f"/apply/{world.office.code}/?part=who")
    expect(page.get_by_label("姓名或者单位名称")).to_have_value("")


def given_a_request(world: World) -> Receipt:
    made = online(world, on=now())
    confirm(world, made.case, on=now())
    return Receipt(made.number, made.query_code)


def test_journey_intake_withdraws(open_page: Open, world: World) -> None:
    page, receipt = open_page(PHONE), given_a_request(world)
    when_progress_is_asked(page, receipt)
    page.get_by_role("link", name="撤回申请").click()
    expect(page.get_by_text("撤回后不能恢复")).to_be_visible()
    page.get_by_role("link", name="不撤回").click()
    page.get_by_role("link", name="撤回申请").click()
    page.get_by_label("撤回的原因").fill("已经在网站上找到")
    page.get_by_role("button", name="确认撤回").click()
    expect(page.get_by_role("status")).to_have_text("申请已经撤回。")
    assert receipt.case.stage == "withdrawn"


def test_row_third_party_answers_online(open_page: Open, world: World) -> None:
    letter, code = ask(world)
    page = open_page(PHONE, javascript=False)
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="答复征求意见").click()
    page.get_by_label("文号").fill(letter.number)
    page.get_by_label("答复码").fill(code)
    page.get_by_role("button", name="打开征求意见书").click()
    expect(page.get_by_text("湖滨公司")).to_be_visible()
    page.get_by_label(re.compile("^不同意公开")).check()
    page.get_by_label("理由和说明").fill("涉及商业秘密")
    page.get_by_role("button", name="提交意见").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("意见回执")
    state = log.state_of(log.load(Case.objects.get(pk=letter.case_id)))
    assert (state.consultations[0].opinion, state.consultations[0].closed_on) == ("objects", localdate())


def test_journey_delivery_rates(open_page: Open, world: World) -> None:
    page, receipt = open_page(PHONE), given_a_request(world)
    finish(world, receipt.case, on=now())
    when_progress_is_asked(page, receipt)
    page.get_by_label("满意", exact=True).check()
    page.get_by_label("意见和建议").fill("答复很快")
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("status")).to_contain_text("评价已经收到")
    assert Rating.objects.get().score == 4


def test_row_publication_of_a_reply(open_page: Open, world: World, office: Callable[..., Page]) -> None:
    case, _ = converted(world)
    officer = office("officer")
    when_the_officer_hands_it_in(officer, case, f"{CITIZEN.name}要的方案")
    expect(officer.get_by_role("alert")).to_contain_text("姓名")
    when_the_officer_hands_it_in(officer, case, "补偿范围、标准和签约期限。")
    expect(officer.get_by_role("heading", name="公开稿：等待保密审查")).to_be_visible()
    assert_accessible(officer)
    citizen = open_page(PHONE)
    citizen.goto("/disclosed/")
    expect(citizen.get_by_role("link", name=TITLE)).to_have_count(0)
    clear(world, f"reply:{Disclosed.objects.get().pk}", on=now())
    officer.goto(f"/office/requests/{case.number}/")
    expect(officer.get_by_text("公开稿审核通过，等待发布。")).to_be_visible()
    officer.get_by_role("link", name="公开答复").click()
    assert_accessible(officer)
    officer.get_by_role("button", name="向社会公开").click()
    expect(officer.get_by_text("答复已经向社会公开")).to_be_visible()
    citizen.reload()
    citizen.get_by_role("link", name=TITLE).click()
    expect(citizen.get_by_text("签约期限")).to_be_visible()
    with citizen.expect_download() as download:
        citizen.get_by_role("link", name="批复.txt").click()
    assert download.value.path().read_bytes() == "批复■■".encode()


def when_the_officer_hands_it_in(page: Page, case: Case, summary: str) -> None:
    page.goto(f"/office/requests/{case.number}/")
    page.get_by_role("link", name="公开答复").click()
    page.get_by_label("公开的名称").fill(TITLE)
    page.get_by_label("内容概述").fill(summary)
    page.get_by_label("批复.txt").check()
    page.get_by_role("button", name="送审").click()
