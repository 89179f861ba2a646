"""The site for every reader: by keyboard alone, in 长者版 without a script, in a service centre, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import Page, expect

from gongkai.portal.modes import COOKIE
from tests.editorial.papers import hire
from tests.editorial.site import reviewed, write_everything
from tests.factories import World
from tests.journeys.conftest import DESKTOP, PHONE, Open
from tests.journeys.looking import assert_accessible, tab_to
from tests.portal.filled import place

pytestmark = [pytest.mark.sweep, pytest.mark.django_db(transaction=True)]
KIOSK = "dating1234567890abc"
VOICE = """
window.told = [];
const voice = { getVoices: () => [{ lang: "zh-CN" }], paused: false, cancel() {}, resume() {}, pause() {},
                speak(one) { window.told.push([one.text, one.rate]); this.last = one; } };
Object.defineProperty(window, "speechSynthesis", { value: voice });
"""
"""A voice that keeps what it was asked to say; a browser without a screen has none of its own."""


@pytest.fixture
def public(world: World, tmp_path: Path) -> Iterator[World]:
    """Pages that went through their reviews, and an index of this test's own."""
    staff = hire(world)
    written = write_everything(world, staff, word="养老服务")
    with override_settings(GONGKAI_SEARCH_DIR=tmp_path / "search"):
        reviewed(staff, written.section)
        reviewed(staff, written.policy, written.interpretation)
        yield world


def size_of(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["width"], box["height"]


def pixels(page: Page, selector: str, what: str = "fontSize") -> float:
    told: float = page.locator(selector).first.evaluate(f"one => parseFloat(getComputedStyle(one).{what})")
    return told


def when_an_article_is_found_by_keyboard(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Alt+Shift+S")
    page.keyboard.type("养老服务")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="站内搜索")).to_be_visible()
    tab_to(page, ".hit h3 a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("养老服务")


def when_the_tool_bar_is_used_by_keyboard(page: Page) -> None:
    small = pixels(page, "body")
    page.keyboard.press("Alt+Shift+T")
    expect(page.locator(".reader summary")).to_be_focused()
    page.keyboard.press("Alt+Shift+=")
    expect(page.locator("html")).to_have_attribute("data-size", "120")
    assert pixels(page, "body") == pytest.approx(small * 1.2)
    tab_to(page, "a[data-value=dark]")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.locator("body").evaluate("one => getComputedStyle(one).color") == "rgb(255, 255, 255)"
    page.keyboard.press("Alt+Shift+L")
    expect(page.locator(".reader-line")).to_have_count(2)
    page.keyboard.press("Alt+Shift+M")
    expect(page.locator("html.pointer")).to_be_attached()
    assert_accessible(page)


def then_it_is_read_aloud_sentence_by_sentence(page: Page) -> None:
    page.keyboard.press("Alt+Shift+R")
    page.wait_for_function("window.told.length === 1")
    assert page.evaluate("CSS.highlights.get('reading').size") == 1
    first = page.evaluate("window.told[0][0]")
    assert "养老服务" in first
    page.evaluate("speechSynthesis.last.onend()")
    page.wait_for_function("window.told.length === 2")
    assert page.evaluate("[...CSS.highlights.get('reading')][0].toString().trim()") == page.evaluate("told[1][0]")
    expect(page.locator("[data-now=pause]")).to_be_visible()
    page.keyboard.press("Alt+Shift+R")
    expect(page.locator("[data-now=resume]")).to_be_visible()
    page.keyboard.press("Alt+Shift+X")
    expect(page.locator("[data-now=begin]")).to_be_visible()
    assert page.evaluate("CSS.highlights.has('reading')") is False


def test_portal_row_08_a_citizen_without_a_mouse_reads_listens_and_applies(public: World, open_page: Open) -> None:
    page = open_page(DESKTOP)
    page.goto("/guide/")
    page.get_by_text("无障碍", exact=True).click()
    page.locator("[data-say=start]").click()
    expect(page.get_by_text("这个浏览器没有中文语音")).to_be_visible()
    page.add_init_script(VOICE)
    when_an_article_is_found_by_keyboard(page)
    when_the_tool_bar_is_used_by_keyboard(page)
    then_it_is_read_aloud_sentence_by_sentence(page)
    page.keyboard.press("Alt+Shift+Z")
    page.wait_for_url("**#reader")
    expect(page.locator("html[data-theme]")).to_have_count(0)
    tab_to(page, '.mainnav a[href="/apply/"]')
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("申请")
    tab_to(page, f'main a[href="{place(public)}"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{place(public)}")
    tab_to(page, "main form input:not([type=hidden])")


def test_portal_row_09_an_old_reader_keeps_large_letters_without_a_script(public: World, open_page: Open) -> None:
    page = open_page(PHONE, javascript=False)
    page.goto("/guide/")
    page.get_by_role("link", name="长者版").click()
    expect(page).to_have_url("/guide/")
    followed = "main p:not(:last-child)"
    assert pixels(page, followed, "marginBottom") >= 1.3 * pixels(page, followed, "lineHeight") - 0.5
    page.get_by_role("link", name="首页").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("您要办什么？")
    expect(page.get_by_text("请打电话")).to_be_visible()
    assert pixels(page, "main .bigways span") >= 24
    assert min(size_of(page, ".bigways a")) >= 60
    assert min(size_of(page, ".finder button")) >= 60
    assert min(size_of(page, ".topbar__way")) >= 44
    page.get_by_role("link", name="通知养老服务").click()
    for selector in (".running p", ".facts dd", ".trail a"):
        assert pixels(page, selector) >= 24
    assert pixels(page, ".running p", "lineHeight") >= 1.3 * pixels(page, ".running p")
    page.get_by_text("无障碍", exact=True).click()
    page.get_by_role("link", name="拼音").click()
    expect(page.locator("main ruby rt").first).to_be_visible()
    expect(page.locator("html.senior")).to_be_attached()
    page.get_by_role("link", name="繁體").click()
    expect(page.locator("html.senior")).to_be_attached()
    expect(page.get_by_role("link", name="返回標準版")).to_be_visible()
    page.get_by_role("link", name="返回標準版").click()
    expect(page.locator("html.senior")).to_have_count(0)


def test_portal_row_35_a_kiosk_asks_and_forgets(
    public: World, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_KIOSKS", f"一楼大厅={KIOSK}")
    page = open_page({"width": 1080, "height": 1920})
    page.clock.install()
    page.goto(f"/kiosk/enter/{KIOSK}/")
    expect(page.locator(".bigways a")).to_have_count(6)
    for selector in (".bigways a", ".kioskbar a", ".kioskbar button"):
        assert min(size_of(page, selector)) >= 60
    assert page.locator("a[href^=http]:not([href*='/share'])").count() == 0
    page.goto(place(public))
    page.get_by_label("姓名").first.fill("某某")
    page.get_by_role("button", name="下一步").first.click()
    page.wait_for_load_state()
    page.clock.fast_forward(125_000)
    ask = page.get_by_role("dialog", name="您还在使用吗？")
    expect(ask).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="我还在用").click()
    expect(ask).to_be_hidden()
    page.clock.fast_forward(60_000)
    expect(ask).to_be_hidden()
    page.clock.fast_forward(70_000)
    expect(ask).to_be_visible()
    page.clock.fast_forward(61_000)
    page.wait_for_url("**/kiosk/")
    page.goto(place(public))
    expect(page.get_by_label("姓名").first).to_have_value("")
    page.get_by_role("link", name="用完了，清除").click()
    page.wait_for_url("**/kiosk/")
    assert {one["name"] for one in page.context.cookies() if "draft" in one["name"]} == set()
    assert [one["value"] for one in page.context.cookies() if one["name"] == COOKIE] == ["kiosk"]


def test_portal_row_36_a_page_goes_to_the_board_and_to_the_printer(public: World, open_page: Open) -> None:
    page = open_page(DESKTOP)
    page.goto("/policies/")
    page.get_by_role("link", name="通知养老服务").click()
    page.emulate_media(media="print")
    for hidden in (".topbar", ".mainnav", ".footer", ".share__ways"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(".printhead")).to_be_visible()
    expect(page.get_by_role("img", name="本页网址的二维码")).to_be_visible()
    expect(page.locator(".share__address")).to_contain_text(page.url)
    page.emulate_media(media="screen")
    address = page.get_by_role("link", name="A3海报").get_attribute("href")
    assert address is not None
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")
