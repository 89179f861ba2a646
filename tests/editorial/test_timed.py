"""What goes out or is taken down at a set time: by itself, each for itself, with a receipt, and an alarm when late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from gongkai.audit.models import Action, Entry
from gongkai.casework.today import today_for
from gongkai.editorial import ending, gate, mine, releasing, reviewing, tasks
from gongkai.editorial.errors import Incomplete, Overtaken
from gongkai.editorial.models import Ending, Release, Round, TimedRun
from gongkai.editorial.reviewing import Wish
from tests.editorial.papers import MONDAY, Desk, Staff, sign_all
from tests.factories import World, at

pytestmark = pytest.mark.django_db
NINE = at(2023, 3, 8, 9)


def timed(world: World, staff: Staff, desk: Desk, key: str = "paper:1") -> Round:
    desk.write(world.office, staff.author, key)
    row = reviewing.submit(keys=[key], by=staff.author, at=MONDAY, wish=Wish(release_at=NINE))[0]
    return sign_all(row, staff)


def test_a_release_at_a_set_time_leaves_a_receipt(world: World, staff: Staff, desk: Desk) -> None:
    row = timed(world, staff, desk)
    assert len(releasing.release_due(at=NINE)) == 1
    (receipt,) = row.timed_runs.all()
    assert (receipt.done, receipt.planned_at, receipt.at, receipt.words) == (True, NINE, NINE, "已经按时发布。")
    late = timed(world, staff, desk, "paper:2")
    releasing.release_due(at=NINE + timedelta(hours=2))
    assert late.timed_runs.get().words == "已经发布，比设定的时间晚120分钟。"


def test_what_cannot_go_out_says_why_and_is_an_alarm(world: World, staff: Staff, desk: Desk, client: Client) -> None:
    row = timed(world, staff, desk)
    desk.edit("paper:1", attribute=None)
    assert releasing.overdue(row, at=NINE) is None
    silent = releasing.overdue(row, at=NINE + timedelta(minutes=6))
    assert silent is not None
    assert silent.words == "后台任务没有执行。"
    for minute in range(3):
        assert releasing.release_due(at=NINE + timedelta(minutes=minute)) == []
    (receipt,) = TimedRun.objects.all()
    assert not receipt.done
    later = NINE + timedelta(minutes=6)
    (held,) = mine.gather(staff.author, at=later).held
    assert held.overdue == receipt
    seen = today_for(world.officer, today=later.date(), at=later).timed
    assert seen == ["《关于印发工作方案的通知paper:1》应于3月8日 09:00公开，还没有公开"]
    assert today_for(staff.first, today=later.date(), at=later).timed == []
    client.force_login(world.officer)
    assert "定时发布、撤下没有按时执行（1项）" in client.get("/office/").content.decode()
    assert receipt.words[:10] in client.get(f"/office/reviews/{row.pk}/").content.decode()


def test_something_is_taken_down_at_its_time_once(world: World, staff: Staff, desk: Desk) -> None:
    timed(world, staff, desk)
    releasing.release_due(at=NINE)
    by, noon = world.officer, NINE + timedelta(hours=3)
    for due_at, why, field in ((noon, " ", "why"), (NINE, "过期", "due_at")):
        with pytest.raises(Incomplete) as refused:
            ending.plan(key="paper:1", due_at=due_at, why=why, by=by, at=NINE)
        assert refused.value.field == field
    ending.plan(key="paper:1", due_at=noon + timedelta(days=1), why="试行期满", by=by, at=NINE)
    ending.plan(key="paper:1", due_at=noon, why="试行期满", by=by, at=NINE)
    assert list(ending.due(at=noon - timedelta(minutes=1))) == []
    (row,) = ending.due(at=noon)
    assert ending.carry_out(row, at=noon)
    assert not ending.carry_out(row, at=noon)
    assert desk.out == {}
    assert Release.objects.get().withdrawn_because == "试行期满"
    row.refresh_from_db()
    assert row.result == "已经按时撤下。"
    with pytest.raises(Overtaken):
        ending.plan(key="paper:1", due_at=noon, why="再撤", by=by, at=NINE)
    with pytest.raises(Overtaken):
        ending.cancel(key="paper:1", by=by, at=NINE)
    acts = Entry.objects.filter(action__in=(Action.ENDING_SET, Action.WITHDRAWN)).order_by("pk")
    assert [act.action for act in acts] == [Action.ENDING_SET, Action.ENDING_SET, Action.WITHDRAWN]


def test_one_that_fails_holds_up_no_other(world: World, staff: Staff, desk: Desk) -> None:
    long_ago = now() - timedelta(hours=1)
    for key in ("paper:1", "paper:2", "paper:3"):
        timed(world, staff, desk, key)
        releasing.release_due(at=NINE)
        ending.plan(key=key, due_at=long_ago, why="期满", by=world.officer, at=long_ago - timedelta(days=1))
    ending.cancel(key="paper:3", by=world.officer, at=long_ago)
    desk.out.pop("paper:1")  # taking it in fails
    assert tasks.end_due.func() == 2
    assert set(desk.out) == {"paper:3"}
    assert gate.standing("paper:1") is not None
    assert [row.key for row in ending.overdue(at=now())] == ["paper:1"]
    assert Ending.objects.get(key="paper:2").result == "已经撤下，晚60分钟。"
    assert (
        today_for(world.officer, today=now().date(), at=now()).timed[0].startswith("《关于印发工作方案的通知paper:1》")
    )
