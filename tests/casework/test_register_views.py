"""The screens of the registers: looked at first, confirmed with the same file, nothing kept in between."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai.audit.models import Action, Entry
from gongkai.casework import register_views
from gongkai.casework.models import Case
from tests.casework.desk import desk, stop_clock, words
from tests.casework.register_files import as_csv, as_xlsx, table, usual
from tests.factories import World, at, confirm, finish, make_district, online

pytestmark = pytest.mark.django_db
IMPORT = "/office/registers/import/"
NOW = at(2026, 11, 26, 10)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    stop_clock(monkeypatch, NOW)
    return make_district()


def uploaded(data: bytes, name: str = "台账.csv") -> Any:
    file = io.BytesIO(data)
    file.name = name
    return file


def send(client: Client, world: World, data: bytes, do: str = "check", **more: Any) -> HttpResponse:
    return client.post(IMPORT, {"agency": world.office.pk, "file": uploaded(data), "do": do, **more})


def seals(answer: HttpResponse) -> dict[str, str]:
    plan = answer.context["plan"]
    return {"digest": plan.register.digest, "seen": plan.digest}


def test_looked_at_then_confirmed_then_in_the_list(world: World) -> None:
    client, data = desk(world.officer), as_csv(table(usual(), usual(number="明公开2号", kind="法人")))
    answer = send(client, world, data)
    assert answer.status_code == 200
    page = words(answer)
    assert "将导入 1" in page
    assert "不导入 1" in page
    assert "申请人类型：写作“法人”" in page
    assert "甄不存" not in page
    assert Case.objects.count() == 0
    done = send(client, world, data, "confirm", **seals(answer))
    assert done.status_code == 302
    listed = client.get(done["Location"])
    assert "明公开〔2022〕001号" in words(listed)
    assert "有1行有误没有导入" in words(listed)
    again = words(send(client, world, data))
    assert "已有 1" in again
    assert "确认导入" not in again


def test_another_file_is_not_what_was_looked_at(world: World) -> None:
    client, data = desk(world.officer), as_csv(table(usual()))
    answer = send(client, world, data)
    other = as_csv(table(usual(wanted="别的信息")))
    refused = send(client, world, other, "confirm", **seals(answer))
    assert refused.status_code == 422
    assert "不是同一个文件" in words(refused)
    assert Case.objects.count() == 0


def test_what_changed_in_between_is_shown_again(world: World) -> None:
    client, data = desk(world.officer), as_csv(table(usual(), usual(number="明公开2号", wanted="别的")))
    seen = seals(send(client, world, data))
    first = as_csv(table(usual()))
    send(client, world, first, "confirm", **seals(send(client, world, first)))
    refused = send(client, world, data, "confirm", **seen)
    assert refused.status_code == 422
    assert "登记簿又有变动" in words(refused)
    assert Case.objects.count() == 1


def test_nothing_is_kept_between_the_two_screens(world: World, settings: Any, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    client, data = desk(world.officer), as_xlsx(table(*(usual(number=f"明公开〔2022〕{n:04}号") for n in range(300))))
    assert send(client, world, data).status_code == 200
    assert list(tmp_path.iterdir()) == []
    for session in Session.objects.all():
        kept = {"_auth_user_id", "_auth_user_backend", "_auth_user_hash", "_session_expiry", "began", "seen", "factor"}
        assert set(session.get_decoded()) <= kept


def test_a_file_too_large_for_memory_is_refused_and_never_on_the_disk(
    world: World, settings: Any, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    answer = send(desk(world.officer), world, b"x" * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1))
    assert answer.status_code == 422
    assert "文件超过2.5 MB" in words(answer)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "文件是空的"),
        (b"%PDF-1.7", "这是PDF文件"),
        (as_csv([["甲", "乙"], ["1", "2"]]), "没有找到台账的表头"),
        (as_csv([["收到日期", "申请人", "所需信息"], ["1", "2", "3"]]), "缺少：申请方式、申请人类型"),
    ],
)
def test_a_bad_file_comes_back_with_a_sentence(world: World, data: bytes, sentence: str) -> None:
    answer = send(desk(world.officer), world, data)
    assert answer.status_code == 422
    assert sentence in words(answer)


def test_too_many_rows_for_the_screen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_views, "ROWS_ON_SCREEN", 1)
    answer = send(desk(world.officer), world, as_csv(table(usual(), usual(number="明公开2号"))))
    assert "网页一次最多导入1行" in words(answer)


def test_what_the_office_declares_is_heeded_and_wrong_declarations_are_named(world: World) -> None:
    client, data = desk(world.officer), as_csv(table(usual(kind="法人")))
    answer = send(client, world, data, mapping="对照: {申请人类型: {法人: 商业企业}}")
    assert "将导入 1" in words(answer)
    answer = send(client, world, data, mapping="对照: {申请人类型: {法人: 大企业}}")
    assert answer.status_code == 422
    assert "没有“大企业”这一写法" in words(answer)


def test_the_report_of_every_row_as_a_file(world: World) -> None:
    answer = send(desk(world.officer), world, as_csv(table(usual(), usual(kind="法人"))), "report")
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[5] for row in rows[3:5]] == ["不导入", "将导入"]
    assert "甄不存" not in str(rows)


@pytest.mark.parametrize("who", ["leader", "handler", "auditor"])
def test_who_may_not_register_may_not_import(world: World, who: str) -> None:
    client = desk(getattr(world, who))
    assert client.get(IMPORT).status_code == 403
    assert send(client, world, as_csv(table(usual()))).status_code == 403


def test_into_another_agency_is_not_offered(world: World) -> None:
    answer = desk(world.stranger).post(IMPORT, {"agency": world.office.pk, "file": uploaded(b"x"), "do": "check"})
    assert answer.status_code == 422
    assert Case.objects.count() == 0


def test_the_import_is_guarded_against_forgery(world: World) -> None:
    client = desk(world.officer, enforce_csrf_checks=True)
    assert send(client, world, as_csv(table(usual()))).status_code == 403


def test_strangers_sign_in_first() -> None:
    for path in (IMPORT, "/office/registers/", "/office/registers/template/", "/office/statistics/"):
        answer = Client().get(path)
        assert answer.status_code == 302
        assert "/office/sign-in/" in answer["Location"]


def test_the_export_by_the_screen(world: World) -> None:
    finish(world, confirm(world, online(world).case))
    client = desk(world.officer)
    asked = {"agency": world.office.pk, "first": "2023-01-01", "last": "2023-12-31"}
    answer = client.post("/office/registers/export/", asked)
    assert answer["Content-Disposition"].startswith("attachment")
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 2
    refused = client.post("/office/registers/export/", {**asked, "names": "on"})
    assert refused.status_code == 422
    assert "请写明用途" in words(refused)
    assert Entry.objects.filter(action=Action.REGISTER_EXPORTED).count() == 1
    assert client.get("/office/registers/export/").status_code == 302


def test_the_statistics_and_their_files(world: World) -> None:
    finish(world, confirm(world, online(world).case))
    client = desk(world.auditor)
    page = words(client.get("/office/statistics/", {"year": 2023}))
    assert "2023年依申请公开统计" in page
    assert "收到（件） 1" in page
    assert "按期率（%） 100" in page
    csv = client.get("/office/statistics/", {"year": 2023, "month": 3, "format": "csv"}).content.decode("utf-8-sig")
    assert "2023年3月依申请公开统计" in csv
    assert "互联网,1" in csv
    book = client.get("/office/statistics/", {"year": 2023, "agency": world.office.pk, "format": "xlsx"})
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert ["（一）予以公开", 1.0] in [row[:2] for row in rows]


def test_statistics_only_of_agencies_one_may_see(world: World) -> None:
    online(world)
    assert desk(world.handler).get("/office/statistics/").status_code == 403
    page = desk(world.stranger).get("/office/statistics/", {"year": 2023, "agency": world.office.pk})
    assert page.status_code == 422


@pytest.mark.parametrize("bad", [{"year": "0"}, {"year": "x"}, {"month": "13", "year": "2026"}, {"agency": "999999"}])
def test_a_wrong_period_is_refused(world: World, bad: dict[str, str]) -> None:
    assert desk(world.officer).get("/office/statistics/", bad).status_code == 422


def test_the_screens_cost_the_same_for_many_cases(world: World) -> None:
    client = desk(world.officer)
    counts = []
    for many in (2, 20):
        rows = as_csv(table(*(usual(number=f"明公开{many}〔2022〕{n:03}号", wanted=f"{n}项") for n in range(many))))
        with CaptureQueriesContext(connection) as looked:
            answer = send(client, world, rows)
        cost = len(looked)  # the next request empties the log
        send(client, world, rows, "confirm", **seals(answer))
        with CaptureQueriesContext(connection) as figures:
            client.get("/office/statistics/", {"year": 2022})
        counts.append((cost, len(figures)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 14, counts
    assert counts[0][1] <= 24, counts


# ------------------------------------------------------------------------------- the command


def run(world: World, path: Path, *more: str) -> str:
    out = io.StringIO()
    call_command("import_register", str(path), "--agency", world.office.code, *more, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "台账.csv"
    path.write_bytes(as_csv(table(usual())))
    return path


def test_the_command_looks_first_and_writes_when_told(world: World, file: Path, tmp_path: Path) -> None:
    assert "什么也没有保存" in run(world, file, "--report", str(tmp_path / "report.xlsx"))
    assert Case.objects.count() == 0
    assert (tmp_path / "report.xlsx").read_bytes().startswith(b"PK")
    assert "已导入1件，其中1件沿用原编号" in run(world, file, "--carry-out", "--by", world.officer.username)
    case = Case.objects.get()
    assert case.received_on == date(2022, 3, 7)
    with pytest.raises(CommandError, match="REGISTER_NOTHING"):
        run(world, file, "--carry-out", "--by", world.officer.username)


def test_the_command_names_refused_rows_and_leaves_with_1(world: World, file: Path) -> None:
    file.write_bytes(as_csv(table(usual(kind="法人"))))
    with pytest.raises(SystemExit) as left:
        run(world, file)
    assert left.value.code == 1


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--carry-out"], "请用 --by"),
        (["--carry-out", "--by", "nobody"], "没有用户名为“nobody”"),
        (["--mapping", "nowhere.yaml"], "不能读写"),
    ],
)
def test_the_command_refuses_with_a_sentence(world: World, file: Path, more: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence) as refused:
        run(world, file, *more)
    assert refused.value.returncode == 2


def test_the_command_heeds_permissions_and_agencies(world: World, file: Path) -> None:
    with pytest.raises(CommandError, match="NOT_ALLOWED"):
        run(world, file, "--carry-out", "--by", world.leader.username)
    with pytest.raises(CommandError, match="没有编号前缀"):
        call_command("import_register", str(file), "--agency", "nothere")
    assert Case.objects.count() == 0
