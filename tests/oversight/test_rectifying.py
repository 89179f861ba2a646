"""An observation is ignored for a reason or mended, and confirmed by another person; each step is a receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from gongkai.agencies.permissions import NotAllowed
from gongkai.audit.models import Entry
from gongkai.files.checking import check
from gongkai.files.uploading import Received
from gongkai.oversight import clocks, evidence, keeping, observations, queries, rectifying
from gongkai.oversight.errors import Incomplete, NotNow, OwnWork, Unknown
from gongkai.oversight.models import Observation, Rectification, RectificationStep
from gongkai.oversight.observations import Seen
from tests.editorial.site import png
from tests.factories import at
from tests.oversight.conftest import Watch

FRIDAY = at(2023, 3, 3, 16)
PAGE = "https://fgj.example.invalid/1.html"
WRONG = Seen("SPELL1", "general", "“帐号”应为“账号”", PAGE, "帐号", "p1")
DEAD = Seen("LINK_DEAD", "severe", "链接打不开", PAGE, "https://fgj.example.invalid/2.html")
SOURCE = "<p>请登录帐号</p>"


@pytest.fixture
def seen(watch: Watch) -> Observation:
    return observations.observe(medium=watch.site, seen=[WRONG], source=SOURCE, at=FRIDAY)[0]


def test_what_the_system_sees_is_told_once_with_the_page_as_it_was(watch: Watch, seen: Observation) -> None:
    later = FRIDAY + timedelta(days=1)
    new = observations.observe(medium=watch.site, seen=[WRONG, DEAD], source=SOURCE, at=later)
    assert [row.code for row in new] == ["LINK_DEAD"]
    seen.refresh_from_db()
    assert (seen.seen_at, seen.agency, seen.found_by) == (later, watch.world.department, None)
    assert seen.snapshot is not None
    assert evidence.source_of(seen.snapshot) == SOURCE
    assert new[0].snapshot_id == seen.snapshot_id, "the same page is kept once"
    observations.ignore(observation_id=seen.pk, reason="专有名称，不是错误", by=watch.world.officer, at=later)
    assert observations.observe(medium=watch.site, seen=[WRONG], source=SOURCE, at=later) == []
    with pytest.raises(NotNow):
        rectifying.send(observation_id=seen.pk, words="请改正", by=watch.world.officer, at=later)
    for reason, who, error in (("", watch.world.officer, Incomplete), ("不是错误", watch.world.stranger, NotAllowed)):
        with pytest.raises(error):
            observations.ignore(observation_id=new[0].pk, reason=reason, by=who, at=later)


def test_a_page_that_nobody_had_to_mend_goes_when_its_years_are_over(watch: Watch, seen: Observation) -> None:
    other = observations.observe(medium=watch.site, seen=[DEAD], source=SOURCE, at=FRIDAY)[0]
    by = {"by": watch.world.officer, "at": FRIDAY}
    observations.ignore(observation_id=seen.pk, reason="专有名称，不是错误", **by)
    assert keeping.forget(at=at(2025, 1, 1)) == 0, "the same page proves something of which nobody decided"
    observations.ignore(observation_id=other.pk, reason="对方网站临时维护", **by | {"at": at(2024, 1, 2)})
    assert [keeping.forget(at=day) for day in (at(2025, 12, 31), at(2026, 1, 1), at(2026, 1, 2))] == [0, 1, 0]
    gone = evidence.Snapshot.objects.get()
    assert (bytes(gone.key), bytes(gone.packed), len(gone.digest)) == (b"", b"", 64)
    assert Entry.objects.get(action="snapshot:erased").digest == gone.digest
    with pytest.raises(Unknown):
        queries.snapshot(watch.world.officer, gone.pk, on=at(2026, 1, 2).date())
    # what is seen again is kept again, and with a rectification for good
    fresh = observations.observe(medium=watch.site, seen=[replace(WRONG, mark="p9")], source=SOURCE, at=at(2026, 1, 3))[
        0
    ]
    assert (fresh.snapshot, evidence.source_of(evidence.Snapshot.objects.get())) == (gone, SOURCE)
    rectifying.send(observation_id=fresh.pk, words="请改正", by=watch.world.officer, at=at(2026, 1, 3))
    assert keeping.forget(at=at(2040, 1, 1)) == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        evidence.Snapshot.objects.update(erased_at=FRIDAY)


def test_it_is_sent_answered_checked_returned_and_confirmed_by_another(watch: Watch, seen: Observation) -> None:
    world = watch.world
    row = rectifying.send(observation_id=seen.pk, words="请立即改正", by=world.officer, at=FRIDAY)
    # three working days after a Friday end on Wednesday night
    assert (row.number, row.agency) == (f"{world.office.code.upper()}-DB2023-0001", world.department)
    assert clocks.localtime(row.due_at).strftime("%m-%d %H:%M") == "03-08 23:59"
    key = {"rectification_id": row.pk}
    with pytest.raises(NotNow):
        rectifying.confirm(**key, words="已看过", by=world.officer, at=FRIDAY)
    with pytest.raises(NotAllowed):
        rectifying.answer(**key, words="已改正", by=world.stranger, at=FRIDAY)
    shot = png()
    picture = Received(shot, check(shot, "改后.png", kinds=evidence.PICTURES))
    step = rectifying.answer(**key, words="已改为“账号”", picture=picture, by=world.handler, at=FRIDAY)
    assert step.picture is not None
    assert step.picture.agency == world.department
    rectifying.checked(**key, still=True, at=FRIDAY)
    assert rectifying.checked(**key, still=None, at=FRIDAY) is None
    rectifying.send_back(**key, words="仍有一处", by=world.colleague, at=FRIDAY)
    row.refresh_from_db()
    assert (row.state, row.returns, clocks.is_late(row, row.due_at + timedelta(seconds=1))) == ("returned", 1, True)
    rectifying.answer(**key, words="两处都已改正", by=world.handler, at=FRIDAY)
    rectifying.confirm(**key, words="已复核", by=world.colleague, at=FRIDAY)
    seen.refresh_from_db()
    assert seen.state == "mended"
    steps = list(row.steps.all())
    assert [one.kind for one in steps] == ["sent", "answered", "checked", "returned", "answered", "confirmed"]
    logged = Entry.objects.filter(action="rectification:step").order_by("position").values_list("digest", flat=True)
    assert list(logged) == [one.digest for one in steps]
    assert len(set(logged)) == 6
    with pytest.raises(DatabaseError), transaction.atomic():
        RectificationStep.objects.update(words="改写")
    # what comes back after it was mended is told anew
    again = observations.observe(medium=watch.site, seen=[WRONG], source=SOURCE, at=FRIDAY + timedelta(days=9))
    assert len(again) == 1


def test_nobody_confirms_their_own_work_and_a_severe_fault_has_an_hour(watch: Watch) -> None:
    world = watch.world
    found = observations.observe(medium=watch.account, seen=[DEAD], source="", at=FRIDAY)[0]
    row = rectifying.send(observation_id=found.pk, words="请处理", by=world.officer, at=FRIDAY)
    assert row.due_at == FRIDAY + timedelta(hours=1)
    assert clocks.standing(row, FRIDAY + timedelta(minutes=61)).words == "超期1分钟"
    rectifying.answer(rectification_id=row.pk, words="已修复", by=world.officer, at=FRIDAY)
    with pytest.raises(OwnWork):
        rectifying.confirm(rectification_id=row.pk, words="已看", by=world.officer, at=FRIDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rectification.objects.filter(pk=row.pk).update(
            state="confirmed", confirmed_by=world.officer, confirmed_at=FRIDAY
        )
    rectifying.confirm(rectification_id=row.pk, words="已看", by=world.colleague, at=FRIDAY)
