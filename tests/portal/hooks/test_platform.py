"""Reporting to a superior's platform through a file gateway: documents, manifests, answers, and a whole year again."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from gongkai.agencies.permissions import NotAllowed
from gongkai.casework import log
from gongkai.casework.models import Case
from gongkai.portal.hooks import mapping, platform, queue, register
from gongkai.portal.hooks.addresses import BadAddress
from gongkai.portal.hooks.mapping import KNOWN, BadMapping
from gongkai.portal.hooks.sending import signature
from gongkai.portal.models import Hook, HookCall
from tests.casework.desk import desk, words
from tests.factories import CITIZEN, WANTED, World, at, confirm, finish, make_district, online

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 1, 10)
NAMES = """
fields: {SQBH: number, XH: seq, BLZT: stage, JG: outcome}
values: {stage: {open: 办理中}}
fixed: {XZQH: "370102"}
"""


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def gateway(settings: Any, tmp_path: Path) -> Path:
    settings.GONGKAI_GATEWAY_DIR = str(tmp_path)
    return tmp_path / "province"


def made(world: World, names: str = "") -> register.Made:
    return register.make(
        agency=world.office, address="file:province", content=Hook.Content.STATUS, names=names, by=world.officer, at=NOW
    )


def out(gateway: Path) -> list[str]:
    return sorted(path.name for path in (gateway / "out").iterdir())


def answer(gateway: Path, name: str, **told: Any) -> None:
    (gateway / "answers").mkdir(parents=True, exist_ok=True)
    (gateway / "answers" / f"{name}.json").write_text(json.dumps(told))


def test_each_event_is_one_file_with_its_manifest_and_nobody_s_name(world: World, gateway: Path) -> None:
    hook = made(world)
    case = online(world, on=NOW).case
    assert queue.push(hook.row.pk, at=NOW) == 2
    assert out(gateway) == [f"{case.number}-{seq:04d}{end}.json" for seq in (1, 2) for end in ("", ".manifest")]
    body = (gateway / "out" / f"{case.number}-0002.json").read_bytes()
    manifest = json.loads((gateway / "out" / f"{case.number}-0002.manifest.json").read_text())
    assert manifest["sha256"] == hashlib.sha256(body).hexdigest()
    assert manifest["hmac"] == signature(hook.secret.encode(), manifest["timestamp"], body)
    told = json.loads(body)
    assert set(told) == set(KNOWN), "the names that a mapping may use are those that are sent"
    assert (told["number"], told["seq"], told["channel"], told["outcome"]) == (case.number, 2, "web", None)
    assert told["agency_code"] == world.office.code
    for secret in (CITIZEN.name, CITIZEN.telephone, CITIZEN.identity_number, WANTED.description[:8]):
        assert secret not in body.decode()


def test_the_outcome_is_told_once_there_is_one(world: World) -> None:
    case = finish(world, confirm(world, online(world).case))
    told = platform.document(case, log.load(case), log.state_of(log.load(case)).outcome or "")
    assert (told["outcome"], told["stage"]) == ("open", "filed")


def test_answers_are_read_shown_and_a_rejected_one_is_sent_again(world: World, gateway: Path) -> None:
    hook = made(world)
    case = online(world, on=NOW).case
    queue.push(hook.row.pk, at=NOW)
    answer(gateway, "a", number=case.number, seq=1, result="accepted")
    answer(gateway, "b", number=case.number, seq=2, result="rejected", reason="申请人类别缺失")
    answer(gateway, "c", number=case.number, seq=2, result="perhaps")
    answer(gateway, "d", number="X", seq=1, result="accepted")
    assert platform.take_answers(at=NOW) == 2
    assert platform.take_answers(at=NOW) == 0
    assert len(list((gateway / "answers" / "unreadable").iterdir())) == 2
    page = words(desk(world.officer).get("/office/api/"))
    assert "申请人类别缺失" in page
    assert "有2个回执无法辨认" in page
    (rejected,) = queue.standing(hook.row).rejected
    assert queue.forget(at=NOW + timedelta(days=60)) == 1, "the rejected one stays"
    desk(world.officer).post("/office/api/", {"do": "again", "row": rejected.pk})
    (gateway / "out" / f"{case.number}-0002.json").unlink()
    assert queue.push(hook.row.pk, at=at(2050, 1, 1)) == 1
    assert f"{case.number}-0002.json" in out(gateway)
    assert queue.standing(hook.row).rejected == []


def test_a_whole_year_is_reported_again_once_each(world: World, gateway: Path) -> None:
    cases = [online(world, on=NOW).case for _ in range(3)]
    online(world, on=at(2022, 5, 5))
    hook = made(world)
    with pytest.raises(NotAllowed):
        platform.ask_year(hook_id=hook.row.pk, year=2023, by=world.leader, at=NOW)
    answered = desk(world.officer).post("/office/api/", {"do": "report-year", "row": hook.row.pk, "year": "2023"})
    assert answered.status_code == 302
    call_command("push_platform", "--year", "2023", "--agency", world.office.code.upper(), verbosity=0)
    numbers = HookCall.objects.values_list("case_number", "seq")
    assert sorted(numbers) == sorted((case.number, case.seq) for case in cases)
    assert queue.push(hook.row.pk, at=at(2050, 1, 1)) == 3
    assert len(out(gateway)) == 6
    assert Case.objects.count() == 4


def test_a_mapping_renames_translates_and_adds(world: World, gateway: Path) -> None:
    hook = made(world, NAMES)
    case = confirm(world, online(world, on=NOW).case)
    queue.push(hook.row.pk, at=at(2050, 1, 1))
    told = json.loads((gateway / "out" / f"{case.number}-0003.json").read_text())
    assert told == {"SQBH": case.number, "XH": 3, "BLZT": "办理中", "JG": None, "XZQH": "370102"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fields: [", "第1行附近的写法不对"),
        ("- a", "只能有fields、values、fixed"),
        ("fields: {A: nonsense}", "A: nonsense"),
        ("fields: {A: stage}", "应当有number"),
        ("fields: {A: number, B: seq}\nfixed: {A: 1}", "都有"),
        ("fixed: {A: [1]}", "文字、数字或者是否"),
        ("values: {stage: open}", "原值"),
        ("values: {who: {a: b}}", "没有who"),
        ("fields: {1: number}", "名称是文字"),
        ("x" * 10_001, "不能超过"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(BadMapping, match=said):
        mapping.read(text)


def test_json_is_a_mapping_too_and_booleans_are_translated() -> None:
    names = mapping.read('{"values": {"provisional": {"false": "否"}}}')
    assert names.applied({"provisional": False, "steps": []}) == {"provisional": "否", "steps": []}


@pytest.mark.parametrize("address", ["file:../etc", "file:", "file:A", "file:a/b"])
def test_a_folder_lies_below_the_operator_s_own(world: World, gateway: Path, address: str) -> None:
    with pytest.raises(BadAddress):
        register.make(agency=world.office, address=address, by=world.officer, at=NOW)


def test_without_the_setting_no_folder_can_be_used_and_a_lost_one_waits(
    world: World, gateway: Path, settings: Any
) -> None:
    hook = made(world)
    online(world, on=NOW)
    settings.GONGKAI_GATEWAY_DIR = ""
    with pytest.raises(BadAddress, match="GONGKAI_GATEWAY_DIR"):
        made(world)
    assert queue.push(hook.row.pk, at=NOW) == 0
    assert platform.take_answers(at=NOW) == 0
    assert "GONGKAI_GATEWAY_DIR" in queue.standing(hook.row).last_problem
    answered = desk(world.officer).post(
        "/office/api/", {"do": "rename-hook", "row": hook.row.pk, "names": "- a"}, follow=True
    )
    assert "只能有fields" in words(answered)
