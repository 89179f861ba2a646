"""Redaction in a real browser: drawn with a mouse, with the keyboard and with a finger; made, reviewed, fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser, Page, expect

from gongkai.casework import attachments, redacting
from gongkai.casework.attachments import Role, upload
from gongkai.casework.models import Attachment
from gongkai.redaction import Box
from tests.casework.papers import SECRETS, paper, text_of
from tests.factories import PASSWORD, World, confirm, online
from tests.journeys.looking import assert_accessible, tab_to

Desk = Callable[..., Page]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def row(world: World) -> Attachment:
    case = confirm(world, online(world, on=now()).case, on=now())
    (row,) = attachments.add(
        case_id=case.pk, uploads=[upload(paper(), "批复.pdf", Role.EVIDENCE)], by=world.officer, at=now()
    )
    return row


def place(row: Attachment, what: str = "redact/") -> str:
    return f"/office/requests/{row.case.number}/files/{row.pk}/{what}"


def corner(page: Page, number: int) -> tuple[float, float, float, float]:
    """Where a page of the file is on the screen: left, top, width, height."""
    leaf = page.locator(f"[data-page='{number}'] [data-leaf]")
    leaf.scroll_into_view_if_needed()
    leaf.evaluate("leaf => leaf.scrollIntoView()")
    found = leaf.bounding_box()
    assert found is not None
    return found["x"], found["y"], found["width"], found["height"]


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def saved(row: Attachment, page: Page) -> tuple[Box, ...]:
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    return redacting.drawn_on(row).boxes


def assert_at(box: Box, page: int, *edges: float) -> None:
    assert box.page == page
    assert box.area.edges == pytest.approx(edges, abs=0.006)


def test_a_box_is_drawn_moved_stretched_and_taken_back_with_the_mouse(office: Desk, row: Attachment) -> None:
    page = office("officer")
    page.goto(place(row))
    assert_accessible(page)
    left, top, width, _ = corner(page, 1)

    def on(x: float, y: float) -> tuple[float, float]:
        return left + width * x, top + width * y

    drag(page, on(0.2, 0.1), on(0.5, 0.2))
    expect(page.locator(".cover")).to_have_count(1)
    drag(page, on(0.3, 0.15), on(0.4, 0.25))
    drag(page, on(0.597, 0.297), on(0.697, 0.397))
    drag(page, on(0.8, 0.1), on(0.9, 0.12))
    expect(page.locator("[data-list] li")).to_have_count(2)
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".cover")).to_have_count(1)
    drag(page, on(0.1, 0.5), on(0.101, 0.501))
    expect(page.locator(".cover")).to_have_count(1)  # a slip of the hand is no box
    page.locator("[data-list] select").select_option("no_internal")
    (box,) = saved(row, page)
    tall = 595 / 842
    assert_at(box, 1, 0.3, 0.2 * tall, 0.7, 0.4 * tall)
    assert box.ground == "no_internal"
    assert_accessible(page)
    page.get_by_role("button", name="删除第1页的这个框").click()
    assert saved(row, page) == ()


def test_a_box_is_drawn_with_the_keyboard_alone(office: Desk, row: Attachment) -> None:
    page = office("officer")
    page.goto(place(row))
    tab_to(page, "[data-page='2'] [data-add]")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className").startswith("cover")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-said]")).to_contain_text("第2页第1框")
    page.keyboard.press("Control+z")
    expect(page.locator(".cover")).to_have_count(1)
    (box,) = saved(row, page)
    assert_at(box, 2, 0.3, 0.44, 0.61, 0.5)
    page.locator(".cover").focus()
    page.keyboard.press("Delete")
    expect(page.locator(".cover")).to_have_count(0)
    assert saved(row, page) == ()


@pytest.fixture
def touched(browser: Browser, live_server: Any, world: World) -> Iterator[Page]:
    """A telephone: a narrow screen and fingers."""
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/office/")
    page.get_by_label("用户名").fill(world.officer.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="今日").wait_for()
    yield page
    context.close()


def swipe(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    finger = page.context.new_cdp_session(page)
    steps = [(start[0] + (end[0] - start[0]) * n / 5, start[1] + (end[1] - start[1]) * n / 5) for n in range(6)]
    for kind, (x, y) in zip(["touchStart", *["touchMove"] * 5], steps, strict=True):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_finger_scrolls_until_it_is_told_to_draw(touched: Page, row: Attachment) -> None:
    touched.goto(place(row))
    assert_accessible(touched)
    left, top, width, _ = corner(touched, 1)
    swipe(touched, (left + width * 0.2, top + 150), (left + width * 0.6, top + 100))
    expect(touched.locator(".cover")).to_have_count(0)
    touched.get_by_label("手指画框").check()
    left, top, width, height = corner(touched, 1)
    swipe(touched, (left + width * 0.2, top + height * 0.1), (left + width * 0.6, top + height * 0.2))
    expect(touched.locator(".cover")).to_have_count(1)
    (box,) = saved(row, touched)
    assert_at(box, 1, 0.2, 0.1, 0.6, 0.2)


def test_row_redaction_proven_by_three_readers_without_scripts(open_page: Any, world: World, row: Attachment) -> None:
    page = open_page(javascript=False)
    page.goto("/office/")
    page.get_by_label("用户名").fill(world.officer.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.goto(place(row))
    for name, value in {"page": "2", "left": "10", "top": "80", "right": "90", "bottom": "95"}.items():
        page.locator(f"[name=new-0-{name}]").fill(value)
    for tick in page.locator("[name=tick]").all():
        tick.check()
    page.get_by_role("button", name="生成遮盖件").click()
    page.get_by_role("link", name="生成的遮盖件").click()
    expect(page.get_by_text("pdfminer")).to_be_visible()
    result = row.versions.get()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="下载遮盖件").click()
    text = text_of(fetched.value.path().read_bytes())
    assert [secret for secret in SECRETS if secret in text] == []
    assert result.made_from == row


def test_of_two_at_work_the_second_keeps_what_they_drew(office: Desk, row: Attachment) -> None:
    first, second = office("officer"), office("colleague")
    for page in (first, second):
        page.goto(place(row))
    first.get_by_role("button", name="在第1页加一个框").click()
    assert len(saved(row, first)) == 1
    second.get_by_role("button", name="在第2页加一个框").click()
    second.get_by_role("button", name="保存", exact=True).click()
    expect(second.get_by_role("alert")).to_contain_text("林知行刚刚保存过")
    expect(second.locator(".cover")).to_have_count(2)
    assert_accessible(second)
    assert [box.page for box in saved(row, second)] == [1, 2]


def test_row_redaction_made_by_one_and_let_out_by_another(office: Desk, row: Attachment) -> None:
    page = office("officer")
    page.goto(place(row))
    page.get_by_label("遮盖所有出现的").fill("明湖石料")
    page.get_by_role("button", name="查找并遮盖").click()
    expect(page.locator(".cover")).to_have_count(1)
    page.get_by_role("button", name="生成遮盖件").click()
    page.get_by_role("link", name="生成的遮盖件").click()
    expect(page.get_by_text("不能审核自己的遮盖件")).to_be_visible()
    assert_accessible(page)
    result = row.versions.get()
    leader = office("leader")
    leader.goto(place(result, "redacted/"))
    assert_accessible(leader)
    leader.get_by_role("button", name="核对无误，同意提供").click()
    expect(leader.get_by_role("status")).to_contain_text("已审核通过")
