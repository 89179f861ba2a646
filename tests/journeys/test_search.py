"""A citizen searches: by keyboard with the list of words, without scripts, on a phone; and finds what is public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from gongkai.portal.searching.models import Searched
from tests.editorial.papers import hire
from tests.editorial.site import reviewed, write_everything
from tests.factories import World
from tests.journeys.conftest import DESKTOP, Open
from tests.journeys.looking import assert_accessible

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 360, "height": 780}


@pytest.fixture
def public(world: World, tmp_path: Path) -> Iterator[World]:
    """Pages that went through their reviews, and an index of this test's own."""
    staff = hire(world)
    written = write_everything(world, staff, word="养老服务")
    with override_settings(GONGKAI_SEARCH_DIR=tmp_path / "search"):
        reviewed(staff, written.section)
        reviewed(staff, written.article)
        reviewed(staff, written.policy, written.interpretation)
        yield world


def when_a_word_is_taken_from_the_list(page: Page) -> None:
    box = page.get_by_role("combobox", name="搜索本站公开的信息")
    box.press_sequentially("yangl")
    option = page.get_by_role("option", name="养老服务", exact=True)
    expect(option).to_be_visible()
    assert_accessible(page)
    for _ in range(9):
        box.press("ArrowDown")
        if option.get_attribute("aria-selected") == "true":
            break
    expect(box).to_have_value("养老服务")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    box.press("Escape")
    expect(box).to_have_value("yangl")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.fill("养老")
    page.get_by_role("option", name="养老服务", exact=True).click()


def then_the_results_are_read_narrowed_and_opened(page: Page) -> None:
    expect(page.get_by_text("找到4项")).to_be_visible()
    expect(page.locator("mark").first).to_have_text("养老服务")
    page.get_by_role("navigation", name="缩小范围").get_by_role("link", name="政策文件").click()
    expect(page.get_by_text("找到1项")).to_be_visible()
    page.get_by_role("link", name="通知养老服务").click()
    expect(page.get_by_role("heading", level=1, name="通知养老服务")).to_be_visible()


def test_portal_row_06_a_citizen_searches_by_keyboard(open_page: Open, public: World) -> None:
    page = open_page(DESKTOP)
    page.goto("/")
    when_a_word_is_taken_from_the_list(page)
    then_the_results_are_read_narrowed_and_opened(page)


def test_portal_row_07_a_mistyped_word_is_put_right_without_scripts_on_a_phone(open_page: Open, public: World) -> None:
    for back in range(3):
        Searched.objects.create(day=localdate() - timedelta(days=back), words="养老服务", count=2)
    page = open_page(NARROW, javascript=False)
    page.goto("/search/")
    page.get_by_role("navigation", name="大家在搜").get_by_role("link", name="养老服务").click()
    expect(page.get_by_text("找到4项")).to_be_visible()
    page.goto("/guide/")
    page.get_by_role("searchbox", name="搜索本站公开的信息").fill("养劳服务")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("status").get_by_role("link", name="养老服务", exact=True).click()
    then_the_results_are_read_narrowed_and_opened(page)
