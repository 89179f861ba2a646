"""Filed cases as packages for an archive (DA/T 48): by the schema, whole, begun again where they stopped."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from lxml import etree

from gongkai.agencies.permissions import NotAllowed
from gongkai.audit.models import Action, Entry
from gongkai.casework import archive_packing, archive_xml, bundle_signing, handling, subjects
from gongkai.casework.archive_packing import Done, Fate, Wish
from gongkai.casework.attachments import upload
from gongkai.casework.errors import Incomplete
from gongkai.casework.models import Case
from gongkai.casework.seal_gateways import sm3
from gongkai.cli import main
from gongkai.privacy.keys import master_key
from tests.casework.sheets import pdf_words
from tests.factories import CITIZEN, World, at, confirm, finish, make_district, online

pytestmark = pytest.mark.django_db
NOW = at(2023, 4, 3, 9)
SPACE = {"e": "http://www.saac.gov.cn/standards/ERM/encapsulation"}


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def cases(world: World) -> list[Case]:
    """Two filed cases, the first with a file, and one that is not filed."""
    filed = [confirm(world, online(world, uploads=[upload("申请书".encode(), "申请书.txt")]).case)]
    filed.append(confirm(world, online(world).case))
    for case in filed:
        finish(world, case)
    online(world)
    return [Case.objects.get(pk=case.pk) for case in filed]


def pack(world: World, folder: Path, **more: object) -> list[Done]:
    wish = Wish(world.office, 2023, folder, "移交区档案馆", **more)  # type: ignore[arg-type]
    return list(archive_packing.pack(wish, by=world.officer, clock=lambda: NOW))


def fates(done: list[Done]) -> list[Fate]:
    return [one.fate for one in done]


def read(path: Path) -> tuple[etree._Element, dict]:
    with zipfile.ZipFile(path) as package:
        return etree.fromstring(package.read("eep.xml")), json.loads(package.read("manifest.json"))


def test_a_package_holds_the_case_its_files_and_its_steps(world: World, cases: list[Case], tmp_path: Path) -> None:
    done = pack(world, tmp_path)
    assert fates(done) == [Fate.MADE, Fate.MADE]
    path = tmp_path / done[0].said
    root, manifest = read(path)
    case = cases[0]

    def said(place: str) -> str | None:
        return root.findtext(f".//e:{place}", namespaces=SPACE)

    assert said("电子文件号") == case.number == manifest["case"]
    number = case.events.get(kind="filed").data["number"]
    assert (root.find(".//e:档号", SPACE).text or "").strip() == number == manifest["number"]
    assert path.stem == number
    assert (said("年度"), said("保管期限"), said("室编件号")) == ("2023", "定期10年", "1")
    assert said("责任者") == said("立档单位名称") == world.office.name
    steps = [entry.text for entry in root.iterfind(".//e:业务行为", SPACE)]
    assert len(steps) == case.events.count()
    assert steps[0] == "提交申请"
    # every file comes out as it went in: the bound file first, then the originals
    codes = root.findall(".//e:编码", SPACE)
    names = [code.findtext(".//e:计算机文件名", namespaces=SPACE) for code in codes]
    assert names[0] == f"案卷{case.number}.pdf"
    assert any(str(name).endswith("申请书.txt") for name in names)
    for code, listed in zip(codes, manifest["documents"], strict=True):
        data = base64.b64decode(code.findtext("e:编码数据", namespaces=SPACE) or "")
        assert (len(data), hashlib.sha256(data).hexdigest(), sm3(data)) == (
            listed["bytes"],
            listed["sha256"],
            listed["sm3"],
        )
        assert code.findtext(".//e:计算机文件大小", namespaces=SPACE) == str(len(data))
    bound = base64.b64decode(codes[0].findtext("e:编码数据", namespaces=SPACE) or "")
    assert CITIZEN.name in pdf_words(bound)
    # outside the files nobody is named
    for code in codes:
        code.find("e:编码数据", SPACE).text = ""
    assert CITIZEN.name not in etree.tostring(root, encoding="unicode")
    entry = Entry.objects.filter(action=Action.BUNDLE_MADE, subject=f"case:{case.number}").get()
    assert entry.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert entry.detail == {"flavour": "archive-package", "why": "移交区档案馆"}


def test_it_verifies_without_a_database_and_names_what_was_changed(
    world: World, cases: list[Case], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / pack(world, tmp_path)[0].said
    key = bundle_signing.public_key(master_key("signing"))
    assert main(["verify-bundle", str(path), "--key", key]) == 0
    assert "符合封装结构" in capsys.readouterr().out
    xml = zipfile.ZipFile(path).read("eep.xml")
    documents = {one["name"]: one["sha256"] for one in read(path)[1]["documents"]}
    assert not list(archive_xml.faults(xml, documents))
    broken = {
        "不是XML": xml[:-20],
        "不符合封装结构": xml.replace("责任者>".encode(), "作者>".encode()),
        "与清单的校验值不符": re.sub(rb"(<[^>]*ID=[^>]*>)JVBERi", rb"\1JVBERj", xml, count=1),
        "没有“多出来.pdf”": xml,
    }
    for fault, data in broken.items():
        wanted = documents | ({"多出来.pdf": "0" * 64} if "多出来" in fault else {})
        assert fault in "".join(archive_xml.faults(data, wanted)), fault
    # a reader of packages fetches nothing and opens no file
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'
    assert "不符合封装结构" in next(archive_xml.faults(entity, {}))
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("more.txt", b"")
    assert main(["verify-bundle", str(path)]) == 1


def test_files_may_lie_beside(world: World, cases: list[Case], tmp_path: Path) -> None:
    path = tmp_path / pack(world, tmp_path, beside=True)[0].said
    root, manifest = read(path)
    with zipfile.ZipFile(path) as package:
        for one in manifest["documents"]:
            assert hashlib.sha256(package.read(f"files/{one['name']}")).hexdigest() == one["sha256"]
    digest = root.findtext(".//e:编码数据", namespaces=SPACE) or ""
    assert base64.b64decode(digest).hex() == manifest["documents"][0]["sha256"]
    assert not bundle_signing.verify(path).faults


def test_begun_again_it_goes_on_and_a_case_that_moved_is_made_anew(
    world: World, cases: list[Case], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    write = archive_packing._write

    def die(path: Path, data: bytes) -> None:
        if path.name.endswith("0002.zip"):
            path.with_name(f".{path.name}.1").write_bytes(data[:100])
            raise Killed
        write(path, data)

    monkeypatch.setattr(archive_packing, "_write", die)
    with pytest.raises(Killed):
        pack(world, tmp_path)
    monkeypatch.undo()
    assert fates(pack(world, tmp_path)) == [Fate.KEPT, Fate.MADE]
    first, second = sorted(tmp_path.glob("*.zip"))
    # half a file is no package, and a note changes the case
    second.write_bytes(second.read_bytes()[:-50])
    handling.write_note(case_id=cases[0].pk, words="移交前核对", by=world.officer, at=NOW)
    assert fates(pack(world, tmp_path)) == [Fate.MADE, Fate.MADE]
    assert fates(pack(world, tmp_path)) == [Fate.KEPT, Fate.KEPT]
    assert not bundle_signing.verify(first).faults


def test_who_was_erased_is_passed_over_and_said(world: World, cases: list[Case], tmp_path: Path) -> None:
    subjects.erase(subject=cases[1].subject, stream=world.office.stream, by=world.officer, at=NOW, reason="测试")
    done = pack(world, tmp_path)
    assert fates(done) == [Fate.MADE, Fate.ERASED]
    assert done[1].said == subjects.ERASED


def test_the_command_says_what_became_of_each_and_who_may(
    world: World, cases: list[Case], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {"agency": world.office.code, "year": 2023, "out": str(tmp_path), "why": "移交区档案馆"}
    call_command("archive_packages", by=world.officer.username, **told)
    out = capsys.readouterr().out
    assert f"1/2　{cases[0].number}　已生成" in out
    assert "2023年归档2件：生成2件，已有0件" in out
    for wrong in ({"agency": "nobody"}, {"by": "nobody"}, {"by": world.handler.username}, {"why": " "}):
        with pytest.raises(CommandError):
            call_command("archive_packages", **({"by": world.officer.username} | told | wrong))
    with pytest.raises(NotAllowed):
        list(archive_packing.pack(Wish(world.office, 2023, tmp_path, "移交"), by=world.stranger, clock=_now))
    with pytest.raises(Incomplete):
        list(archive_packing.pack(Wish(world.office, 2023, tmp_path, ""), by=world.officer, clock=_now))


def _now() -> datetime:
    return NOW


def test_every_word_of_a_package_has_its_mark() -> None:
    import yaml

    entries = yaml.safe_load(archive_xml.WORDS.read_text("utf-8"))
    assert {entry["verified"] for entry in entries} <= {"V1", "V2", "DERIVED", "UNVERIFIED"}
    assert all(set(entry) == {"name", "value", "verified"} for entry in entries)


def test_names_of_files_are_safe_and_tell_numbers_apart() -> None:
    names = {archive_packing.file_name(number) for number in ("MHB-XXGK-2023-0001", "a/b", "a:b", "../../x")}
    assert len(names) == 4
    assert not any("/" in name for name in names)
