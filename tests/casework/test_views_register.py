"""Registering a request that came by letter, by fax or at the counter, and its receipt."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.audit.models import Action, Entry
from gongkai.casework import numbers
from gongkai.casework.models import Case, Subject
from tests.casework.desk import desk, stop_clock, words
from tests.factories import CITIZEN, World, at, make_district, online

pytestmark = pytest.mark.django_db
NOW = at(2026, 2, 13, 10)
URL = "/office/requests/new/"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    stop_clock(monkeypatch, NOW)
    return make_district()


def typed(world: World, **changes: Any) -> dict[str, Any]:
    form = {
        "do": "register",
        "agency": world.office.pk,
        "channel": "counter",
        "arrived_on": "2026-02-13",
        "kind": "natural_person",
        "name": CITIZEN.name,
        "identity_kind": CITIZEN.identity_kind,
        "identity_number": CITIZEN.identity_number,
        "telephone": CITIZEN.telephone,
        "description": "明湖路道路改造工程的立项批复",
        "form": "paper",
        "delivery": "counter",
    }
    return form | changes


def test_the_counter_gives_a_receipt_with_number_code_day_and_why(world: World) -> None:
    client = desk(world.officer)
    response = client.post(URL, typed(world), follow=True)
    said = words(response)
    case = Case.objects.get()
    assert case.number in said
    assert "当面提交的，以提交之日为收到日。（条例第三十一条第（一）项）" in said
    assert "2026-03-19（周四）" in said  # the vector of 2026-02-13 over the Spring Festival
    code = re.search(r'class="code">([A-Z2-7-]{19})<', response.content.decode())
    assert code is not None
    assert numbers.code_fits(case.number, code[1], case.code_hash)


def test_a_letter_is_scanned_in_and_a_bad_scan_registers_nothing(world: World) -> None:
    client = desk(world.officer)
    bad = {"scans": SimpleUploadedFile("来信.html", b"<html><script>alert(1)</script>")}
    refused = client.post(URL, typed(world) | bad)
    assert "来信.html" in words(refused)
    assert Case.objects.count() == 0
    good = {"scans": SimpleUploadedFile("来信.txt", b"letter"), "proof": SimpleUploadedFile("证件.txt", b"paper")}
    client.post(URL, typed(world) | good)
    case = Case.objects.get()
    assert sorted(case.attachments.values_list("role", flat=True)) == ["identity", "scan"]
    assert len(case.events.get(kind="submitted").data["evidence"]) == 2


def test_the_code_is_shown_once_and_the_receipt_is_a_logged_view(world: World) -> None:
    client = desk(world.officer)
    first = client.post(URL, typed(world), follow=True)
    again = client.get(first.request["PATH_INFO"])
    assert "查询码" in words(first)
    assert 'class="code"' not in again.content.decode()
    assert CITIZEN.name in words(again)
    assert Entry.objects.filter(action=Action.CASE_READ).count() == 2


def test_the_same_page_sent_twice_is_one_request(world: World) -> None:
    client = desk(world.officer)
    once = re.search(r'name="once" value="([^"]+)"', client.get(URL).content.decode())
    assert once is not None
    first = client.post(URL, typed(world, once=once[1]))
    again = client.post(URL, typed(world, once=once[1]))
    assert first.url == again.url
    assert Case.objects.count() == 1
    client.post(URL, typed(world, once="another-page"))
    assert Case.objects.count() == 2


def test_trying_saves_nothing(world: World) -> None:
    said = words(desk(world.officer).post(URL, typed(world, do="try", channel="signed_mail", arrived_on="2026-02-10")))
    assert "试算结果（尚未登记）" in said
    assert "答复期限至2026-03-16。" in said
    assert CITIZEN.name in str(desk(world.officer).post(URL, typed(world, do="try")).content.decode())
    assert not Case.objects.exists()
    assert not Subject.objects.exists()


def test_everything_that_is_wrong_is_said_at_once_beside_its_field(world: World) -> None:
    response = desk(world.officer).post(
        URL,
        typed(
            world,
            channel="ordinary_mail",
            confirmed_on="2026-02-13",
            identity_number="990101199001010018",
            telephone="",
            description="书",
            name="",
        ),
    )
    html = response.content.decode()
    assert 'id="id_identity_number_error">身份证号码的校验位不对' in html
    assert 'id="id_telephone_error">请至少填写一种联系方式' in html
    assert 'id="id_description_error">请写明所需信息' in html
    assert 'id="id_name_error">请填写姓名或者名称。' in html
    assert 'id="id_confirmed_by_error">确认的日期和方式应当同时填写。' in html
    assert 'value="990101199001010018"' in html
    assert not Case.objects.exists()


def test_plain_mail_confirmed_and_not(world: World) -> None:
    client = desk(world.officer)
    client.post(URL, typed(world, channel="ordinary_mail", confirmed_on="2026-02-13", confirmed_by="phone"))
    client.post(URL, typed(world, channel="ordinary_mail"))
    assert list(Case.objects.order_by("pk").values_list("stage", flat=True)) == ["open", "awaiting_confirmation"]


def test_a_confirmation_left_over_from_another_channel_is_dropped(world: World) -> None:
    desk(world.officer).post(URL, typed(world, confirmed_on="2026-02-13", confirmed_by="phone"))
    assert set(Case.objects.get().events.values_list("kind", flat=True)) == {"submitted", "registered"}


@pytest.mark.parametrize("day", ["2026-02-14", "2024-01-02", "not a day", ""])
def test_impossible_days(world: World, day: str) -> None:
    response = desk(world.officer).post(URL, typed(world, arrived_on=day))
    assert 'id="id_arrived_on_error"' in response.content.decode()
    assert not Case.objects.exists()


def test_junk_does_not_break_it(world: World) -> None:
    client = desk(world.officer)
    for changes in (
        {"name": "甄\x00不存"},
        {"channel": "web"},
        {"agency": world.other.pk},
        {"description": "很" * 6000},
    ):
        response = client.post(URL, typed(world, **changes))
        assert response.status_code == 200
        assert "没有保存" in words(response)
    assert client.post(URL, {}).status_code == 200
    assert not Case.objects.exists()


@pytest.mark.parametrize("role", ["leader", "handler", "auditor"])
def test_only_the_disclosure_office_registers(world: World, role: str) -> None:
    assert desk(getattr(world, role)).get(URL).status_code == 403


def test_no_purpose_is_asked(world: World) -> None:
    html = desk(world.officer).get(URL).content.decode()
    assert not re.search(r'name="(purpose|usage|reason)"', html)


def test_the_receipt_of_an_online_request_says_why_that_day(world: World) -> None:
    case = online(world, on=NOW).case
    said = words(desk(world.officer).get(f"/office/requests/{case.number}/receipt/"))
    assert "系统提示提交成功即视为双方确认" in said
