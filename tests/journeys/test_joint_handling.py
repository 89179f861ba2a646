"""A request that several departments answer together: given with a day, asked, signed for, answered, returned."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from gongkai.agencies import calendar
from gongkai.casework.models import Case, JointRequest
from tests.factories import CITIZEN, World, confirm, online
from tests.journeys.conftest import PHONE
from tests.journeys.looking import assert_accessible

Desk = Callable[..., Page]


def given_a_confirmed_request(world: World) -> Case:
    return confirm(world, online(world, on=now()).case, on=now())


def when_the_officer_asks_two_departments(officer: Page, world: World, case: Case) -> None:
    officer.goto(f"/office/requests/{case.number}/")
    officer.get_by_role("link", name="请其他单位会签").click()
    assert_accessible(officer)
    for agency in (world.department, world.other):
        officer.get_by_label(agency.name).check()
    officer.get_by_label("请会签单位办理什么").fill("请提供立项批复")
    officer.get_by_label("内部时限").fill(calendar.current().add(localdate(), 3).isoformat())
    officer.get_by_role("button", name="请会签").click()
    expect(officer.get_by_text(f"已请{world.department.short_name}、{world.other.short_name}会签")).to_be_visible()
    expect(officer.get_by_text("还有会签没有答复：")).to_be_visible()
    assert_accessible(officer)


def when_the_department_signs_and_answers(handler: Page, case: Case, folder: Path) -> None:
    handler.goto("/office/requests/")
    handler.get_by_role("navigation", name="办件和会签").get_by_role("link", name="会签").click()
    assert_accessible(handler)
    handler.get_by_role("link", name=case.number).click()
    expect(handler.get_by_text("请提供立项批复")).to_be_visible()
    assert CITIZEN.name not in handler.content()
    assert CITIZEN.telephone not in handler.content()
    handler.get_by_role("button", name="签收", exact=True).click()
    document = folder / "批复.txt"
    document.write_text("批复全文。\n")
    handler.get_by_label("会签意见").fill("批复中涉及商业秘密的附件不予公开")
    handler.get_by_label("可否公开").select_option("可以部分公开")
    handler.get_by_label("依据的条款").fill("条例第十五条")
    handler.get_by_label("有关文件").set_input_files(document)
    assert_accessible(handler)
    handler.get_by_role("button", name="送出会签意见").click()
    expect(handler.get_by_text("会签意见已送出。")).to_be_visible()
    expect(handler.get_by_text("批复.txt")).to_be_visible()


def when_the_township_returns_it(township: Page, case: Case) -> None:
    """On a telephone, for no screen of the office needs a desk."""
    township.set_viewport_size(PHONE)
    township.goto("/office/joint/")
    township.get_by_role("link", name=case.number).click()
    township.get_by_text("不属于本单位业务，退回").click()
    township.get_by_label("原因").fill("道路改造不由本镇办理")
    assert township.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    township.get_by_role("button", name="退回会签").click()
    expect(township.get_by_text("已退回。")).to_be_visible()


def then_the_case_page_shows_who_said_what(officer: Page, world: World, case: Case) -> None:
    officer.goto(f"/office/requests/{case.number}/")
    panel = officer.get_by_role("region", name="会签")
    for said in ("可以部分公开", "（条例第十五条）", "批复中涉及商业秘密的附件不予公开", "道路改造不由本镇办理"):
        expect(panel.get_by_text(said)).to_be_visible()
    expect(officer.get_by_text("还有会签没有答复：")).to_have_count(0)
    expect(officer.get_by_role("link", name="批复.txt")).to_be_visible()
    assert Case.objects.get(pk=case.pk).due_on == case.due_on
    assert set(JointRequest.objects.values_list("state", flat=True)) == {"answered", "returned"}


def test_row_assignment_sign_for_return_and_joint_handling(world: World, office: Desk, tmp_path: Path) -> None:
    case, officer = given_a_confirmed_request(world), office("officer")
    when_the_officer_asks_two_departments(officer, world, case)
    when_the_department_signs_and_answers(office("handler"), case, tmp_path)
    when_the_township_returns_it(office("stranger"), case)
    then_the_case_page_shows_who_said_what(officer, world, case)
