"""What applicants do about their request on the progress page: each form is open when the law says so."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate, now

from gongkai.casework import attachments, deciding, handling, log, notices, ratings, subjects
from gongkai.casework.attachments import Role, upload
from gongkai.casework.intake import Receipt
from gongkai.casework.models import Case, Rating
from gongkai.files import store
from gongkai.statute.case_state import Stage
from tests.casework.desk import words
from tests.factories import World, decide, finish, make_district, online

pytestmark = pytest.mark.django_db
FORMS = ("correction", "reasons", "withdraw", "rating", "suggestion", "amendment")


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def receipt(world: World) -> Receipt:
    made = online(world, on=now() - timedelta(days=7), uploads=[upload(b"clue", "线索.txt")])
    handling.confirm_receipt(case_id=made.case.pk, on=localdate(), means="phone", by=world.officer, at=now())
    return made


@pytest.fixture
def citizen(client: Client, receipt: Receipt) -> Client:
    client.post("/progress/", {"number": receipt.number, "code": receipt.query_code})
    return client


def fresh(receipt: Receipt) -> Case:
    return Case.objects.get(pk=receipt.case.pk)


def open_forms(client: Client) -> set[str]:
    text = client.get("/progress/case/").content.decode()
    return {name for name in FORMS if f'/progress/{name}/"' in text}


def ask_correction(world: World, receipt: Receipt) -> None:
    handling.ask_correction(case_id=receipt.case.pk, on=localdate(), what="请写明年份", by=world.officer, at=now())


def test_only_what_the_law_allows_now_is_offered(citizen: Client, world: World, receipt: Receipt) -> None:
    assert open_forms(citizen) == {"withdraw"}
    ask_correction(world, receipt)
    assert open_forms(citizen) == {"withdraw", "correction"}
    handling.receive_correction(case_id=receipt.case.pk, on=localdate(), by=None, at=now())
    handling.ask_reasons(case_id=receipt.case.pk, on=localdate(), why="数量过多", by=world.officer, at=now())
    assert open_forms(citizen) == {"withdraw", "reasons"}
    finish(world, receipt.case, on=now())
    assert open_forms(citizen) == {"rating", "suggestion", "amendment"}


def test_withdrawing_asks_first_and_then_ends_the_case(citizen: Client, receipt: Receipt) -> None:
    assert "撤回后不能恢复" in citizen.get("/progress/withdraw/").content.decode()
    assert fresh(receipt).stage != Stage.WITHDRAWN
    text = citizen.post("/progress/withdraw/", {"why": "已经找到"}, follow=True).content.decode()
    assert "申请已经撤回" in text
    assert "您撤回了申请" in text
    case = fresh(receipt)
    assert case.stage == Stage.WITHDRAWN
    assert log.text(case, case.seq) == {"words": "已经找到"}
    event = case.events.order_by("-seq").first()
    assert event is not None
    assert event.actor == f"applicant:{case.number}"
    assert citizen.get("/progress/withdraw/").status_code == 409


def test_a_correction_brings_its_files(citizen: Client, world: World, receipt: Receipt) -> None:
    ask_correction(world, receipt)
    bad = SimpleUploadedFile("坏.exe", b"MZ" + b"x" * 90)
    text = citizen.post("/progress/correction/", {"what": "2023年", "attached": bad}).content.decode()
    assert "“坏.exe”" in text
    assert "2023年" in text
    good = SimpleUploadedFile("说明.txt", "南段".encode())
    citizen.post("/progress/correction/", {"what": "2023年", "attached": good})
    case = fresh(receipt)
    assert case.stage == Stage.OPEN
    assert [(row.attachment.role, row.name) for row in attachments.listed(case)] == [
        ("request", "线索.txt"),
        ("correction", "说明.txt"),
    ]


def test_reasons_are_given_once(citizen: Client, world: World, receipt: Receipt) -> None:
    handling.ask_reasons(case_id=receipt.case.pk, on=localdate(), why="数量过多", by=world.officer, at=now())
    assert "请写明理由" in citizen.post("/progress/reasons/", {"reasons": ""}).content.decode()
    text = citizen.post("/progress/reasons/", {"reasons": "研究需要"}, follow=True).content.decode()
    assert "您说明的理由已经收到" in text
    case = fresh(receipt)
    assert log.text(case, case.seq) == {"words": "研究需要"}
    assert citizen.post("/progress/reasons/", {"reasons": "再说一次"}).status_code == 409
    assert fresh(receipt).seq == case.seq


def test_a_fee_says_how_much_how_and_until_when(citizen: Client, world: World, receipt: Receipt) -> None:
    facts = {"method": "per_item", "quantity": 11, "how_to_pay": "到一楼窗口缴纳", "on": localdate()}
    notices.issue(case_id=receipt.case.pk, slug="notice-fee", facts=facts, by=world.officer, at=now())
    case = fresh(receipt)
    state = log.state_of(log.load(case))
    assert state.fee is not None
    text = words(citizen.get("/progress/case/"))
    assert f"{state.fee.amount} 元" in text or f"{state.fee.amount}元" in text.replace(" ", "")
    assert "到一楼窗口缴纳" in text
    assert f"{state.fee.limit_on.year}年{state.fee.limit_on.month}月{state.fee.limit_on.day}日" in text


def test_a_rating_replaces_the_one_before(citizen: Client, world: World, receipt: Receipt) -> None:
    assert citizen.post("/progress/rating/", {"score": "5"}).status_code == 409
    finish(world, receipt.case, on=now())
    assert "请选择评价" in citizen.post("/progress/rating/", {"score": "9"}).content.decode()
    for score in ("2", "4"):
        text = citizen.post("/progress/rating/", {"score": score, "opinion": "等了很久"}, follow=True).content.decode()
        assert "评价已经收到" in text
    rating = Rating.objects.get()
    assert (rating.score, ratings.words_of(rating)) == (4, "等了很久")


def test_a_suggestion_and_an_amendment_are_in_the_log_and_on_the_page(
    citizen: Client, world: World, receipt: Receipt
) -> None:
    finish(world, receipt.case, on=now())
    citizen.post("/progress/suggestion/", {"suggestion": "大家都在问"})
    citizen.post("/progress/amendment/", {"record": "面积应为80平方米"})
    text = citizen.get("/progress/case/").content.decode()
    assert "收到您的公开建议" in text
    assert "收到您的更正要求" in text
    case = fresh(receipt)
    assert log.text(case, case.seq) == {"words": "面积应为80平方米"}
    assert log.text(case, case.seq - 1) == {"words": "大家都在问"}
    assert open_forms(citizen) == {"rating"}
    assert citizen.post("/progress/suggestion/", {"suggestion": "再建议"}).status_code == 409


def test_what_is_provided_can_be_taken_once_the_letter_is_out_and_by_nobody_else(
    citizen: Client, world: World, receipt: Receipt
) -> None:
    reply = upload("批复全文".encode(), "批复.txt", Role.REPLY)
    (row,) = attachments.add(case_id=receipt.case.pk, uploads=[reply], by=world.officer, at=now())
    evidence = upload(b"inside", "内部.txt", Role.EVIDENCE)
    (inside,) = attachments.add(case_id=receipt.case.pk, uploads=[evidence], by=world.officer, at=now())
    place = f"/progress/files/{row.pk}/"
    assert citizen.get(place).status_code == 404
    decide(world, fresh(receipt), on=now())
    deciding.issue_letter(case_id=receipt.case.pk, by=world.officer, at=now())
    assert "批复.txt" in citizen.get("/progress/case/").content.decode()
    answer = citizen.get(place)
    assert answer.content == "批复全文".encode()
    assert "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store, private"
    assert citizen.get(f"/progress/files/{inside.pk}/").status_code == 404
    assert Client().get(place).headers["Location"] == "/progress/"
    other = online(world, on=now() - timedelta(days=1))
    stranger = Client()
    stranger.post("/progress/", {"number": other.number, "code": other.query_code})
    assert stranger.get(place).status_code == 404


def test_a_letter_with_a_pdf_can_be_taken_as_pdf(citizen: Client, world: World, receipt: Receipt) -> None:
    decide(world, fresh(receipt), on=now())
    letter = deciding.issue_letter(case_id=receipt.case.pk, by=world.officer, at=now())
    letter.pdf = None
    letter.save(update_fields=["pdf"])
    assert citizen.get("/progress/letters/1/letter.pdf").status_code == 404
    (row,) = attachments.keep(fresh(receipt), [upload("告知".encode(), "告知书.txt")], actor="t", at=now())
    row.delete()
    letter.pdf = row.file
    letter.save(update_fields=["pdf"])
    assert "letter.pdf" in citizen.get("/progress/case/").content.decode()
    answer = citizen.get("/progress/letters/1/letter.pdf")
    assert answer.content == "告知".encode()
    store.erase(row.file, at=now())
    assert "已经销毁" in citizen.get("/progress/letters/1/letter.pdf").content.decode()
    assert Client().get("/progress/letters/1/letter.pdf").status_code == 303


def test_the_sheet_for_service_centres_has_no_code_and_no_person(citizen: Client, receipt: Receipt) -> None:
    text = citizen.get("/progress/print/").content.decode()
    assert receipt.number in text
    assert "提交申请" in text
    assert receipt.query_code not in text
    assert not re.search("甄不存|00012345678", text)


@pytest.mark.parametrize("name", FORMS)
def test_without_the_cookie_nothing_is_done(world: World, receipt: Receipt, name: str) -> None:
    before = fresh(receipt).seq
    assert Client().post(f"/progress/{name}/", {"why": "", "what": "x"}).headers["Location"] == "/progress/"
    assert fresh(receipt).seq == before


def test_acts_are_limited_by_address(
    citizen: Client, world: World, receipt: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_SUBMISSIONS_PER_HOUR", "2")
    finish(world, receipt.case, on=now())
    answers = [citizen.post("/progress/rating/", {"score": "3"}).status_code for _ in range(3)]
    assert answers == [303, 303, 429]


def test_after_an_erasure_there_is_nothing_left_to_send(citizen: Client, world: World, receipt: Receipt) -> None:
    finish(world, receipt.case, on=now())
    stream = world.office.stream
    assert "letter.pdf" in citizen.get("/progress/case/").content.decode()
    subjects.erase(subject=fresh(receipt).subject, stream=stream, by=world.officer, at=now(), reason="到期")
    assert open_forms(citizen) == set()
    assert "letter.pdf" not in citizen.get("/progress/case/").content.decode(), "no link to what is gone"
    assert citizen.post("/progress/rating/", {"score": "3", "opinion": "x"}).status_code == 409
