"""Files of letters: sealed with the letter, the writer's for those who handle it alone, the answer's fit to leave."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now

from gongkai.audit.models import Entry
from gongkai.dialogue import answering, attachments, keeping, letters
from gongkai.dialogue.answering import ForEverybody
from gongkai.dialogue.attachments import NoRoom, Role, Unfit, upload
from gongkai.dialogue.errors import NotNow, Unknown
from gongkai.dialogue.models import CitizenLetter, LetterFile
from gongkai.disclosure.models import Paper, PublicAnswer, Section
from gongkai.editorial import gate, reading
from gongkai.editorial.errors import NotCleared
from gongkai.files import scanning, store
from gongkai.files.errors import Quarantined, Refused
from gongkai.files.models import StoredFile, Verdict
from tests.dialogue.conftest import MARCH, WRITTEN, Write
from tests.editorial.papers import MONDAY, Staff
from tests.editorial.site import reviewed
from tests.factories import World, at
from tests.files import made

pytestmark = pytest.mark.django_db
READ = reading.file
PHOTO = "湖滨公园大门的照片说明，拍摄者甄不存。".encode()
HOURS = "湖滨公园开放时间表：夏季二十二时，冬季二十一时。".encode()


@pytest.fixture
def real_checks(checks: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks themselves, in place of what tests of pages say they find."""
    monkeypatch.setattr(reading, "file", READ)


def fit(data: bytes = HOURS, name: str = "开放时间表.txt") -> attachments.Fit:
    return attachments.fit(upload(data, name))


def answered(row: CitizenLetter, world: World, *files: attachments.Fit) -> CitizenLetter:
    answering.draft(letter_id=row.pk, words="见附件。", files=files, by=world.officer, at=at(2023, 3, 8))
    return answering.approve(letter_id=row.pk, by=world.leader, at=at(2023, 3, 9))


def test_what_a_writer_sends_is_sealed_with_the_letter_and_for_its_handlers_alone(letter: Write, world: World) -> None:
    row, receipt = letter(files=[upload(PHOTO, "照片说明.txt")])
    (kept,) = attachments.listed(row, Role.LETTER)
    assert (kept.name, kept.open) == ("照片说明.txt", True)
    assert PHOTO not in store.path_of(kept.row.file_id).read_bytes()
    entry = Entry.objects.get(action="letter:received")
    assert entry.detail["files"] == [kept.row.file.digest]
    for by in (world.stranger, world.handler):
        with pytest.raises(Unknown):
            attachments.read(letter=row, file_id=kept.row.pk, by=by, at=MARCH)
    answering.assign(letter_id=row.pk, department=world.department, by=world.officer, at=MARCH)
    for by in (world.officer, world.handler):
        assert attachments.read(letter=row, file_id=kept.row.pk, by=by, at=MARCH)[2] == PHOTO
    opened = Entry.objects.filter(action="letter:read", detail__file=kept.row.file.digest[:16])
    assert {one.actor for one in opened} == {world.officer.actor, world.handler.actor}
    own = letters.for_writer(receipt.number, receipt.query_code)
    assert attachments.read_for_writer(own, kept.row.pk, at=MARCH)[1:] == ("照片说明.txt", PHOTO)
    other, _ = letter()
    with pytest.raises(Unknown):
        attachments.read_for_writer(other, kept.row.pk, at=MARCH)


def test_the_scanner_that_does_not_answer_keeps_files_shut(
    letter: Write, world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.GONGKAI_SCANNER = "command:scan"

    def silent(_: bytes) -> str:
        raise scanning.NoAnswer("away")

    monkeypatch.setattr(scanning, "scan", silent)
    row, _ = letter(files=[upload(PHOTO, "照片说明.txt")])
    (kept,) = attachments.listed(row, Role.LETTER)
    assert (kept.open, kept.row.file.verdict) == (False, Verdict.WAITING)
    with pytest.raises(Quarantined):
        attachments.read(letter=row, file_id=kept.row.pk, by=world.officer, at=MARCH)
    with pytest.raises(Refused, match="查毒"):
        fit()
    monkeypatch.setattr(scanning, "scan", lambda _: "Eicar")
    with pytest.raises(Refused, match="有害"):
        letter(files=[upload(HOURS, "时间.txt")])
    assert CitizenLetter.objects.count() == 1, "nothing is half written"


@pytest.mark.parametrize("words", ["机密★1年\n开放时间", "联系人甄不存，身份证号110101199003077475"])
def test_a_file_that_must_stay_goes_with_no_answer(words: str, real_checks: None) -> None:
    with pytest.raises(Unfit, match=r"附件“表\.txt”"):
        fit(words.encode(), "表.txt")
    assert not StoredFile.objects.exists()


def test_drafts_together_hold_as_many_files_as_one_upload(letter: Write, world: World, settings: Any) -> None:
    settings.GONGKAI_FILES_PER_UPLOAD = "2"
    row, _ = letter()
    told: dict[str, Any] = {"letter_id": row.pk, "words": "见附件。", "by": world.officer, "at": MARCH}
    answering.draft(**told, files=[fit(), fit()])
    kept = attachments.listed(row, Role.ANSWER)
    with pytest.raises(NoRoom, match="已有2个，加上这次的共3个") as refused:
        answering.draft(**told | {"words": "另一稿。"}, files=[fit()])
    assert (refused.value.code, refused.value.fields) == ("ANSWER_FILES_TOO_MANY", ("uploaded",))
    row.refresh_from_db()
    assert (letters.answer_of(row), attachments.listed(row, Role.ANSWER)) == ("见附件。", kept)
    settings.GONGKAI_UPLOAD_MIB = "0"
    with pytest.raises(NoRoom, match="合计不超过0KB"):
        answering.draft(**told, files=[fit()], without=[kept[0].row.pk])
    settings.GONGKAI_UPLOAD_MIB = "60"
    answering.draft(**told, files=[fit()], without=[kept[0].row.pk])
    assert len(attachments.listed(row, Role.ANSWER)) == 2
    settings.GONGKAI_FILES_PER_UPLOAD = "1"
    answering.draft(**told)  # a limit that was lowered does not keep anybody from writing on


def test_files_of_an_answer_are_cleaned_taken_out_and_read_after_the_approval(letter: Write, world: World) -> None:
    row, receipt = letter()
    one, other = fit(made.docx_file(), "说明.docx"), fit()
    assert one.data != made.docx_file(), "the cleaned copy is kept"
    answering.draft(letter_id=row.pk, words="见附件。", files=[one, other], by=world.officer, at=MARCH)
    first, second = attachments.listed(row, Role.ANSWER)
    own = letters.for_writer(receipt.number, receipt.query_code)
    with pytest.raises(Unknown):
        attachments.read_for_writer(own, first.row.pk, at=MARCH)
    answering.draft(letter_id=row.pk, words="见附件。", without=[first.row.pk], by=world.officer, at=MARCH)
    assert [kept.row for kept in attachments.listed(row, Role.ANSWER)] == [second.row]
    assert not StoredFile.objects.filter(pk=first.row.file_id).exists()
    answering.assign(letter_id=row.pk, department=world.department, by=world.officer, at=MARCH)
    assert attachments.listed(row, Role.ANSWER) == [], "a draft that is not kept takes its files along"
    answering.draft(letter_id=row.pk, words="见附件。", files=[fit()], by=world.handler, at=MARCH)
    answering.approve(letter_id=row.pk, by=world.leader, at=MARCH)
    own = letters.for_writer(receipt.number, receipt.query_code)
    (kept,) = attachments.listed(own, Role.ANSWER)
    assert attachments.read_for_writer(own, kept.row.pk, at=MARCH)[2] == HOURS


def test_the_approval_looks_at_files_once_more(letter: Write, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row, _ = letter()
    answering.draft(letter_id=row.pk, words="见附件。", files=[fit()], by=world.officer, at=MARCH)
    entry = {"severity": "error", "code": "PICTURES_WAIT", "where": "附件", "message": "图片正在识别", "quote": ""}
    monkeypatch.setattr("gongkai.editorial.reading.file", lambda _: ("", [entry]))
    with pytest.raises(NotNow, match="正在识别"):
        answering.approve(letter_id=row.pk, by=world.leader, at=MARCH)
    assert CitizenLetter.objects.get(pk=row.pk).stage == "drafted"


def test_of_a_chosen_letter_only_chosen_files_of_the_answer_become_public_through_the_reviews(
    letter: Write, world: World, staff: Staff, section: Section, client: Client
) -> None:
    row, _ = letter(files=[upload(PHOTO, "照片说明.txt")])
    row = answered(row, world, fit(), fit("另一张表".encode(), "另表.txt"))
    theirs = LetterFile.objects.get(role=Role.LETTER)
    hours = attachments.listed(row, Role.ANSWER)[0].row
    words = ForEverybody("开放时间", "几点关门？", "见附件。")
    page = answering.select(
        letter_id=row.pk, section=section, words=words, files=[hours.pk, theirs.pk], by=staff.author, at=at(2023, 3, 10)
    )
    assert isinstance(page, PublicAnswer)
    assert [part.name for part in page.as_item().parts] == ["开放时间表.txt"]
    with pytest.raises(NotCleared):
        gate.release(keys=[page.gate_key], by=None, at=MONDAY)
    paper = Paper.objects.get()
    address = f"/files/{paper.pk}"
    assert client.get(address).status_code == 404
    reviewed(staff, page)
    assert [part.name for part in gate.public_parts(paper.part_key)] == ["开放时间表.txt"]


def test_files_go_with_the_letter_when_it_is_erased(letter: Write, world: World) -> None:
    row, receipt = letter(files=[upload(PHOTO, "照片说明.txt")])
    answered(row, world, fit())
    paths = [store.path_of(one.file_id) for one in LetterFile.objects.all()]
    assert all(isinstance(path, Path) and path.exists() for path in paths)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda done: done())
        assert keeping.confirm(agency=world.office, reason="鉴定1号", by=world.officer, at=at(2027, 1, 4)) == 1
    assert not any(path.exists() for path in paths)
    row = letters.for_writer(receipt.number, receipt.query_code)
    assert attachments.listed(row, Role.LETTER) == attachments.listed(row, Role.ANSWER) == []
    with pytest.raises(Unknown):
        attachments.read_for_writer(row, LetterFile.objects.filter(role=Role.ANSWER)[0].pk, at=at(2027, 1, 5))


def test_a_refused_file_costs_neither_the_words_nor_the_other_files(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields: dict[str, Any] = {
        "kind": "question", "title": WRITTEN.title, "words": WRITTEN.words, "may_publish": "no",
        "agency": world.office.code,
    }  # fmt: skip
    fields["token"] = re.findall(r'name="token" value="([^"]+)"', client.get("/questions/ask/").content.decode())[0]
    files = [SimpleUploadedFile("照片.txt", PHOTO), SimpleUploadedFile("程序.exe", b"MZ\x90\x00" + b"\x00" * 100)]
    page = client.post("/questions/ask/", {**fields, "attached": files}).content.decode()
    assert "“程序.exe”" in page
    assert "已保留，不必重新选择：照片.txt" in page
    assert WRITTEN.words in page
    kept = re.findall(r'name="kept_token" value="([^"]+)"', page)[0]
    sent = client.post("/questions/ask/", {**fields, "kept_token": kept})
    assert sent.status_code == 303, sent.content.decode()
    (stored,) = attachments.listed(CitizenLetter.objects.get(), Role.LETTER)
    assert stored.name == "照片.txt"
    assert StoredFile.objects.count() == 1, "what was kept with the form is forgotten"
    monkeypatch.setenv("GONGKAI_SUBMISSIONS_PER_HOUR", "1")
    many = [client.post("/questions/ask/", {"attached": [SimpleUploadedFile("甲.txt", HOURS)]}) for _ in range(6)]
    assert [answer.status_code for answer in many][-2:] == [429, 429], "an address keeps files so often and no more"


def test_an_officer_adds_and_opens_files_on_the_letter_s_screen(
    client: Client, letter: Write, world: World, real_checks: None
) -> None:
    row, _ = letter(on=now(), files=[upload(PHOTO, "照片说明.txt")])
    where = f"/office/dialogue/letters/{row.number}/"
    client.force_login(world.officer)
    theirs = LetterFile.objects.get()
    assert client.get(f"{where}files/{theirs.pk}/").getvalue() == PHOTO
    marked = SimpleUploadedFile("内部.txt", "机密★1年".encode())
    good = SimpleUploadedFile("开放时间表.txt", HOURS)
    page = client.post(where, {"do": "draft", "words": "见附件。", "uploaded": [marked, good]})
    said = page.content.decode()
    assert page.status_code == 422
    assert "附件“内部.txt”" in said
    assert "已保留，不必重新选择：开放时间表.txt" in said
    kept = re.findall(r'name="kept_token" value="([^"]+)"', said)[0]
    assert client.post(where, {"do": "draft", "words": "见附件。", "kept_token": kept}).status_code == 302
    (mine,) = attachments.listed(row, Role.ANSWER)
    assert "去掉已有的附件" in client.get(where).content.decode()
    assert client.post(where, {"do": "draft", "words": "没有附件。", "without": [mine.row.pk]}).status_code == 302
    assert attachments.listed(row, Role.ANSWER) == []
    client.force_login(world.stranger)
    assert client.get(f"{where}files/{theirs.pk}/").status_code == 404
