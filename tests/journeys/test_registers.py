"""Registers: an officer downloads the empty one, looks at an old one, confirms it, finds the cases in the list and in
the figures, and takes them out again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from gongkai.casework.models import Case
from tests.casework.register_files import as_xlsx, table, usual
from tests.factories import World
from tests.journeys.conftest import PHONE
from tests.journeys.looking import assert_accessible
from tests.journeys.walking import from_menu

Desk = Callable[..., Page]
ROWS = (
    usual(),
    usual(
        number="明公开〔2022〕002号", wanted="青石镇石料场关闭补偿协议", decided_on="2022-06-21", served_on="2022-06-21"
    ),
    usual(number="明公开〔2022〕003号", wanted="低保名单", kind="法人"),
    usual(number="明公开〔2022〕004号", wanted="村级道路预算", outcome="不予公开"),
    usual(number="5", wanted="湿地公园规划", channel="邮寄", kind="商业企业", outcome="信息不存在"),
)


def given_an_old_register(folder: Path) -> Path:
    path = folder / "2022年台账.xlsx"
    path.write_bytes(as_xlsx([["明湖区2022年依申请公开台账"], *table(*ROWS)]))
    return path


def when_it_is_looked_at(page: Page, path: Path) -> None:
    from_menu(page, "报告统计", "统计台账")
    page.get_by_role("navigation", name="统计和台账").get_by_role("link", name="台账").click()
    assert_accessible(page)
    with page.expect_download() as loaded:
        page.get_by_role("link", name="下载空白模板").click()
    assert loaded.value.suggested_filename == "历年台账模板.xlsx"
    page.get_by_role("link", name="导入历年台账").click()
    assert_accessible(page)
    page.get_by_label("台账文件").set_input_files(path)
    page.get_by_role("button", name="核对", exact=True).click()


def then_every_row_says_what_becomes_of_it(page: Page) -> None:
    expect(page.get_by_role("heading", name="核对结果（尚未导入）")).to_be_visible()
    refused = page.get_by_role("row", name=re.compile("“台账”第5行"))
    expect(refused).to_contain_text("不导入")
    expect(refused).to_contain_text("申请人类型：写作“法人”")
    expect(page.get_by_role("row", name=re.compile("“台账”第4行"))).to_contain_text("逾期")
    page.get_by_text("逐行查看").click()
    expect(page.get_by_role("row", name=re.compile("“台账”第3行"))).to_contain_text("将导入")
    expect(page.get_by_text("甄不存")).to_have_count(0)
    assert Case.objects.count() == 0, "looking imports nothing"
    assert_accessible(page)


def when_it_is_confirmed(page: Page, path: Path) -> None:
    page.get_by_label("再次选择同一个文件").set_input_files(path)
    page.get_by_role("button", name="确认导入3行").click()


def then_the_list_and_the_figures_have_them(page: Page) -> None:
    expect(page.get_by_role("status")).to_contain_text("已导入3件，其中2件沿用原编号")
    for number in ("明公开〔2022〕001号", "明公开〔2022〕002号"):
        expect(page.get_by_role("link", name=number)).to_be_visible()
    page.get_by_role("link", name="明公开〔2022〕002号").click()
    expect(page.get_by_role("heading", name="明公开〔2022〕002号")).to_be_visible()
    assert_accessible(page)
    page.goto("/office/statistics/?year=2022")
    expect(page.get_by_role("row", name=re.compile("^收到（件）")).get_by_role("cell").first).to_have_text("3")
    expect(page.get_by_role("row", name=re.compile("本机关不掌握相关政府信息")).get_by_role("cell").first).to_have_text(
        "1"
    )
    assert_accessible(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert_accessible(page)


def then_they_can_be_taken_out(page: Page) -> None:
    page.goto("/office/registers/")
    page.get_by_label("收到日期从").fill("2022-01-01")
    page.get_by_label("收到日期至").fill("2022-12-31")
    with page.expect_download() as loaded:
        page.get_by_role("button", name="导出XLSX").click()
    assert loaded.value.suggested_filename.endswith("2022-01-01至2022-12-31.xlsx")


def test_row_import_an_old_register(world: World, office: Desk, tmp_path: Path) -> None:
    path = given_an_old_register(tmp_path)
    officer = office("officer")
    when_it_is_looked_at(officer, path)
    then_every_row_says_what_becomes_of_it(officer)
    when_it_is_confirmed(officer, path)
    then_the_list_and_the_figures_have_them(officer)
    then_they_can_be_taken_out(officer)
