"""村务公开 in a browser: from the clerk's telephone to the board, and the villager's question back."""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from gongkai.agencies.models import User
from gongkai.village.models import BoardPhoto, Posting
from tests.factories import PASSWORD, World
from tests.journeys.conftest import DESKTOP, PHONE, Open
from tests.journeys.looking import assert_accessible
from tests.village.conftest import Hamlet, settle, snapshot

pytestmark = [pytest.mark.sweep, pytest.mark.django_db(transaction=True)]


def signed_in(open_page: Open, user: User, size: dict[str, int]) -> Page:
    page = open_page(size)
    page.goto("/office/sign-in/")
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="今日").wait_for()
    page.goto("/office/villages/")
    return page


def when_the_clerk_writes_on_a_phone(page: Page) -> None:
    page.get_by_role("link", name="写公开内容").click()
    page.get_by_role("link", name="财务", exact=True).click()
    page.get_by_role("link", name="土地补偿费专项公开").click()
    assert_accessible(page)
    page.get_by_label("标题").fill("征收二组水田补偿费分配")
    page.get_by_label("期初余额（元）").fill("0")
    for place, (kind, item, amount) in enumerate(
        [("各项收入", "征地补偿款", "50,000"), ("各项支出", "分配到户", "48,000")]
    ):
        row = page.locator(".moneyrow").nth(place)
        row.get_by_label("类别").select_option(label=kind)
        row.get_by_label("项目").fill(item)
        row.get_by_label("金额（元）").fill(amount)
    page.get_by_label("期末余额（元）").fill("20000")
    page.get_by_role("button", name="保存，下一步核对").click()
    expect(page.get_by_role("alert")).to_contain_text("相差18,000.00元")
    page.get_by_label("期末余额（元）").fill("2000")
    page.get_by_role("button", name="保存，下一步核对").click()
    expect(page.locator("main")).to_contain_text("48,000.00")
    assert_accessible(page)
    page.get_by_role("button", name="没有错，送审").click()


def when_it_is_signed(page: Page) -> None:
    page.get_by_role("link", name="征收二组水田补偿费分配").first.click()
    assert_accessible(page)
    page.get_by_role("button", name="看过了，同意公开").click()
    expect(page.get_by_text("已经签字")).to_be_visible()


def when_a_villager_asks(page: Page, hamlet: Hamlet) -> tuple[str, str]:
    page.goto("/villages/")
    page.get_by_role("link", name=hamlet.agency.short_name).click()
    page.locator(".board").get_by_role("link", name="征收二组水田补偿费分配").click()
    expect(page.locator("main")).to_contain_text("48,000.00")
    page.get_by_role("link", name="有疑问，我要问").click()
    page.get_by_label("您的问题").fill("每户分了多少？")
    page.get_by_role("button", name="提交").click()
    return page.locator("#receipt-number").inner_text(), page.locator("#receipt-code").inner_text()


def when_the_clerk_answers_and_proves(page: Page, number: str) -> None:
    page.goto("/office/")
    page.get_by_role("link", name=number).click()
    page.get_by_role("textbox", name="答复").fill("二组12户，每户4000元。")
    page.get_by_role("button", name="答复").click()
    page.goto(f"/office/villages/postings/{Posting.objects.get().pk}/")
    shot = snapshot("公开栏.png").data
    page.get_by_label("照片（必填）").set_input_files({"name": "公开栏.png", "mimeType": "image/png", "buffer": shot})
    page.get_by_role("button", name="登记张贴照片").click()
    expect(page.get_by_text("待核验")).to_be_visible()


def test_portal_row_37_from_the_clerk_s_phone_to_the_board_and_back(world: World, open_page: Open) -> None:
    hamlet = settle(world)
    clerk = signed_in(open_page, hamlet.clerk, PHONE)
    when_the_clerk_writes_on_a_phone(clerk)
    when_it_is_signed(signed_in(open_page, hamlet.overseer, PHONE))
    township = signed_in(open_page, hamlet.reviewer, DESKTOP)
    when_it_is_signed(township)
    assert Posting.objects.get().posted_from == localdate(now())
    villager = open_page(PHONE)
    number, code = when_a_villager_asks(villager, hamlet)
    when_the_clerk_answers_and_proves(clerk, number)
    township.reload()
    township.get_by_role("button", name="核验通过").click()
    expect(township.locator("figcaption")).to_contain_text("核验通过")
    assert BoardPhoto.objects.get().accepted
    villager.goto("/questions/progress/")
    villager.get_by_label("编号").fill(number)
    villager.get_by_label("查询码").fill(code)
    villager.get_by_role("button", name="查").first.click()
    expect(villager.locator("main")).to_contain_text("二组12户，每户4000元。")
