"""A citizen applies, takes the receipt, asks how it stands, corrects, and reads the answer.

Whether each page can be used by everybody is looked at in test_public_pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from gongkai.casework import deciding, handling, queries
from gongkai.casework.deciding import Service
from gongkai.casework.models import Case
from tests.factories import CITIZEN, World, confirm, decide
from tests.journeys.conftest import DESKTOP, PHONE, Open
from tests.journeys.looking import tab_to

WANTED = "2023年湖滨路改造工程的房屋征收补偿方案"


@dataclass
class Receipt:
    number: str
    code: str

    @property
    def case(self) -> Case:
        return queries.for_applicant(self.number, self.code)[0]


def given_a_citizen_at_the_form(page: Page, world: World) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile("申请公开")).first.click()
    page.get_by_role("link", name=world.office.name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(world.office.name)


def when_the_form_is_filled_in(page: Page) -> None:
    page.get_by_label("姓名或者单位名称").fill(CITIZEN.name)
    page.get_by_label("证件号码").fill(CITIZEN.identity_number)
    page.get_by_label("联系电话").fill(CITIZEN.telephone)
    when_the_next_step_is_taken(page)
    page.get_by_label("所需信息的内容").fill(WANTED)
    when_the_next_step_is_taken(page)
    when_the_next_step_is_taken(page, "下一步：核对")


def when_the_next_step_is_taken(page: Page, name: str = "下一步") -> None:
    page.get_by_role("button", name=name, exact=True).click()


def when_it_is_confirmed(page: Page) -> Receipt:
    expect(page.get_by_text(WANTED)).to_be_visible()
    page.get_by_role("button", name="确认提交").click()
    return then_there_is_a_receipt(page)


def then_there_is_a_receipt(page: Page) -> Receipt:
    expect(page.get_by_role("heading", level=1)).to_have_text("政府信息公开申请登记回执")
    receipt = Receipt(page.locator("#receipt-number").inner_text(), page.locator("#receipt-code").inner_text())
    due = receipt.case.due_on
    assert due is not None
    expect(page.locator(f'time[datetime="{due.isoformat()}"]').first).to_be_visible()
    expect(page.get_by_text("为什么是这一天")).to_be_visible()
    return receipt


def when_progress_is_asked(page: Page, receipt: Receipt) -> None:
    page.goto("/progress/")
    page.get_by_label("收件编号").fill(receipt.number.lower())
    page.get_by_label("查询码").fill(receipt.code.replace("-", " ").lower())
    page.get_by_role("button", name="查询", exact=True).click()


def then_the_case_is_shown(page: Page, receipt: Receipt) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(receipt.number)
    expect(page.get_by_text(WANTED)).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_row_tracking_by_number_and_code(open_page: Open, world: World, size: dict[str, int]) -> None:
    page = open_page(size)
    given_a_citizen_at_the_form(page, world)
    when_the_form_is_filled_in(page)
    receipt = when_it_is_confirmed(page)
    when_progress_is_asked(page, receipt)
    then_the_case_is_shown(page, receipt)


def test_row_intake_online_without_javascript(open_page: Open, world: World) -> None:
    page = open_page(PHONE, javascript=False)
    given_a_citizen_at_the_form(page, world)
    when_the_form_is_filled_in(page)
    receipt = when_it_is_confirmed(page)
    when_progress_is_asked(page, receipt)
    then_the_case_is_shown(page, receipt)


def test_a_mistake_is_pointed_out_beside_its_field_and_nothing_typed_is_lost(open_page: Open, world: World) -> None:
    page = open_page(PHONE)
    given_a_citizen_at_the_form(page, world)
    page.get_by_label("姓名或者单位名称").fill(CITIZEN.name)
    page.get_by_label("证件号码").fill("990101199001010018")
    page.get_by_label("联系电话").fill(CITIZEN.telephone)
    when_the_next_step_is_taken(page)
    expect(page.get_by_role("alert")).to_contain_text("校验位")
    page.get_by_role("alert").get_by_role("link", name=re.compile("校验位")).click()
    expect(page.get_by_label("证件号码")).to_be_focused()
    expect(page.get_by_label("证件号码")).to_have_value("990101199001010018")
    when_the_form_is_filled_in(page)
    when_it_is_confirmed(page)


def test_row_accessibility_the_keyboard_is_enough(open_page: Open, world: World) -> None:
    page = open_page()
    page.goto(f"/apply/{world.office.code}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    for name, words in (
        ("name", CITIZEN.name),
        ("identity_number", CITIZEN.identity_number),
        ("telephone", CITIZEN.telephone),
    ):
        tab_to(page, f"[name={name}]")
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.get_by_label("所需信息的内容")).to_be_visible()
    tab_to(page, "[name=description]")
    page.keyboard.type(WANTED)
    tab_to(page, "button[value=next]")
    page.keyboard.press("Enter")
    expect(page.get_by_label("身份证明")).to_be_visible()
    tab_to(page, "[name=form]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "button[value=next]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("请核对您的申请")
    expect(page.get_by_text("纸质复制件")).to_be_visible()
    tab_to(page, "button[value=send]")
    page.keyboard.press("Enter")
    then_there_is_a_receipt(page)


def test_row_correction_restarts_the_clock(open_page: Open, world: World) -> None:
    page = open_page(PHONE)
    page.goto(f"/apply/{world.office.code}/")
    when_the_form_is_filled_in(page)
    receipt = when_it_is_confirmed(page)
    given_the_office_asked_for_a_correction(world, receipt.case)
    when_progress_is_asked(page, receipt)
    page.get_by_label("补正的内容").fill("是湖滨路南段")
    page.get_by_role("button", name="提交补正").click()
    case = receipt.case
    expect(page.get_by_role("heading", level=1)).to_contain_text(receipt.number)
    assert case.stage == "open"
    assert case.clock_started_on == localdate()


def given_the_office_asked_for_a_correction(world: World, case: Case) -> None:
    confirm(world, case, on=now())
    handling.ask_correction(case_id=case.pk, on=localdate(), what="请写明路段", by=world.officer, at=now())


def test_row_delivery_online_with_the_way_to_object(open_page: Open, world: World) -> None:
    page = open_page(PHONE)
    page.goto(f"/apply/{world.office.code}/")
    when_the_form_is_filled_in(page)
    receipt = when_it_is_confirmed(page)
    given_the_office_answered(world, receipt.case)
    when_progress_is_asked(page, receipt)
    page.get_by_role("link", name=re.compile("^政府信息公开告知书")).click()
    expect(page.get_by_text("批复全文")).to_be_visible()
    expect(page.get_by_text(re.compile("行政复议")).first).to_be_visible()


def given_the_office_answered(world: World, case: Case) -> None:
    at = now()
    decide(world, confirm(world, case, on=at), on=at)
    deciding.issue_letter(case_id=case.pk, by=world.officer, at=at)
    service = Service("web", localdate(at), "系统发出")
    deciding.serve(case_id=case.pk, service=service, by=world.officer, at=at)


def test_leaving_a_shared_computer_leaves_nothing_behind(open_page: Open, world: World) -> None:
    page = open_page()
    page.goto(f"/apply/{world.office.code}/")
    when_the_form_is_filled_in(page)
    receipt = when_it_is_confirmed(page)
    when_progress_is_asked(page, receipt)
    page.get_by_role("button", name="结束查询").click()
    page.goto("/progress/case/")
    expect(page.get_by_text(WANTED)).to_have_count(0)
