"""The reading duty on a phone: a fault is found, mended, confirmed by another, and stands in the quarter's bulletin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from gongkai.disclosure.models import Section
from gongkai.oversight import bulletins, inspecting, media, rota
from gongkai.oversight.media import Described
from gongkai.oversight.models import Inspection, Shift
from gongkai.statute.periods import add_months
from tests.editorial.papers import hire
from tests.editorial.site import home, png, reviewed, write
from tests.factories import World
from tests.journeys.looking import assert_accessible
from tests.journeys.walking import from_menu

pytestmark = pytest.mark.sweep
PHONE = {"width": 360, "height": 780}


def given_a_shift_that_has_begun_and_an_account_to_read(world: World) -> Section:
    staff, at = hire(world), now() - timedelta(minutes=10)
    page = write(Section, home(world.office), staff.author, "通知公告")
    reviewed(staff, page)
    said = Described("wechat", "明湖发改", "minghu-fgw", "吴办")
    media.register(office=world.office, agency=world.department, said=said, by=world.officer, at=at)
    turns = [rota.Turn(at + timedelta(minutes=1), at + timedelta(hours=8), world.officer)]
    rota.plan(office=world.office, turns=turns, by=world.officer, at=at)
    section: Section = Section.objects.get(pk=page.pk)
    return section


def when_the_month_is_over(world: World, section: Section) -> Any:
    """This quarter's inspections are fixed long after, and the bulletin is drafted."""
    today = localdate(now())
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    for step in range(3):
        month, late = add_months(first, step), now() + timedelta(days=120)
        row = inspecting.open_inspection(office=world.office, month=month, by=world.officer, at=late)
        inspecting.nothing_else(inspection_id=row.pk, by=world.officer, at=late)
        inspecting.tell(inspection_id=row.pk, by=world.officer, at=late)
        inspecting.fix(inspection_id=row.pk, by=world.officer, at=late + timedelta(days=30))
    assert Inspection.objects.filter(state="fixed").count() == 3
    what = {"office": world.office, "year": first.year, "quarter": (first.month + 2) // 3, "section": section}
    return bulletins.draft(**what, internal=True, by=world.officer, at=now())


def test_portal_row_46_a_fault_found_on_a_phone_is_mended_and_stands_in_the_bulletin(
    office: Callable[..., Page], world: World
) -> None:
    section = given_a_shift_that_has_begun_and_an_account_to_read(world)
    page = office("officer")
    page.set_viewport_size(PHONE)
    page.goto(f"/office/oversight/shifts/{Shift.objects.get().pk}/")
    page.get_by_role("button", name="签到").click()
    page.get_by_label("在哪里").select_option(label="明湖发改")
    page.get_by_label("程度").select_option(label="一般")
    page.get_by_label("问题（必填）").fill("推送里的办理地址是旧的")
    page.get_by_label("截图或者照片").set_input_files({"name": "截图.png", "mimeType": "image/png", "buffer": png()})
    page.get_by_role("button", name="记录问题").click()
    expect(page.get_by_text("已经记入日志。")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert_accessible(page)
    page.get_by_role("link", name="查看问题").click()
    expect(page.get_by_role("img", name="发现问题时的截图或者照片")).to_be_visible()
    page.get_by_role("button", name="发出督办单").click()
    expect(page.get_by_text("还有")).to_be_visible()
    number = page.get_by_role("heading", level=1).locator(".number").inner_text()

    theirs = office("handler")
    theirs.reload()
    theirs.get_by_role("link", name="1件问题等您单位整改").click()
    theirs.get_by_role("link", name=number).click()
    theirs.get_by_label("整改情况（必填）").fill("地址已经改为湖滨路3号，旧推送已删除")
    theirs.get_by_label("截图或者照片").set_input_files(
        {"name": "改后.png", "mimeType": "image/png", "buffer": png(90)}
    )
    theirs.get_by_role("button", name="报送").click()
    expect(theirs.get_by_role("img", name="整改后的截图或者照片")).to_be_visible()
    expect(theirs.get_by_role("button", name="确认已整改")).to_have_count(0)

    another = office("colleague")
    from_menu(another, "监督", "整改")
    another.get_by_role("link", name=number).click()
    another.get_by_label("复核意见").first.fill("已经打开看过，改好了")
    another.get_by_role("button", name="确认已整改").click()
    expect(another.get_by_text("复核销号", exact=True)).to_be_visible()
    assert_accessible(another)
    with another.expect_download() as saved:
        another.get_by_role("link", name="PDF").click()
    assert saved.value.suggested_filename == f"{number}.pdf"

    bulletin = when_the_month_is_over(world, section)
    from_menu(another, "监督", "通报")
    expect(another.get_by_text("读网发现问题1个，销号1件")).to_be_visible()
    expect(another.get_by_role("link", name="政务公开和政府网站检查情况的通报")).to_be_visible()
    another.goto(f"/office/content/{bulletin.page_id}/preview/")
    expect(another.get_by_text("交办整改1件，已经销号1件")).to_be_visible()
