"""Ways round the gate to what everybody reads: each is shut, and what the database's owner did is named at night."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.utils.timezone import localdate, now

from gongkai.audit.models import Entry
from gongkai.casework.models import Disclosed
from gongkai.editorial import differences, gate, items, last_lock, tasks
from gongkai.editorial.differences import CHANGED, MISSING, UNRELEASED
from gongkai.editorial.errors import NotCleared
from gongkai.editorial.models import Release, ReleasedPart
from gongkai.jobs.errors import JobFailed
from gongkai.reporting import actions
from gongkai.reporting.models import AnnualReport
from tests.factories import World, at, by_hand
from tests.portal.publishing import converted, published_answer
from tests.reporting.conftest import approved, enter_table_a, written

pytestmark = pytest.mark.dialect


def report_of(world: World) -> AnnualReport:
    """An approved report."""
    enter_table_a(world)
    report = actions.draft(agency=world.office, year=2023, by=world.officer, at=at(2024, 1, 9))
    actions.save_words(report_id=report.pk, words=written(world), by=world.officer, at=at(2024, 1, 10))
    return approved(world, report)


def published(world: World) -> tuple[Disclosed, AnnualReport]:
    """An answer and a report that everybody reads."""
    report = report_of(world)
    return published_answer(world), actions.publish(report_id=report.pk, by=world.officer, at=at(2024, 1, 29))


@pytest.fixture
def public(world: World) -> tuple[Disclosed, AnnualReport]:
    return published(world)


def test_an_answer_is_written_by_the_gate_only(world: World, public: tuple[Disclosed, AnnualReport]) -> None:
    row, _ = public
    rows, (other, _) = Disclosed.objects.filter(pk=row.pk), converted(world)
    fresh = Disclosed(case=other, agency=other.agency, index_number="X", title="绕开", published_on=localdate())
    (file,) = row.files.all()
    row.title = "绕开审核"
    for act in (
        row.save,
        lambda: row.save(update_fields=["title"]),
        row.delete,
        rows.delete,
        fresh.save,
        lambda: Disclosed.objects.bulk_create([fresh]),
        lambda: rows.update(withdrawn_on=None, withdrawn_because=""),
        lambda: Disclosed.objects.bulk_update([row], ["title"]),
        lambda: Disclosed.objects.update_or_create(pk=row.pk, defaults={"title": "绕开"}),
        row.files.clear,
        lambda: row.files.add(file),
        lambda: row.files.set([]),
    ):
        with pytest.raises(NotCleared, match="都要经过审核和发布环节"), transaction.atomic():
            act()
    row.refresh_from_db()
    assert (row.title, row.files.get()) == ("湖滨路改造工程房屋征收补偿方案", file)
    # what nobody reads yet is written as before
    row.draft = {"title": "新稿", "summary": "", "made_on": ""}
    row.save()


def test_a_report_is_written_by_the_gate_only(world: World) -> None:
    report = report_of(world)
    frozen = {"stage": "published", "document": {"sections": []}, "digest": "0" * 64, "published_on": localdate()}
    forged = AnnualReport.objects.get(pk=report.pk)
    for name, value in frozen.items():
        setattr(forged, name, value)
    with pytest.raises(NotCleared):
        forged.save()
    with pytest.raises(NotCleared):
        AnnualReport.objects.filter(pk=report.pk).update(**frozen)
    out = actions.publish(report_id=report.pk, by=world.officer, at=at(2024, 1, 29))
    out.document["sections"] = []
    with pytest.raises(NotCleared):
        out.save()
    # a gate that is open for one item is open for no other
    with last_lock.opened_for("annual_report:0"), pytest.raises(NotCleared):
        out.save()


def test_what_was_done_by_hand_is_named_at_night(world: World, public: tuple[Disclosed, AnnualReport]) -> None:
    row, report = public
    assert differences.strays() == []
    assert tasks.compare_with_releases.func() == 0

    def named(model: Any, pk: int, **changes: Any) -> list[str]:
        before = by_hand(model).filter(pk=pk).values(*changes).get()
        by_hand(model).filter(pk=pk).update(**changes)
        found = [stray.why for stray in differences.strays()]
        by_hand(model).filter(pk=pk).update(**before)
        return found

    assert named(Disclosed, row.pk, summary="添一句") == [CHANGED]
    assert named(Disclosed, row.pk, withdrawn_on=localdate(), withdrawn_because="悄悄撤下") == [MISSING]
    assert named(AnnualReport, report.pk, document={"sections": []}) == [CHANGED]
    assert named(Release, Release.objects.get(key=row.gate_key).pk, withdrawn_at=now(), withdrawn_because="x") == [
        UNRELEASED
    ]
    row.files.through.objects.all().delete()
    with pytest.raises(JobFailed, match=r"答复公开（reply:.*公开的内容与发布的不一致"):
        tasks.compare_with_releases.func()


def test_what_was_public_before_the_gate_is_taken_over_and_marked(
    world: World, public: tuple[Disclosed, AnnualReport]
) -> None:
    ReleasedPart.objects.all().delete()
    Release.objects.all().delete()
    assert {stray.why for stray in differences.strays()} == {UNRELEASED}
    for app, number in (("casework", "0014"), ("reporting", "0002")):
        migration = import_module(f"gongkai.{app}.migrations.{number}_released_before_the_gate")
        for _ in range(2):
            migration.adopt(apps, None)
    rows = {release.key: release for release in Release.objects.all()}
    assert {key: row.digest for key, row in rows.items()} == {
        row.gate_key: items.load(row.gate_key).digest for row in public
    }
    assert {row.emergency for row in rows.values()} == {gate.EARLIER}
    assert differences.strays() == []
    assert gate.unreviewed() == []
    # and it is taken down like everything else
    gate.withdraw(key=public[0].gate_key, why="有误", by=world.officer, at=now())
    public[0].refresh_from_db()
    assert not public[0].is_public
    assert Entry.objects.filter(action="content:withdrawn").count() == 1
