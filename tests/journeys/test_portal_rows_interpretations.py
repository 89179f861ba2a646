"""Rows 13 and 14 of what the portal must do: documents and what explains them, both ways, in forms for everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib.resources import files

import pytest
from playwright.sync_api import Page, expect

from gongkai.disclosure.models import Interpretation, PlannedInterpretation, PolicyDocument, Section
from gongkai.editorial import roots
from tests.editorial.papers import hire
from tests.editorial.site import body, home, media, reviewed, write
from tests.factories import World
from tests.journeys.looking import assert_accessible

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sweep]
Open = Callable[..., Page]
PLAYS = """async (film) => {
  const lines = film.textTracks[0];
  film.muted = true;
  await film.play();
  film.currentTime = 11;
  await new Promise((resolve) => film.addEventListener("seeked", resolve, { once: true }));
  return [Math.round(film.duration), film.currentTime > 10, film.error, lines.cues.length, lines.activeCues.length];
}"""


def published(world: World) -> tuple[PolicyDocument, Section]:
    """A document that needs a picture and an animation."""
    roots.ensure()
    staff = hire(world)
    section = write(Section, home(world.office), staff.author, "政策文件")
    plan = [PlannedInterpretation(form=form, on=date(2023, 3, 6)) for form in ("图解", "动漫")]
    document = write(
        PolicyDocument, section, staff.author, "关于发展农村客运的通知", issued_by="明湖区人民政府办公室",
        dated_on="2023-03-01", body=body("开通十二条线路。"), interpretation_need="需要解读", plan=plan,
    )  # fmt: skip
    reviewed(staff, section, document)
    folder = files("gongkai.demo") / "data" / "films"
    shot = {
        "title": "镇村公交开到家门口",
        "file": media(world.office, staff.author, (folder / "village_bus.webm").read_bytes(), "公交.webm"),
        "captions": media(world.office, staff.author, (folder / "village_bus.vtt").read_bytes(), "公交.vtt"),
        "transcript": "画面1：十二条线路开通。",
    }
    film = write(
        Interpretation, section, staff.author, "一分钟看懂镇村公交", document=document, form="动漫",
        recordings=[("film", shot)],
    )  # fmt: skip
    reviewed(staff, film)
    return PolicyDocument.objects.get(pk=document.pk), Section.objects.get(pk=section.pk)


def test_portal_row_13_a_drafter_is_told_what_a_picture_lacks_and_sees_what_is_planned(
    office: Callable[..., Page], world: World
) -> None:
    document, section = published(world)
    page = office("officer")
    page.goto(f"/office/editor/pages/add/disclosure/interpretation/{section.pk}/")
    page.locator("#id_title").fill("一图读懂镇村公交")
    page.locator("#id_attribute").select_option("proactive")
    page.locator("#id_document").select_option(str(document.pk))
    page.locator("#id_form").select_option("图解")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".messages")).to_contain_text("一图读懂镇村公交")
    draft = Interpretation.objects.get(form="图解")
    page.goto(f"/office/content/{draft.pk}/")
    expect(page.get_by_text("最迟应于")).to_contain_text("3个工作日内，地方规定")
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_role("alert")).to_contain_text("图解至少要有一张图片")
    page.goto("/office/content/interpretations/?year=2023")
    row = page.get_by_role("row", name="关于发展农村客运的通知")
    expect(row).to_contain_text("图解（2023-03-06")
    expect(row.get_by_role("link", name="动漫")).to_be_visible()
    assert_accessible(page)


def test_portal_row_14_a_citizen_plays_an_animation_reads_it_and_goes_both_ways(open_page: Open, world: World) -> None:
    published(world)
    page = open_page({"width": 360, "height": 740})
    page.goto("/interpretations/")
    page.get_by_label("解读形式").select_option("动漫")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("status")).to_contain_text("共1篇")
    page.get_by_role("link", name="一分钟看懂镇村公交").click()
    film = page.locator("video")
    assert film.get_attribute("autoplay") is None
    assert film.evaluate(PLAYS) == [15, True, None, 3, 1]
    page.get_by_text("文字稿", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("画面1：十二条线路开通。")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="关于发展农村客运的通知").click()
    expect(page.get_by_role("listitem").filter(has_text="动漫")).to_contain_text("一分钟看懂镇村公交")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert_accessible(page)
