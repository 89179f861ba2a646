"""What agencies share: a page that is offered, taken, corrected and taken down (portal row 24), and the public's seats
at a meeting (portal row 27).

Slow because each begins with pages that go through all their reviews.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from gongkai.dialogue.models import SeatRequest
from gongkai.disclosure import publishing
from gongkai.disclosure.models import Reprint, SeatCall, Section
from gongkai.editorial import gate, pages, roots
from tests.disclosure.desks import other_desk
from tests.editorial.papers import hire
from tests.editorial.site import body, fresh, home, reviewed, write
from tests.factories import PASSWORD, World
from tests.journeys.conftest import PHONE, Open

pytestmark = pytest.mark.sweep
Office = Callable[..., Page]


def when_somebody_signs_in(open_page: Open, person: Any) -> Page:
    page = open_page()
    page.goto("/office/")
    page.get_by_label("用户名").fill(person.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="今日").wait_for()
    return page


def test_portal_row_24_a_page_is_offered_taken_corrected_and_goes_with_its_original(
    open_page: Open, world: World
) -> None:
    staff = hire(world)
    roots.ensure()
    other = other_desk(world)
    section = write(Section, home(world.office), staff.author, "政务要闻")
    reviewed(staff, section)

    # the department offers its page
    theirs = when_somebody_signs_in(open_page, other.staff.author)
    theirs.goto(f"/office/content/{other.article.pk}/")
    theirs.get_by_role("link", name="报送", exact=True).click()
    theirs.get_by_label("推荐给哪个栏目").select_option(label="政务要闻")
    theirs.get_by_label("推荐理由").fill("全区关心")
    theirs.get_by_role("button", name="报送").click()
    expect(theirs.get_by_role("status")).to_contain_text("已报送给")

    # the office finds it on its first screen, with its age, and takes it
    ours = when_somebody_signs_in(open_page, staff.author)
    ours.get_by_role("link", name="湖滨绿道开工").click()
    expect(ours.get_by_text("今天报送")).to_be_visible()
    ours.get_by_role("button", name=re.compile("^采用")).click()
    expect(ours.get_by_role("status")).to_contain_text("存为草稿")
    reprint = Reprint.objects.get()
    reviewed(staff, reprint)

    # a reader on a telephone goes both ways
    reader = open_page(PHONE, javascript=False)
    reader.goto(publishing.public_address(reprint.gate_key))
    expect(reader.get_by_text("湖滨绿道一期全长三公里。")).to_be_visible()
    reader.get_by_role("link", name="湖滨绿道开工").click()
    reader.wait_for_url(f"**{publishing.public_address(other.article.gate_key)}")
    reader.get_by_role("link", name=f"{world.office.name}“政务要闻”").click()
    expect(reader.locator("dd", has_text=other.agency.name)).to_be_visible()

    # the original is corrected: the first screen says so, one button brings the draft up to it
    draft = pages.newest(fresh(other.article))
    draft.body = body("湖滨绿道一期全长四公里。")  # type: ignore[attr-defined]
    draft.save_revision(user=other.staff.author)
    reviewed(other.staff, other.article)
    reader.reload()
    expect(reader.get_by_role("status")).to_contain_text("原文已经更正")
    ours.goto("/office/")
    expect(ours.get_by_text("原文已更正")).to_be_visible()
    ours.goto("/office/content/offers/")
    ours.get_by_role("button", name=re.compile("^更新转载")).click()
    expect(ours.get_by_role("status")).to_contain_text("请送审")
    reviewed(staff, reprint)
    reader.reload()
    expect(reader.get_by_text("湖滨绿道一期全长四公里。")).to_be_visible()

    # taken down for secrecy, it takes its reprint along in the same moment
    gate.withdraw(key=other.article.gate_key, why="涉密", by=other.staff.second, at=now(), everywhere=True)
    assert reader.request.get(reader.url).status == 404


def test_portal_row_27_delegates_sign_up_are_drawn_and_find_their_result(
    open_page: Open, office: Office, world: World
) -> None:
    staff, today = hire(world), localdate()
    roots.ensure()
    section = write(Section, home(world.office), staff.author, "政府会议")
    call = write(
        SeatCall, section, staff.author, "邀请公众代表列席第9次常务会议", meets_on=today + timedelta(days=20),
        about="湖滨绿道建设方案", seats=1, conditions="年满十八周岁的本区居民。", opens_on=today - timedelta(days=5),
        closes_on=today,
    )  # fmt: skip
    reviewed(staff, section, call)

    # somebody signs up on a telephone and without scripts
    citizen = open_page(PHONE, javascript=False)
    citizen.goto("/meetings/")
    citizen.get_by_role("link", name=call.title).click()
    citizen.get_by_role("link", name="报名列席").click()
    citizen.get_by_role("button", name="提交报名").click()
    expect(citizen.get_by_role("alert")).to_be_visible()
    citizen.get_by_label("姓名").fill("甄不存")
    citizen.get_by_label("联系电话").fill("0000-1234567")
    citizen.get_by_label("为什么想列席").fill("家住湖滨路。")
    citizen.get_by_label("我同意").check()
    citizen.get_by_role("button", name="提交报名").click()
    number, code = citizen.locator("#receipt-number").inner_text(), citizen.locator("#receipt-code").inner_text()

    # after the last day the office draws, and tells the chosen
    SeatCall.objects.filter(pk=call.pk).update(closes_on=today - timedelta(days=1))
    desk = office("officer")
    desk.goto("/office/")
    desk.get_by_role("link", name="邀请公众代表列席").click()
    expect(desk.get_by_text("甄不存")).to_be_visible()
    desk.get_by_role("button", name="抽签").click()
    expect(desk.get_by_role("status")).to_contain_text("已经抽签")
    desk.get_by_role("button", name=re.compile("^登记已通知")).click()
    expect(desk.get_by_text("已通知", exact=False).first).to_be_visible()
    SeatCall.objects.filter(pk=call.pk).update(closes_on=today)

    # everybody sees the numbers and the seed, the person their own result
    assert SeatRequest.objects.get().number == number
    citizen.goto(publishing.public_address(call.gate_key))
    expect(citizen.get_by_role("rowheader", name=number)).to_be_visible()
    expect(citizen.get_by_text("甄不存")).to_have_count(0)
    citizen.get_by_role("link", name="查询报名结果").click()
    citizen.get_by_label("编号").fill(number)
    citizen.get_by_label("查询码").fill(code)
    citizen.get_by_role("button").filter(has_text="查").last.click()
    expect(citizen.get_by_text("确定列席")).to_be_visible()
