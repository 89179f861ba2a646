"""Third parties answer online: number and code, once, with reasons; who applied stays unknown."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate, now

from gongkai.casework import attachments, deciding, handling, log, notices, subjects
from gongkai.casework.models import Case, Letter
from gongkai.portal.views.opinion import WRONG
from tests.factories import CITIZEN, World, make_district, online

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def asked(world: World) -> tuple[Letter, str]:
    return ask(world)


def ask(world: World) -> tuple[Letter, str]:
    """A letter to a third party, and the code printed in it."""
    case = online(world, on=now() - timedelta(days=7)).case
    handling.confirm_receipt(case_id=case.pk, on=localdate(), means="phone", by=world.officer, at=now())
    facts = {
        "party": "third_party",
        "whom": "湖滨公司",
        "requested_information": "石料场关闭补偿协议",
        "consultation_reason": "协议载有设备采购价格",
    }
    letter = notices.issue(case_id=case.pk, slug="open-consultation", facts=facts, by=world.officer, at=now())
    _, paragraphs = deciding.read_letter(letter)
    code = re.search(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", "".join(paragraphs))
    assert code is not None, paragraphs
    return letter, code[0]


def enter(client: Client, letter: Letter, code: str) -> str:
    return client.post("/opinion/", {"number": letter.number, "code": code}, follow=True).content.decode()


def test_the_letter_is_shown_with_its_limit_and_without_the_applicant(
    client: Client, asked: tuple[Letter, str]
) -> None:
    letter, code = asked
    text = enter(client, letter, code.lower().replace("-", " "))
    assert "湖滨公司" in text
    assert letter.number in text
    assert "以前提出意见" in text
    assert CITIZEN.name not in text


def test_brackets_are_taken_as_keyboards_have_them(client: Client, asked: tuple[Letter, str]) -> None:
    letter, code = asked
    number = letter.number.replace("〔", " [").replace("〕", "] ")
    assert "湖滨公司" in client.post("/opinion/", {"number": number, "code": code}, follow=True).content.decode()


def test_a_wrong_number_and_a_wrong_code_get_the_same_answer(client: Client, asked: tuple[Letter, str]) -> None:
    letter, code = asked
    for number, key in ((letter.number, "AAAA-AAAA-AAAA-AAAA"), ("明公开〔1999〕1号", code)):
        response = client.post("/opinion/", {"number": number, "code": key})
        assert response.status_code == 200
        assert WRONG in response.content.decode()


def test_guessing_is_limited(client: Client, asked: tuple[Letter, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_FAILED_QUERIES_PER_HOUR", "2")
    for _ in range(2):
        client.post("/opinion/", {"number": asked[0].number, "code": "WRONG"})
    assert client.post("/opinion/", {"number": asked[0].number, "code": asked[1]}).status_code == 429


def test_an_objection_says_why_and_comes_with_its_files(client: Client, asked: tuple[Letter, str]) -> None:
    letter, code = asked
    enter(client, letter, code)
    assert "请选择是否同意公开" in client.post("/opinion/letter/", {"words": "不"}).content.decode()
    text = client.post("/opinion/letter/", {"opinion": "objects", "words": " "}).content.decode()
    assert "请说明理由" in text
    assert 'href="#id_words"' in text
    proof = SimpleUploadedFile("合同.txt", "商业秘密".encode())
    given = {"opinion": "objects", "words": "涉及商业秘密", "attached": proof}
    text = client.post("/opinion/letter/", given, follow=True).content.decode()
    assert "意见已经收到" in text
    assert "不同意公开" in text
    case = Case.objects.get(pk=letter.case_id)
    state = log.state_of(log.load(case))
    assert (state.consultations[0].opinion, state.consultations[0].closed_on) == ("objects", localdate())
    assert log.text(case, case.seq) == {"words": "涉及商业秘密"}
    assert [(row.attachment.role, row.name) for row in attachments.listed(case)] == [("opinion", "合同.txt")]


def test_the_opinion_is_given_once(client: Client, asked: tuple[Letter, str]) -> None:
    enter(client, *asked)
    client.post("/opinion/letter/", {"opinion": "consents"})
    seq = Case.objects.get(pk=asked[0].case_id).seq
    again = client.post("/opinion/letter/", {"opinion": "objects", "words": "改主意"}).content.decode()
    assert "意见已经收到，不能重复提交" in again
    assert "意见回执" in enter(client, *asked)
    assert Case.objects.get(pk=asked[0].case_id).seq == seq


def test_without_the_cookie_there_is_no_letter(client: Client, asked: tuple[Letter, str]) -> None:
    assert client.get("/opinion/letter/").headers["Location"] == "/opinion/"
    assert client.post("/opinion/letter/", {"opinion": "consents"}).headers["Location"] == "/opinion/"
    enter(client, *asked)
    client.post("/opinion/leave/")
    assert client.get("/opinion/letter/").status_code == 303


def test_the_cookie_goes_to_this_address_alone(client: Client, asked: tuple[Letter, str]) -> None:
    client.post("/opinion/", {"number": asked[0].number, "code": asked[1]}, secure=True)
    kept = client.cookies["gongkai_opinion"]
    assert kept["httponly"]
    assert kept["secure"]
    assert (kept["path"], kept["samesite"]) == ("/opinion/", "Lax")


def test_after_an_erasure_the_letter_is_closed(client: Client, world: World, asked: tuple[Letter, str]) -> None:
    enter(client, *asked)
    subject = Case.objects.get(pk=asked[0].case_id).subject
    subjects.erase(subject=subject, stream=world.office.stream, by=world.officer, at=now(), reason="到期")
    assert client.post("/opinion/letter/", {"opinion": "consents"}).headers["Location"] == "/opinion/"
