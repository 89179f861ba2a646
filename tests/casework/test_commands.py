"""The operator's commands on cases: import-notice, verify-ledger, refold."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from gongkai.agencies.models import HolidayNotice
from gongkai.audit import ledger, locks
from gongkai.audit.models import Entry
from gongkai.casework import subjects
from gongkai.casework.models import Case, CaseEvent
from tests.factories import World, at, finish, letter, make_district

pytestmark = pytest.mark.django_db
NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至10日（周日）放假调休，共10天。
"""


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    found = letter(world, on=at(2023, 3, 1)).case
    finish(world, found, on=at(2023, 3, 10))
    letter(world, on=at(2023, 3, 2))
    return found


@pytest.fixture
def unlocked() -> None:
    """Somebody with the database's own password takes the locks off."""
    locks.unlock(connection, "casework_caseevent")
    locks.unlock(connection, "audit_entry")


def run(*args: object) -> tuple[int, str]:
    """Run a command as the shell does: its exit status and what it printed."""
    out = StringIO()
    try:
        call_command(*args, stdout=out, stderr=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


# -- verify-ledger -----------------------------------------------------------------------------------


def test_an_untouched_ledger_verifies_and_prints_its_root(case: Case) -> None:
    status, said = run("verify_ledger")
    assert status == 0
    assert f"根散列：{ledger.root()}" in said
    assert f"办件事项{CaseEvent.objects.count()}个，逐条相符" in said


def test_an_event_edited_by_hand_is_named(case: Case, unlocked: None) -> None:
    case.events.filter(seq=2).update(occurred_on="2023-02-01")
    status, said = run("verify_ledger")
    assert status == 1
    assert f"办件{case.number}第2号事项：内容（registered，2023-02-01）与摘要不符，被改动" in said


def test_an_event_edited_with_its_digest_still_differs_from_the_ledger(case: Case, unlocked: None) -> None:
    from gongkai.casework import log

    row = case.events.get(seq=2)
    row.data = {"number": "X"}
    case.events.filter(seq=2).update(data=row.data, digest=log.digest(case.number, row))
    status, said = run("verify_ledger")
    assert status == 1
    assert f"办件{case.number}第2号事项：摘要与账本" in said


@pytest.mark.parametrize("seq", [1, 3, 7])
def test_an_event_taken_away_is_named(case: Case, unlocked: None, seq: int) -> None:
    case.events.filter(seq=seq).delete()
    status, said = run("verify_ledger")
    assert status == 1
    assert f"办件{case.number}第{seq}号事项：账本" in said


def test_a_case_taken_away_is_named(case: Case, unlocked: None) -> None:
    for rows in (case.events.all(), case.texts.all(), case.letters.all()):
        rows.delete()
    case.messages.all().delete()
    Case.objects.filter(pk=case.pk).delete()
    status, said = run("verify_ledger")
    assert status == 1
    assert f"所记办件{case.number}已不存在" in said


def test_an_event_slipped_in_is_named(case: Case) -> None:
    last = case.events.order_by("seq").last()
    assert last is not None
    last.pk, last.seq, last.kind = None, last.seq + 1, "note"
    last.save(force_insert=True)
    status, said = run("verify_ledger")
    assert status == 1
    assert f"第{last.seq}号事项：账本中没有此事项" in said


def test_a_ledger_entry_edited_by_hand_is_named(case: Case, unlocked: None) -> None:
    entry = Entry.objects.filter(subject=f"case:{case.number}").order_by("id")[1]
    Entry.objects.filter(pk=entry.pk).update(actor="user:999")
    status, said = run("verify_ledger")
    assert status == 1
    assert f"账本{entry.stream}第{entry.position}条" in said


def test_the_tail_of_the_ledger_cut_off_is_noticed(case: Case, unlocked: None) -> None:
    entry = Entry.objects.order_by("id").last()
    assert entry is not None
    entry.delete()
    assert run("verify_ledger")[0] == 1


def test_words_and_letters_changed_by_hand_are_named(case: Case) -> None:
    issued = case.letters.get()
    case.letters.update(title="政府信息不予公开告知书")
    status, said = run("verify_ledger")
    assert status == 1
    assert f"文书{issued.number}缺失或者被改动" in said
    case.letters.update(title=issued.title)
    other = case.texts.order_by("seq").last()
    assert other is not None
    case.texts.filter(pk=other.pk).update(sealed=b"\x01" + b"0" * 40)
    assert f"第{other.seq}号事项：所附文字缺失或者被改动" in run("verify_ledger")[1]
    case.texts.filter(pk=other.pk).delete()
    assert f"第{other.seq}号事项：所附文字缺失或者被改动" in run("verify_ledger")[1]


def test_an_erased_applicant_leaves_a_ledger_that_verifies(world: World, case: Case) -> None:
    subjects.erase(
        subject=case.subject, stream=case.agency.stream, by=world.officer, at=at(2024, 1, 2), reason="保管期限届满"
    )
    assert run("verify_ledger")[0] == 0


# -- refold ------------------------------------------------------------------------------------------


def test_refold_finds_and_mends_a_projection(case: Case) -> None:
    assert run("refold") == (0, "比较2件，差异0处。\n")
    Case.objects.filter(pk=case.pk).update(stage="open", on_time=False)
    status, said = run("refold")
    assert status == 1
    assert f"{case.number}\tstage\t现存 open\t应为 filed" in said
    assert f"{case.number}\ton_time\t现存 False\t应为 True" in said
    assert run("refold", "--fix")[0] == 0
    assert run("refold")[0] == 0


# -- import-notice -----------------------------------------------------------------------------------


@pytest.fixture
def late(world: World) -> Case:
    return letter(world, on=at(2026, 12, 10)).case


def test_a_dry_run_lists_what_would_move_and_writes_nothing(late: Case, tmp_path: Path) -> None:
    file = tmp_path / "notice.txt"
    file.write_text(NOTICE, encoding="utf-8")
    status, said = run("import_notice", str(file), "--dry-run")
    assert status == 0
    assert f"{late.number}\t{late.due_on}\t2027-01-15" in said
    assert "试算，没有保存" in said
    assert not HolidayNotice.objects.exists()


def test_an_import_moves_open_cases_and_says_so(late: Case, case: Case, tmp_path: Path) -> None:
    file = tmp_path / "notice.txt"
    file.write_text(NOTICE, encoding="utf-8")
    before = late.due_on
    _, said = run("import_notice", str(file))
    late.refresh_from_db()
    assert late.due_on is not None
    assert str(late.due_on) == "2027-01-15"
    assert not late.provisional
    assert f"{late.number}\t{before}\t2027-01-15" in said
    assert case.number not in said
    assert run("refold")[0] == 0
    assert run("verify_ledger")[0] == 0


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", "放假啦".encode()])
def test_what_cannot_be_read_is_status_two(world: World, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "notice.txt"
    file.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        run("import_notice", str(file))
    assert refused.value.returncode == 2


def test_a_file_that_is_not_there(world: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        run("import_notice", str(tmp_path / "none.txt"))
    assert refused.value.returncode == 2
