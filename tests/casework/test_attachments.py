"""Files of a case: sealed, on the log by their digest, shown to whom they concern."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from gongkai.audit.models import Entry
from gongkai.casework import attachments, handling, notices, parties, ratings, subjects
from gongkai.casework.attachments import Role, upload
from gongkai.casework.errors import Incomplete, NotPermitted, Unknown
from gongkai.casework.models import Attachment, Case, Letter, Party
from gongkai.files.errors import Refused
from tests.casework.desk import desk, stop_clock, words
from tests.factories import World, at, confirm, finish, make_district, online

NOW = at(2023, 3, 6, 10)
TEXT = "湖滨路改造工程立项批复全文".encode()


@pytest.fixture
def world(db: None) -> World:
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    return confirm(
        world, online(world, uploads=[upload(TEXT, "身份证.txt", Role.IDENTITY), upload(TEXT, "线索.txt")]).case
    )


def add(world: World, case: Case, role: Role = Role.REPLY, data: bytes = TEXT) -> Attachment:
    (row,) = attachments.add(case_id=case.pk, uploads=[upload(data, "批复.txt", role)], by=world.officer, at=NOW)
    return row


def test_what_came_with_the_request_is_named_by_the_event_that_brought_it(case: Case) -> None:
    first = case.events.order_by("seq").first()
    assert first is not None
    rows = attachments.listed(case)
    assert sorted(first.data["evidence"]) == sorted(entry.attachment.file.digest for entry in rows)
    assert [entry.name for entry in rows] == ["身份证.txt", "线索.txt"]


def test_a_file_that_is_refused_leaves_no_request(world: World) -> None:
    with pytest.raises(Refused):
        upload(b"MZ" + b"x" * 100, "a.exe")
    with pytest.raises(Refused):
        online(world, uploads=[upload(b"", "a.txt")])
    assert Case.objects.count() == 0


def test_adding_is_an_event_and_needs_a_post(world: World, case: Case) -> None:
    before = case.events.count()
    row = add(world, case)
    event = case.events.order_by("-seq").first()
    assert event is not None
    assert (case.events.count(), event.kind) == (before + 1, "note")
    assert event.data["evidence"] == [row.file.digest]
    assert row.seq == event.seq
    for person in (world.stranger, world.handler):
        with pytest.raises(Unknown):
            attachments.add(case_id=case.pk, uploads=[upload(TEXT, "a.txt", Role.REPLY)], by=person, at=NOW)


def test_proof_of_identity_is_opened_with_a_reason_that_the_ledger_keeps(world: World, case: Case) -> None:
    proof = case.attachments.get(role="identity")
    with pytest.raises(Incomplete):
        attachments.read(attachment_id=proof.pk, by=world.officer, at=NOW)
    _, data = attachments.read(attachment_id=proof.pk, by=world.officer, at=NOW, why="核对身份")
    assert data == TEXT
    entry = Entry.objects.filter(subject=f"case:{case.number}", action="case:read").latest("id")
    assert entry.detail["why"] == "核对身份"
    for person in (world.leader, world.auditor, world.stranger, world.handler):
        with pytest.raises(Unknown):
            attachments.read(attachment_id=proof.pk, by=person, at=NOW, why="想看看")


def test_a_department_that_drafts_reads_what_it_needs_and_not_who_asks(world: World, case: Case) -> None:
    handling.assign(case_id=case.pk, agency=world.department, by=world.officer, at=NOW)
    clue, proof = case.attachments.get(role="request"), case.attachments.get(role="identity")
    assert attachments.read(attachment_id=clue.pk, by=world.handler, at=NOW)[1] == TEXT
    with pytest.raises(Unknown):
        attachments.read(attachment_id=proof.pk, by=world.handler, at=NOW, why="办理")


def test_what_is_provided_reaches_the_applicant_when_the_reply_is_issued(world: World, case: Case) -> None:
    reply, inner = add(world, case), add(world, case, Role.EVIDENCE)
    assert {entry.attachment.role for entry in attachments.for_applicant(case)} == {"request"}
    finish(world, case)
    case.refresh_from_db()
    assert {entry.attachment.role for entry in attachments.for_applicant(case)} == {"request", "reply"}
    assert attachments.read_for_applicant(case, reply.pk, at=NOW)[1] == TEXT
    with pytest.raises(Unknown):
        attachments.read_for_applicant(case, inner.pk, at=NOW)


def test_what_people_sent_is_never_provided(world: World, case: Case) -> None:
    clue = case.attachments.get(role="request")
    with pytest.raises(NotPermitted):
        attachments.derive(attachment_id=clue.pk, data=TEXT, name="a.txt", by=world.officer, at=NOW, words="")
    paper = add(world, case, Role.EVIDENCE)
    made = attachments.derive(
        attachment_id=paper.pk, data=b"open part", name="b.txt", by=world.officer, at=NOW, words="遮盖后"
    )
    assert (made.made_from, made.role) == (paper, "reply")


def test_erasing_destroys_the_files(world: World, case: Case) -> None:
    assert attachments.erase(case, at=NOW) == 2
    assert attachments.listed(case) == []
    assert attachments.erase(case, at=NOW) == 0


def test_the_screens_add_open_and_ask_why(world: World, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch, NOW)
    officer = desk(world.officer)
    place = f"/office/requests/{case.number}/files/"
    done = officer.post(place, {"role": "reply", "uploaded": SimpleUploadedFile("批复.txt", TEXT), "words": ""})
    assert done.status_code == 302
    row = case.attachments.get(role="reply")
    answer = officer.get(f"{place}{row.pk}/")
    assert (answer.content, answer["Content-Security-Policy"]) == (TEXT, "sandbox; default-src 'none'")
    proof = case.attachments.get(role="identity")
    asked = officer.get(f"{place}{proof.pk}/")
    assert "查看的原因" in words(asked)
    assert officer.post(f"{place}{proof.pk}/", {"why": "核对"}).content == TEXT
    refused = officer.post(
        place, {"role": "reply", "uploaded": SimpleUploadedFile("a.html", b"<html><script>"), "words": ""}
    )
    assert refused.status_code == 422
    assert "a.html" in words(refused)
    assert desk(world.stranger).get(f"{place}{row.pk}/").status_code == 404


def asked_party(world: World, case: Case) -> tuple[Letter, str]:
    """A third party's letter and the code in it."""
    facts = {
        "party": "third_party",
        "whom": "明湖石料有限公司",
        "requested_information": "补偿协议",
        "consultation_reason": "协议载有采购价格",
    }
    notices.issue(case_id=case.pk, slug="open-consultation", facts=facts, by=world.officer, at=NOW)
    letter = case.letters.get(to="party")
    from gongkai.casework import deciding

    text = "".join(deciding.read_letter(letter)[1])
    return letter, text.partition("答复码")[2].partition("在线")[0]


def test_a_third_party_answers_with_number_and_code(world: World, case: Case) -> None:
    letter, code = asked_party(world, case)
    found = parties.question(letter.number, code)
    assert found.limit_on == date(2023, 3, 27)
    assert "甄不存" not in "".join(found.paragraphs)
    for number, wrong in ((letter.number, "AAAA-AAAA-AAAA-AAAA"), ("明〔2023〕9号", code)):
        with pytest.raises(Unknown):
            parties.question(number, wrong)
    with pytest.raises(Incomplete):
        parties.answer(number=letter.number, code=code, opinion="objects", words=" ", at=NOW)
    answered = {"opinion": "objects", "words": "涉及商业秘密", "uploads": [upload(TEXT, "说明.txt", Role.OPINION)]}
    parties.answer(number=letter.number, code=code, at=at(2023, 3, 10), **answered)
    event = case.events.order_by("-seq").first()
    assert event is not None
    assert (event.kind, event.data["opinion"], event.actor) == (
        "consultation_closed",
        "objects",
        f"party:{Party.objects.get().pk}",
    )
    with pytest.raises(NotPermitted):
        parties.answer(number=letter.number, code=code, opinion="consents", words="", at=at(2023, 3, 11))
    assert case.attachments.filter(role="opinion").count() == 1


def test_an_opinion_recorded_by_the_office_closes_the_online_way(world: World, case: Case) -> None:
    letter, code = asked_party(world, case)
    handling.close_consultation(
        case_id=case.pk, key=letter.key, opinion="consents", on=date(2023, 3, 8), by=world.officer, at=at(2023, 3, 8)
    )
    with pytest.raises(NotPermitted):
        parties.answer(number=letter.number, code=code, opinion="consents", words="", at=at(2023, 3, 9))


def test_ratings_come_after_service_and_are_sealed(world: World, case: Case) -> None:
    with pytest.raises(NotPermitted):
        ratings.rate(case=case, score=5, words="", at=NOW)
    finish(world, case)
    case.refresh_from_db()
    ratings.rate(case=case, score=2, words="等得太久，何况我是张三", at=NOW)
    rating = ratings.rate(case=case, score=4, words="补充说明后满意", at=NOW)
    assert (rating.score, ratings.words_of(rating)) == (4, "补充说明后满意")
    with pytest.raises(Incomplete):
        ratings.rate(case=case, score=9, words="", at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM casework_rating")
        assert "满意".encode() not in bytes(cursor.fetchone()[0])
    subjects.erase(subject=case.subject, stream="x", by=world.officer, at=NOW, reason="到期")
    rating.refresh_from_db()
    assert ratings.words_of(rating) == subjects.ERASED
