"""The file of a case: everything in it, every hash right, third parties out of the court's copy, gone after a day."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from gongkai.agencies.permissions import NotAllowed
from gongkai.audit import ledger
from gongkai.audit.models import Entry
from gongkai.casework import (
    archive_numbers,
    attachments,
    bundle,
    bundle_signing,
    bundling,
    deciding,
    handling,
    notices,
    queries,
)
from gongkai.casework.archive_tasks import build_bundle
from gongkai.casework.attachments import Role, upload
from gongkai.casework.bundle import Bundle, Flavour
from gongkai.casework.errors import Incomplete, Unknown
from gongkai.casework.models import Case
from gongkai.casework.service import Service
from gongkai.cli import main
from gongkai.files import store
from gongkai.files.kinds import Kind
from gongkai.files.models import StoredFile
from gongkai.privacy.keys import master_key
from tests.casework.desk import desk, stop_clock, words
from tests.casework.sheets import pdf_pages, squeezed
from tests.casework.test_notices import DAY, FACTS
from tests.factories import CITIZEN, DISCLOSED, World, at, confirm, finish, make_district, online

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 20, 9)
OPINION = "协议载有我公司设备价格".encode()
PROOF = "签收单扫描件".encode()
SIGNED = upload("第三方签收单".encode(), "石料公司签收.txt", Role.PROOF)
QUEUE = {"default": {"BACKEND": "gongkai.jobs.backend.DatabaseBackend", "QUEUES": []}}


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    """A filed case with an attachment, a third party's objection, a reply and a proof of service."""
    opened = confirm(world, online(world, uploads=[upload("申请书".encode(), "申请书.txt")]).case)
    key: dict[str, Any] = {"case_id": opened.pk, "by": world.officer, "at": DAY}
    notices.issue(slug="open-consultation", facts=FACTS["open-consultation"], **key)
    handling.close_consultation(key="征1", opinion="objects", on=DAY.date(), words="价格保密", **key)
    attachments.keep(
        Case.objects.get(pk=opened.pk), [upload(OPINION, "意见.txt", Role.OPINION)], actor="party:1", at=DAY
    )
    sent = Service("mail", DAY.date(), "石料公司门卫签收", opened.letters.get(to="party").number, uploads=[SIGNED])
    deciding.serve(service=sent, **key)
    attachments.add(uploads=[upload(PROOF, "签收单.txt", Role.PROOF)], **key)
    finish(world, opened)
    return Case.objects.select_related("agency", "subject").get(pk=opened.pk)


def made(world: World, case: Case, flavour: Flavour = Flavour.FULL) -> Bundle:
    return bundle.assemble(queries.sheet(world.officer, case.number, today=NOW.date()), flavour, at=NOW)


def text_of(found: Bundle) -> str:
    return "".join(pdf_pages(found.pdf))


def test_everything_is_in_it_with_its_hash(world: World, case: Case) -> None:
    found = made(world, case)
    text = text_of(found)
    for row in case.letters.all():
        assert row.pdf is not None
        assert squeezed(row.number) in text
        assert row.pdf.digest in text
    for row in case.attachments.select_related("file"):
        assert row.file.digest in text
    for wanted in (
        CITIZEN.name,
        CITIZEN.identity_number,
        "卷内目录",
        "价格保密",
        "石料",
        "门卫",
        "散列链完整",
        "逐条相符",
    ):
        assert wanted in text, wanted
    for event in case.events.all():
        assert event.digest in text
    for entry in Entry.objects.filter(subject=f"case:{case.number}"):
        assert entry.hash in text
    number = case.events.get(kind="filed").data["number"]
    assert number == f"{case.agency.code.upper()}-XXGK-2023-0001"
    assert number in text


def test_the_same_case_and_time_give_the_same_bytes(world: World, case: Case) -> None:
    assert made(world, case).pdf == made(world, case).pdf
    assert bundle.archive(made(world, case)) == bundle.archive(made(world, case))


def test_the_package_holds_the_originals_and_true_hashes(world: World, case: Case) -> None:
    with zipfile.ZipFile(io.BytesIO(bundle.archive(made(world, case)))) as package:
        manifest = json.loads(package.read("manifest.json"))
        names = {name for name in package.namelist() if name not in {"manifest.json", "manifest.sig"}}
        assert {entry["name"] for entry in manifest["files"]} == names
        for entry in manifest["files"]:
            data = package.read(entry["name"])
            assert (len(data), hashlib.sha256(data).hexdigest()) == (entry["bytes"], entry["sha256"])
        contents = [package.read(name) for name in names]
        events = json.loads(package.read("events.json"))["events"]
    assert PROOF in contents
    assert OPINION in contents
    assert [entry["digest"] for entry in events] == list(case.events.values_list("digest", flat=True))
    assert CITIZEN.name not in json.dumps(events, ensure_ascii=False)


def test_the_courts_copy_lacks_third_parties_and_says_so(world: World, case: Case) -> None:
    found = made(world, case, Flavour.COURT)
    text = text_of(found)
    assert CITIZEN.name in text
    for secret in ("石料场", "明湖石料有限公司", "价格保密", "门卫", "石料公司"):
        assert secret not in text, secret
    assert "未收入其内容" in text
    hidden = case.letters.get(to="party")
    assert hidden.pdf is not None
    assert hidden.pdf.digest in text
    with zipfile.ZipFile(io.BytesIO(bundle.archive(found))) as package:
        assert OPINION not in [package.read(name) for name in package.namelist()]
        left_out = json.loads(package.read("manifest.json"))["left_out"]
    assert len(left_out) == 3
    assert {entry["sha256"] for entry in left_out} >= {
        hidden.pdf.digest,
        hashlib.sha256(OPINION).hexdigest(),
        SIGNED.digest,
    }


def test_a_broken_log_is_told_by_its_own_file(world: World, case: Case) -> None:
    row = case.letters.get(kind="provided")
    assert row.pdf is not None
    store.path_of(row.pdf.pk).unlink()
    text = text_of(made(world, case))
    assert "发现1处不符" in text
    assert "找不到了" in text


def test_it_takes_the_post_and_a_reason_and_stands_in_the_ledger(world: World, case: Case) -> None:
    for person in (world.leader, world.handler, world.auditor, world.stranger):
        with pytest.raises(NotAllowed):
            bundling.ask(case=case, flavour=Flavour.FULL, why="复议举证", by=person, at=NOW)
    with pytest.raises(Incomplete):
        bundling.ask(case=case, flavour=Flavour.FULL, why=" ", by=world.officer, at=NOW)
    assert not Entry.objects.filter(action="bundle:made").exists()
    found = bundling.ask(case=case, flavour=Flavour.FULL, why="复议举证", by=world.officer, at=NOW)
    assert found is not None
    entry = Entry.objects.get(action="bundle:made")
    assert (entry.digest, entry.detail) == (found.digest, {"flavour": "full", "why": "复议举证"})
    assert not list(ledger.verify())


def test_a_large_file_is_made_in_the_background_and_gone_after_a_day(
    monkeypatch: pytest.MonkeyPatch, world: World, case: Case
) -> None:
    monkeypatch.setattr(bundling, "MOST_PAPERS", 1)
    with override_settings(TASKS=QUEUE):
        assert bundling.ask(case=case, flavour=Flavour.COURT, why="应诉", by=world.officer, at=NOW) is None
        (job,) = bundling.waiting(case)
        assert bundling.ready(case, at=NOW) == []
    stop_clock(monkeypatch, NOW)
    file_id = build_bundle.func(*job.arguments["args"])
    (ready,) = bundling.ready(case, at=NOW)
    assert str(ready.file.pk) == file_id
    _, data = bundling.fetched(case=case, file_id=file_id, by=world.officer, at=NOW)
    assert "明湖石料" not in "".join(pdf_pages(data))
    assert CITIZEN.name.encode() not in store.path_of(ready.file.pk).read_bytes()
    assert bundling.sweep(at=NOW + timedelta(hours=23)) == 0
    late = NOW + timedelta(hours=25)
    with pytest.raises(Unknown):
        bundling.fetched(case=case, file_id=file_id, by=world.officer, at=late)
    assert bundling.sweep(at=late) == 1
    assert bundling.sweep(at=late) == 0
    assert StoredFile.objects.get(pk=file_id).erased_at == late


def test_the_screen(monkeypatch: pytest.MonkeyPatch, world: World, case: Case) -> None:
    stop_clock(monkeypatch, NOW)
    officer, place = desk(world.officer), f"/office/requests/{case.number}/bundle/"
    assert "案卷" in words(officer.get(f"/office/requests/{case.number}/"))
    assert desk(world.leader).get(place).status_code == 403
    assert desk(world.stranger).get(place).status_code == 404
    assert officer.post(place, {"flavour": "full", "form": "pdf", "why": ""}).status_code == 422
    assert officer.post(place, {"flavour": "full", "form": "pdf", "why": "归档"}).content.startswith(b"%PDF")
    package = officer.post(place, {"flavour": "court", "form": "zip", "why": "应诉"})
    assert package["Content-Type"] == "application/zip"
    monkeypatch.setattr(bundling, "MOST_PAPERS", 1)
    # The job is done where it is asked for, so the file lies ready on the next page.
    assert officer.post(place, {"flavour": "full", "form": "pdf", "why": "归档"}).status_code == 302
    page = officer.get(place)
    assert "自动销毁" in words(page)
    (ready,) = bundling.ready(case, at=NOW)
    assert officer.get(f"{place}{ready.file.pk}/").content.startswith(b"%PDF")
    assert officer.get(f"{place}{case.subject_id}/").status_code == 404


def test_archive_numbers_follow_the_agencys_pattern(world: World, case: Case) -> None:
    assert archive_numbers.give(case, NOW.date()) == case.events.get(kind="filed").data["number"], "it keeps its number"
    other = online(world).case
    code = case.agency.code
    with override_settings(
        GONGKAI_ARCHIVE_NUMBER=f"{{code}}/{{year}}/{{serial}};{code}=WS·{{year}}·D30-{{serial:03d}}"
    ):
        assert archive_numbers.give(other, NOW.date()) == "WS·2023·D30-002"
    for bad in ("固定", "{year}", "{serial}", "{nothing}{year}{serial}", "{year"):
        assert not archive_numbers.usable(bad), bad


def test_filing_again_keeps_the_number(world: World, case: Case) -> None:
    assert deciding.archive_numbers is archive_numbers
    kept = archive_numbers.give(case, at(2024, 1, 5).date())
    assert kept.endswith("-2023-0001")


def test_a_signed_package_shows_every_change(
    world: World, case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, key = tmp_path / "a.zip", bundle_signing.public_key(master_key("signing"))
    path.write_bytes(bundle.archive(made(world, case)))
    found = bundle_signing.verify(path, key=key)
    assert (found.faults, found.case, found.key) == ([], case.number, key)
    assert main(["verify-bundle", str(path), "--key", key]) == 0
    assert "签名者是所给公钥的持有人" in capsys.readouterr().out
    with zipfile.ZipFile(path) as package:
        members = {name: package.read(name) for name in package.namelist()}
    manifest = json.loads(members["manifest.json"])
    changed: dict[str, dict[str, bytes]] = {
        "events.json”与清单的校验值不符": {"events.json": members["events.json"] + b" "},
        "签名与清单不符": {"manifest.json": json.dumps(manifest | {"made_at": "2020"}).encode()},
        "不在清单里": {"另.txt": b"x"},
        "签名文件的写法不对": {"manifest.sig": b'{"public_key": "x"}'},
        "不是所给的公钥": {"manifest.sig": bundle_signing.signed(members["manifest.json"], b"1" * 32)},
    }
    for said, change in changed.items():
        _pack(path, members | change)
        assert any(said in fault for fault in bundle_signing.verify(path, key=key).faults), said
    for name, said in {"manifest.sig": "没有签名", "events.json": "缺少“events.json”"}.items():
        _pack(path, {each: data for each, data in members.items() if each != name})
        assert any(said in fault for fault in bundle_signing.verify(path).faults), said
    assert main(["verify-bundle", str(path)]) == 1
    for content in (b"no package", b"PK\x05\x06" + b"\0" * 18):
        path.write_bytes(content)
        assert main(["verify-bundle", str(path)]) == 2


def _pack(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as package:
        for name, data in members.items():
            package.writestr(name, data)


def test_a_large_package_is_made_in_the_background_too(
    monkeypatch: pytest.MonkeyPatch, world: World, case: Case, tmp_path: Path
) -> None:
    monkeypatch.setattr(bundling, "MOST_PAPERS", 1)
    stop_clock(monkeypatch, NOW)
    bundling.ask(case=case, flavour=Flavour.FULL, why="复议举证", by=world.officer, at=NOW, kind=Kind.ZIP)
    place = f"/office/requests/{case.number}/bundle/"
    assert "完整案卷（压缩包）" in words(desk(world.officer).get(place))
    (ready,) = bundling.ready(case, at=NOW)
    answer = desk(world.officer).get(f"{place}{ready.file.pk}/")
    assert answer["Content-Type"] == "application/zip"
    (tmp_path / "a.zip").write_bytes(answer.content)
    assert bundle_signing.verify(tmp_path / "a.zip").faults == []


def test_the_courts_copy_keeps_search_logs_and_leaves_out_what_officers_told_each_other(world: World) -> None:
    case = confirm(world, online(world).case)
    key: dict[str, Any] = {"case_id": case.pk, "by": world.officer, "at": DAY}
    handling.write_note(words="领导口头要求慎重", **key)
    handling.log_search(on=DAY.date(), where="档案室2019年卷", keywords="批复", result="查到一件", **key)
    handling.assign(agency=world.department, **key)
    deciding.propose(opinion=DISCLOSED, **key)
    deciding.send_back(case_id=case.pk, why="理由写得不充分", by=world.leader, at=DAY)
    whole, court = (made(world, case, flavour) for flavour in (Flavour.FULL, Flavour.COURT))
    for inner in ("领导口头要求慎重", "理由写得不充分"):
        assert inner in text_of(whole)
        assert inner not in text_of(court)
    assert "档案室2019年卷" in text_of(court)
    assert squeezed("（内部意见，未收入）") in text_of(court)
    events = {event["kind"]: event for event in court.events}
    assert events["decision_proposed"]["data"] == {"left_out": "（内部意见，未收入）"}
    assert "left_out" not in events["searched"]["data"]
    assert {event["digest"] for event in court.events} == {event["digest"] for event in whole.events}
