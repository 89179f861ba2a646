"""The working calendar and the import of a holiday notice on screen."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.agencies.models import HolidayNotice
from gongkai.audit.models import Action, Entry
from tests.casework.desk import desk, stop_clock, words
from tests.factories import World, at, letter, make_district

pytestmark = pytest.mark.django_db
NOW = at(2026, 12, 11, 10)
URL = "/office/calendar/"
NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月13日（周六）上班。
"""


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    stop_clock(monkeypatch, NOW)
    return make_district()


def test_a_year_shows_holidays_and_exchanged_days(world: World) -> None:
    page = desk(world.officer).get(URL)
    assert "共248个工作日" in words(page)
    html = page.content.decode()
    assert '<td class="shifted"><span class="day-n">14</span><span class="hidden">调休上班</span>' in html
    assert '<td class="holiday"><span class="day-n">17</span>' in html


@pytest.mark.parametrize(
    ("year", "status"), [(2019, 200), (2027, 200), (2099, 200), (2018, 404), (2100, 404), (9999, 404)]
)
def test_years_that_can_be_shown(world: World, year: int, status: int) -> None:
    response = desk(world.officer).get(f"{URL}{year}/")
    assert response.status_code == status
    if year == 2027:
        assert "《国务院办公厅关于2027年部分节假日安排的通知》尚未导入" in words(response)


def test_a_notice_is_looked_at_before_it_is_stored(world: World) -> None:
    case = letter(world, on=at(2026, 12, 10)).case
    assert case.provisional
    before = case.due_on
    client = desk(world.officer)
    preview = client.post(URL, {"do": "preview", "text": NOTICE})
    said = words(preview)
    assert "导入2027年放假安排（请核对后确认）" in said
    assert not HolidayNotice.objects.exists()
    case.refresh_from_db()
    assert case.due_on == before
    done = client.post(URL, {"do": "confirm", "text": NOTICE}, follow=True)
    assert "已导入2027年放假安排" in words(done)
    case.refresh_from_db()
    assert not case.provisional
    moved = preview.context["found"].moved
    assert [entry.new for entry in moved] == ([case.due_on] if case.due_on != before else [])
    assert Entry.objects.filter(action=Action.NOTICE_IMPORTED, actor=world.officer.actor).count() == 1


def test_a_file_works_as_well(world: World) -> None:
    upload = SimpleUploadedFile("2027.txt", NOTICE.encode("utf-8-sig"))
    assert "导入2027年放假安排" in words(desk(world.officer).post(URL, {"do": "preview", "file": upload}))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "请粘贴通知全文"),
        ({"text": "今天天气很好"}, "没有保存"),
        ({"text": "{year: 2027, off: 3}"}, "没有保存"),
        ({"file": SimpleUploadedFile("a.txt", b"\xff\xfe\x00")}, "不是UTF-8编码"),
        ({"file": SimpleUploadedFile("b.txt", b"x" * 200_001)}, "超过200 KB"),
    ],
)
def test_what_is_no_notice_is_refused_with_a_sentence(world: World, data: dict[str, object], said: str) -> None:
    response = desk(world.officer).post(URL, {"do": "confirm", **data})
    assert response.status_code == 200
    assert said in words(response)
    assert not HolidayNotice.objects.exists()


@pytest.mark.parametrize("role", ["leader", "handler", "auditor"])
def test_only_the_disclosure_office_imports(world: World, role: str) -> None:
    client = desk(getattr(world, role))
    assert "先看影响" not in words(client.get(URL))
    assert client.post(URL, {"do": "confirm", "text": NOTICE}).status_code == 403
