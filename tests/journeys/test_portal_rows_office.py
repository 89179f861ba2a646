"""What an officer settles once and the site does by itself: old addresses, a release and a withdrawal at set times."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from django.utils.timezone import localtime, now
from playwright.sync_api import Page, expect

from gongkai.disclosure.models import Article, PublicPage, Section
from gongkai.editorial import ending, releasing
from gongkai.editorial.models import Round
from tests.casework.register_files import as_xlsx
from tests.editorial.papers import Staff, hire, sign_all
from tests.editorial.site import body, home, reviewed, write
from tests.factories import World
from tests.journeys.conftest import Open
from tests.journeys.looking import assert_accessible
from tests.journeys.walking import done, from_menu

Desk = Callable[..., Page]


def given_a_section(world: World, staff: Staff) -> Section:
    page = write(Section, home(world.office), staff.author, "通知公告", introduction="通知")
    reviewed(staff, page)
    return Section.objects.get(pk=page.pk)


def test_portal_row_20_a_page_appears_and_goes_at_its_times(open_page: Open, world: World, office: Desk) -> None:
    staff = hire(world)
    draft = write(Article, given_a_section(world, staff), staff.author, "停水通知", body=body("明日停水两小时。"))
    officer, citizen = office("colleague"), open_page(expected="404")
    morning = (localtime(now()) + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    evening = morning + timedelta(hours=10)

    # the officer hands it in with a time; it is reviewed, and stays unseen until then
    officer.goto(f"/office/content/{draft.pk}/")
    officer.get_by_label("公开的时间").fill(f"{morning:%Y-%m-%dT%H:%M}")
    officer.get_by_role("button", name="送审").click()
    assert "已送审1项" in done(officer)
    sign_all(Round.objects.get(key=draft.gate_key), staff)
    assert not PublicPage.objects.filter(page=draft.pk, release__isnull=False).exists()
    officer.reload()
    expect(officer.get_by_text(f"设定{morning.year}年{morning.month}月{morning.day}日 09:00公开")).to_be_visible()

    releasing.release_due(at=morning)
    officer.reload()
    expect(officer.get_by_text("定时公开的回执")).to_contain_text("已经按时发布。")
    where = officer.locator('a[href^="/c/"]').first.get_attribute("href")
    assert where is not None
    citizen.goto(where)
    expect(citizen.get_by_role("heading", level=1)).to_have_text("停水通知")

    # then the withdrawal: without a reason it is refused, with a reason and a time it waits
    officer.get_by_label("撤下的原因").fill(" ")
    officer.get_by_role("button", name="撤下", exact=True).click()
    expect(officer.get_by_role("alert")).to_contain_text("请写明撤下的原因")
    assert_accessible(officer)
    officer.get_by_label("撤下的原因").fill("供水已经恢复")
    officer.get_by_label("撤下的时间").fill(f"{evening:%Y-%m-%dT%H:%M}")
    officer.get_by_role("button", name="撤下", exact=True).click()
    assert "19:00自动撤下；在此以前仍然公开" in done(officer)
    assert_accessible(officer)
    citizen.reload()
    expect(citizen.get_by_role("heading", level=1)).to_have_text("停水通知")

    (due,) = ending.due(at=evening)
    assert ending.carry_out(due, at=evening)
    citizen.reload()
    expect(citizen.get_by_text("明日停水两小时")).to_have_count(0)
    assert citizen.request.get(where).status in (404, 410)
    officer.reload()
    expect(officer.get_by_text("定时撤下的回执")).to_contain_text("已经按时撤下。原因：供水已经恢复")


def test_portal_row_41_a_former_sites_addresses_lead_on(open_page: Open, world: World, office: Desk) -> None:
    staff = hire(world)
    section = given_a_section(world, staff)
    reviewed(staff, write(Article, section, staff.author, "停水通知", body=body("明日停水两小时。")))
    row = PublicPage.objects.get(kind=Article.item_kind)
    where = f"/c/{row.month}/{row.page_id}.html"
    rows = [["旧网址", "现在的网址"], ["http://old.example/art/2019/7.html", where], ["/show.asp?id=7", "/nowhere/"]]

    officer = office("officer")
    from_menu(officer, "管理", "旧网址")
    expect(officer.get_by_text("还没有登记")).to_be_visible()
    officer.locator(".menu summary", has_text="发布").press("Enter")
    waiting = officer.get_by_role("link", name="待我审核")
    expect(waiting).to_be_visible()
    officer.keyboard.press("Escape")
    expect(waiting).to_be_hidden()
    for table, wrong in ((rows, True), ([*rows[:2], ["/show.asp?id=7", "/policies/"]], False)):
        file = {"name": "旧网址.xlsx", "mimeType": "application/octet-stream", "buffer": as_xlsx(table)}
        officer.locator("[name=file]").set_input_files(file)  # type: ignore[arg-type]
        officer.get_by_role("button", name="先逐行核对").click()
        region = officer.get_by_role("region", name="逐行核对表")
        expect(region.get_by_role("row")).to_have_count(3)
        expect(region.get_by_text("不能导入")).to_have_count(1 if wrong else 0)
        assert_accessible(officer)
    officer.get_by_role("button", name="确认导入，立即跳转").click()
    assert "2个旧网址是新的" in done(officer)
    assert_accessible(officer)

    citizen = open_page(expected="404")
    citizen.goto("/art/2019/7.html?from=app")
    expect(citizen.get_by_role("heading", level=1)).to_have_text("停水通知")
    assert citizen.url.endswith(where)
    citizen.goto("/art/2019/8.html")
    expect(citizen.get_by_role("link", name=re.compile("搜索")).first).to_be_visible()
    assert_accessible(citizen)
