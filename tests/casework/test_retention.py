"""The end of personal data: nobody's before their time, everybody's traces gone, the log whole."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from gongkai.agencies.permissions import NotAllowed
from gongkai.audit.models import Entry
from gongkai.casework import (
    archive_tasks,
    attachments,
    bundle,
    deciding,
    disputes,
    intake,
    log,
    queries,
    retention,
    retention_rules,
    subjects,
    verification,
)
from gongkai.casework.attachments import Role, upload
from gongkai.casework.bundle import Flavour
from gongkai.casework.errors import Incomplete
from gongkai.casework.intake import Wanted
from gongkai.casework.models import Case, Dispute, Likeness
from gongkai.casework.queries import Filter
from gongkai.files import store
from gongkai.reporting import facts
from tests.casework.desk import desk, stop_clock, words
from tests.casework.sheets import pdf_words
from tests.casework.test_privacy import PERSON, WORDS, a_case_with_every_kind_of_words, cells, files, spellings
from tests.factories import World, at, confirm, finish, make_district, online

# Filed in March 2023: ten years from 2024-01-01 end with 2033.
BEFORE, AFTER = at(2033, 12, 31, 9), at(2034, 1, 2, 9)
FILE = "乌有大厦征收补偿协议附件：户主签字页".encode()


@pytest.fixture
def world(db: None) -> World:
    return make_district()


def filed(world: World, **changes: Any) -> Case:
    finish(world, confirm(world, online(world, **changes).case))
    return Case.objects.select_related("agency", "subject").latest("pk")


def erase(world: World, *cases: Case, when: Any = AFTER) -> int:
    return retention.confirm(
        subject_ids=[case.subject_id for case in cases], reason="明档鉴〔2034〕1号", by=world.officer, at=when
    )


def due(world: World, when: Any = AFTER) -> list[Any]:
    return [one.subject_id for one in retention.proposals([world.office], today=when.date())]


def test_nobody_goes_before_their_time(world: World) -> None:
    case = filed(world)
    online(world)
    assert due(world, BEFORE) == []
    assert erase(world, case, when=BEFORE) == 0
    assert due(world) == [case.subject_id]
    assert retention.proposals([world.department], today=AFTER.date()) == []


def test_a_dispute_keeps_a_case_while_it_is_pending_and_longer_afterwards(world: World) -> None:
    case = filed(world)
    key: dict[str, Any] = {"case_id": case.pk, "key": "明复〔2023〕1号", "by": world.officer}
    disputes.file(kind=Dispute.Kind.RECONSIDERATION, on=date(2023, 4, 3), at=at(2023, 4, 3), **key)
    assert due(world, at(2099, 1, 4)) == []
    disputes.decide(result=Dispute.Result.UPHELD, on=date(2023, 6, 1), at=at(2023, 6, 1), **key)
    assert due(world) == []
    assert due(world, at(2054, 1, 2)) == [case.subject_id]


def test_a_hold_keeps_a_case_until_it_is_lifted(world: World) -> None:
    case = filed(world)
    key: dict[str, Any] = {"case_id": case.pk, "by": world.officer}
    with pytest.raises(Incomplete):
        retention.hold(on=True, why=" ", at=at(2030, 1, 2), **key)
    retention.hold(on=True, why="审计需要", at=at(2030, 1, 2), **key)
    assert due(world) == []
    assert erase(world, case) == 0
    retention.hold(on=False, why="审计结束", at=at(2030, 6, 3), **key)
    assert due(world) == [case.subject_id]


def test_a_person_goes_when_all_their_cases_may(world: World) -> None:
    from gongkai.casework import triage

    whole = confirm(world, online(world, wanted=Wanted("一、批复；二、图纸")).case)
    triage.split(case_id=whole.pk, parts=["批复", "图纸"], by=world.officer, at=at(2023, 3, 2))
    first, second = Case.objects.filter(subject=whole.subject).order_by("pk")
    finish(world, first)
    assert due(world) == [], "the other part is still open"
    finish(world, second, on=at(2024, 3, 8))
    assert due(world) == [], "the other part was filed a year later"
    assert due(world, at(2035, 1, 2)) == [whole.subject_id]


def test_confirming_takes_the_post_a_ground_and_a_list(world: World) -> None:
    case = filed(world)
    for person in (world.leader, world.handler, world.auditor, world.stranger):
        with pytest.raises(NotAllowed):
            retention.confirm(subject_ids=[case.subject_id], reason="依据", by=person, at=AFTER)
    for bad in ({"reason": " "}, {"subject_ids": []}):
        with pytest.raises(Incomplete):
            retention.confirm(
                **{"subject_ids": [case.subject_id], "reason": "依据", "by": world.officer, "at": AFTER} | bad
            )
    case.subject.refresh_from_db()
    assert bytes(case.subject.key)


def test_the_job_only_counts_unless_the_operator_said_otherwise(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    case = filed(world)
    stop_clock(monkeypatch, AFTER)
    assert archive_tasks.look_for_expired.func() == 1
    case.subject.refresh_from_db()
    assert case.subject.erased_at is None
    with override_settings(GONGKAI_RETENTION_AUTOMATIC=True):
        assert archive_tasks.look_for_expired.func() == 1
        assert archive_tasks.look_for_expired.func() == 0
    case.subject.refresh_from_db()
    assert case.subject.erased_at == AFTER
    assert case.events.get(kind="subject_erased").actor == "system"
    assert not list(verification.verify())


def test_what_was_erased_is_gone_and_what_must_stay_stays(world: World) -> None:
    case = confirm(world, online(world, uploads=[upload(FILE, "签字页.txt", Role.REQUEST)]).case)
    finish(world, case)
    case = Case.objects.select_related("agency", "subject").get(pk=case.pk)
    before = list(case.events.values_list("seq", "kind", "occurred_on", "digest"))
    assert erase(world, case) == 1
    assert erase(world, case) == 0, "once is enough"
    case = Case.objects.select_related("agency", "subject").get(pk=case.pk)
    assert subjects.person(case.subject).name == subjects.ERASED
    assert intake.wanted_of(case) is None
    assert log.texts(case) == {}
    assert deciding.read_letter(case.letters.get())[0] == subjects.ERASED
    assert not Likeness.objects.filter(case=case).exists()
    for stored in [case.letters.get().pdf, *(row.file for row in case.attachments.all())]:
        assert stored is not None
        assert stored.erased_at == AFTER
    assert list(case.events.values_list("seq", "kind", "occurred_on", "digest"))[:-1] == before
    assert case.events.get(kind="subject_erased").data == {"subject": str(case.subject_id)}
    assert not list(verification.verify())
    entry = Entry.objects.get(action="retention:confirmed")
    assert entry.detail["cases"] == [case.number]
    assert entry.detail["reason"] == "明档鉴〔2034〕1号"


def test_reports_count_what_they_counted(world: World) -> None:
    case = filed(world)
    before = [facts.gather(world.office, year, [world.office]) for year in (2022, 2023, 2024)]
    assert before[1] != before[0]
    erase(world, case)
    assert [facts.gather(world.office, year, [world.office]) for year in (2022, 2023, 2024)] == before


def test_the_file_of_an_erased_case_says_so(world: World) -> None:
    case = filed(world, uploads=[upload(FILE, "签字页.txt", Role.REQUEST)])
    digest = case.letters.get().pdf.digest
    erase(world, case)
    sheet = queries.sheet(world.officer, case.number, today=AFTER.date())
    text = pdf_words(bundle.assemble(sheet, Flavour.FULL, at=AFTER).pdf)
    assert "个人信息已依规定销毁" in text
    assert digest in text
    assert "散列链完整" in text
    assert "甄不存" not in text


@pytest.mark.parametrize("path", ["", "letters/{letter}/", "receipt/", "ledger/", "bundle/"])
def test_the_screens_of_an_erased_case_open(path: str, monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    case = filed(world, uploads=[upload(FILE, "签字页.txt", Role.REQUEST)])
    erase(world, case)
    stop_clock(monkeypatch, AFTER)
    letter = case.letters.get()
    person = world.leader if path == "ledger/" else world.officer
    answer = desk(person).get(f"/office/requests/{case.number}/{path.format(letter=letter.pk)}")
    assert answer.status_code == 200
    for way in ("pdf", "docx"):
        refused = desk(world.officer).get(f"/office/requests/{case.number}/letters/{letter.pk}/{way}/", follow=True)
        assert "已依规定销毁" in words(refused)


@pytest.mark.django_db(transaction=True)
def test_before_and_after_nothing_personal_can_be_read_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database as bytes, as rows and as a dump, the log and the folder of files: a thief has them all."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    logging.getLogger().addHandler(handler)
    monkeypatch.setattr(settings, "GONGKAI_FILES", tmp_path / "files")
    try:
        world = make_district()
        a_case_with_every_kind_of_words(world)
        cases = list(Case.objects.all())
        for case in cases:
            uploads = [upload(FILE, f"{WORDS['name']}的材料.txt", Role.EVIDENCE)]
            attachments.add(case_id=case.pk, uploads=uploads, by=world.officer, at=at(2023, 3, 12))
        found = queries.page(world.officer, Filter(status="all", words=PERSON.identity_number), today=date(2023, 4, 3))
        assert len(found.rows) == len(cases), "whoever has the keys finds them by their number"
        _nothing_readable(said, tmp_path)
        closed = [case for case in cases if case.closed_on is not None]
        assert closed
        assert erase(world, *closed) == len(closed)
        _nothing_readable(said, tmp_path)
        found = queries.page(world.officer, Filter(status="all", words=PERSON.identity_number), today=date(2034, 4, 3))
        assert {row.case.pk for row in found.rows} == {case.pk for case in cases} - {case.pk for case in closed}
        for case in closed:
            for row in case.attachments.select_related("file"):
                assert not store.path_of(row.file.pk).exists()
        assert not list(verification.verify())
    finally:
        logging.getLogger().removeHandler(handler)


def _nothing_readable(said: io.StringIO, folder: Path) -> None:
    places = {
        "rows": b"\n".join(cells()),
        "file": b"\n".join(files()),
        "dump": b"\n".join(_dump()),
        "log": said.getvalue().encode(),
        "folder": b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file()),
        "names": "\n".join(str(path) for path in folder.rglob("*")).encode(),
    }
    assert places["folder"]
    for where, content in places.items():
        for name, told in {**WORDS, "file": FILE.decode()}.items():
            for spelling in spellings(told):
                assert spelling not in content, (where, name)


def _dump() -> Iterator[bytes]:
    """What ``.dump`` prints; PostgreSQL's rows were read already."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        for line in connection.connection.iterdump():
            yield line.encode()


def test_the_rules_have_a_source_and_a_mark() -> None:
    for rule in retention_rules.rules().values():
        assert rule.verified in {"V2", "V1", "DERIVED", "UNVERIFIED"}
        assert rule.note
        assert rule.until(date(2024, 2, 29)) == date(2024 + rule.years, 12, 31)
        assert rule.filed_before(rule.until(date(2023, 5, 6))) <= date(2023, 5, 6)
    assert retention_rules.shortest().years == 10


def test_the_screen(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    case, other = filed(world), filed(world, person=replace(PERSON, name="贾名"))
    stop_clock(monkeypatch, AFTER)
    officer, url = desk(world.officer), "/office/retention/"
    assert desk(world.leader).get(url).status_code == 403
    page = officer.get(url)
    assert case.number in words(page)
    assert "checked" not in page.content.decode()
    assert officer.post(url, {"do": "erase", "subjects": [str(case.subject_id)], "reason": ""}).status_code == 422
    assert officer.post(url, {"do": "hold", "number": "无此件", "kind": "on", "why": "审计"}).status_code == 422
    assert officer.post(url, {"do": "hold", "number": other.number, "kind": "on", "why": "审计"}).status_code == 302
    assert other.number not in words(officer.get(url)).partition("暂缓销毁")[0].partition("期限届满的办件")[2]
    done = officer.post(url, {"do": "erase", "subjects": [str(case.subject_id)], "reason": "依据"}, follow=True)
    assert "已销毁1名申请人" in words(done)
    case.subject.refresh_from_db()
    assert case.subject.erased_at == AFTER
