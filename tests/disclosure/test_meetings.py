"""Executive meetings: numbered once, told whole or not at all, linked both ways, counted for the report."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from gongkai.disclosure import meetings
from gongkai.disclosure.meetings import SAME, AgendaItem, ExecutiveMeeting
from gongkai.disclosure.models import Section
from gongkai.editorial import gate, pages
from gongkai.editorial.errors import Incomplete, WrongWay
from gongkai.portal.searching.models import Entry
from gongkai.reporting import records
from tests.disclosure.conftest import Publish
from tests.editorial.papers import Staff
from tests.editorial.site import reviewed, write
from tests.factories import World, at

pytestmark = pytest.mark.django_db
REASON = "内部事务信息，条例第十六条第一款"


def meeting(section: Section, staff: Staff, number: int, *agenda: AgendaItem, **fields: Any) -> ExecutiveMeeting:
    day = fields.pop("held_on", date(2023, number, 6))
    usual = {"term": 18, "number": number, "held_on": day, "chair": "秦川", "chair_post": "区长"}
    lines = list(agenda) or [AgendaItem(subject=f"研究第{number}件事", decided="会议同意。")]
    page = write(
        ExecutiveMeeting, section, staff.author, f"区政府第18届第{number}次常务会议", agenda=lines, **(usual | fields)
    )
    assert isinstance(page, ExecutiveMeeting)
    return page


def address(page: Any) -> str:
    from gongkai.disclosure import publishing

    return publishing.public_address(page.gate_key)


def test_a_meeting_and_its_document_lead_to_each_other_until_one_is_taken_down(
    world: World, section: Section, staff: Staff, publish: Publish
) -> None:
    document, client = publish(), Client()
    told = AgendaItem(subject="研究城市供水管理", decided="会议原则同意，修改后印发。", document=document)
    page = meeting(section, staff, 3, told, AgendaItem(disclosed=False, reason=REASON))
    assert page.title not in client.get(address(document)).content.decode()
    reviewed(staff, page)
    shown = client.get(address(page)).content.decode()
    for words in ("研究城市供水管理", "会后印发", document.title, f"本议题不公开。理由：{REASON}", "秦川（区长）"):
        assert words in shown
    assert page.title in client.get(address(document)).content.decode()
    gate.withdraw(key=page.gate_key, why="次数有误", by=world.leader, at=at(2023, 3, 8))
    assert page.title not in client.get(address(document)).content.decode()
    for path in ("/meetings/", "/meetings/feed.atom"):
        assert page.title not in client.get(path).content.decode()


def test_the_list_counts_a_year_and_the_report_counts_by_itself(world: World, section: Section, staff: Staff) -> None:
    held = [meeting(section, staff, number) for number in (1, 2, 3)]
    held.append(meeting(section, staff, 4, held_on=date(2022, 12, 5)))
    held.append(meeting(section, staff, 1, meeting_kind="plenary"))
    waiting = meeting(section, staff, 5)
    reviewed(staff, *held)
    text = Client().get("/meetings/").content.decode()
    assert "2023年共召开常务会议<strong>3</strong>次" in text
    assert "2022年（1次）" in text
    assert waiting.title not in text
    assert "2022年共召开常务会议<strong>1</strong>次" in Client().get("/meetings/?year=2022").content.decode()
    assert "全体会议<strong>1</strong>次" in Client().get("/meetings/?kind=plenary").content.decode()
    assert records.count(2023, [world.office])[world.office.pk, "meetings"].value == 3
    assert (world.office.pk, "meetings") not in records.count(2021, [world.office])
    feed = ET.fromstring(Client().get("/meetings/feed.atom").content)
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == len(held)
    assert Entry.objects.get(key=held[0].gate_key).fields["kind"] == "政府会议"
    for odd in ("kind=x", "year=99999999999", "agency=%00'", f"agency={'长' * 999}"):
        assert Client().get(f"/meetings/?{odd}").status_code == 200


@pytest.mark.parametrize(
    "line",
    [
        AgendaItem(disclosed=True, subject=""),
        AgendaItem(disclosed=True, subject="研究一件事", reason=REASON),
        AgendaItem(disclosed=False, subject="研究人事安排", reason=REASON),
        AgendaItem(disclosed=False, decided="会议同意。", reason=REASON),
        AgendaItem(disclosed=False),
    ],
)
def test_an_item_is_told_or_reasoned_and_never_half(line: AgendaItem) -> None:
    with pytest.raises(ValidationError):
        line.full_clean(exclude=["meeting"])


def test_a_number_is_given_once_and_delegates_were_invited(section: Section, staff: Staff) -> None:
    page = meeting(section, staff, 3)
    with pytest.raises(WrongWay, match="已经有"), transaction.atomic():
        meeting(section, staff, 3)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExecutiveMeeting.objects.filter(pk=page.pk).update(delegates=5)
    empty = meeting(section, staff, 4)
    empty.agenda = []
    empty.save_revision()
    with pytest.raises(Incomplete, match="没有填写议题"):
        pages.require_filled(empty.gate_key)


def test_the_form_says_beside_the_number_which_meeting_has_it(section: Section, staff: Staff, client: Client) -> None:
    other = meeting(section, staff, 3)
    client.force_login(staff.author)
    form = {
        "title": "又一次会议", "slug": "x", "attribute": "proactive", "attribute_reason": "",
        "meeting_kind": "standing",
        "term": "18", "number": "3", "held_on": "2023-05-04", "chair": "秦川", "chair_post": "区长", "attending": "",
        "delegates": "", "delegates_invited": "", "sign_up": "没有这个网页", "explained_in": "",
        "search_description": "",
        "agenda-TOTAL_FORMS": "1", "agenda-INITIAL_FORMS": "0", "agenda-MIN_NUM_FORMS": "0",
        "agenda-MAX_NUM_FORMS": "1000", "agenda-0-disclosed": "on", "agenda-0-subject": "研究一件事",
        "agenda-0-decided": "", "agenda-0-document": "", "agenda-0-reason": "", "agenda-0-ORDER": "1",
    }  # fmt: skip
    path = f"/office/editor/pages/add/disclosure/executivemeeting/{section.pk}/"
    said = client.post(path, form | {"action-save-draft": "1"}).content.decode()
    assert SAME.format(number=3, title=other.title) in said
    assert "“没有这个网页”" in said
    reviewed(staff, other)
    right = form | {"number": "9", "explained_in": "", "sign_up": "", "action-save-draft": "1"}
    assert client.post(path, right).status_code == 302
    made = ExecutiveMeeting.objects.get(title="又一次会议")
    assert (made.year, made.latest_revision.as_object().agenda.get().subject) == (2023, "研究一件事")
    assert meetings.public().count() == 1
