"""``gongkai verify-ledger`` names what was altered by hand, wherever it was altered."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from gongkai.audit import ledger
from gongkai.audit.models import Action, Entry, Head
from gongkai.casework import subjects, triage, verification
from gongkai.casework.models import Case, CaseEvent
from tests.database import unlocked
from tests.factories import World, at, confirm, finish, make_district, online

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    return finish(world, confirm(world, online(world).case))


def verify_ledger() -> tuple[int, str]:
    """The exit status and what was printed."""
    out = StringIO()
    try:
        call_command("verify_ledger", stdout=out, stderr=out)
    except SystemExit as left:
        return int(str(left.code)), out.getvalue()
    return 0, out.getvalue()


def entry_of(case: Case, seq: int) -> Entry:
    return Entry.objects.get(subject=f"case:{case.number}", action=Action.CASE_EVENT, detail__seq=seq)


def test_what_nobody_touched_is_whole(case: Case) -> None:
    status, text = verify_ledger()
    assert status == 0
    assert "完好" in text
    assert ledger.root() in text


@pytest.mark.parametrize(
    "change",
    [
        {"occurred_on": at(2023, 3, 9).date()},
        {"kind": "note"},
        {"actor": "user:0"},
        {"recorded_at": at(2023, 3, 9)},
        {"data": {"outcome": "nd_none"}},
        {"digest": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_edited_event_is_named(case: Case, change: dict[str, object]) -> None:
    with unlocked("casework_caseevent"):
        assert CaseEvent.objects.filter(case=case, seq=5).update(**change) == 1
    status, text = verify_ledger()
    assert status == 1
    assert f"办件{case.number}第5号事项" in text
    assert "第4号事项：" not in text


def test_an_event_edited_together_with_its_digest_is_named_by_the_ledger(case: Case) -> None:
    from gongkai.casework import log

    row = CaseEvent.objects.get(case=case, seq=5)
    row.actor = "user:0"
    with unlocked("casework_caseevent"):
        CaseEvent.objects.filter(pk=row.pk).update(actor=row.actor, digest=log.digest(case.number, row))
    status, text = verify_ledger()
    assert status == 1
    assert f"办件{case.number}第5号事项：摘要与账本agency:{case.agency_id}第" in text


@pytest.mark.parametrize("seq", [3, 9], ids=["in the middle", "the last"])
def test_a_deleted_event_is_named(case: Case, seq: int) -> None:
    with unlocked("casework_caseevent"):
        CaseEvent.objects.filter(case=case, seq=seq).delete()
    status, text = verify_ledger()
    assert status == 1
    assert f"办件{case.number}第{seq}号事项" in text


def test_an_edited_ledger_entry_is_named(case: Case) -> None:
    entry = entry_of(case, 5)
    with unlocked("audit_entry"):
        Entry.objects.filter(pk=entry.pk).update(actor="user:0")
    status, text = verify_ledger()
    assert status == 1
    assert f"账本{entry.stream}第{entry.position}条" in text


def test_a_cut_tail_is_named(case: Case) -> None:
    last = Entry.objects.filter(stream=case.agency.stream).order_by("-position")[:2]
    with unlocked("audit_entry"):
        Entry.objects.filter(pk__in=[entry.pk for entry in last]).delete()
    status, text = verify_ledger()
    assert status == 1
    assert "链尾" in text
    assert f"办件{case.number}第9号事项：账本中没有此事项" in text


def test_a_tail_cut_with_the_head_put_back_is_still_named_by_the_case(case: Case) -> None:
    """Whoever knows how the chain ends can shorten it; the events of the case then lack their entries."""
    stream = case.agency.stream
    with unlocked("audit_entry"):
        Entry.objects.filter(stream=stream).order_by("-position")[0].delete()
    last = Entry.objects.filter(stream=stream).order_by("-position")[0]
    Head.objects.filter(stream=stream).update(position=last.position, hash=last.hash)
    assert not list(ledger.verify())
    status, text = verify_ledger()
    assert status == 1
    assert f"办件{case.number}第9号事项：账本中没有此事项" in text


def test_a_case_deleted_whole_is_named(world: World) -> None:
    case = online(world).case
    online(world)
    with unlocked("casework_caseevent"):
        CaseEvent.objects.filter(case=case).delete()
    case.messages.all().delete()
    case.delete()
    status, text = verify_ledger()
    assert status == 1
    assert f"所记办件{case.number}已不存在" in text


REQUEST = {"digest": {"request_digest": "0" * 64}, "words": {"sealed_request": b""}, "part": {"sealed_part": b""}}


@pytest.mark.parametrize("change", REQUEST)
def test_a_request_whose_words_no_longer_fit_is_named_and_an_erased_one_is_not(world: World, change: str) -> None:
    """The registration, and a split, put the digest of what was asked into the chain."""
    case = online(world).case
    triage.split(case_id=case.pk, parts=["立项批复", "环评批复"], by=world.officer, at=at(2023, 3, 2))
    other = online(world).case
    assert verify_ledger()[0] == 0
    Case.objects.filter(pk=case.pk).update(**REQUEST[change])
    status, text = verify_ledger()
    assert status == 1
    assert f"办件{case.number}的申请内容" in text
    assert other.number not in text
    subjects.erase(subject=case.subject, stream=case.agency.stream, by=world.officer, at=at(2023, 3, 3), reason="试")
    assert verify_ledger()[0] == 0


def test_words_sealed_anew_with_their_digest_are_named_by_the_chain(world: World) -> None:
    """Whoever holds the keys can write other words and a digest that fits them beside the case; the chain differs.
    Of a registration by an earlier version, which names no digest, the one beside the case is asked."""
    case = online(world).case
    plain = {"description": "别的内容", "salt": "0"}
    sealed = subjects.seal_for(case.subject, plain, f"request:{case.number}")
    Case.objects.filter(pk=case.pk).update(sealed_request=sealed, request_digest=ledger.digest_of(plain))
    assert "所记摘要与登记时记入事项的不同" in verify_ledger()[1]
    case.refresh_from_db()
    with unlocked("casework_caseevent"):
        CaseEvent.objects.filter(case=case, kind="registered").update(data={})
    assert not [fault for fault in verification.verify_case(case) if "申请内容" in fault.where]
    Case.objects.filter(pk=case.pk).update(sealed_request=b"\x01" + b"0" * 40)
    case.refresh_from_db()
    assert [fault.where for fault in verification.verify_case(case) if "申请内容" in fault.where]
