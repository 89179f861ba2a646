"""The office: an officer registers a letter, sees why the due day is what it is, drafts; the leader approves; the
letter goes out; the report follows; whoever supervises verifies."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from gongkai.agencies import calendar
from gongkai.casework.models import Case
from gongkai.reporting import actions
from gongkai.reporting.models import AnnualReport
from tests.factories import CITIZEN, World, at, confirm, finish, online, sign_secrecy
from tests.journeys.conftest import PHONE, Open
from tests.journeys.looking import assert_accessible
from tests.journeys.walking import from_menu
from tests.reporting.conftest import enter_table_a, written

Desk = Callable[..., Page]
WANTED = "湖滨路改造工程立项批复（明发改〔2022〕15号）"


def when_a_letter_is_registered(page: Page) -> Case:
    from_menu(page, "申请", "登记申请")
    page.get_by_label("邮寄（需签收）").check()
    page.get_by_label("收到日期").fill(localdate().isoformat())
    page.get_by_label("姓名或者名称").fill(CITIZEN.name)
    page.get_by_label("证件号码").fill(CITIZEN.identity_number)
    page.get_by_label("联系电话").fill(CITIZEN.telephone)
    page.get_by_label("通信地址").fill(CITIZEN.address)
    page.get_by_label("所需信息").fill(WANTED)
    page.get_by_role("button", name="先试算期限").click()
    expect(page.get_by_role("heading", name=re.compile("试算结果"))).to_be_visible()
    assert Case.objects.count() == 0, "a trial registers nothing"
    assert_accessible(page)
    page.get_by_role("button", name="登记并出具回执").click()
    expect(page.get_by_role("heading", name="政府信息公开申请登记回执")).to_be_visible()
    return Case.objects.get()


def then_the_receipt_has_a_code_that_is_shown_once(page: Page) -> None:
    expect(page.locator(".code")).to_have_text(re.compile(r"^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$"))
    assert_accessible(page)
    page.reload()
    expect(page.locator(".code")).to_have_count(0)


def then_the_page_says_why_the_due_day_is_that_day(page: Page, case: Case) -> None:
    page.goto(f"/office/requests/{case.number}/")
    due = case.due_on
    assert due == calendar.current().add(case.received_on, 20)
    assert due is not None
    clock = page.locator("section", has=page.get_by_role("heading", name="期限怎样算出来的"))
    expect(clock).to_contain_text(due.isoformat())
    expect(clock).to_contain_text("第三十三条")
    page.get_by_text("逐日列表").click()
    expect(clock.get_by_role("row")).not_to_have_count(0)
    expect(page.get_by_text(CITIZEN.name)).to_have_count(0)
    assert_accessible(page)


def when_a_decision_is_drafted(page: Page) -> None:
    step = page.locator("#step-propose")
    if not step.evaluate("step => step.open"):
        step.locator("summary").click()
    step.get_by_role("link", name="选择办理结果").click()
    assert_accessible(page)
    page.locator("a.choice[href*='outcome=open&variant=provided']").click()
    page.locator("[name=provided_content]").fill("批复全文")
    page.locator("[name=how_provided]").fill("随本告知书邮寄")
    page.get_by_role("button", name="更新预览").click()
    expect(page.get_by_text("批复全文").last).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="报领导审批").click()
    expect(page.get_by_role("status")).to_contain_text("已报领导审批")


def when_a_step_is_taken(page: Page, case: Case, slug: str, **answers: str) -> None:
    page.goto(f"/office/requests/{case.number}/")
    step = page.locator(f"#step-{slug}")
    if not step.is_visible():
        page.get_by_text(re.compile("可以办理的事项")).click()
    if not step.evaluate("step => step.open"):
        step.locator("summary").click()
    for name, value in answers.items():
        step.locator(f"[name={name}]").fill(value)
    step.locator("button").click()
    expect(page.get_by_role("status")).to_be_visible()


def then_the_drafter_may_not_approve(page: Page, case: Case) -> None:
    page.goto(f"/office/requests/{case.number}/")
    expect(page.locator("#step-approve")).to_have_count(0)


def then_the_ledger_holds(page: Page, case: Case) -> None:
    page.goto(f"/office/requests/{case.number}/ledger/")
    page.get_by_role("button", name="验证").click()
    expect(page.get_by_role("status")).to_contain_text("验证通过")
    assert_accessible(page)


def test_row_approval_from_the_letter_to_the_file(world: World, office: Desk) -> None:
    officer = office("officer", by_form=True)
    assert_accessible(officer)
    case = when_a_letter_is_registered(officer)
    then_the_receipt_has_a_code_that_is_shown_once(officer)
    then_the_page_says_why_the_due_day_is_that_day(officer, case)
    when_a_decision_is_drafted(officer)
    then_the_drafter_may_not_approve(officer, case)
    leader = office("leader", by_form=True)
    waiting = leader.locator("section", has=leader.get_by_role("heading", name="等您处理"))
    expect(waiting.get_by_role("link", name=case.number)).to_be_visible()
    when_a_step_is_taken(leader, case, "approve")
    when_a_step_is_taken(officer, case, "issue-letter")
    when_a_step_is_taken(officer, case, "serve", proof="挂号信XA00000000000")
    when_a_step_is_taken(officer, case, "file-away")
    case.refresh_from_db()
    assert (case.stage, case.outcome, case.on_time) == ("filed", "open", True)
    assert_accessible(officer)
    then_the_ledger_holds(office("auditor"), case)


def test_row_permissions_a_handler_sees_only_what_was_given(world: World, office: Desk) -> None:
    case, other = confirm(world, online(world).case), online(world).case
    officer = office("officer")
    officer.goto(f"/office/requests/{case.number}/")
    step = officer.locator("#step-assign")
    if not step.is_visible():
        officer.get_by_text(re.compile("可以办理的事项")).click()
    step.locator("summary").click()
    step.locator("[name=agency]").select_option(label=str(world.department))
    step.get_by_role("button", name="交办").click()
    expect(officer.get_by_role("status")).to_contain_text("已交办")
    handler = office("handler", expected="404")
    handler.goto("/office/requests/?status=assigned")
    expect(handler.get_by_role("link", name=case.number)).to_be_visible()
    expect(handler.get_by_role("link", name=other.number)).to_have_count(0)
    assert_accessible(handler)
    when_a_step_is_taken(handler, case, "log-search", where="档案室", keywords="立项批复", result="查到1份")
    assert handler.goto(f"/office/requests/{other.number}/").status == 404  # type: ignore[union-attr]


def given_a_report_that_is_ready(world: World) -> AnnualReport:
    finish(world, confirm(world, online(world).case))
    enter_table_a(world)
    report = actions.draft(agency=world.office, year=2023, by=world.officer, at=at(2024, 1, 9))
    return actions.save_words(report_id=report.pk, words=written(world), by=world.officer, at=at(2024, 1, 10))


def when_the_report_takes_a_step(page: Page, report: AnnualReport, button: str) -> None:
    page.goto(f"/office/reports/{report.pk}/")
    assert_accessible(page)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("status")).to_be_visible()


def test_row_statistics_the_report_follows_the_cases(world: World, office: Desk, open_page: Open) -> None:
    report = given_a_report_that_is_ready(world)
    officer, leader = office("officer"), office("leader")
    officer.goto("/office/reports/?year=2023")
    assert_accessible(officer)
    when_the_report_takes_a_step(officer, report, "提交批准")
    leader.goto(f"/office/reports/{report.pk}/")
    expect(leader.get_by_text("正在等待保密审查，完成以后才能批准。")).to_be_visible()
    expect(leader.get_by_role("button", name="批准", exact=True)).to_have_count(0)
    sign_secrecy(world, report.gate_key, on=now())
    when_the_report_takes_a_step(leader, report, "批准")
    when_the_report_takes_a_step(officer, report, "发布")
    officer.get_by_role("link", name="查看报告").click()
    assert_accessible(officer)
    officer.goto(f"/office/reports/figures/{world.office.code}/2023/")
    assert_accessible(officer)
    citizen = open_page(PHONE)
    citizen.goto(f"/reports/{world.office.code}/2023/")
    row = citizen.get_by_role("row", name=re.compile("本年新收政府信息公开申请数量"))
    expect(row.get_by_role("cell").last).to_have_text("1")
    assert_accessible(citizen)
    for kind in ("html", "json"):
        answer = citizen.request.get(f"/reports/{world.office.code}/2023/report.{kind}")
        assert answer.ok


def test_two_officers_at_one_case_and_the_second_hears_of_it(world: World, office: Desk) -> None:
    case = confirm(world, online(world, on=now()).case, on=now())
    first, second = office("officer"), office("colleague")
    for page in (first, second):
        page.goto(f"/office/requests/{case.number}/")
    when_a_step_is_taken(first, case, "request-extension", reason="需要调取档案")
    step = second.locator("#step-withdraw")
    if not step.is_visible():
        second.get_by_text(re.compile("可以办理的事项")).click()
    step.locator("summary").click()
    step.locator("[name=words]").fill("申请人来电撤回")
    step.locator("button").click()
    expect(second.get_by_text("刚刚由其他人员处理过")).to_be_visible()
    expect(second.locator("#step-withdraw [name=words]")).to_have_value("申请人来电撤回")


def test_the_calendar_and_the_people_can_be_used_by_everybody(world: World, office: Desk) -> None:
    officer = office("officer")
    for place in ("/office/calendar/", "/office/people/", "/office/password/", "/office/requests/?status=all"):
        officer.goto(place)
        assert_accessible(officer)
