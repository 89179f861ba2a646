"""Following a request: the same answer to every wrong key, plain words, letters, correction."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from gongkai.casework import handling, log
from gongkai.casework.models import Case
from gongkai.portal.forms import ProgressForm
from gongkai.portal.timeline import SHOWN, STAGES, entries
from gongkai.portal.views.progress import WRONG
from gongkai.statute.case_state import Stage
from gongkai.statute.events import EventKind
from tests.factories import World, decide, finish, make_district, online

pytestmark = pytest.mark.django_db

KEPT_INSIDE = {
    EventKind.ASSIGNED,
    EventKind.RETURNED,
    EventKind.EXTENSION_REQUESTED,
    EventKind.SEARCHED,
    EventKind.DECISION_PROPOSED,
    EventKind.DECISION_RETURNED,
    EventKind.FILED,
    EventKind.DISPUTE_FILED,
    EventKind.DISPUTE_ANSWERED,
    EventKind.DISPUTE_DECIDED,
    EventKind.THIRD_PARTY_INFORMED,
    EventKind.TRANSFERRED_INTERNALLY,
    EventKind.NOTE,
    EventKind.AMENDED,
    EventKind.SUBJECT_ERASED,
}


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def asked(world: World) -> tuple[Case, str]:
    """A request filed three working days ago at the earliest, so that officers may act on it today."""
    receipt = online(world, on=now() - timedelta(days=7))
    return receipt.case, receipt.query_code


def _enter(client: Client, number: str, code: str) -> str:
    return client.post("/progress/", {"number": number, "code": code}, follow=True).content.decode()


def test_every_kind_of_event_is_either_shown_or_kept_inside() -> None:
    assert set(SHOWN) | KEPT_INSIDE == set(EventKind)
    assert not set(SHOWN) & KEPT_INSIDE
    assert set(STAGES) == set(Stage)


def test_number_and_code_open_the_case(client: Client, asked: tuple[Case, str]) -> None:
    case, code = asked
    text = _enter(client, f" {case.number.lower()} ", code.replace("-", " ").lower())
    assert case.number in text
    assert "办理经过" in text
    assert "最晚在这一天答复" in text
    assert case.due_on is not None
    assert f'datetime="{case.due_on.isoformat()}"' in text


def test_a_wrong_number_and_a_wrong_code_get_the_same_answer(client: Client, asked: tuple[Case, str]) -> None:
    case, code = asked
    answers = []
    for number, key in ((case.number, "AAAA-AAAA-AAAA-AAAA"), ("MH-1999-00001", code), ("\u202e", code)):
        response = client.post("/progress/", {"number": number, "code": key})
        assert WRONG in response.content.decode()
        answers.append(response.status_code)
    assert len(set(answers)) == 1


@pytest.mark.parametrize(("number", "code"), [("", ""), ("\x00", "A"), ("A" * 400, "B"), ("A", "B" * 400)])
def test_unusable_keys_get_a_sentence(number: str, code: str) -> None:
    form = ProgressForm({"number": number, "code": code})
    assert not form.is_valid()
    assert all(str(fault).endswith("。") for faults in form.errors.values() for fault in faults)


def test_guessing_is_limited_by_address(
    client: Client, asked: tuple[Case, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_FAILED_QUERIES_PER_HOUR", "3")
    case, code = asked
    for _ in range(3):
        client.post("/progress/", {"number": case.number, "code": "WRONG"})
    response = client.post("/progress/", {"number": case.number, "code": code})
    assert response.status_code == 429
    assert client.post("/progress/", {"number": case.number, "code": code}, REMOTE_ADDR="192.0.2.9").status_code == 303


def test_the_address_behind_a_proxy_is_the_one_the_proxy_wrote(
    client: Client, asked: tuple[Case, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_FAILED_QUERIES_PER_HOUR", "1")
    monkeypatch.setenv("GONGKAI_PROXIES", "1")
    case, _ = asked
    wrong = {"number": case.number, "code": "WRONG"}
    assert client.post("/progress/", wrong, HTTP_X_FORWARDED_FOR="203.0.113.1, 192.0.2.1").status_code == 200
    assert client.post("/progress/", wrong, HTTP_X_FORWARDED_FOR="203.0.113.2, 192.0.2.1").status_code == 429
    assert client.post("/progress/", wrong, HTTP_X_FORWARDED_FOR="203.0.113.1, 192.0.2.2").status_code == 200


def test_without_the_key_every_inner_page_leads_to_the_question(client: Client) -> None:
    for place in ("/progress/case/", "/progress/letters/1/"):
        assert client.get(place).headers["Location"] == "/progress/"
    assert client.post("/progress/correction/", {"what": "补正"}).headers["Location"] == "/progress/"


def test_a_forged_cookie_opens_nothing(client: Client, asked: tuple[Case, str]) -> None:
    case, code = asked
    client.cookies["gongkai_progress"] = f"{case.number} {code}"
    assert client.get("/progress/case/").status_code == 303


def test_leaving_forgets_the_case(client: Client, asked: tuple[Case, str]) -> None:
    case, code = asked
    _enter(client, case.number, code)
    client.post("/progress/leave/")
    assert client.get("/progress/case/").status_code == 303


def test_the_inside_of_the_agency_stays_inside(client: Client, world: World, asked: tuple[Case, str]) -> None:
    case, code = asked
    handling.assign(case_id=case.pk, agency=world.department, by=world.officer, at=now())
    handling.write_note(case_id=case.pk, words="此人常来", by=world.officer, at=now())
    handling.log_search(
        case_id=case.pk, on=localdate(), where="档案室", keywords="征收", result="无", by=world.officer, at=now()
    )
    text = _enter(client, case.number, code)
    for words in ("此人常来", "档案室", world.department.name, world.officer.name, "交办"):
        assert words not in text


def test_a_consultation_says_why_the_days_do_not_count(client: Client, world: World, asked: tuple[Case, str]) -> None:
    case, code = asked
    handling.open_consultation(
        case_id=case.pk, key="1", party="third_party", on=localdate(), whom="某公司", by=world.officer, at=now()
    )
    text = _enter(client, case.number, code)
    assert "正在征求第三方意见，依法不计入期限（条例第三十三条第三款）" in text
    assert "某公司" not in text


def test_a_correction_is_asked_for_and_sent(client: Client, world: World, asked: tuple[Case, str]) -> None:
    case, code = asked
    handling.ask_correction(case_id=case.pk, on=localdate(), what="请写明工程的年份", by=world.officer, at=now())
    text = _enter(client, case.number, code)
    assert "请写明工程的年份" in text
    assert "等待期间不计算答复期限" in text
    empty = client.post("/progress/correction/", {"what": "  "}).content.decode()
    assert "请填写补正的内容" in empty
    assert Case.objects.get(pk=case.pk).stage == Stage.AWAITING_CORRECTION
    after = client.post("/progress/correction/", {"what": "2023年度"}, follow=True).content.decode()
    assert "收到补正" in after
    assert "提交补正" not in after
    stored = Case.objects.get(pk=case.pk)
    assert stored.stage != Stage.AWAITING_CORRECTION
    assert log.text(stored, stored.seq) == {"what": "2023年度"}


def test_a_correction_nobody_asked_for_is_refused_in_words(client: Client, asked: tuple[Case, str]) -> None:
    case, code = asked
    _enter(client, case.number, code)
    response = client.post("/progress/correction/", {"what": "多余"})
    assert response.status_code == 409
    assert Case.objects.get(pk=case.pk).seq == case.seq


def test_the_outcome_is_told_by_its_letter_not_before(client: Client, world: World, asked: tuple[Case, str]) -> None:
    case, code = asked
    handling.confirm_receipt(case_id=case.pk, on=localdate(), means="phone", by=world.officer, at=now())
    decide(world, case, on=now())
    text = _enter(client, case.number, code)
    assert "予以公开" not in text
    assert client.get("/progress/letters/1/").status_code == 404


def test_an_issued_letter_can_be_read_and_only_by_its_applicant(
    client: Client, world: World, asked: tuple[Case, str]
) -> None:
    case, code = asked
    handling.confirm_receipt(case_id=case.pk, on=localdate(), means="phone", by=world.officer, at=now())
    finish(world, case, on=now())
    text = _enter(client, case.number, code)
    letter = case.letters.get()
    assert letter.number in text
    page = client.get("/progress/letters/1/")
    assert letter.title in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert client.get("/progress/letters/2/").status_code == 404
    assert client.get("/progress/letters/99999999999999999999/").status_code == 404
    assert Client().get("/progress/letters/1/").status_code == 303


def test_an_overdue_request_names_the_remedy(client: Client, world: World) -> None:
    receipt = online(world, on=now() - timedelta(days=60))
    text = _enter(client, receipt.number, receipt.query_code)
    assert "答复期限已过" in text
    assert world.office.reconsideration_body in text


def test_an_amended_day_is_the_day_shown(world: World, asked: tuple[Case, str]) -> None:
    case, _ = asked
    day = localdate(now() - timedelta(days=7))
    handling.confirm_receipt(case_id=case.pk, on=localdate(), means="phone", by=world.officer, at=now())
    seq = Case.objects.get(pk=case.pk).seq
    handling.amend(case_id=case.pk, amends=seq, occurred_on=day, reason="登记有误", by=world.officer, at=now())
    shown = {entry.title: entry.on for entry in entries(log.load(case), {})}
    assert shown["双方确认收到申请"] == day


def test_words_of_people_cannot_break_the_sentence(world: World, asked: tuple[Case, str]) -> None:
    case, _ = asked
    what = "{party.__class__} {0} %s <script>"
    handling.ask_correction(case_id=case.pk, on=localdate(), what=what, by=world.officer, at=now())
    shown = [entry.text for entry in entries(log.load(case), log.texts(case))]
    assert f"需要补正的内容：{what}" in shown


def test_keys_are_kept_where_only_the_server_reads_them(client: Client, asked: tuple[Case, str]) -> None:
    case, code = asked
    response = client.post("/progress/", {"number": case.number, "code": code}, secure=True)
    cookie = response.cookies["gongkai_progress"]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert (cookie["path"], cookie["samesite"], cookie["max-age"]) == ("/progress/", "Lax", 1800)
    assert code not in response.headers["Location"]
