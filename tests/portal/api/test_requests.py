"""Requests through the API: filed once, followed by the agency's keys, opened by the applicant's query code."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from gongkai.casework import attachments, deciding, handling, intake, log, subjects
from gongkai.casework.models import Case
from gongkai.portal.api import filing, refusals
from gongkai.portal.models import Submission
from tests.factories import CITIZEN, DISCLOSED, World, make_district
from tests.portal.api.calling import TEXT, Program, fresh, program, refused
from tests.portal.filled import ANSWERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def caller(world: World) -> Program:
    return program(world)


def answered(world: World, case: Case) -> None:
    """The whole way to a letter, today."""
    moment = now()
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.officer, at=moment)
    deciding.approve(case_id=case.pk, by=world.leader, at=moment)
    deciding.issue_letter(case_id=case.pk, by=world.officer, at=moment)


# ------------------------------------------------------------------------------- filing


def test_a_request_is_filed_with_the_receipt_and_why(world: World, caller: Program) -> None:
    answer = caller.file()
    assert answer.status_code == 201
    found = answer.json()
    case = Case.objects.get(number=found["number"])
    assert (case.agency_id, case.channel) == (world.office.pk, "web")
    assert found["received_on"] == localdate(now()).isoformat()
    assert found["due_on"] == case.due_on.isoformat()
    assert found["steps"][-1]["on"] == found["due_on"]
    assert found["due_on"] in found["why"]
    assert subjects.person(case.subject) == type(CITIZEN)(
        **{name: ANSWERS[name] for name in ("name", "identity_kind", "identity_number", "telephone")}
    )
    assert answer["Cache-Control"] == "no-store"


def test_the_same_call_again_gives_the_same_receipt(caller: Program) -> None:
    key = fresh()
    first, second = caller.file(key), caller.file(key)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Case.objects.count() == 1


def test_the_same_key_with_other_words_is_refused(caller: Program) -> None:
    key = fresh()
    caller.file(key)
    assert refused(caller.file(key, description="另一件事情的批复")) == (409, "IDEMPOTENCY_CONFLICT")
    assert refused(caller.file(key, files=[{"name": "a.txt", "content": TEXT}])) == (409, "IDEMPOTENCY_CONFLICT")
    assert Case.objects.count() == 1


def test_two_programs_may_use_the_same_idempotency_key(world: World, caller: Program) -> None:
    key = fresh()
    assert caller.file(key).json()["number"] != program(world).file(key).json()["number"]


def test_a_day_later_the_key_is_free_again(caller: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    key = fresh()
    caller.file(key)
    Submission.objects.update(made_at=now() - timedelta(hours=25))
    assert caller.file(key).status_code == 201


def test_the_query_code_cannot_be_read_from_the_database(caller: Program) -> None:
    number, code = caller.filed()
    row = Submission.objects.get(number=number)
    assert code.encode() not in bytes(row.sealed_code)
    assert code.replace("-", "") not in row.token_hash


def test_a_race_of_two_equal_calls_registers_one(caller: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    key = fresh()
    first = caller.file(key)
    # what PostgreSQL shows the one that loses: nothing before its own insert, the other's row after it
    seen = iter([None])
    known = filing._known
    monkeypatch.setattr(filing, "_known", lambda held, at: next(seen, known(held, at)))
    second = caller.file(key)
    assert (second.status_code, second.json()) == (200, first.json())
    assert Case.objects.count() == 1


@pytest.mark.parametrize("key", ["", "short", "x" * 129, "with a space in it", "中文的幂等键不可以用在这里的"])
def test_an_idempotency_key_is_demanded(caller: Program, key: str) -> None:
    headers = {"Idempotency-Key": key} if key else {}
    answer = caller.send("/requests", ANSWERS, **headers)
    assert refused(answer)[0] == 422
    assert "Idempotency-Key" in answer.json()["fields"]
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "name", "姓名或者名称"),
        ({"identity_number": "990101199001010018"}, "identity_number", "校验位"),
        ({"telephone": ""}, "telephone", "至少填写一种联系方式"),
        ({"delivery": "mail"}, "address", "请填写通信地址"),
        ({"description": ""}, "description", "名称、文号"),
        ({"applicant_kind": "king"}, "applicant_kind", "申请人类别"),
        ({"description": "有控制符\x00的内容"}, "description", "控制字符"),
        ({"description": "\ud800半个字"}, "description", "控制字符"),
        ({"name": 7}, "name", "字符串"),
        ({"purpose": "不问用途"}, "purpose", "不认识的字段"),
        ({"files": "x"}, "files", "数组"),
        ({"files": [{"name": "a.txt"}]}, "files", "name（文件名）和content"),
        ({"files": [{"name": "a.txt", "content": "%%%"}]}, "files", "Base64"),
        ({"files": [{"name": "a.exe", "content": base64.b64encode(b"MZ" + bytes(200)).decode()}]}, "files", "程序"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(
    caller: Program, changes: dict[str, Any], field: str, words: str
) -> None:
    answer = caller.file(**changes)
    assert refused(answer)[0] == 422
    assert words in answer.json()["fields"][field]
    assert Case.objects.count() == 0
    assert Submission.objects.count() == 0


def test_the_faults_are_those_of_the_law(caller: Program) -> None:
    faults = caller.file(name="", telephone="", description="").json()["fields"]
    nobody = intake.missing(
        subjects.Person("", "resident_identity_card", ANSWERS["identity_number"]), intake.Wanted("")
    )
    assert faults == nobody


@pytest.mark.parametrize(
    "body",
    [b" ", b"[]", b"{", b"\xff\xfe", b'{"name": NaN}', b'{"name": "a", "name": "b"}', b"[" * 100_000],
    ids=["empty", "list", "cut", "bytes", "nan", "twice", "deep"],
)
def test_what_is_no_json_object_is_refused(caller: Program, body: bytes) -> None:
    assert refused(caller.send("/requests", body, **{"Idempotency-Key": fresh()})) == (400, "UNREADABLE")


def test_other_kinds_of_content_are_refused(caller: Program) -> None:
    answer = caller.client.post(
        "/api/v1/requests", "name=x", content_type="text/plain", headers=caller.headers(**{"Idempotency-Key": fresh()})
    )
    assert refused(answer) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_too_much_is_not_read_to_its_end(caller: Program, settings: LazySettings) -> None:
    settings.GONGKAI_UPLOAD_MIB = settings.GONGKAI_FILE_MIB = "1"
    big = {"name": "a.txt", "content": "A" * (4 * 1024 * 1024)}
    assert refused(caller.file(files=[big])) == (413, "TOO_LARGE")
    upload = SimpleUploadedFile("a.txt", b"a" * (2 * 1024 * 1024))
    assert refused(as_form(caller, files=upload)) == (413, "TOO_LARGE")
    assert Case.objects.count() == 0


def as_form(caller: Program, key: str = "", **more: Any) -> Any:
    headers = caller.headers(**{"Idempotency-Key": key or fresh()})
    return caller.client.post("/api/v1/requests", {**ANSWERS, **more}, headers=headers)


def test_files_come_in_base64_or_as_a_form_and_are_the_same(caller: Program) -> None:
    key = fresh()
    sent = caller.file(key, files=[{"name": "说明.txt", "content": TEXT}])
    assert sent.status_code == 201, sent.content.decode()
    again = as_form(caller, key, files=SimpleUploadedFile("说明.txt", base64.b64decode(TEXT)))
    assert (again.status_code, again.json()) == (200, sent.json())
    (listed,) = attachments.listed(Case.objects.get())
    assert listed.name == "说明.txt"


def test_a_form_with_a_field_twice_or_an_unknown_file_is_refused(caller: Program) -> None:
    assert refused(as_form(caller, name=["甲", "乙"])) == (422, "BAD_FIELDS")
    assert refused(as_form(caller, other=SimpleUploadedFile("a.txt", b"a"))) == (422, "BAD_FIELDS")


def test_proof_of_identity_is_kept_as_such(caller: Program) -> None:
    caller.filed(identity=[{"name": "证件.txt", "content": TEXT}])
    assert Case.objects.get().attachments.get().role == "identity"


def test_an_agency_that_takes_no_requests_takes_none(world: World, caller: Program) -> None:
    world.office.takes_requests = False
    world.office.save()
    assert refused(caller.file()) == (409, "AGENCY_TAKES_NO_REQUESTS")


def test_filing_costs_a_bounded_number_of_queries(caller: Program) -> None:
    caller.filed()
    with CaptureQueriesContext(connection) as seen:
        caller.filed()
    asked = [query["sql"] for query in seen.captured_queries]
    assert len([sql for sql in asked if not sql.startswith(("SAVEPOINT", "RELEASE"))]) <= 35


# ------------------------------------------------------------------------------- following


def test_progress_names_nobody_and_nothing_that_was_asked(caller: Program) -> None:
    number, _ = caller.filed()
    answer = caller.get(f"/requests/{number.lower()}")
    assert answer.status_code == 200
    text = answer.content.decode()
    for secret in (*(ANSWERS[name] for name in ("name", "identity_number", "telephone", "description")), "query_code"):
        assert secret not in text
    assert (answer.json()["stage"], answer.json()["stage_label"]) == ("awaiting_confirmation", "已收到，办理中")


def test_a_draft_is_not_told(world: World, caller: Program) -> None:
    number, _ = caller.filed()
    case = Case.objects.get()
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.officer, at=now())
    found = caller.get(f"/requests/{number}").json()
    assert (found["stage"], found["stage_label"]) == ("open", "办理中")
    assert found["decided_on"] is None


def test_a_letter_needs_the_query_code(world: World, caller: Program) -> None:
    number, code = caller.filed()
    answered(world, Case.objects.get())
    (line,) = caller.get(f"/requests/{number}/letters", code).json()
    whole = caller.get(f"/requests/{number}/letters/1", code.lower()).json()
    assert line.items() <= whole.items()
    assert CITIZEN.name in whole["addressee"]
    wrong = "AAAA-AAAA-AAAA-AAAA"
    for path in ("letters", "letters/1", "letters/1/pdf", "files", "files/1"):
        assert refused(caller.get(f"/requests/{number}/{path}", wrong)) == (404, "NOT_FOUND")
        assert refused(caller.get(f"/requests/{number}/{path}")) == (422, "BAD_PARAMETERS")
    assert caller.get(f"/requests/{number}/letters/1/pdf", code).content.startswith(b"%PDF")
    for path in ("letters/2", "letters/2/pdf", "files/999999999999999999999"):
        assert refused(caller.get(f"/requests/{number}/{path}", code)) == (404, "NOT_FOUND")


def test_what_was_provided_can_be_taken_once_the_reply_is_issued(world: World, caller: Program) -> None:
    number, code = caller.filed()
    case = Case.objects.get()
    reply = attachments.upload("批复全文。\n".encode(), "批复.txt", "reply")
    attachments.add(case_id=case.pk, uploads=[reply], by=world.officer, at=now())
    assert caller.get(f"/requests/{number}/files", code).json() == []
    answered(world, case)
    (line,) = caller.get(f"/requests/{number}/files", code).json()
    assert (line["name"], line["role"], line["open"]) == ("批复.txt", "reply", True)
    answer = caller.get(f"/requests/{number}/files/{line['id']}", code)
    assert answer.content.decode() == "批复全文。\n"
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_correction_comes_with_its_files(world: World, caller: Program) -> None:
    number, code = caller.filed()
    case = Case.objects.get()
    early = caller.send(f"/requests/{number}/corrections", {"what": "文号是15号"}, code)
    assert refused(early) == (409, "NOT_PERMITTED")
    handling.ask_correction(case_id=case.pk, on=localdate(now()), what="请写明文号", by=world.officer, at=now())
    assert caller.get(f"/requests/{number}").json()["stage"] == "awaiting_correction"
    assert refused(caller.send(f"/requests/{number}/corrections", {"what": " "}, code)) == (422, "INCOMPLETE")
    files = [{"name": "材料.txt", "content": TEXT}]
    sent = caller.send(f"/requests/{number}/corrections", {"what": "文号是15号", "files": files}, code)
    assert (sent.status_code, sent.json()["stage"]) == (200, "awaiting_confirmation")
    assert case.attachments.get().role == "correction"
    assert log.text(case, 4) == {"what": "文号是15号"}
    again = caller.send(f"/requests/{number}/corrections", {"what": "文号是15号"}, code)
    assert refused(again) == (409, "NOT_PERMITTED")


def test_an_applicant_withdraws(caller: Program) -> None:
    number, code = caller.filed()
    assert refused(caller.send(f"/requests/{number}/withdrawal", {"words": "字" * 501}, code)) == (422, "INCOMPLETE")
    sent = caller.send(f"/requests/{number}/withdrawal", {"words": "已经从别处获得"}, code)
    assert (sent.status_code, sent.json()["stage"]) == (200, "withdrawn")
    assert refused(caller.send(f"/requests/{number}/withdrawal", {}, code))[0] == 409


# ------------------------------------------------------------------------------- who may


def test_without_a_key_nothing_is_told(world: World, caller: Program) -> None:
    number, code = caller.filed()
    for text in ("", "gk", caller.text[:-1] + ("a" if caller.text[-1] != "a" else "b"), caller.text + "a", "é.é", "."):
        caller_without = caller.client.get(
            f"/api/v1/requests/{number}", headers={"Authorization": f"Bearer {text}", "X-Query-Code": code}
        )
        assert refused(caller_without) == (401, "KEY_UNKNOWN")
    assert caller.client.get(f"/api/v1/requests/{number}")["WWW-Authenticate"].startswith("Bearer")


def test_a_key_may_what_it_was_made_for(world: World, caller: Program) -> None:
    number, code = caller.filed()
    reader, filer = program(world, may_file=False), program(world, may_follow=False)
    assert refused(reader.file()) == (403, "KEY_MAY_NOT_FILE")
    assert refused(reader.send(f"/requests/{number}/withdrawal", {}, code)) == (403, "KEY_MAY_NOT_FILE")
    assert refused(reader.send("/requests/NO-SUCH/withdrawal", {}, code)) == (403, "KEY_MAY_NOT_FILE")
    assert refused(filer.get(f"/requests/{number}")) == (403, "KEY_MAY_NOT_FOLLOW")
    assert refused(filer.get("/requests/NO-SUCH")) == (403, "KEY_MAY_NOT_FOLLOW")
    assert refused(filer.get("/statistics/2026")) == (403, "KEY_MAY_NOT_FOLLOW")


def test_another_agency_s_case_is_answered_like_none(world: World, caller: Program) -> None:
    number, code = caller.filed()
    other = Program(world.other, world.stranger)
    for path in ("", "/letters", "/letters/1", "/files", "/files/1"):
        there, nowhere = other.get(f"/requests/{number}{path}", code), other.get(f"/requests/NO-SUCH{path}", code)
        assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)
        assert there.status_code == 404


def test_too_many_wrong_codes_are_stopped(caller: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_FAILED_QUERIES_PER_HOUR", "3")
    number, code = caller.filed()
    for _ in range(3):
        assert refused(caller.get(f"/requests/{number}/letters", "AAAA"))[0] == 404
    stopped = caller.get(f"/requests/{number}/letters", code)
    assert refused(stopped) == (429, "TOO_MANY")
    assert 0 < int(stopped["Retry-After"]) <= 3600


def test_each_key_and_each_address_has_its_hour(world: World, caller: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_API_CALLS_PER_HOUR", "2")
    assert [caller.get("/statistics/2026").status_code for _ in range(3)] == [200, 200, 429]
    assert refused(program(world).get("/statistics/2026")) == (429, "TOO_MANY")  # the address
    monkeypatch.setenv("GONGKAI_PROXIES", "1")
    for place in ("10.1.1.1", "10.1.1.2"):
        headers = caller.headers(**{"X-Forwarded-For": place})
        assert caller.client.get("/api/v1/statistics/2026", headers=headers).status_code == 429  # the key


def test_addresses_and_methods_that_do_not_exist_are_answered_in_the_same_shape(caller: Program) -> None:
    assert refused(caller.get("/nothing")) == (404, "NO_ADDRESS")
    assert refused(caller.get("/")) == (404, "NO_ADDRESS")
    wrong = caller.client.delete("/api/v1/requests", headers=caller.headers())
    assert refused(wrong) == (405, "METHOD_NOT_ALLOWED")
    assert wrong["Allow"] == "POST"


def test_a_fault_of_ours_is_told_without_what_was_written(
    caller: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"cannot store {ANSWERS['name']}")

    monkeypatch.setattr(filing.intake, "submit_online", broken)
    answer = caller.file()
    assert refused(answer) == (500, refusals.BROKEN.code)
    assert ANSWERS["name"] not in answer.content.decode() + caplog.text
    assert "RuntimeError" in caplog.text
