"""An officer lets another system in: makes its key, has events told to it, and reads how the API is called."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.timezone import now
from playwright.sync_api import Page, expect

from gongkai.portal.models import Hook, HookCall
from tests.journeys.conftest import DESKTOP, PHONE, Open
from tests.journeys.looking import assert_accessible
from tests.journeys.walking import from_menu

Desk = Callable[..., Page]


def test_row_api_a_key_and_a_hook(office: Desk) -> None:
    page = office("officer")
    from_menu(page, "管理", "程序接口")
    expect(page.get_by_role("heading", name="程序接口", exact=True)).to_be_visible()
    assert_accessible(page)
    page.get_by_label("用途").fill("省依申请公开平台")
    page.get_by_label("代申请人提交申请、补正和撤回").check()
    page.get_by_role("button", name="生成密钥").click()
    expect(page.locator("code.secret")).to_contain_text("gk")
    assert_accessible(page)
    page.get_by_label("接收地址").fill("http://example.com/events")
    page.get_by_role("button", name="登记接收地址").click()
    expect(page.get_by_role("alert")).to_contain_text("必须用https")
    assert_accessible(page)
    page.get_by_label("接收地址").fill("https://platform.example.com/events/from/gongkai")
    page.get_by_role("button", name="登记接收地址").click()
    expect(page.locator("code.secret")).to_be_visible()
    HookCall.objects.create(
        hook=Hook.objects.get(), case_number="MHB1-2026-00001", seq=2, kind="registered", made_at=now(),
        not_before=now(), attempts=30, given_up_at=now(), problem="对方答复503，没有接收。",
    )  # fmt: skip
    page.goto("/office/api/")
    expect(page.get_by_text("对方答复503，没有接收。")).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert_accessible(page)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


def test_the_description_is_readable_everywhere(open_page: Open) -> None:
    page = open_page()
    page.goto("/api/")
    expect(page.get_by_role("heading", name="代申请人提交申请")).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert_accessible(page)
