"""A reader's way through the zones of the portal, row by row: what a browser must show; tests/disclosure has the rest.

Slow because each row begins with pages that go through all their reviews.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from gongkai.disclosure import inspections
from gongkai.disclosure.models import (
    AgendaItem,
    Catalogue,
    CatalogueEntry,
    ExecutiveMeeting,
    InspectionMatter,
    PolicyDocument,
    QueryPoint,
    QueryPoints,
    RandomInspection,
    Section,
    Topic,
    TopicLink,
)
from gongkai.editorial import roots
from gongkai.editorial.pages import GatedPage
from tests.editorial.papers import Staff, hire
from tests.editorial.site import body, home, reviewed, write
from tests.factories import World
from tests.journeys.conftest import DESKTOP, Open
from tests.journeys.looking import assert_accessible

pytestmark = pytest.mark.sweep
NARROW = {"width": 360, "height": 780}


@dataclass
class Begun:
    """A section, and a document in it that everybody can read."""

    section: GatedPage
    policy: GatedPage


def given_a_section_with_a_document(world: World) -> tuple[Staff, Begun]:
    staff = hire(world)
    roots.ensure()
    section = write(Section, home(world.office), staff.author, "政策文件栏目")
    fields = {"issued_by": "明湖区人民政府", "dated_on": date(2023, 3, 1), "body": body("为了保障供水，制定本办法。")}
    policy = write(PolicyDocument, section, staff.author, "关于加强供水管理的通知", **fields)
    reviewed(staff, section, policy)
    return staff, Begun(section, policy)


def test_portal_row_27_from_a_meeting_to_its_document_and_back(open_page: Open, world: World) -> None:
    staff, written = given_a_section_with_a_document(world)
    agenda = [
        AgendaItem(subject="研究供水管理", decided="会议同意。", document=written.policy),
        AgendaItem(disclosed=False, reason="内部事务信息，条例第十六条第一款"),
    ]
    held = write(
        ExecutiveMeeting, written.section, staff.author, "区政府第7次常务会议", term=6, number=7,
        held_on=date(2023, 4, 3), chair="秦川", chair_post="区长", delegates=6,
        delegates_invited="公开报名，抽签确定", agenda=agenda,
    )  # fmt: skip
    reviewed(staff, held)
    page = open_page(NARROW)
    page.goto("/meetings/")
    expect(page.get_by_role("status")).to_have_text("2023年共召开常务会议1次")
    page.get_by_role("link", name="区政府第7次常务会议").click()
    expect(page.get_by_text("6人，公开报名，抽签确定")).to_be_visible()
    expect(page.get_by_text("本议题不公开")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name=written.policy.title).click()
    page.get_by_role("link", name="区政府第7次常务会议").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("区政府第7次常务会议")


def test_portal_row_26_a_reader_repeats_the_draw(open_page: Open, world: World) -> None:
    staff, written = given_a_section_with_a_document(world)
    pool = "\n".join(f"明湖第{number}食品店" for number in range(12))
    task = write(
        RandomInspection, written.section, staff.author, "食品经营抽查", plan_year=2023, pool=pool, wanted=3,
        inspectors=8, matters=[InspectionMatter(matter="许可公示", basis="食品安全法", who="食品经营者")],
    )  # fmt: skip
    inspections.draw(inspection_id=task.pk, said="摇号 8", by=staff.author, at=now())
    reviewed(staff, task)
    page = open_page(NARROW)
    page.goto("/inspections/")
    page.get_by_role("link", name="食品经营抽查").click()
    page.get_by_text(re.compile("检查对象名录（12户）")).click()
    seed = page.locator("dt", has_text="随机种子").locator("xpath=following-sibling::dd").inner_text()
    listed = page.locator("details ol li").all_inner_texts()
    lots = sorted((hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest(), name) for name in listed)
    drawn = page.get_by_role("region", name="抽中的对象和签值").get_by_role("rowheader").all_inner_texts()
    assert drawn == [name for _, name in lots[:3]]
    assert_accessible(page)


def test_portal_rows_25_34_39_from_the_catalogue_to_what_is_there(open_page: Open, world: World) -> None:
    """Rows 25, 34 and 39: a topic, the places for reading, the catalogue and its honest blanks."""
    staff, written = given_a_section_with_a_document(world)
    usual = {"basis": "条例第二十条", "time_limit": "20个工作日", "elements": "全文"}
    lines = [
        CatalogueEntry(item="1", matter="政策文件", place=written.section, **usual),
        CatalogueEntry(item="7", matter="预算", field="财政预决算", **usual),
    ]
    place = QueryPoint(name="区图书馆", kind="公共图书馆", address="书院路2号", hours="每日9:00—21:00", services="查阅")
    topic = {"introduction": "节水。", "approved_by": "办公室主任", "approved_on": date(2023, 3, 1)}
    reviewed(
        staff,
        write(Catalogue, written.section, staff.author, "公开目录", entries=lines),
        write(QueryPoints, written.section, staff.author, "查阅场所", points=[place]),
        write(
            Topic, written.section, staff.author, "节水专题", links=[TopicLink(heading="文件", target=written.policy)],
            **topic,
        ),
    )  # fmt: skip
    page = open_page(DESKTOP)
    page.goto("/")
    page.get_by_role("link", name="主动公开目录").click()
    page.get_by_role("link", name="（7）财政预算、决算信息").click()
    expect(page.get_by_role("listitem").filter(has_text="预算").get_by_text("暂无")).to_be_visible()
    page.get_by_label("法定事项").select_option("1")
    page.get_by_role("button", name="查找").click()
    page.get_by_text("依据、时限、公开方式").first.click()
    expect(page.get_by_text("20个工作日")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name=written.section.title).click()
    expect(page.get_by_role("link", name=written.policy.title)).to_be_visible()
    page.goto("/topics/")
    page.get_by_role("link", name="节水专题").click()
    page.get_by_role("link", name=written.policy.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(written.policy.title)
    page.goto("/points/")
    expect(page.get_by_text("书院路2号")).to_be_visible()
