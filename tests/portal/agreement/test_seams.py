"""Whoever releases, withdraws or keeps things in step dies at any moment: readers get nothing wrong then, and one round
of what workers do by themselves puts everything in step again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from gongkai.disclosure import library
from gongkai.disclosure.models import Article, PublicPage, Section
from gongkai.editorial import gate, reviewing, roots
from gongkai.editorial.models import Round
from gongkai.editorial.pages import page_of
from gongkai.editorial.tasks import release_due
from gongkai.jobs import claims, schedules
from gongkai.portal.mirror import making, manifest, verifying
from gongkai.portal.searching import changes, following
from tests.editorial.papers import Staff, hire, seen, sign, sign_all
from tests.editorial.site import body, home, paper, reviewed, write
from tests.factories import World, at, make_district
from tests.jobs.conftest import Clock as QueueClock
from tests.jobs.conftest import work_once
from tests.portal.agreement import clock
from tests.portal.agreement.clock import Clock
from tests.portal.agreement.conftest import forget
from tests.portal.agreement.seams import Dead, chosen, living
from tests.portal.agreement.snapshots import Snapshot

pytestmark = [pytest.mark.crash, pytest.mark.sweep]
WORD = "青山白水"
TEN = at(2023, 3, 6, 10)


@dataclass
class Desk:
    """A section with a message, public or about to be: what an officer does next, and where."""

    world: World
    staff: Staff
    clock: Clock
    folder: Path
    number: int
    round_id: int
    later: int
    """A message that was cleared for ten o'clock."""

    def release(self) -> None:
        """The last signature."""
        row = Round.objects.get(pk=self.round_id)
        reviewing.approve_all(round_id=row.pk, stage=row.stage, seen=seen(row), by=self.staff.final, at=self.clock())

    def withdraw(self) -> None:
        """Take the message down."""
        gate.withdraw(key=f"page:{self.number}", why="涉及个人隐私", by=self.world.officer, at=self.clock())

    def by_the_clock(self) -> None:
        """Nobody is there: a worker releases what was cleared for this hour."""
        self.clock.at = max(self.clock.at, TEN)
        release_due.func()
        work_once(QueueClock(self.clock()))

    def is_out(self) -> bool:
        """Whether it is public, by its release alone."""
        return gate.is_released(f"page:{self.number}")

    def place(self) -> str:
        """Its address, once it has one."""
        row = PublicPage.objects.filter(page=self.number).first()
        return f"/c/{row.month}/{row.page_id}.html" if row else ""


@pytest.fixture
def desk(transactional_db: None, places: Path, monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> Desk:
    """A message that waits for its last signature; an answer of every page is kept."""
    going = clock.set_going(monkeypatch, at(2023, 3, 6, 9))
    world = make_district()
    roots.ensure()
    staff = hire(world)
    section = write(Section, home(world.office), staff.author, "通知公告", introduction="通知")
    reviewed(staff, section)
    message = write(
        Article, section, staff.author, f"通知{WORD}", body=body(WORD), papers=[paper(world.office, staff.author)]
    )
    (row,) = reviewing.submit(keys=[message.gate_key], by=staff.author, at=going())
    while row.stage != "final_review":
        row = sign(row, staff, on=going())
    later = write(Article, section, staff.author, f"通知{WORD}", body=body(WORD))
    (timed,) = reviewing.submit(keys=[later.gate_key], by=staff.author, at=going(), wish=reviewing.Wish(release_at=TEN))
    sign_all(timed, staff, on=going())
    settings.TASKS = {"default": {"BACKEND": "gongkai.jobs.backend.DatabaseBackend", "QUEUES": []}}
    schedules.load()
    return Desk(world, staff, going, places, message.pk, row.pk, later.pk)


def a_round(desk: Desk) -> None:
    """What workers do within ten minutes: what a dead one held, what waits in line, everything that comes round."""
    claims.reclaim(at=desk.clock.go(minutes=2))
    work_once(QueueClock(desk.clock.go(minutes=9)))
    for name, declared in sorted(schedules.DECLARED.items()):
        every = declared.rhythm.every
        ours = name.startswith(("gongkai.portal", "gongkai.editorial"))
        if ours and "selfcheck" not in name and every and every.total_seconds() <= 600:
            declared.task.func()


def shown(desk: Desk, reader: Client) -> list[str]:
    """What readers get that is not so: by the release alone, a message is everywhere or nowhere."""
    out, wrong = desk.is_out(), []
    section = PublicPage.objects.get(kind=Section.item_kind)
    lists = ("/", f"/c/{section.month}/{section.page_id}.html", "/feed.atom", "/sitemap.xml", "/hant/")
    for address in lists:
        text = reader.get(address).content.decode()
        there = bool(desk.place()) and desk.place() in text if address == "/sitemap.xml" else WORD in text
        if there != out:
            wrong.append(f"{address}: {there}")
    if desk.place() and (reader.get(desk.place()).status_code == 200) != out:
        wrong.append("its own page")
    hits = reader.get("/search/", {"q": WORD}).context["found"]
    if bool(hits.hits) != out or hits.total != len(hits.hits):
        wrong.append(f"search: {hits.total}")
    return wrong


def in_step(desk: Desk) -> list[str]:
    """What is not in step with the release."""
    found = [
        *following.differences(),
        *changes.missing(),
        *changes.left_over(),
        *verifying.differences(desk.folder / "mirror"),
    ]
    return found + [str(number) for number in library.differing()]


ACTS: dict[str, Callable[[Desk], None]] = {
    "release": Desk.release,
    "withdraw": Desk.withdraw,
    "by the clock": Desk.by_the_clock,
}


@pytest.mark.parametrize("act", ACTS)
def test_who_publishes_dies_between_any_two_effects(
    act: str, desk: Desk, keep: Callable[[], Snapshot], monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    settings.GONGKAI_SEARCH_AT_ONCE = True
    if act == "withdraw":
        desk.release()
    if act == "by the clock":
        desk.number = desk.later
    a_round(desk)
    assert in_step(desk) == []
    start, before = desk.clock.at, keep()
    shutil.copytree(desk.folder / "mirror", desk.folder / "mirror0", symlinks=True)
    shutil.copytree(desk.folder / "search", desk.folder / "search0")
    seams: list[str] = []
    ends: list[int | None] = [None]
    died = set()
    while ends:
        end = ends.pop()
        _begin_again(desk, before)
        desk.clock.at = start
        assert shown(desk, Client()) == [], "and now every answer is kept"
        with living(desk.folder, monkeypatch, end) as life:
            try:
                ACTS[act](desk)
            except Dead as dead:
                died.add(str(dead))
        if end is None:
            seams = life.seams
            ends = list(chosen(seams))
            continue
        connection.close()  # the system does, when a process is gone
        assert shown(desk, Client()) == [], f"killed {seams[end]}"
        a_round(desk)
        assert shown(desk, Client()) == [], f"killed {seams[end]}, after a round"
        assert in_step(desk) == [], f"killed {seams[end]}"
    print(f"{act}: {len(seams)} effects, died at {len(died)}: {sorted(died)}")
    assert any("commit" in one for one in died)
    assert any("journal" in one for one in died)


def _begin_again(desk: Desk, before: Snapshot) -> None:
    before.put_back()
    for name in ("mirror", "search"):
        shutil.rmtree(desk.folder / name, ignore_errors=True)
        # no file of a mirror is ever written again: links do, and take a tenth of the time
        copy = os.link if name == "mirror" else shutil.copy2
        shutil.copytree(desk.folder / f"{name}0", desk.folder / name, symlinks=True, copy_function=copy)
    (desk.folder / "journal").unlink(missing_ok=True)
    following._index.cache_clear()
    forget()


def test_who_keeps_mirror_and_index_in_step_dies_between_any_two_effects(
    desk: Desk, keep: Callable[[], Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mirror that stands is whole at each moment; the next run finishes what the last one began."""
    a_round(desk)
    desk.release()
    start, before = desk.clock.at, keep()
    for name in ("mirror", "search"):
        shutil.copytree(desk.folder / name, desk.folder / f"{name}0", symlinks=True)
    ends: list[int | None] = [None]
    seams: list[str] = []
    while ends:
        end = ends.pop()
        _begin_again(desk, before)
        desk.clock.at = start
        with living(desk.folder, monkeypatch, end) as life:
            try:
                following.catch_up()
                making.update(desk.folder / "mirror", at=desk.clock.go(minutes=1))
            except Dead:
                pass
        if end is None:
            seams = life.seams
            ends = list(chosen(seams))
            continue
        connection.close()
        current = desk.folder / "mirror" / "current"
        assert list(verifying._files(current, manifest.read(current))) == [], f"killed {seams[end]}: half a mirror"
        desk.clock.go(minutes=10)
        following.catch_up()
        making.update(desk.folder / "mirror", at=desk.clock())
        assert in_step(desk) == [], f"killed {seams[end]}"
    print(f"in step: {len(seams)} effects, died at {len(chosen(seams))}: {sorted(set(seams))}")
    assert page_of(f"page:{desk.number}").live
