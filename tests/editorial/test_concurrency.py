"""Several reviewers at once, each on a connection of their own; an edit in between; a worker killed while releasing."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from gongkai.agencies.actions import give_post
from gongkai.agencies.permissions import NotAllowed
from gongkai.agencies.roles import Role
from gongkai.audit import ledger
from gongkai.audit.models import Action, Entry
from gongkai.editorial import reviewing
from gongkai.editorial.errors import EditorialError, Overtaken
from gongkai.editorial.models import Release, Round
from gongkai.editorial.reviewing import Return, Wish
from tests.editorial.papers import MONDAY, Desk, Staff, hire, seen, sign
from tests.factories import World, at, make_district
from tests.jobs.conftest import ROOT, environment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def staff(world: World) -> Staff:
    for who in (world.stranger, world.handler):
        give_post(user=who, agency=world.office, role=Role.REVIEWER, held_from=date(2022, 1, 1), at=MONDAY)
    return hire(world)


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Do all acts at the same moment; what each gave, or the refusal it met."""
    gate = Barrier(len(acts))

    def do(act: Callable[[], Any]) -> Any:
        try:
            gate.wait(20)
            return act()
        except (EditorialError, NotAllowed) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def handed_in(world: World, staff: Staff, desk: Desk) -> Round:
    desk.write(world.office, staff.author)
    return reviewing.submit(keys=["paper:1"], by=staff.author, at=MONDAY)[0]


def test_of_three_deciding_at_once_one_counts_and_the_others_are_told(world: World, staff: Staff, desk: Desk) -> None:
    row = handed_in(world, staff, desk)
    given = {"round_id": row.pk, "stage": "first_review", "seen": seen(row), "at": MONDAY}
    results = together(
        lambda: reviewing.approve(by=staff.first, **given),
        lambda: reviewing.send_back(by=world.stranger, reason=Return("words", "改"), **given),
        lambda: reviewing.approve(by=world.handler, **given),
    )
    assert sum(isinstance(result, Overtaken) for result in results) == 2
    assert row.signatures.count() == 1
    assert not list(ledger.verify())


def test_the_last_signature_given_twice_releases_once(world: World, staff: Staff, desk: Desk) -> None:
    give_post(
        user=world.stranger, agency=world.office, role=Role.APPROVING_LEADER, held_from=date(2022, 1, 1), at=MONDAY
    )
    row = handed_in(world, staff, desk)
    for _ in range(3):
        row = sign(row, staff)
    given = {"round_id": row.pk, "stage": "final_review", "seen": seen(row), "at": MONDAY}
    results = together(*[lambda who=who: reviewing.approve(by=who, **given) for who in (staff.final, world.stranger)])
    assert sorted(isinstance(result, Overtaken) for result in results) == [False, True]
    assert Release.objects.count() == 1


def test_an_edit_during_the_review_lets_nothing_else_out(world: World, staff: Staff, desk: Desk) -> None:
    row = handed_in(world, staff, desk)
    for _ in range(3):
        row = sign(row, staff)
    given = {"round_id": row.pk, "stage": "final_review", "seen": seen(row), "at": MONDAY}

    def edit() -> None:
        desk.edit("paper:1", title="改了标题")
        reviewing.notice_edit("paper:1", at=MONDAY)

    together(lambda: reviewing.approve(by=staff.final, **given), edit)
    row.refresh_from_db()
    assert row.state in {Round.State.CLEARED, Round.State.CHANGED}
    # whatever came first: what is out is what was signed
    assert all(digest == row.digest for digest in Release.objects.values_list("digest", flat=True))
    assert Release.objects.count() <= (row.state == Round.State.CLEARED)


KILLED = """
import os, signal, sys, django
django.setup()
from django.db import connection
from gongkai.agencies.models import Agency
from gongkai.editorial import items, reading, releasing
from tests.editorial.papers import Desk, lay_out
from tests.editorial.test_concurrency import paper
from tests.factories import at

reading.item, reading.file, reading.rules = (lambda _: ("", [])), (lambda _: ("", [])), (lambda: "1")
desk = lay_out()
desk.papers["paper:1"] = paper(Agency.objects.get(pk=int(sys.argv[1])), sys.argv[2])
if sys.argv[3] == "killed":
    desk.put_out = lambda key, moment: os.kill(os.getpid(), signal.SIGKILL)
    items.declare(type(items.kind_of("paper:1"))(**{
        name: getattr(items.kind_of("paper:1"), name) for name in items.Kind.__slots__} | {"put_out": desk.put_out}))
print(len(releasing.release_due(at=at(2023, 3, 9))))
"""


def paper(agency: Any, actor: str) -> Any:
    """The paper of these tests, the same in another process."""
    from gongkai.editorial.items import Item
    from gongkai.statute.documents import Attribute

    return Item(
        kind="paper",
        key="paper:1",
        agency=agency,
        title="定时发布的通知",
        attribute=Attribute.PROACTIVE,
        texts=(("正文", "各科室。"),),
        authors=frozenset({actor}),
    )


@pytest.mark.crash
def test_a_worker_killed_while_releasing_leaves_one_release_the_second_time(
    world: World, staff: Staff, desk: Desk, tmp_path: Path
) -> None:
    desk.papers["paper:1"] = paper(world.office, staff.author.actor)
    wish = Wish(release_at=at(2023, 3, 8))
    row = reviewing.submit(keys=["paper:1"], by=staff.author, at=MONDAY, wish=wish)[0]
    while row.state == Round.State.OPEN:
        row = sign(row, staff)

    def run(how: str) -> subprocess.CompletedProcess[str]:
        arguments = [sys.executable, "-c", KILLED, str(world.office.pk), staff.author.actor, how]
        place = environment(tmp_path) | {"DJANGO_SETTINGS_MODULE": "gongkai.config.settings", "PYTHONPATH": str(ROOT)}
        return subprocess.run(arguments, cwd=ROOT, env=place, capture_output=True, text=True, check=False, timeout=120)

    connection.close()
    assert run("killed").returncode == -signal.SIGKILL
    assert not Release.objects.exists(), "half a release"
    done = run("lives")
    assert (done.stdout, done.returncode) == ("1\n", 0), done.stderr
    assert run("lives").stdout == "0\n"
    assert Release.objects.get().digest == row.digest
    assert Entry.objects.filter(action=Action.RELEASED).count() == 1
    assert not list(ledger.verify())
