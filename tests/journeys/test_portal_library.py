"""Rows of the comparison of portals that are about documents: the library, validity, the gazette, a Word file."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from gongkai.disclosure.gazette import compiling
from gongkai.disclosure.models import Article, DocumentEffect, PolicyDocument, Section
from gongkai.disclosure.record import Effect
from gongkai.editorial import roots
from tests.disclosure.conftest import RECORD
from tests.disclosure.gazettes import gazette, printed
from tests.editorial.papers import MONDAY, Staff, hire
from tests.editorial.site import body, home, reviewed, write
from tests.factories import PASSWORD, World
from tests.journeys.conftest import Open
from tests.journeys.looking import assert_accessible, tab_to

pytestmark = [pytest.mark.sweep, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 360, "height": 780}
OLD, NEW = "明湖区城市供水管理办法", "明湖区城市供水条件办法"


@pytest.fixture
def staff(world: World) -> Staff:
    roots.ensure()
    return hire(world)


@pytest.fixture
def shelf(world: World, staff: Staff) -> Section:
    page = write(Section, home(world.office), staff.author, "政策文件", introduction="文件")
    reviewed(staff, page)
    return Section.objects.get(pk=page.pk)


def published(shelf: Section, staff: Staff, title: str, number: int, **fields: Any) -> PolicyDocument:
    """A document that went through its reviews."""
    usual = {
        "document_number": f"明政发〔2023〕{number}号",
        "issued_by": "明湖区人民政府",
        "dated_on": "2023-03-01",
        "effective_on": "2023-04-01",
        "body": body(f"第一条　{title}的目的是保障供水。"),
    }
    page = write(PolicyDocument, shelf, staff.author, title, **(usual | fields))
    reviewed(staff, page)
    return PolicyDocument.objects.get(pk=page.pk)


def repeal(page: PolicyDocument, by: PolicyDocument, staff: Staff) -> None:
    """Another document repeals a page, and goes through its reviews."""
    newest: Any = by.get_latest_revision_as_object()
    effect = DocumentEffect(kind=Effect.REPEALS, target=page, on=date(2023, 5, 1))
    newest.effects.set([effect])
    newest.save_revision(user=staff.author)
    reviewed(staff, PolicyDocument.objects.get(pk=by.pk))


def test_portal_row_11_a_document_is_found_by_its_record_and_taken_away(
    open_page: Open, shelf: Section, staff: Staff
) -> None:
    """Number, agency, year and normative or not; the page shows the record; PDF, Word and data carry the text."""
    published(shelf, staff, OLD, 7, **RECORD)
    published(shelf, staff, "关于开展植树活动的通知", 8)
    page = open_page(NARROW, javascript=False)
    page.goto("/policies/")
    assert_accessible_without_scripts(page)
    page.get_by_label("标题或者发文字号").fill("明政发[2023]7号")
    page.get_by_label("只看行政规范性文件").check()
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("status")).to_contain_text("共1件")
    page.get_by_role("link", name=OLD).click()
    for words in ("明政发〔2023〕7号", "MHGF-2023-1", "主动公开", "2023年4月1日"):
        expect(page.locator(".facts")).to_contain_text(words)
    taken = {}
    for name in ("PDF", "Word（DOCX）"):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=name, exact=True).click()
        taken[name] = Path(waiting.value.path()).read_bytes()
    assert taken["PDF"].startswith(b"%PDF-")
    assert OLD in "".join(one.text for one in Document(io.BytesIO(taken["Word（DOCX）"])).paragraphs)


def sign_in(page: Page, staff: Staff) -> None:
    page.goto("/office/")
    page.get_by_label("用户名").fill(staff.author.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="今日").wait_for()


def assert_accessible_without_scripts(page: Page) -> None:
    """Nothing sticks out where no script may run to ask axe."""
    sizes = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert sizes[0] <= sizes[1]


def test_portal_row_12_a_repealed_document_says_so_on_itself(open_page: Open, shelf: Section, staff: Staff) -> None:
    """The original bears the mark and leads to what repealed it, and back; the library sifts by validity."""
    old = published(shelf, staff, OLD, 7)
    page = open_page()
    page.goto("/policies/?validity=in_force")
    expect(page.get_by_role("link", name=OLD)).to_be_visible()
    repeal(old, published(shelf, staff, NEW, 9), staff)
    page.goto("/policies/?validity=in_force")
    expect(page.get_by_role("link", name=OLD)).to_have_count(0)
    page.get_by_label("有效性").select_option(label="废止")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name=OLD).click()
    expect(page.locator(".validity")).to_contain_text("废止")
    assert_accessible(page)
    page.get_by_role("region", name="其他文件对本文件的处理").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1, name=NEW)).to_be_visible()
    page.get_by_role("region", name="本文件对其他文件的处理").get_by_role("link", name=OLD).click()
    expect(page.get_by_role("heading", level=1, name=OLD)).to_be_visible()


def test_portal_row_31_an_issue_is_compiled_from_the_library_on_the_screen(
    world: World, shelf: Section, staff: Staff, open_page: Open
) -> None:
    """From the empty issue to the clean proof: documents are ticked, set, looked at and handed in."""
    document = published(shelf, staff, OLD, 7)
    issue = compiling.open_issue(
        gazette=gazette(world), year=2023, number=1, dated_on=date(2023, 6, 30), by=staff.author, at=MONDAY
    )
    page = open_page()
    sign_in(page, staff)
    page.goto(f"/office/content/gazette/{issue.pk}/")
    page.get_by_label(re.compile(OLD)).check()
    page.locator("#column").fill("区政府文件")
    page.get_by_role("button", name="选入", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已选入1件")
    page.get_by_label("印数").fill("400")
    page.get_by_role("button", name="生成全文PDF").click()
    expect(page.get_by_role("status")).to_contain_text("已排版")
    assert_accessible(page)
    expect(page.get_by_role("row", name=re.compile(document.title))).to_contain_text("一致")
    page.get_by_role("button", name="送审", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已送审")


def test_portal_row_32_the_gazette_is_read_page_by_page_with_the_keyboard(
    world: World, shelf: Section, staff: Staff, open_page: Open
) -> None:
    """Every page is a picture with its text beside it; the next one is a key away, and a screen reader reads on."""
    issue = printed(world, staff, published(shelf, staff, OLD, 7))
    page = open_page(NARROW)
    page.goto(f"/gazette/{world.office.code}/2023/1/")
    assert_accessible(page)
    page.goto(f"/gazette/{world.office.code}/2023/1/1/")
    tab_to(page, "a[rel=next]")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/2023/1/2/$"))
    assert_accessible(page)
    page.goto(f"/gazette/{world.office.code}/2023/1/{issue.pages}/")
    expect(page.locator("a[rel=next]")).to_have_count(0)
    page.goto(f"/gazette/?q={OLD[:6]}")
    expect(page.get_by_role("link", name=re.compile(OLD))).to_be_visible()


def test_portal_row_33_copies_are_handed_out_signed_for_and_stand_in_the_ledger(
    world: World, shelf: Section, staff: Staff, open_page: Open
) -> None:
    issue = printed(world, staff, published(shelf, staff, OLD, 7))
    page = open_page()
    sign_in(page, staff)
    page.goto("/office/content/gazette/")
    form = page.locator("form", has=page.locator("[name=do][value=point]"))
    form.get_by_label("名称").fill("区图书馆")
    form.get_by_label("每期册数").fill("60")
    form.get_by_role("button", name="登记赠阅点").click()
    expect(page.get_by_role("status")).to_contain_text("区图书馆")
    page.goto(f"/office/content/gazette/{issue.pk}/")
    form = page.locator("form", has=page.locator("[name=do][value=hand_out]"))
    form.get_by_label("区图书馆").fill("60")
    form.get_by_label("签收").fill("图书馆 何馆员")
    form.locator("button").click()
    expect(page.get_by_role("status")).to_contain_text("共60册")
    page.goto("/office/content/gazette/ledger/?year=2023")
    expect(page.get_by_role("row", name=re.compile("合计"))).to_contain_text("60")
    assert_accessible(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载 Excel 台账").click()
    sheet = CalamineWorkbook.from_path(waiting.value.path()).get_sheet_by_index(0).to_python()
    assert sheet[-1][-1] == 60


def test_portal_row_47_a_word_file_becomes_a_page_with_its_tables(
    world: World, shelf: Section, staff: Staff, open_page: Open, tmp_path: Path
) -> None:
    """Nothing is typed again: headings and tables stand on the page, and a deleted passage does not."""
    book = Document()
    book.add_heading("收费办法", 0)
    book.add_paragraph("为了规范收费，制定本办法。")
    table = book.add_table(rows=2, cols=2)
    for cell, words in zip(
        (cell for row in table.rows for cell in row.cells), ["项目", "金额", "培训费", "85元"], strict=True
    ):
        cell.text = words
    book.save(tmp_path / "收费办法.docx")
    page = open_page()
    sign_in(page, staff)
    page.goto(f"/office/content/{shelf.pk}/import/")
    assert_accessible(page)
    page.locator("input[type=file]").set_input_files(tmp_path / "收费办法.docx")
    expect(page.get_by_text("原文的每一句都在下面的正文里")).to_be_visible()
    expect(page.get_by_role("cell", name="85元")).to_be_visible()
    page.locator("[name=title]").fill("明湖区收费办法")
    page.locator("[name=attribute]").select_option(label="主动公开")
    page.get_by_role("button", name="导入为草稿").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("明湖区收费办法")
    assert Article.objects.filter(title="明湖区收费办法", live=False).exists()


def test_portal_row_12_a_stocktaking_is_gone_through_in_one_sitting(
    shelf: Section, staff: Staff, open_page: Open
) -> None:
    """From the scope to the draft of the announcement: the list is filled in on one page, and nothing changed yet."""
    published(shelf, staff, OLD, 7, **RECORD)
    published(shelf, staff, NEW, 9, **RECORD)
    page = open_page()
    sign_in(page, staff)
    page.goto("/office/content/stocktakings/")
    page.get_by_label("清理名称").fill("2026年规范性文件清理")
    page.get_by_label("清理依据").fill("《关于开展清理工作的通知》")
    page.get_by_label("完成期限").fill("2199-12-31")
    assert_accessible(page)
    page.get_by_role("button", name="建立清单").click()
    expect(page.get_by_role("status")).to_contain_text("清单里有2件文件")
    page.get_by_label(f"清理意见：{OLD}").select_option(label="废止")
    page.get_by_label(f"理由：{OLD}").fill("已被新的办法代替")
    page.get_by_label(f"法律、政策依据：{OLD}").fill("《城市供水条例》")
    page.get_by_label(f"清理意见：{NEW}").select_option(label="继续有效")
    page.get_by_role("button", name="保存本页的意见").click()
    expect(page.get_by_role("status")).to_contain_text("已保存2件")
    assert_accessible(page)
    page.get_by_role("button", name="起草结果公告").click()
    expect(page.get_by_role("status")).to_contain_text("已起草")
    page.get_by_role("link", name=re.compile("结果的公告")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2026年规范性文件清理结果的公告")
    page.goto("/policies/?validity=in_force")
    expect(page.get_by_role("link", name=OLD)).to_be_visible()
