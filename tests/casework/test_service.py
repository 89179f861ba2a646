"""Serving a letter: a proof always, the right day, the post's number looked at, the portal's own receipt."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.casework import deciding, log, notices, service
from gongkai.casework.attachments import Role, upload
from gongkai.casework.errors import BadDate, Incomplete, NotPermitted
from gongkai.casework.models import Case, Letter
from gongkai.casework.service import Service
from tests.casework.desk import desk, stop_clock, words
from tests.casework.test_notices import DAY, FACTS
from tests.factories import World, at, confirm, decide, make_district, online

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 10, 9)
SCAN = "签收单扫描件".encode()


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def letter(world: World) -> Letter:
    case = confirm(world, online(world).case)
    decide(world, case, on=NOW)
    return deciding.issue_letter(case_id=case.pk, by=world.officer, at=NOW)


def serve(world: World, letter: Letter, when: Any = NOW, **told: Any) -> Case:
    told = {"channel": "counter", "on": when.date(), "number": letter.number} | told
    return deciding.serve(case_id=letter.case_id, service=Service(**told), by=world.officer, at=when)


def said(letter: Letter) -> dict[str, Any]:
    event = letter.case.events.get(kind="served")
    return log.text(letter.case, event.seq) or {}


def test_without_any_proof_nothing_is_recorded(world: World, letter: Letter) -> None:
    for channel in ("counter", "mail", "other_agency"):
        with pytest.raises(Incomplete) as caught:
            serve(world, letter, channel=channel)
        assert caught.value.fields == ("proof",)
    assert not letter.case.events.filter(kind="served").exists()


def test_a_scan_proves_and_is_kept_with_its_hash_in_the_log(world: World, letter: Letter) -> None:
    case = serve(world, letter, uploads=[upload(SCAN, "签收单.txt", Role.PROOF)])
    row = case.attachments.get()
    event = case.events.get(kind="served")
    assert event.data["evidence"] == [row.file.digest]
    assert (row.role, row.seq) == ("proof", event.seq)
    assert said(letter)["proof"] == "见所附扫描件"
    assert case.served_on == NOW.date()


def test_the_number_of_the_post_is_a_proof(world: World, letter: Letter) -> None:
    serve(world, letter, channel="mail", carrier="中国邮政", tracking="XA12345678901")
    assert letter.case.events.get(kind="served").data["carrier"] == "中国邮政"
    assert said(letter)["proof"] == "邮件号码XA12345678901"


def test_the_portal_gives_its_own_receipt_on_the_day_the_letter_is_there(world: World, letter: Letter) -> None:
    later = at(2023, 3, 13, 9)
    with pytest.raises(BadDate) as caught:
        serve(world, letter, later, channel="web")
    assert "2023-03-10" in str(caught.value)
    case = serve(world, letter, later, channel="web", on=NOW.date())
    assert case.served_on == NOW.date()
    assert letter.pdf is not None
    assert "系统回执：2023-03-10 09:00:00" in said(letter)["proof"]
    assert letter.pdf.digest in said(letter)["proof"]


def test_a_third_party_sees_nothing_on_the_applicants_page(world: World) -> None:
    case = confirm(world, online(world).case)
    facts = FACTS["open-consultation"]
    row = notices.issue(case_id=case.pk, slug="open-consultation", facts=facts, by=world.officer, at=DAY)
    with pytest.raises(NotPermitted):
        serve(world, row, DAY, channel="web")
    assert serve(world, row, DAY, channel="mail", tracking="XA12345678901").served_on is None
    assert case.events.get(kind="served").data["number"] == row.number


def test_what_another_agency_hands_on_counts_from_the_signature(world: World, letter: Letter) -> None:
    case = serve(
        world,
        letter,
        at(2023, 3, 20, 9),
        channel="other_agency",
        on=date(2023, 3, 10),
        delivered_on=date(2023, 3, 14),
        proof="转交回执",
    )
    assert case.served_on == date(2023, 3, 14)


@pytest.mark.parametrize("number", ["EA123456785CN", "ea 123 456 785 cn", "XA12345678901", "1234567890123"])
def test_numbers_of_the_post(number: str) -> None:
    assert service.tracking_fault(number) == ""


@pytest.mark.parametrize(("number", "why"), [("EA123456784CN", "校验位"), ("SF1234567890", "不像"), ("12345", "不像")])
def test_odd_numbers_are_told(number: str, why: str) -> None:
    assert why in service.tracking_fault(number)


def test_a_courier_is_a_warning_and_a_finding(monkeypatch: pytest.MonkeyPatch, world: World, letter: Letter) -> None:
    stop_clock(monkeypatch, NOW)
    officer, place = desk(world.officer), f"/office/requests/{letter.case.number}/"
    page = words(officer.get(place))
    assert "交邮之日，不是送到之日" in page
    assert "235号" in page
    typed = {"number": letter.number, "channel": "mail", "on": "2023-03-10", "carrier": "某速运", "tracking": "SF1"}
    typed |= {"uploaded": SimpleUploadedFile("收寄回执.txt", SCAN)}
    done = words(officer.post(f"{place}steps/serve/", typed, follow=True))
    assert "已登记送达" in done
    assert "不像邮政企业" in done
    assert "由“某速运”寄递" in done
    assert letter.case.attachments.count() == 1


def test_the_screen_refuses_a_file_it_cannot_take(
    monkeypatch: pytest.MonkeyPatch, world: World, letter: Letter
) -> None:
    stop_clock(monkeypatch, NOW)
    typed = {"number": letter.number, "channel": "counter", "on": "2023-03-10"}
    typed |= {"uploaded": SimpleUploadedFile("a.exe", b"MZ" + b"x" * 100)}
    answer = desk(world.officer).post(f"/office/requests/{letter.case.number}/steps/serve/", typed)
    assert "a.exe" in words(answer)
    assert not letter.case.events.filter(kind="served").exists()
