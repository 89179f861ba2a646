"""Drafts: sealed with the browser's token, resumed elsewhere, sent exactly once, forgotten after their days."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from gongkai.casework import attachments
from gongkai.casework.attachments import Role, upload
from gongkai.casework.models import Attachment, Case
from gongkai.files import store
from gongkai.files.errors import Code, Refused
from gongkai.files.models import StoredFile
from gongkai.jobs import schedules
from gongkai.portal import drafts, submission, tasks
from gongkai.portal.models import Draft, DraftFile
from tests.factories import CITIZEN, World, make_district
from tests.portal.filled import ANSWERS, go_on, hidden, place, post, read_receipt

pytestmark = pytest.mark.django_db
TEXT = "身份证明的内容".encode()


@pytest.fixture
def world() -> World:
    return make_district()


def attached(words: bytes = TEXT, name: str = "证明.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words, "text/plain")


def cookie(client: Client, world: World) -> str:
    return client.cookies[f"gongkai_draft_{world.office.code}"].value


def on_disk() -> list[Path]:
    return [path for path in Path(settings.GONGKAI_FILES).glob("*/*") if path.is_file()]


def test_each_step_is_kept_and_leads_to_the_next(client: Client, world: World) -> None:
    who = {name: ANSWERS[name] for name in ("applicant_kind", "name", "identity_kind", "identity_number", "telephone")}
    assert "第2步" in go_on(client, world, part="who", **who).content.decode()
    assert "第3步" in go_on(client, world, part="what", description=ANSWERS["description"]).content.decode()
    reviewed = go_on(client, world, part="how", form="paper", delivery="counter")
    text = reviewed.content.decode()
    assert "请核对您的申请" in text
    assert all(words in text for words in (CITIZEN.name, ANSWERS["description"], "纸质复制件", "当面领取"))
    sent = client.post(place(world), {**hidden(reviewed), "step": "send"}, follow=True)
    assert read_receipt(sent)[0] == Case.objects.get().number


def test_a_step_with_a_fault_stays_and_says_why(client: Client, world: World) -> None:
    text = go_on(client, world, part="who", name="", identity_number="123", telephone="").content.decode()
    assert "第1步" in text
    assert "姓名或者名称" in text
    assert "所需信息" not in text.partition("需要修改")[2].partition("</section>")[0]


def test_going_back_keeps_even_what_is_wrong(client: Client, world: World) -> None:
    go_on(client, world, part="who", name="甲")
    text = go_on(client, world, "back", part="what", description="字").content.decode()
    assert "第1步" in text
    assert "需要修改" not in text
    assert "字" in client.get(place(world), {"part": "what"}).content.decode()
    assert 'value="甲"' in text


def test_a_fault_of_another_step_is_shown_where_it_can_be_mended(client: Client, world: World) -> None:
    who = {name: ANSWERS[name] for name in ("applicant_kind", "name", "identity_kind", "identity_number", "telephone")}
    go_on(client, world, part="who", **who)
    go_on(client, world, part="what", description=ANSWERS["description"])
    text = go_on(client, world, part="how", form="paper", delivery="mail").content.decode()
    assert "第1步" in text
    assert "选择邮寄的，请填写通信地址" in text
    text = go_on(client, world, part="who", **{"return": "review"}, address="明湖区无名路0号").content.decode()
    assert "请核对您的申请" in text


def test_another_device_goes_on_with_the_code(client: Client, world: World) -> None:
    text = go_on(client, world, "save", part="who", name="甄不存").content.decode()
    found = re.search(r'id="resume-code">([^<]+)<', text)
    assert found is not None
    code = found[1]
    other = Client()
    assert "甄不存" not in other.get(place(world)).content.decode()
    resumed = other.post("/apply/resume/", {"code": code.lower().replace("-", " ")}, follow=True)
    assert 'value="甄不存"' in resumed.content.decode()
    assert other.post("/apply/resume/", {"code": "AAAA-AAAA-AAAA-AAAA-AAAA"}).status_code == 200


def test_guessing_codes_is_limited(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_FAILED_QUERIES_PER_HOUR", "2")
    answers = [client.post("/apply/resume/", {"code": f"WRONG{number}"}).status_code for number in range(3)]
    assert answers == [200, 200, 429]


def test_the_cookie_is_read_by_the_server_alone_and_below_apply_alone(client: Client, world: World) -> None:
    client.post(place(world), {"step": "save", "name": "甲"}, secure=True)
    kept = client.cookies[f"gongkai_draft_{world.office.code}"]
    assert kept["httponly"]
    assert kept["secure"]
    assert (kept["path"], kept["samesite"], kept["max-age"]) == ("/apply/", "Lax", 7 * 86400)


def test_nothing_of_a_draft_can_be_read_without_its_token(client: Client, world: World) -> None:
    go_on(client, world, part="how", identity=attached(), **ANSWERS)
    dump = ""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            dump += "".join(repr(bytes(v) if isinstance(v, memoryview) else v) for row in cursor for v in row)
    token = cookie(client, world)
    for secret in (CITIZEN.name, CITIZEN.identity_number, ANSWERS["description"], "证明.txt", token):
        assert secret not in dump
    assert all(TEXT not in path.read_bytes() for path in on_disk())
    assert drafts.find("AAAA-" + token[5:], at=now()) is None


def test_files_go_with_the_request_under_the_subjects_key(
    client: Client, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    fields = {**ANSWERS, "representative": "代为办理人"}
    reviewed = go_on(client, world, part="how", identity=attached(), attached=attached(b"clue", "a.txt"), **fields)
    text = reviewed.content.decode()
    assert "证明.txt" in text
    assert "授权委托书" in text  # the advice that one is missing
    before = [store.path_of(row.file_id) for row in DraftFile.objects.all()]
    assert all(path.exists() for path in before)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(place(world), {**hidden(reviewed), "step": "send"}, follow=True)
    case = Case.objects.get()
    rows = attachments.listed(case)
    assert [(row.attachment.role, row.name) for row in rows] == [("identity", "证明.txt"), ("request", "a.txt")]
    assert (Draft.objects.count(), DraftFile.objects.count(), StoredFile.objects.count()) == (0, 0, 2)
    assert not any(path.exists() for path in before)
    assert list(store.missing()) == []
    found, data = attachments.read_for_applicant(case, rows[1].attachment.pk, at=now())
    assert (found.role, data) == ("request", b"clue")


def test_the_same_file_sent_again_is_one_file(client: Client, world: World) -> None:
    for _ in range(2):
        go_on(client, world, part="how", identity=attached(), **ANSWERS)
    assert DraftFile.objects.count() == 1
    go_on(client, world, part="how", attached=attached(), **ANSWERS)
    assert DraftFile.objects.count() == 2


def test_a_bad_file_is_named_and_the_words_are_kept(client: Client, world: World) -> None:
    bad = SimpleUploadedFile("病毒.exe", b"MZ" + b"x" * 100)
    text = go_on(client, world, part="how", identity=attached(), attached=bad, **ANSWERS).content.decode()
    assert "“病毒.exe”" in text
    assert 'href="#id_attached"' in text
    assert "证明.txt" in text
    assert DraftFile.objects.count() == 1
    assert "请核对您的申请" in client.get(place(world)).content.decode()


def test_all_steps_together_are_one_upload(world: World, monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    go_on(client, world, part="how", identity=attached(), **ANSWERS)
    monkeypatch.setattr(settings, "GONGKAI_FILES_PER_UPLOAD", "2")
    go_on(client, world, part="how", attached=attached(b"1"), **ANSWERS)
    text = go_on(client, world, part="how", attached=attached(b"2"), **ANSWERS).content.decode()
    assert "连同已经上传的共3个" in text
    assert DraftFile.objects.count() == 2


def test_a_file_can_be_taken_out(client: Client, world: World, django_capture_on_commit_callbacks: Any) -> None:
    go_on(client, world, part="how", identity=attached(), **ANSWERS)
    row = DraftFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        text = go_on(client, world, "", part="how", remove=str(row.pk), form="paper").content.decode()
    assert "证明.txt" not in text
    assert StoredFile.objects.count() == 0
    assert not store.path_of(row.file_id).exists()
    # somebody else's number takes nothing
    go_on(client, world, part="how", identity=attached(), **ANSWERS)
    go_on(Client(), world, "", remove=str(DraftFile.objects.get().pk))
    assert DraftFile.objects.count() == 1


def test_deleting_takes_the_files_along(client: Client, world: World, django_capture_on_commit_callbacks: Any) -> None:
    go_on(client, world, part="how", identity=attached(), **ANSWERS)
    assert "1个文件" in client.get(place(world), {"part": "delete"}).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(place(world), {"step": "delete"})
    assert (Draft.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert CITIZEN.name not in client.get(place(world)).content.decode()


def test_the_identity_paper_can_be_asked_for(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_IDENTITY_FILE", "1")
    text = post(client, world).content.decode()
    assert "请上传身份证明" in text
    assert "第3步" in text
    text = go_on(client, world, part="how", identity=attached()).content.decode()
    assert "请核对您的申请" in text


def test_old_drafts_are_forgotten_by_a_job(world: World, django_capture_on_commit_callbacks: Any) -> None:
    at = now()
    old, young = drafts.new_token(), drafts.new_token()
    files = [upload(TEXT, "a.txt", Role.IDENTITY)]
    drafts.save(agency=world.office, token=old, words={}, at=at - timedelta(days=7, minutes=1), uploads=files)
    drafts.save(agency=world.office, token=young, words={}, at=at - timedelta(days=6), uploads=files)
    assert drafts.find(old, at=at) is None
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.forget_drafts.func() == 1
    assert drafts.find(young, at=at) is not None
    assert (Draft.objects.count(), StoredFile.objects.count()) == (1, 1)
    assert list(store.missing()) == []
    assert tasks.forget_drafts.module_path in schedules.DECLARED


def test_two_agencies_have_two_drafts(client: Client, world: World) -> None:
    go_on(client, world, part="who", name="甲")
    client.post(f"/apply/{world.other.code}/", {"step": "next", "part": "who", "name": "乙"})
    assert 'value="甲"' in client.get(place(world), {"part": "who"}).content.decode()
    assert Draft.objects.count() == 2


def test_a_draft_of_another_agency_does_not_open_here(client: Client, world: World) -> None:
    token = drafts.new_token()
    drafts.save(agency=world.other, token=token, words={"name": "乙"}, at=now())
    client.cookies[f"gongkai_draft_{world.office.code}"] = token
    assert "乙" not in client.get(place(world), {"part": "who"}).content.decode()


def test_a_confirmation_that_finds_the_draft_gone_has_its_receipt(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL two confirmations may both open the draft: only one of them takes it."""
    words = hidden(post(client, world))
    opened = drafts.find(cookie(client, world), at=now())
    first = read_receipt(client.post(place(world), {**words, "step": "send"}, follow=True))
    monkeypatch.setattr(drafts, "find", lambda *_, **__: opened)
    again = client.post(place(world), {**words, "step": "send"}, follow=True)
    assert read_receipt(again) == first
    assert Case.objects.count() == 1


def test_a_second_page_for_a_draft_that_was_sent_says_so(client: Client, world: World) -> None:
    first = hidden(post(client, world))
    second = hidden(client.get(place(world)))
    client.post(place(world), {**first, "step": "send"})
    late = client.post(place(world), {**second, "step": "send"})
    assert late.status_code == 409
    assert "没有可以提交的草稿" in late.content.decode()
    assert Case.objects.count() == 1


def test_a_scanner_that_finds_harm_at_the_last_moment_stops_the_sending(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = hidden(go_on(client, world, part="how", identity=attached(), **ANSWERS))

    def refuse(*_: object, **__: object) -> None:
        raise Refused(Code.INFECTED)

    monkeypatch.setattr(store, "keep_checked", refuse)
    text = client.post(place(world), {**words, "step": "send"}).content.decode()
    assert "查毒发现有害内容" in text
    assert (Case.objects.count(), Attachment.objects.count(), DraftFile.objects.count()) == (0, 0, 1)


def test_beginning_drafts_is_limited_by_address(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_SUBMISSIONS_PER_HOUR", "1")
    answers = [post(client, world).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert Draft.objects.count() == 5
    assert submission.receipt("", at=now()) is None


def test_control_characters_and_endless_words_do_no_harm(client: Client, world: World) -> None:
    text = go_on(client, world, part="who", name="张\x00三", address="长" * 30_000).content.decode()
    assert "控制字符" in text
    opened = drafts.find(cookie(client, world), at=now())
    assert opened is not None
    assert len(opened.words["address"]) == drafts.LONGEST
