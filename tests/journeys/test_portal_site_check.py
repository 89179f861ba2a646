"""Rows of the portal that an officer lives with: the check of the site, and the columns that are counted down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from gongkai.disclosure.models import Section
from tests.editorial.papers import hire
from tests.editorial.site import home, reviewed, write
from tests.factories import World
from tests.journeys.looking import assert_accessible
from tests.journeys.walking import from_menu

pytestmark = pytest.mark.sweep


def given_an_empty_column(world: World) -> None:
    staff = hire(world)
    reviewed(staff, write(Section, home(world.office), staff.author, "政务要闻", column_type="news"))


def test_portal_row_04_an_empty_column_is_told_of_and_the_check_leads_to_it(
    office: Callable[..., Page], world: World
) -> None:
    given_an_empty_column(world)
    page = office("officer")
    page.reload()
    expect(page.get_by_role("heading", name="网站栏目要更新（1个）")).to_be_visible()
    from_menu(page, "报告统计", "网站自查")
    expect(page.get_by_role("heading", level=1)).to_have_text("网站自查")
    expect(page.get_by_role("status")).to_contain_text("单项否决指标不合格")
    assert_accessible(page)
    page.get_by_role("button", name="建立全部栏目（草稿）").click()
    expect(page.get_by_text("个栏目的草稿，请在“内容编辑”里补充内容后送审")).to_be_visible()
    page.get_by_role("link", name="网站年度报表（").click()
    expect(page.get_by_role("heading", name="信息发布")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("navigation", name="位置").get_by_role("link", name="网站自查").click()
    page.get_by_role("link", name="政务要闻", exact=True).click()
    expect(page.get_by_text("这个栏目还没有内容")).to_be_visible()
