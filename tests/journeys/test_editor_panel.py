"""An author writes in the editor, and after a pause sees beside the text what is wrong in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from gongkai.disclosure.models import Section
from gongkai.editorial import roots
from tests.editorial.site import home, write
from tests.factories import World

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_author_sees_after_a_pause_what_is_wrong(office: Callable[..., Page], world: World) -> None:
    roots.ensure()
    section = write(Section, home(world.office), world.officer, "通知公告")
    page = office("officer")
    page.goto(f"/office/editor/pages/add/disclosure/article/{section.pk}/")
    panel = page.get_by_role("complementary", name="文稿检查")
    expect(panel).to_contain_text("没有发现问题")
    title = page.locator("#id_title")
    title.fill("关于2026年2月30日发放补贴的通知")
    expect(panel).to_contain_text("1处")
    expect(panel).to_contain_text("2月30日")
    panel.get_by_role("button", name="2月30日", exact=False).click()
    expect(title).to_be_focused()
    title.fill("关于2026年2月28日发放补贴的通知")
    expect(panel).to_contain_text("没有发现问题")
