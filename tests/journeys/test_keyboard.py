"""What the sweep by keyboard finds, and what happens in one place only; `test_public_pages` walks every page by it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from gongkai.portal import modes
from tests.factories import World
from tests.journeys.conftest import DESKTOP, Open
from tests.journeys.keyboard import NARROW, assert_looked_at, assert_walked, ready

pytestmark = pytest.mark.sweep
BROKEN = """
<a class="skip" href="#main">跳</a><style>.box { display: block } :focus-visible { outline: 3px solid blue }</style>
<p><a href="#1" tabindex="5">早</a></p>
<div style="cursor: pointer">按</div>
<button style="outline: none">无</button><button tabindex="-1">漏</button>
<div style="display: flex; line-height: 1"><a href="#2" class="box">小</a><a href="#3" class="box">挤</a></div>
<div style="display: flex; flex-direction: column-reverse"><p><a href="#4">下</a></p><p><a href="#5">上</a></p></div>
<div style="position: relative">遮<a href="#6">盖</a><b style="position: absolute; inset: 0">在上</b></div>
"""
"""One fault of each kind that the sweep is there to find."""


def test_the_way_over_the_head_and_back_out_of_what_opens(open_page: Open, world: World) -> None:
    page = open_page(NARROW)
    page.goto("/guide/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    page.keyboard.press("Alt+Shift+T")
    page.keyboard.press("Tab")
    expect(page.locator(".reader__panel a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".reader__panel")).to_be_hidden()
    expect(page.locator(".reader summary")).to_be_focused()
    page.context.add_cookies([{"name": modes.COOKIE, "value": "kiosk", "url": page.url}])
    page.goto("/guide/")
    page.eval_on_selector("dialog", "dialog => dialog.showModal()")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_what_is_broken_is_found(open_page: Open) -> None:
    page = open_page(DESKTOP)
    ready(page)
    page.set_content(BROKEN)
    with pytest.raises(AssertionError) as walked:
        assert_walked(page)
    assert str(walked.value).splitlines()[1:] == ["missed: a “早”", "missed: button[submit] “漏”"]
    with pytest.raises(AssertionError) as looked:
        assert_looked_at(page)
    assert str(looked.value).splitlines()[1:] == [
        "unmarked: button[submit] “无”",
        "covered: a “盖”",
        "small: a “小” 16 × 16",
        "small: a “挤” 16 × 16",
        "pressed: div “按”",
        "jumps: a “下” → a “上”",
    ]
