"""From the issued letter to the archive: taken as PDF and Word, served with a scan, bound, and at last destroyed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from gongkai.casework import attachments, deciding, retention_rules
from gongkai.casework.attachments import Role, upload
from gongkai.casework.models import Case
from gongkai.typeset.word import default_template
from tests.casework.sheets import docx_words, edited, pdf_words
from tests.factories import CITIZEN, World, at, confirm, decide, finish, online
from tests.journeys.conftest import PHONE
from tests.journeys.looking import assert_accessible
from tests.journeys.walking import from_menu

Desk = Callable[..., Page]


def taken(page: Page, name: str) -> bytes:
    """What comes when a link or button is pressed."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).first.click()
    return Path(waiting.value.path()).read_bytes()


def decided(world: World) -> Case:
    moment = now()
    case = confirm(world, online(world, on=moment).case, on=moment)
    decide(world, case, on=moment)
    deciding.issue_letter(case_id=case.pk, by=world.officer, at=moment)
    return Case.objects.get(pk=case.pk)


def test_row_letters_as_pdf_and_word_and_the_case_is_bound(world: World, office: Desk) -> None:
    case, page = decided(world), office("officer")
    letter = case.letters.get()
    page.goto(f"/office/requests/{case.number}/letters/{letter.pk}/")
    assert_accessible(page)
    assert CITIZEN.name in pdf_words(taken(page, "下载PDF"))
    assert CITIZEN.name in docx_words(taken(page, "下载Word"))
    page.goto(f"/office/requests/{case.number}/")
    step = page.locator("#step-serve")
    if not step.evaluate("step => step.open"):
        step.locator("summary").click()
    expect(step).to_contain_text("交邮之日")
    assert_accessible(page)
    step.locator("[name=channel]").select_option("counter")
    step.locator("[name=on]").fill(localdate().isoformat())
    step.locator("[name=uploaded]").set_input_files(
        {"name": "签收单.txt", "mimeType": "text/plain", "buffer": "申请人签收".encode()}
    )
    step.get_by_role("button", name="登记送达").click()
    expect(page.get_by_role("status")).to_contain_text("已登记送达")
    page.get_by_role("link", name="案卷", exact=True).click()
    assert_accessible(page)
    page.get_by_label("用途").fill("行政复议举证")
    assert case.number in pdf_words(taken(page, "生成案卷"))


def test_row_letters_in_an_offices_own_template(world: World, office: Desk) -> None:
    page = office("officer")
    from_menu(page, "管理", "文书模板")
    assert_accessible(page)
    assert taken(page, "下载默认模板") == default_template()
    for content, told in (("{{ nummer }}", "nummer"), ("{{ number }}（明湖）", "")):
        file = edited(default_template(), "{{ number }}", content)
        page.locator("[name=uploaded]").set_input_files(
            {"name": "模板.docx", "mimeType": "application/octet-stream", "buffer": file}
        )
        page.get_by_role("button", name="检查并启用").click()
        if told:
            expect(page.get_by_role("alert")).to_contain_text(told)
            assert_accessible(page)
    expect(page.get_by_role("status")).to_contain_text("模板已启用")
    assert "（明湖）" in docx_words(taken(page, "试填所有文书（没有另设模板的）"))
    page.set_viewport_size(PHONE)
    assert_accessible(page)


def test_row_retention_what_was_kept_long_enough_is_destroyed(
    monkeypatch: pytest.MonkeyPatch, world: World, office: Desk
) -> None:
    # The district is younger than ten years.
    rules = {key: replace(rule, years=5) for key, rule in retention_rules.rules().items()}
    monkeypatch.setattr(retention_rules, "rules", lambda: rules)
    long_ago = at(2019, 7, 1)
    case = confirm(world, online(world, on=long_ago).case, on=at(2019, 7, 1, 15))
    attachments.add(
        case_id=case.pk, uploads=[upload("批复".encode(), "批复.txt", Role.REPLY)], by=world.officer, at=long_ago
    )
    finish(world, case, on=at(2019, 7, 10))
    page = office("officer")
    from_menu(page, "管理", "保存销毁")
    assert_accessible(page)
    page.get_by_label(re.compile(case.number)).check()
    page.get_by_label("销毁的依据").fill("明档鉴〔2026〕1号")
    page.get_by_role("button", name="确认销毁").click()
    expect(page.get_by_role("status")).to_contain_text("已销毁1名申请人的个人信息")
    assert_accessible(page)
    page.goto(f"/office/requests/{case.number}/")
    expect(page.get_by_text("个人信息已依规定销毁").first).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    page.goto("/office/retention/")
    assert_accessible(page)
