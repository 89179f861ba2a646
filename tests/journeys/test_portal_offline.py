"""A service centre without a network: the package is unpacked and opened from the disk.

Slow, because the whole site is first written out as files.
"""

from __future__ import annotations

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils.timezone import localdate, now
from playwright.sync_api import Browser, Page, expect

from gongkai.portal.mirror import carrying, making
from tests.editorial.papers import hire
from tests.editorial.site import reviewed, write_everything
from tests.factories import World
from tests.journeys.looking import assert_accessible

pytestmark = [pytest.mark.sweep, pytest.mark.django_db(transaction=True)]
HALL = {"width": 360, "height": 800}


@pytest.fixture
def package(world: World, tmp_path: Path) -> Path:
    staff = hire(world)
    written = write_everything(world, staff, word="养老服务")
    with override_settings(GONGKAI_SITE_DOMAIN="www.minghu.example", GONGKAI_SEARCH_DIR=tmp_path / "search"):
        reviewed(staff, written.section)
        reviewed(staff, written.policy, written.interpretation)
        reviewed(staff, written.more["catalogue"])
        making.make(tmp_path / "mirror", at=now(), host="www.minghu.example")
        call_command("offline_package", str(tmp_path / "mirror"), str(tmp_path / "offline.zip"))
        carrying.carry(tmp_path / "mirror", tmp_path / "old.zip", at=now() - timedelta(days=31))
    for name in ("offline", "old"):
        zipfile.ZipFile(tmp_path / f"{name}.zip").extractall(tmp_path / name)
    return tmp_path


def hall(browser: Browser, *, javascript: bool = True) -> tuple[Page, list[str]]:
    """A browser without a network, and what it asked for that is not on the disk or complained of."""
    context = browser.new_context(viewport=HALL, locale="zh-CN", offline=True, java_script_enabled=javascript)  # type: ignore[arg-type]
    page, wrong = context.new_page(), list[str]()
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None)
    page.on("requestfailed", lambda asked: wrong.append(asked.url))
    return page, wrong


def test_portal_row_35_a_hall_without_a_network_reads_and_searches(package: Path, browser: Browser) -> None:
    page, wrong = hall(browser)
    page.goto((package / "offline/index.html").as_uri())
    expect(page.locator("[data-expired]")).to_be_hidden()
    page.get_by_role("searchbox").fill("养老 2023〕5号")
    page.get_by_role("button", name="搜索").click()
    expect(page.get_by_text("找到1件")).to_be_visible()
    page.get_by_role("link", name="通知养老服务").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("通知养老服务")
    expect(page.get_by_text(f"{localdate():%Y年}").first).to_be_attached()
    expect(page.locator("footer")).to_contain_text("制作日期")
    page.get_by_role("link", name="解读养老服务").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("解读养老服务")
    page.get_by_role("link", name="公开目录").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("目录")
    page.get_by_role("link", name="公开指南").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("指南")
    assert wrong == []
    for name in ("index.html", "search.html?q=养老", "themes.html"):
        page.goto(f"{(package / 'offline').as_uri()}/{name}")
        assert_accessible(page)  # axe itself asks for more than a page on a disk may have
    page.goto((package / "old/guide/index.html").as_uri())
    expect(page.get_by_role("alert")).to_contain_text("已经过了有效期")
    page.context.close()

    page, wrong = hall(browser, javascript=False)
    page.goto((package / "offline/search.html").as_uri())
    page.get_by_role("link", name="按主题", exact=True).last.click()
    page.get_by_role("link", name="通知养老服务").click()
    expect(page.locator(".running")).to_contain_text("养老服务")
    assert wrong == []
    page.context.close()
