"""The ledger: a chain that shows every change, gap and cut."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from gongkai.audit import ledger
from gongkai.audit.locks import unlock
from gongkai.audit.models import Action, Entry, Head
from tests.factories import at

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]
WHEN = at(2023, 5, 6)


def write(count: int = 3, stream: str = "agency:1") -> None:
    acts = [ledger.Act("user:1", Action.CASE_EVENT, f"case:{n}", f"digest{n}") for n in range(count)]
    ledger.record(stream, acts, at=WHEN)


@pytest.fixture
def unlocked() -> None:
    """As somebody who edits the file by hand would do it: the triggers off first."""
    unlock(connection, "audit_entry")


def test_a_chain_as_written_holds() -> None:
    write(3)
    write(2)
    write(1, stream="agency:2")
    assert list(ledger.verify()) == []
    assert [entry.position for entry in Entry.objects.filter(stream="agency:1").order_by("position")] == [1, 2, 3, 4, 5]


def test_entries_can_be_neither_changed_nor_deleted() -> None:
    write()
    for change in (lambda rows: rows.update(actor="user:2"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change(Entry.objects.filter(position=2))


@pytest.mark.usefixtures("unlocked")
@pytest.mark.parametrize("field", ["actor", "action", "subject", "digest", "recorded_at", "detail", "hash", "previous"])
def test_an_entry_edited_by_hand_is_named(field: str) -> None:
    write(4)
    value = {"recorded_at": at(2023, 5, 7), "detail": {"x": 1}}.get(field, "forged")
    Entry.objects.filter(position=2).update(**{field: value})
    found = list(ledger.verify())
    assert found
    assert found[0].position == 2


@pytest.mark.usefixtures("unlocked")
def test_a_missing_entry_and_a_cut_tail_are_named() -> None:
    write(4)
    Entry.objects.filter(position=2).delete()
    assert "第2条至第2条缺失" in next(ledger.verify()).message
    Entry.objects.filter(position=4).delete()
    assert any("链尾" in found.message for found in ledger.verify())


@pytest.mark.usefixtures("unlocked")
def test_entries_without_a_head_are_found() -> None:
    write(1)
    Head.objects.all().delete()
    assert [found.stream for found in ledger.verify()] == ["agency:1"]


def test_an_entry_written_anew_with_a_fitting_hash_breaks_the_next(unlocked: None) -> None:
    write(3)
    entry = Entry.objects.get(position=2)
    entry.actor = "user:99"
    Entry.objects.filter(pk=entry.pk).update(actor=entry.actor, hash=ledger.entry_hash(entry))
    assert [found.position for found in ledger.verify()] == [3]


def test_the_root_changes_with_every_entry() -> None:
    roots = set()
    for _ in range(3):
        write(1)
        roots.add(ledger.root())
    assert len(roots) == 3


@pytest.mark.django_db(transaction=True)
def test_the_ledger_is_never_written_on_its_own() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        write()
    assert not Entry.objects.exists()
