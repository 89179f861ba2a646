"""Two officers release and withdraw while readers read: nobody gets a page of two releases, nobody is told that a page
is not there which is, and what was withdrawn is gone from the moment on in which that is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from gongkai.disclosure.models import Article, PublicPage, Section
from gongkai.editorial import gate, reviewing, roots
from gongkai.editorial.pages import GatedPage
from gongkai.portal.caching import telling
from tests.editorial.papers import Staff, hire, sign_all
from tests.editorial.site import body, fresh, home, reviewed, write
from tests.factories import World, make_district
from tests.portal.agreement.told import ALPHABET, WORD

pytestmark = [pytest.mark.crash, pytest.mark.sweep]
ROUNDS, READERS = 6, 3


def word(number: int) -> str:
    """The word of a state of a page."""
    return "".join(ALPHABET[int(digit)] for digit in f"{number:04d}")


@dataclass
class Counter:
    """Two pages: one is corrected again and again, the other comes and goes."""

    world: World
    staff: Staff
    section: GatedPage
    corrected: GatedPage
    coming: GatedPage
    gone_since: list[float] = field(default_factory=lambda: [0.0])
    """Since when the second page is surely not public; nothing while it may be."""
    wrong: list[str] = field(default_factory=list)
    reads: int = 0

    def correct(self, number: int) -> None:
        """Release title, text and source of the first page, all of the same word."""
        page: Any = fresh(self.corrected).latest_revision.as_object()
        page.title, page.body, page.source = word(number), body(word(number)), word(number)
        page.save_revision(user=self.staff.author)
        self._release(self.corrected)

    def come_and_go(self, _number: int) -> None:
        """The second page."""
        self.gone_since.clear()
        self._release(self.coming)
        gate.withdraw(key=self.coming.gate_key, why="有误", by=self.world.officer, at=now())
        self.gone_since.append(time.monotonic())

    def _release(self, page: GatedPage) -> None:
        (row,) = reviewing.submit(keys=[page.gate_key], by=self.staff.author, at=now())
        sign_all(row, self.staff, on=now())

    def read(self, reader: Client, places: dict[str, str]) -> None:
        """One look of a stranger at everything."""
        answer = reader.get(places["corrected"])
        found = WORD.findall(answer.content.decode())
        if answer.status_code != 200 or len(set(found)) != 1:
            self.wrong.append(f"{answer.status_code} {set(found)}")
        for name in ("coming", "section", "/feed.atom"):
            since, begun = list(self.gone_since), time.monotonic()
            answer = reader.get(places.get(name, name))
            there = answer.status_code == 200 and "来去" in answer.content.decode()
            if there and since and since == self.gone_since and since[0] < begun:
                self.wrong.append(f"{name}: shows what was withdrawn {begun - since[0]:.3f} s ago")
        self.reads += 1


@pytest.fixture
def counter(transactional_db: None, places: Path) -> Counter:
    world = make_district()
    roots.ensure()
    staff = hire(world)
    section = write(Section, home(world.office), staff.author, "公告", introduction="公告")
    reviewed(staff, section)
    pages = [
        write(Article, section, staff.author, title, body=body(title), source=title) for title in (word(0), "来去")
    ]
    reviewed(staff, pages[0])
    reviewed(staff, pages[1])
    gate.withdraw(key=pages[1].gate_key, why="有误", by=world.officer, at=now())
    return Counter(world, staff, section, pages[0], pages[1])


@contextmanager
def a_thread() -> Iterator[None]:
    """A connection of one's own, as a process of the server has it."""
    telling.watch(connection)
    try:
        yield
    finally:
        connection.close()


def test_readers_get_one_release_whole_and_nothing_withdrawn(counter: Counter) -> None:
    places = {
        name: f"/c/{row.month}/{row.page_id}.html"
        for name in ("corrected", "coming", "section")
        for row in [PublicPage.objects.get(page=getattr(counter, name).pk)]
    }
    over = Event()

    def officer(act: Callable[[int], None]) -> None:
        with a_thread():
            for number in range(1, ROUNDS + 1):
                act(number)

    def stranger() -> None:
        with a_thread():
            reader = Client()
            while not over.is_set():
                counter.read(reader, places)

    with ThreadPoolExecutor(READERS + 2) as pool:
        readers = [pool.submit(stranger) for _ in range(READERS)]
        try:
            for work in [pool.submit(officer, act) for act in (counter.correct, counter.come_and_go)]:
                work.result()
        finally:
            over.set()
        for reader in readers:
            reader.result()
    assert counter.wrong == []
    assert counter.reads > ROUNDS
