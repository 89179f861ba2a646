"""The row of languages: a request in English by keyboard alone, and the switch on a phone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from gongkai.casework import intake, queries
from tests.factories import World
from tests.journeys.conftest import PHONE, Open
from tests.journeys.looking import assert_accessible, tab_to

WANTED = "Compensation plan for the Hubin Road project, 2023 (湖濱路)"


def test_row_languages_traditional_english_and_back(open_page: Open, world: World) -> None:
    page = open_page(PHONE)
    given_somebody_who_changes_the_script_on_a_phone(page, world)
    when_the_request_is_made_in_english_by_keyboard(page)
    then_receipt_and_progress_are_english_and_what_was_typed_is_untouched(page)
    then_the_way_back_keeps_the_place(page)


def given_somebody_who_changes_the_script_on_a_phone(page: Page, world: World) -> None:
    page.goto(f"/guide/{world.office.code}/")
    page.get_by_role("link", name="繁體").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("政府信息公開指南")
    page.get_by_role("link", name="向本機關申請公開").click()
    expect(page).to_have_url(re.compile(f"/hant/apply/{world.office.code}/$"))
    page.get_by_label("姓名或者單位名稱").fill("李安")
    page.get_by_role("button", name="保存，以後繼續").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("草稿已經保存")
    # the draft begun in one script goes on in another
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The draft is saved; the request has not been sent")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def when_the_request_is_made_in_english_by_keyboard(page: Page) -> None:
    tab_to(page, "main a.button")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name of person or organisation")).to_have_value("李安")
    tab_to(page, "[name=identity_kind]")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Passport")).to_be_checked()
    tab_to(page, "[name=identity_number]")
    page.keyboard.type("E1234567")
    page.keyboard.press("Enter")
    # nothing to reach her by: said in English, beside the field
    expect(page.get_by_role("alert")).to_contain_text("Give at least one of telephone, e-mail and postal address.")
    tab_to(page, "[name=email]")
    page.keyboard.type("ann@example.cn")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Description of the information")).to_be_visible()
    tab_to(page, "[name=description]")
    page.keyboard.type(WANTED)
    for heading in ("Request for information", "Check your request"):
        tab_to(page, "button[value=next]:not([tabindex])")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        page.wait_for_load_state()
    expect(page.get_by_text(WANTED)).to_be_visible()
    tab_to(page, "button[value=send]")
    page.keyboard.press("Enter")


def then_receipt_and_progress_are_english_and_what_was_typed_is_untouched(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Receipt for a request for government information")
    assert_accessible(page)
    number, code = page.locator("#receipt-number").inner_text(), page.locator("#receipt-code").inner_text()
    wanted = intake.wanted_of(queries.for_applicant(number, code)[0])
    assert wanted is not None
    assert wanted.description == WANTED
    page.get_by_role("link", name="Track the request").click()
    page.get_by_label("Request number").fill(number)
    page.get_by_label("Query code").fill(code)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Request {number}")
    expect(page.get_by_text("Received, in progress")).to_be_visible()
    expect(page.get_by_text("Chinese page")).to_be_visible()
    expect(page.get_by_text(WANTED)).to_be_visible()


def then_the_way_back_keeps_the_place(page: Page) -> None:
    page.get_by_role("link", name="繁體").click()
    expect(page.get_by_role("heading", name="您申請的內容")).to_be_visible()
    expect(page.get_by_text(WANTED)).to_be_visible()
    page.get_by_role("link", name="简体").click()
    expect(page).to_have_url(re.compile("^[^/]*//[^/]+/progress/case/$"))
    expect(page.get_by_role("heading", name="您申请的内容")).to_be_visible()
