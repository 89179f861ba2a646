"""Partial disclosure: boxes kept, the file made and proven, let out by a second person (条例第三十七条)."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone
from PIL import Image

from gongkai.agencies.permissions import NotAllowed
from gongkai.casework import attachments, deciding, decision, handling, queries, redacting, reviews, subjects
from gongkai.casework.attachments import Role, upload
from gongkai.casework.errors import Incomplete, NotPermitted, OwnWork, Unknown
from gongkai.casework.models import Attachment, Case, RedactionDraft
from gongkai.casework.redacting import Overtaken
from gongkai.files import apart, limits, store
from gongkai.files import redacting as engine
from gongkai.files.errors import Gone, Refused
from gongkai.files.kinds import Kind
from gongkai.jobs.models import Job
from gongkai.redaction import Box
from tests.casework.papers import OPEN, RIVAL, SECRETS, huge, paper, photograph, text_of
from tests.factories import World, at, confirm, decide, finish, make_district, online
from tests.jobs.conftest import Clock, work_once

NOW = at(2023, 3, 6, 10)
CORNER = Box(1, 0.1, 0.1, 0.5, 0.3, "no_third")


@pytest.fixture
def world(db: None) -> World:
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    return confirm(world, online(world, uploads=[upload(b"clue", "线索.txt")]).case)


def add(
    world: World, case: Case, data: bytes | None = None, name: str = "批复.pdf", role: Role = Role.EVIDENCE
) -> Attachment:
    (row,) = attachments.add(case_id=case.pk, uploads=[upload(data or paper(), name, role)], by=world.officer, at=NOW)
    return row


def covered(row: Attachment) -> list[Box]:
    """Boxes over everything that must not be read, on two grounds."""
    found = engine.find(paper(), Kind.PDF, SECRETS)
    third = engine.find(paper(), Kind.PDF, [RIVAL])
    return [Box(box.page, *box.area.edges, "no_third") for box in found] + [
        Box(box.page, *box.area.edges, "unrelated") for box in third
    ]


def made(world: World, row: Attachment, boxes: list[Box] | None = None) -> Attachment:
    drawn = redacting.save(
        attachment_id=row.pk,
        boxes=boxes or covered(row),
        version=redacting.drawn_on(row).version,
        by=world.officer,
        at=NOW,
    )
    redacting.ask(attachment_id=row.pk, version=drawn.version, by=world.officer, at=NOW)
    found = row.versions.order_by("-pk").first()
    assert found is not None
    return found


def data_of(row: Attachment) -> bytes:
    return store.read(row.file, subjects.key_of(row.case.subject))


def test_what_lies_under_the_boxes_is_not_in_the_file_and_the_rest_is(world: World, case: Case) -> None:
    row = add(world, case)
    assert all(secret in text_of(paper()) for secret in (*SECRETS, RIVAL, OPEN))
    result = made(world, row)
    text = text_of(data_of(result))
    assert [secret for secret in (*SECRETS, RIVAL) if secret in text] == []
    assert OPEN in text
    assert (result.role, result.made_from, result.added_by) == ("reply", row, world.officer.actor)
    assert data_of(row) == paper(), "the original stays"
    assert store.name_of(result.file, subjects.key_of(case.subject)) == "批复（遮盖件）.pdf"


def test_the_log_says_how_many_boxes_on_which_grounds(world: World, case: Case) -> None:
    result = made(world, add(world, case))
    said = queries.sheet(world.officer, case.number, today=NOW.date()).texts[result.seq]["words"]
    assert "遮盖5处" in str(said)
    assert "保护第三方合法权益4处，与申请无关1处" in str(said)
    assert "PDFium、pdfminer、pikepdf" in str(said)


def test_the_protocol_counts_what_each_reader_found(world: World, case: Case) -> None:
    row = add(world, case)
    result = made(world, row)
    protocol = redacting.drawn_on(row).result(result.file.digest)
    assert protocol is not None
    assert [reading.reader for reading in protocol.readings] == ["PDFium", "pdfminer", "pikepdf"]
    assert all(reading.chars > 100 and reading.under == 0 for reading in protocol.readings)
    assert protocol.dropped >= sum(len(secret) for secret in (*SECRETS, RIVAL))


def test_a_draft_is_sealed_and_gone_with_the_applicant(world: World, case: Case) -> None:
    row = add(world, case)
    redacting.save(attachment_id=row.pk, boxes=[CORNER], version=0, by=world.officer, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM casework_redactiondraft")
        assert b"no_third" not in bytes(cursor.fetchone()[0])
    assert redacting.drawn_on(row).boxes == (CORNER,)
    before = case.events.count()
    redacting.save(attachment_id=row.pk, boxes=[], version=1, by=world.officer, at=NOW)
    assert case.events.count() == before, "a draft is no event"
    redacting.save(attachment_id=row.pk, boxes=[CORNER], version=2, by=world.officer, at=NOW)
    subjects.erase(subject=case.subject, stream="x", by=world.officer, at=NOW, reason="到期")
    row = Attachment.objects.get(pk=row.pk)
    assert redacting.drawn_on(row).boxes == ()
    assert redacting.withheld(row.case) == {}
    with pytest.raises(Gone):
        redacting.save(attachment_id=row.pk, boxes=[], version=3, by=world.officer, at=NOW)


def test_of_two_who_draw_the_second_is_told_and_sees_the_first(world: World, case: Case) -> None:
    row = add(world, case)
    redacting.save(attachment_id=row.pk, boxes=[CORNER], version=0, by=world.officer, at=NOW)
    with pytest.raises(Overtaken) as told:
        redacting.save(attachment_id=row.pk, boxes=[], version=0, by=world.colleague, at=NOW)
    assert told.value.code == "CONFLICT"
    assert told.value.drawn.boxes == (CORNER,)
    assert redacting.drawn_on(row).boxes == (CORNER,)
    with pytest.raises(Overtaken):
        redacting.ask(attachment_id=row.pk, version=0, by=world.colleague, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_the_same_moment_leave_one_draft() -> None:
    world = make_district()
    case = confirm(world, online(world).case)
    row, told, barrier = add(world, case), [], threading.Barrier(2)

    def draw(person: Any, box: Box) -> None:
        barrier.wait()
        try:
            redacting.save(attachment_id=row.pk, boxes=[box], version=0, by=person, at=NOW)
        except Overtaken:
            told.append(person)
        finally:
            connection.close()

    boxes = {world.officer: CORNER, world.colleague: Box(2, 0, 0, 1, 1, "no_third")}
    threads = [threading.Thread(target=draw, args=item) for item in boxes.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (second,) = told
    drawn = redacting.drawn_on(row)
    assert drawn.version == 1
    assert drawn.boxes == tuple(box for person, box in boxes.items() if person != second)


def test_who_may_draw(world: World, case: Case) -> None:
    row = add(world, case)
    with pytest.raises(Unknown):
        redacting.save(attachment_id=row.pk, boxes=[CORNER], version=0, by=world.handler, at=NOW)
    handling.assign(case_id=case.pk, agency=world.department, by=world.officer, at=NOW)
    redacting.save(attachment_id=row.pk, boxes=[CORNER], version=0, by=world.handler, at=NOW)
    for person, refusal in ((world.stranger, Unknown), (world.auditor, NotAllowed), (world.leader, NotAllowed)):
        with pytest.raises(refusal):
            redacting.save(attachment_id=row.pk, boxes=[], version=1, by=person, at=NOW)
        with pytest.raises(refusal):
            redacting.ask(attachment_id=row.pk, version=1, by=person, at=NOW)
    assert not row.versions.exists()


def test_what_people_sent_and_what_is_no_picture_is_not_redacted(world: World, case: Case) -> None:
    for row in (case.attachments.get(role="request"), add(world, case, b"text", "a.txt")):
        with pytest.raises(NotPermitted):
            redacting.save(attachment_id=row.pk, boxes=[CORNER], version=0, by=world.officer, at=NOW)


def test_boxes_have_a_known_ground_and_there_must_be_some(world: World, case: Case) -> None:
    row = add(world, case)
    with pytest.raises(Incomplete):
        redacting.save(attachment_id=row.pk, boxes=[Box(1, 0, 0, 1, 1, "")], version=0, by=world.officer, at=NOW)
    with pytest.raises(Incomplete):
        redacting.save(attachment_id=row.pk, boxes=[CORNER] * (redacting.MOST + 1), version=0, by=world.officer, at=NOW)
    with pytest.raises(Incomplete):
        redacting.ask(attachment_id=row.pk, version=0, by=world.officer, at=NOW)
    assert not RedactionDraft.objects.exists()


def test_one_person_cannot_make_and_let_out(world: World, case: Case) -> None:
    row = add(world, case)
    redacting.save(attachment_id=row.pk, boxes=covered(row), version=0, by=world.colleague, at=NOW)
    redacting.ask(attachment_id=row.pk, version=1, by=world.officer, at=NOW)
    result = row.versions.get()
    for person in (world.officer, world.colleague):
        # who had it made, and who drew it
        assert not redacting.may_review(result, by=person, at=NOW)
        with pytest.raises(OwnWork):
            redacting.confirm(attachment_id=result.pk, by=person, at=NOW)
    for person, refusal in ((world.auditor, NotAllowed), (world.stranger, Unknown), (world.handler, Unknown)):
        with pytest.raises(refusal):
            redacting.confirm(attachment_id=result.pk, by=person, at=NOW)
    redacting.confirm(attachment_id=result.pk, by=world.leader, at=NOW)
    assert reviews.may_leave(result, reviews.of_case(case))


def test_a_note_of_the_maker_lets_nothing_out(world: World, case: Case) -> None:
    """Even if a confirmation by the maker came into the log in another way, it would not count."""
    result = made(world, add(world, case))
    digest = result.file.digest
    own = {digest: reviews.Review(reviews.CONFIRMED, world.officer.actor, 9)}
    others = {digest: reviews.Review(reviews.CONFIRMED, world.leader.actor, 9)}
    assert not reviews.may_leave(result, own)
    assert reviews.may_leave(result, others)


def test_the_applicant_gets_it_after_the_review_and_cleaned(world: World, case: Case) -> None:
    result = made(world, add(world, case))

    def reply() -> list[int]:
        return [entry.attachment.pk for entry in attachments.for_applicant(case) if entry.attachment.role == "reply"]

    assert reply() == []
    with pytest.raises(Unknown):
        attachments.read_for_applicant(case, result.pk, at=NOW)
    redacting.confirm(attachment_id=result.pk, by=world.leader, at=at(2023, 3, 7))
    assert reply() == [], "the reply is not issued yet"
    finish(world, case, on=at(2023, 3, 8))
    case.refresh_from_db()
    assert reply() == [result.pk]
    row, data = attachments.read_for_applicant(case, result.pk, at=NOW)
    assert row == result
    assert [secret for secret in (*SECRETS, RIVAL) if secret in text_of(data)] == []
    assert OPEN in text_of(data)
    redacting.refuse(attachment_id=result.pk, why="第二页漏遮一处", by=world.leader, at=at(2023, 3, 9))
    assert reply() == [], "the last word counts"
    with pytest.raises(Incomplete):
        redacting.refuse(attachment_id=result.pk, why=" ", by=world.leader, at=at(2023, 3, 9))


def test_no_letter_leaves_while_a_redacted_file_waits_for_its_review(world: World, case: Case) -> None:
    result = made(world, add(world, case))
    decide(world, case, on=NOW)
    with pytest.raises(NotPermitted, match="第二人审核"):
        deciding.issue_letter(case_id=case.pk, by=world.officer, at=NOW)
    redacting.confirm(attachment_id=result.pk, by=world.leader, at=NOW)
    assert deciding.issue_letter(case_id=case.pk, by=world.officer, at=NOW).number


def test_an_original_that_is_being_redacted_is_not_provided(world: World, case: Case) -> None:
    row = add(world, case, role=Role.REPLY)
    finish(world, case, on=at(2023, 3, 7))
    case.refresh_from_db()

    def given() -> list[int]:
        return [entry.attachment.pk for entry in attachments.for_applicant(case) if entry.attachment.role == "reply"]

    assert given() == [row.pk]
    redacting.save(attachment_id=row.pk, boxes=[CORNER], version=0, by=world.officer, at=at(2023, 3, 8))
    assert given() == []
    redacting.save(attachment_id=row.pk, boxes=[], version=1, by=world.officer, at=at(2023, 3, 8))
    assert given() == [row.pk], "nothing is covered, nothing was made"
    result = made(world, row)
    redacting.confirm(attachment_id=result.pk, by=world.leader, at=at(2023, 3, 8))
    redacting.save(attachment_id=row.pk, boxes=[], version=3, by=world.officer, at=at(2023, 3, 8))
    assert given() == [result.pk]
    with pytest.raises(Unknown):
        attachments.read_for_applicant(case, row.pk, at=NOW)


def test_a_picture_loses_what_the_camera_noted(world: World, case: Case) -> None:
    row = add(world, case, photograph(), "现场.jpg")
    assert [(page.width, page.height) for page in engine.pages(photograph(), Kind.JPEG)] == [(300, 400)]
    result = made(world, row, [Box(1, 0.6, 0, 1, 0.6, "no_third")])
    data = data_of(result)
    assert b"SECRET-CAMERA" not in data
    with Image.open(BytesIO(data)) as image:
        assert image.size == (300, 400), "upright"
        assert not image.getexif()
        assert all(max(pixel) < 60 for pixel in [image.convert("RGB").getpixel((290, y)) for y in range(5, 230, 9)])  # type: ignore[arg-type]
    protocol = redacting.drawn_on(row).result(result.file.digest)
    assert protocol is not None
    assert protocol.readings == ()


def test_a_result_may_be_larger_than_what_people_may_send(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = add(world, case)
    small = replace(limits.current(), file=1000)
    monkeypatch.setattr(limits, "current", lambda: small)
    with pytest.raises(Refused):
        upload(paper(), "批复.pdf")
    assert made(world, row).file.size > 1000


def test_what_the_engine_refuses_is_said_and_nothing_is_made(world: World, case: Case) -> None:
    row = add(world, case, huge(), "大图.pdf")
    drawn = redacting.save(attachment_id=row.pk, boxes=[CORNER], version=0, by=world.officer, at=NOW)
    before = case.events.count()
    redacting.ask(attachment_id=row.pk, version=drawn.version, by=world.officer, at=NOW)
    drawn = redacting.drawn_on(row)
    assert drawn.state == "failed"
    assert "打印成常用纸张大小" in drawn.problem
    assert (row.versions.count(), case.events.count()) == (0, before)
    assert drawn.boxes == (CORNER,), "the work is kept"


def test_a_process_that_falls_is_said(world: World, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    row = add(world, case)
    redacting.save(attachment_id=row.pk, boxes=[CORNER], version=0, by=world.officer, at=NOW)
    monkeypatch.setitem(apart.LONG, "redact", -apart.WALL_SECONDS)
    redacting.ask(attachment_id=row.pk, version=1, by=world.officer, at=NOW)
    drawn = redacting.drawn_on(row)
    assert (drawn.state, row.versions.count()) == ("failed", 0)
    assert "打印成 PDF" in drawn.problem
    monkeypatch.undo()
    redacting.ask(attachment_id=row.pk, version=1, by=world.officer, at=NOW)
    assert (redacting.drawn_on(row).state, row.versions.count()) == ("made", 1)


def test_a_job_that_was_killed_midway_is_done_once(world: World, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    row = add(world, case)
    redacting.save(attachment_id=row.pk, boxes=[CORNER], version=0, by=world.officer, at=NOW)
    RedactionDraft.objects.update(state="asked")

    class Killed(BaseException):
        """As if the process ended here."""

    def killed(**_: Any) -> None:
        raise Killed

    before = case.events.count()
    with monkeypatch.context() as midway:
        midway.setattr(attachments, "derive", killed)
        with pytest.raises(Killed):
            redacting.make(attachment_id=row.pk, version=1, by=world.officer, at=NOW)
    assert (row.versions.count(), case.events.count(), redacting.drawn_on(row).state) == (0, before, "asked")
    assert redacting.make(attachment_id=row.pk, version=1, by=world.officer, at=NOW) is not None
    assert redacting.make(attachment_id=row.pk, version=1, by=world.officer, at=NOW) is None
    assert (row.versions.count(), case.events.count()) == (1, before + 1)


@pytest.mark.django_db(transaction=True)
def test_a_worker_makes_what_was_asked(world: World, case: Case, settings: LazySettings) -> None:
    settings.TASKS = {"default": {"BACKEND": "gongkai.jobs.backend.DatabaseBackend", "QUEUES": []}}
    row = add(world, case)
    redacting.save(attachment_id=row.pk, boxes=[CORNER], version=0, by=world.officer, at=NOW)
    for _ in range(2):
        redacting.ask(attachment_id=row.pk, version=1, by=world.officer, at=NOW)
    job = Job.objects.get()
    assert (job.key, job.state) == (f"redact:{row.pk}:1", "waiting"), "asking twice is one job"
    assert case.number not in str(job.arguments)
    assert redacting.drawn_on(row).state == "asked"
    clock = Clock(timezone.now() + timedelta(minutes=1))
    assert work_once(clock) == 1
    job.refresh_from_db()
    result = row.versions.get()
    assert (job.state, job.result) == ("done", result.pk)
    huge_one = add(world, case, huge(), "大图.pdf")
    redacting.save(attachment_id=huge_one.pk, boxes=[CORNER], version=0, by=world.officer, at=NOW)
    redacting.ask(attachment_id=huge_one.pk, version=1, by=world.officer, at=NOW)
    assert work_once(clock) == 1
    job = Job.objects.get(key=f"redact:{huge_one.pk}:1")
    assert (job.state, job.error_code, job.attempts) == ("failed", "PAGE_SIZE", 1)


def test_a_draft_that_was_changed_meanwhile_is_not_made(world: World, case: Case) -> None:
    row = add(world, case)
    redacting.save(attachment_id=row.pk, boxes=[CORNER], version=0, by=world.officer, at=NOW)
    RedactionDraft.objects.update(state="asked")
    redacting.save(attachment_id=row.pk, boxes=[], version=1, by=world.colleague, at=NOW)
    assert redacting.make(attachment_id=row.pk, version=1, by=world.officer, at=NOW) is None
    assert not row.versions.exists()


def test_a_draft_that_is_changed_while_the_engine_runs_is_not_made(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = add(world, case)
    redacting.save(attachment_id=row.pk, boxes=[CORNER], version=0, by=world.officer, at=NOW)
    true_redact = engine.redact

    def slowly(*given: Any) -> engine.Made:
        redacting.save(attachment_id=row.pk, boxes=[], version=1, by=world.colleague, at=NOW)
        return true_redact(*given)

    monkeypatch.setattr(engine, "redact", slowly)
    redacting.ask(attachment_id=row.pk, version=1, by=world.officer, at=NOW)
    drawn = redacting.drawn_on(row)
    assert (row.versions.count(), drawn.state, drawn.boxes) == (0, "drawing", ())


def test_the_letter_knows_what_was_withheld(world: World, case: Case) -> None:
    assert redacting.withheld(case) == {}
    made(world, add(world, case))
    sheet = queries.sheet(world.officer, case.number, today=NOW.date())
    form = decision.form_of("partial", None, sheet, on=NOW.date())
    assert form.initial["ground"] == "no_third"
    assert form.initial["withheld_part"] == "《批复.pdf》第2页4处（保护第三方合法权益）"
    assert form.initial["open_part"] == "《批复.pdf》遮盖后的其余内容（略去与申请无关的1处）"
    assert "withheld_part" not in decision.form_of("open", "provided", sheet, on=NOW.date()).initial
