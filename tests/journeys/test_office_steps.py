"""The office between receipt and reply: a notice is written and looked at, a request is split, several items are
answered, files are added and opened with a reason. Named after the rows of what users ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from gongkai.casework.attachments import Role, upload
from gongkai.casework.models import Case
from tests.factories import World, confirm, online
from tests.journeys.looking import assert_accessible

Desk = Callable[..., Page]


def given_a_confirmed_request(world: World) -> Case:
    proof = upload("证件".encode(), "证件.txt", Role.IDENTITY)
    return confirm(world, online(world, on=now(), uploads=[proof]).case, on=now())


def when_a_step_is_opened(page: Page, case: Case, slug: str) -> None:
    page.goto(f"/office/requests/{case.number}/")
    step = page.locator(f"#step-{slug}")
    if not step.is_visible():
        page.get_by_text("可以办理的事项").click()
    if not step.evaluate("step => step.open"):
        step.locator("summary").first.click()


def test_row_correction_is_written_looked_at_and_issued(world: World, office: Desk) -> None:
    case, officer = given_a_confirmed_request(world), office("officer")
    when_a_step_is_opened(officer, case, "ask-correction")
    officer.locator("#step-ask-correction").get_by_role("link", name="填写并制发文书").click()
    assert_accessible(officer)
    officer.get_by_label("不明确之处").fill("没有写明道路名称")
    officer.get_by_label("补正要求").fill("请写明道路名称和年份")
    officer.get_by_role("button", name="更新预览").click()
    expect(officer.get_by_text("没有写明道路名称").last).to_be_visible()
    assert case.letters.count() == 0
    officer.get_by_role("button", name="编号制发").click()
    expect(officer.get_by_role("heading", name="政府信息公开申请补正告知书")).to_be_visible()
    assert_accessible(officer)
    case.refresh_from_db()
    assert case.stage == "awaiting_correction"
    assert case.letters.get().issued_on == localdate()


def test_row_triage_splits_one_request_into_its_matters(world: World, office: Desk) -> None:
    case, officer = given_a_confirmed_request(world), office("officer")
    officer.goto(f"/office/requests/{case.number}/")
    officer.get_by_role("link", name="拆分为多件办理").click()
    assert_accessible(officer)
    officer.get_by_label("逐件写明内容").fill("立项批复\n征收补偿方案")
    officer.get_by_role("button", name="拆分登记").click()
    expect(officer.get_by_role("heading", name="已拆分为2件")).to_be_visible()
    assert_accessible(officer)
    (part,) = Case.objects.filter(split_from=case)
    assert part.received_on == case.received_on


def test_row_triage_several_items_in_one_letter(world: World, office: Desk) -> None:
    case, officer = given_a_confirmed_request(world), office("officer")
    officer.goto(f"/office/requests/{case.number}/decision/")
    assert_accessible(officer)
    officer.get_by_role("link", name="分项答复").click()
    assert_accessible(officer)
    for place, (words, choice) in enumerate((("立项批复", "open:already_public"), ("决算", "na_none:not_existing"))):
        officer.locator(f"[name=item{place}-request]").fill(words)
        officer.locator(f"[name=item{place}-choice]").select_option(choice)
    officer.get_by_role("button", name="下一步：写明各项的事实").click()
    assert_accessible(officer)
    officer.locator("[name=facts0-how_to_get]").fill("本机关网站政策文件栏目")
    officer.locator("[name=facts1-search_done]").fill("在档案室检索，没有")
    officer.get_by_role("button", name="报领导审批").click()
    expect(officer.get_by_role("status")).to_contain_text("已报领导审批")
    leader = office("leader")
    leader.goto(f"/office/requests/{case.number}/")
    expect(leader.get_by_text("二、关于“决算”").first).to_be_visible()
    assert_accessible(leader)


def test_row_identity_is_opened_with_a_reason(world: World, office: Desk, tmp_path: Path) -> None:
    case, officer = given_a_confirmed_request(world), office("officer")
    officer.goto(f"/office/requests/{case.number}/")
    officer.get_by_role("link", name="证件.txt").click()
    expect(officer.get_by_role("heading", name="查看身份证明")).to_be_visible()
    assert_accessible(officer)
    officer.get_by_label("查看的原因").fill("核对身份")
    with officer.expect_download() as download:
        officer.get_by_role("button", name="打开").click()
    assert Path(download.value.path()).read_text("utf-8") == "证件"
    officer.goto(f"/office/requests/{case.number}/files/")
    assert_accessible(officer)
    paper = tmp_path / "批复.txt"
    paper.write_text("批复全文", "utf-8")
    officer.get_by_label("用途").select_option("reply")
    officer.get_by_label("文件", exact=False).last.set_input_files(paper)
    officer.get_by_role("button", name="添加").click()
    expect(officer.get_by_role("status")).to_contain_text("已添加1个文件")
