"""An author hands several drafts in at once, on a telephone; and a reader of one finds its notes and the way back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from gongkai.disclosure.models import Article, PolicyDocument, Section
from gongkai.editorial import roots
from gongkai.editorial.models import Round
from tests.editorial.site import body, home, write
from tests.factories import World
from tests.journeys.looking import assert_accessible

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sweep]
NARROW = {"width": 360, "height": 740}
MARK = '<sup><a href="#note-{0}">[{0}]</a></sup>'


def test_portal_row_47_drafts_handed_in_together_and_notes_that_lead_back(
    office: Callable[..., Page], world: World
) -> None:
    roots.ensure()
    by = world.officer
    section = write(Section, home(world.office), by, "水务")
    dated = {"issued_by": "明湖区人民政府办公室", "dated_on": "2023-03-01", "effective_on": "2023-04-01"}
    words = "".join(
        f"<p>第{number}条　供水单位应当保证水质{MARK.format(1)}，按期检测。</p>" for number in "一二三四五六七八九"
    )
    words += f"<p>水价按照核定的标准执行{MARK.format(2)}。</p>"
    noted = write(
        Article,
        section,
        by,
        "供水服务须知",
        body=[("paragraph", words), ("notes", ["水质见国家标准。", "每年核定一次。"])],
    )
    write(
        Article,
        section,
        by,
        "关于湖滨路供水管道检修期间临时停水安排和居民用水注意事项的公告",
        body=body("请提前储水。"),
    )
    write(PolicyDocument, section, by, "供水管理办法", **dated, normative=True, body=body("为了保障供水。"))
    page = office("officer")
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page.goto("/office/reviews/mine/")
    page.get_by_role("link", name="我的草稿").click()
    page.get_by_role("button", name="送审选中的").click()
    expect(page.get_by_role("alert")).to_contain_text("请先选择要送审的内容")
    for title in ("供水服务须知", "供水管理办法"):
        page.get_by_label(title, exact=True).check()
    page.get_by_label("送审说明").fill("本周公开")
    page.get_by_role("button", name="送审选中的").click()
    results = page.get_by_role("status")
    expect(results).to_contain_text("已送审 《供水服务须知》")
    expect(results).to_contain_text("没有送审的还在下面的草稿里")
    expect(page.get_by_role("listitem").filter(has_text="供水管理办法")).to_contain_text("还没有填完")
    expect(page.get_by_label("供水管理办法", exact=True)).to_be_checked()
    assert list(Round.objects.values_list("key", "words")) == [(noted.gate_key, "本周公开")]
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # a mark leads to its note, and the note back to the very place
    page.goto(f"/office/content/{noted.pk}/preview/")
    page.get_by_role("link", name="[1]").nth(4).click()
    note = page.locator("#note-1")
    expect(note).to_be_in_viewport()
    expect(note.get_by_role("link")).to_have_count(9)
    note.get_by_role("link", name="返回正文第5处").click()
    assert page.evaluate("document.querySelector(':target').textContent") == "[1]"
    expect(page.locator("#mark-1-5")).to_be_in_viewport()
    expect(page.locator("#note-2").get_by_role("link", name="返回正文", exact=True)).to_have_attribute(
        "href", "#mark-2"
    )
    assert_accessible(page)
