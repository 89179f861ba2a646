"""A letter waits for its electronic seal, is proven to be itself when it comes back, and leaves as the sealed file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.checks import run_checks
from django.test import Client

from gongkai.casework import (
    bundle,
    deciding,
    paper,
    queries,
    retention,
    seal_reminding,
    sealing,
    service,
    subjects,
    verification,
)
from gongkai.casework.bundle import Flavour
from gongkai.casework.errors import BadDate, Incomplete, NotPermitted
from gongkai.casework.file_seal import NOT_AWAITED, FileSeal
from gongkai.casework.http_seal import HttpSeal
from gongkai.casework.models import Case, Letter, LetterSeal, Message
from gongkai.casework.seal_gateways import Wanted, sm3
from gongkai.casework.service import Service
from gongkai.files import store
from tests.casework.desk import desk, stop_clock, words
from tests.casework.seal_system import Sealer, lay, open_sealer, seal_folder
from tests.casework.sheets import pdf_words
from tests.factories import CITIZEN, World, at, confirm, decide, make_district, online

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 10, 9)
NEXT = at(2023, 3, 13, 10)


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:
    settings.GONGKAI_SEAL = f"file:{tmp_path}"
    return tmp_path


@pytest.fixture
def sealer(settings) -> Iterator[Sealer]:
    with open_sealer() as found:
        settings.GONGKAI_SEAL, settings.GONGKAI_SEAL_KEY = found.address, "shared"
        yield found


def issued(world: World) -> tuple[Letter, str]:
    """A reply that waits for its seal, and the applicant's code."""
    receipt = online(world)
    case = confirm(world, receipt.case)
    decide(world, case, on=NOW)
    return deciding.issue_letter(case_id=case.pk, by=world.officer, at=NOW), receipt.query_code


def look(moment: datetime = NOW) -> int:
    return sealing.look(clock=lambda: moment)


def fresh(letter: Letter) -> Letter:
    return Letter.objects.select_related("seal", "pdf", "case__subject").get(pk=letter.pk)


def data_of(letter: Letter) -> bytes:
    assert letter.pdf is not None
    return store.read(letter.pdf, subjects.key_of(letter.case.subject))


def test_without_a_seal_system_a_letter_leaves_at_once_and_says_where_the_seal_goes(world: World) -> None:
    letter, _ = issued(world)
    assert not LetterSeal.objects.exists()
    assert "（印章）" in pdf_words(data_of(letter))
    assert "to_be_sealed" not in letter.case.events.get(kind="letter_issued").data


def test_what_leaves_is_the_sealed_file_and_the_log_has_both_digests(world: World, folder: Path) -> None:
    letter, _ = issued(world)
    before = data_of(letter)
    assert "（印章）" not in pdf_words(before)
    assert letter.case.events.get(kind="letter_issued").data["to_be_sealed"] is True
    assert look() == 0
    (manifest,) = (folder / "out").glob("*.json")
    assert CITIZEN.name not in manifest.read_text()
    assert sm3(before) in manifest.read_text()
    seal_folder(folder)
    assert look(NEXT) == 1
    letter = fresh(letter)
    after = data_of(letter)
    assert after.startswith(before)
    assert after != before
    event = letter.case.events.get(kind="letter_sealed")
    assert event.data["file"] == hashlib.sha256(before).hexdigest()
    assert event.data["sealed"] == hashlib.sha256(after).hexdigest() == letter.pdf.digest  # type: ignore[union-attr]
    assert event.actor == "system"
    assert not letter.awaits_seal
    assert not [path for part in ("out", "in") for path in (folder / part).iterdir()]
    assert look(NEXT) == 0
    assert not list(verification.verify_case(letter.case))
    # the file that was sent is kept too, and a changed one is noticed
    kept = letter.seal.original
    assert kept is not None
    store.path_of(kept.pk).unlink()
    assert [fault.message for fault in verification.verify_case(letter.case)] == [f"文书{letter.number}缺失或者被改动"]


def test_until_it_is_sealed_nobody_outside_sees_it_and_no_service_counts(
    world: World, folder: Path, client: Client
) -> None:
    letter, code = issued(world)
    case, proof = letter.case, Service("counter", NOW.date(), "签收单")
    with pytest.raises(NotPermitted, match="还没有加盖电子印章"):
        service.record(case_id=case.pk, service=proof, by=world.officer, at=NOW)
    assert not Message.objects.filter(case=case, key__contains=":reply:").exists()
    page = client.post("/progress/", {"number": case.number, "code": code}, follow=True).content.decode()
    assert "正在加盖电子印章，加盖以后可以查阅" in page
    assert "/progress/letters/1/" not in page
    for address in ("/progress/letters/1/", "/progress/letters/1/letter.pdf"):
        assert client.get(address).status_code == 404
    look()
    seal_folder(folder)
    look(NEXT)
    assert "/progress/letters/1/letter.pdf" in client.get("/progress/case/").content.decode()
    assert client.get("/progress/letters/1/letter.pdf").status_code == 200
    # online it is there since it bears its seal, not since it got its number
    with pytest.raises(BadDate, match="2023-03-13用印"):
        service.record(case_id=case.pk, service=Service("web", NOW.date()), by=world.officer, at=NEXT)
    service.record(case_id=case.pk, service=Service("web", NEXT.date()), by=world.officer, at=NEXT)
    assert Case.objects.get(pk=case.pk).served_on == NEXT.date()
    assert Message.objects.filter(case=case, key__contains=":reply:").exists()


def test_another_file_is_refused_with_a_sentence_and_the_right_one_still_taken(world: World, folder: Path) -> None:
    letter, _ = issued(world)
    look()
    seal_folder(folder, lambda data: data[:50] + b"X" + data[51:])
    assert look(NOW + timedelta(minutes=1)) == 0
    problem = fresh(letter).seal.problem
    assert "退回的文件没有采用" in problem
    assert "另一份文书" in problem
    (note,) = (folder / "refused").glob("*.txt")
    assert "内容可能被改动" in note.read_text()
    assert not list((folder / "in").iterdir())
    seal_folder(folder)
    # a failure is not looked after again at once
    assert look(NOW + timedelta(minutes=1, seconds=30)) == 0
    assert look(NEXT) == 1


def test_a_file_that_is_still_growing_is_left_alone(world: World, folder: Path) -> None:
    letter, _ = issued(world)
    look()
    (whole,) = seal_folder(folder)
    data = whole.read_bytes()
    whole.write_bytes(data[:-500])
    assert look(NEXT) == 0
    assert fresh(letter).seal.problem == ""
    assert whole.exists()
    whole.write_bytes(data)
    assert look(NEXT + timedelta(minutes=1)) == 1


def test_duplicates_and_strangers_are_put_aside(world: World, folder: Path) -> None:
    letter, _ = issued(world)
    look()
    (sealed,) = seal_folder(folder)
    data, name = sealed.read_bytes(), sealed.name
    assert look(NEXT) == 1
    events = letter.case.events.count()
    # a worker that was killed after it had taken the file left it lying there: the same file is no second one
    lay(folder, name, data)
    lay(folder, "99-0123456789abcdef.pdf", data + b"%\n")
    assert look(NEXT) == 0
    assert letter.case.events.count() == events
    assert not list((folder / "in").iterdir())
    (note,) = (folder / "refused").glob("*.txt")
    assert note.read_text().strip() == NOT_AWAITED


def test_a_worker_killed_between_the_file_and_the_note_leaves_nothing_half_done(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, _ = issued(world)
    look()
    seal_folder(folder)

    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(sealing.log, "write", die)
        with pytest.raises(Killed):
            look(NEXT)
    row = fresh(letter)
    assert (row.awaits_seal, row.seal.original) == (True, None)
    assert not letter.case.events.filter(kind="letter_sealed").exists()
    # the claim of the dead holds for three minutes; the file lies where it lay
    assert look(NEXT + timedelta(minutes=2)) == 0
    assert look(NEXT + timedelta(minutes=4)) == 1


def test_a_folder_that_is_gone_is_said_and_nothing_is_made_up(world: World, settings, tmp_path: Path) -> None:
    settings.GONGKAI_SEAL = f"file:{tmp_path / 'not-mounted'}"
    letter, _ = issued(world)
    assert look() == 0
    assert "印章系统的文件夹不能读写" in fresh(letter).seal.problem
    assert not (tmp_path / "not-mounted").exists()


def test_a_system_over_http_seals_once_takes_its_time_and_is_asked_again(world: World, sealer: Sealer) -> None:
    letter, _ = issued(world)
    seal, sealer.answer = sealer.answer, lambda _pdf, _box: (202, "text/plain", b"")
    assert look() == 0
    sealer.answer = seal
    assert look(NEXT) == 1
    assert not fresh(letter).awaits_seal
    assert len({heard["Idempotency-Key"] for heard in sealer.heard}) == 1
    assert {heard["Authorization"] for heard in sealer.heard} == {"Bearer shared"}


ANSWERS = {
    "a login page": ((200, "text/html", b"<html>login"), "不是PDF"),
    "somewhere else": ((302, "text/plain", b""), "没有跟随"),
    "an error": ((500, "text/plain", b"Traceback"), "出错（500）"),
    "another file": ((200, "application/pdf", b"%PDF-1.7 another"), "没有采用"),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_whatever_else_is_answered_is_no_seal(kind: str, world: World, sealer: Sealer) -> None:
    letter, _ = issued(world)
    answer, said = ANSWERS[kind]
    sealer.answer = lambda _pdf, _box: answer
    assert look() == 0
    assert said in fresh(letter).seal.problem
    assert "Traceback" not in fresh(letter).seal.problem


def test_a_system_that_does_not_answer_in_time_is_left_and_asked_later(
    world: World, sealer: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = [issued(world)[0] for _ in range(2)]
    monkeypatch.setattr(
        "gongkai.casework.seal_gateways.gateway", lambda: HttpSeal(sealer.address, "shared", patience=0.05)
    )
    sealer.pause = 0.3
    assert look() == 0
    # nobody is there, so the second letter is not tried in this round
    assert [fresh(letter).seal.problem for letter in letters] == ["印章系统没有按时应答。", ""]
    sealer.server_close()
    monkeypatch.setattr("gongkai.casework.seal_gateways.gateway", lambda: HttpSeal("http://127.0.0.1:9/", "shared"))
    assert look(NEXT) == 0
    assert "连接不上印章系统" in fresh(letters[0]).seal.problem


def test_an_officer_gives_up_the_electronic_seal_and_prints(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, _ = issued(world)
    look()
    stop_clock(monkeypatch, NOW)
    officer, case = desk(world.officer), letter.case
    page = words(officer.get(f"/office/requests/{case.number}/"))
    assert "等待加盖电子印章，没有发出，期限照常计算" in page
    assert "文书等待加盖电子印章" in words(officer.get("/office/"))
    place = f"/office/requests/{case.number}/letters/{letter.pk}/"
    assert "改为盖实体印章" in words(officer.get(place))
    assert "改为盖实体印章" not in words(desk(world.auditor).get(place))
    with pytest.raises(Incomplete):
        sealing.by_hand(case_id=case.pk, letter_id=letter.pk, why=" ", by=world.officer, at=NOW)
    seq = Case.objects.get(pk=case.pk).seq
    answer = officer.post(f"{place}by-hand/", {"why": "印章系统检修", "seq": seq}, follow=True)
    assert "请打印盖章后送达" in words(answer)
    assert not fresh(letter).awaits_seal
    # what comes back after that is nobody's
    seal_folder(folder)
    assert look(NEXT) == 0
    assert not list((folder / "out").iterdir())
    assert case.events.get(kind="letter_sealed").data["means"] == "by_hand"
    service.record(case_id=case.pk, service=Service("counter", NOW.date(), "签收单"), by=world.officer, at=NOW)
    with pytest.raises(NotPermitted):
        sealing.by_hand(case_id=case.pk, letter_id=letter.pk, why="再来一次", by=world.officer, at=NOW)
    assert not list(verification.verify_case(case))


def test_officers_hear_once_a_day_of_what_waits_for_longer_than_an_hour(world: World, folder: Path) -> None:
    world.officer.email = "officer@minghu.example"
    world.officer.save()
    letter, _ = issued(world)
    told: list[int] = []
    assert seal_reminding.look(at=NOW + timedelta(minutes=30), tell=told.append) == 0
    assert seal_reminding.look(at=NOW + timedelta(hours=2), tell=told.append) == 1
    assert seal_reminding.look(at=NOW + timedelta(hours=3), tell=told.append) == 0
    saturday = at(2023, 3, 11, 10)
    assert seal_reminding.look(at=saturday, tell=told.append) == 0
    assert world.officer.pk in told
    assert seal_reminding.send(world.officer.pk, at=NOW + timedelta(hours=2))
    (sent,) = mail.outbox
    assert letter.case.number in sent.body
    assert f"答复期限{letter.case.due_on:%Y-%m-%d}" in sent.body
    assert CITIZEN.name not in sent.body + sent.subject
    look()
    seal_folder(folder)
    look(NEXT)
    assert not seal_reminding.send(world.officer.pk, at=NEXT)
    assert seal_reminding.look(at=NEXT, tell=told.append) == 0


def test_the_file_of_the_case_holds_the_sealed_letter_and_erasing_destroys_both(world: World, folder: Path) -> None:
    letter, _ = issued(world)
    sheet = queries.sheet(world.officer, letter.case.number, today=NOW.date())
    titles = [entry.title for entry in bundle.assemble(sheet, Flavour.FULL, at=NOW).papers]
    assert any(title.endswith("（等待加盖电子印章）") for title in titles)
    look()
    seal_folder(folder)
    look(NEXT)
    letter = fresh(letter)
    assert paper.issued_pdf(letter, at=NEXT) == data_of(letter)
    assert letter.seal.original is not None
    assert letter.pdf is not None
    places = [store.path_of(file.pk) for file in (letter.pdf, letter.seal.original)]
    assert all(path.exists() for path in places)
    retention._destroy(letter.case, NEXT)
    letter = fresh(letter)
    assert letter.seal.original is not None
    assert letter.pdf is not None
    assert letter.pdf.erased_at == letter.seal.original.erased_at == NEXT


def test_the_start_up_check_finds_what_cannot_work(settings, tmp_path: Path) -> None:
    def found() -> list[str]:
        return [str(one.id) for one in run_checks() if "GONGKAI_SEAL" in one.msg or "印章" in one.msg]

    for written, key, codes in (
        ("none", "", []),
        ("ftp://seal", "", ["gongkai.E026"]),
        ("file:relative", "", ["gongkai.E026"]),
        (f"file:{tmp_path}/absent", "", ["gongkai.E026"]),
        (f"file:{tmp_path}", "", []),
        ("https://seal.minghu.example/", "", ["gongkai.E026"]),
        ("http://seal.minghu.example/", "shared", ["gongkai.W027"]),
        ("https://user:word@seal.minghu.example/", "shared", ["gongkai.E026"]),
    ):
        settings.GONGKAI_SEAL, settings.GONGKAI_SEAL_KEY = written, key
        assert found() == codes, written


def test_a_setting_that_cannot_be_read_keeps_letters_waiting(world: World, settings) -> None:
    settings.GONGKAI_SEAL = "ftp://seal"
    letter, _ = issued(world)
    assert look() == 0
    assert fresh(letter).seal.problem == sealing.MISWRITTEN
    settings.GONGKAI_SEAL = "none"
    assert look(NEXT) == 0
    assert fresh(letter).seal.problem == sealing.NO_GATEWAY


def test_no_key_leads_out_of_the_folder(tmp_path: Path) -> None:
    wanted = Wanted("../../etc/passwd", "mh", "open", b"%PDF", {})
    with pytest.raises(ValueError, match="a number and a digest"):
        FileSeal(tmp_path).fetch(wanted)
