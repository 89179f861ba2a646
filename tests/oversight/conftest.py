"""A district whose office reads a site of a department and an account of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

import pytest

from gongkai.agencies.models import User
from gongkai.oversight import media, rota
from gongkai.oversight.media import Described
from gongkai.oversight.models import Medium, Shift
from tests.factories import World, at, make_district

MARCH = at(2023, 2, 28, 10)
SITE = Described("site", "发展改革频道", "https://fgj.example.invalid/", "吴办", by_machine=True)
ACCOUNT = Described("wechat", "明湖发布", "minghu-fabu", "何其", cycle_days=7)


@dataclass(frozen=True)
class Watch:
    """What is read, and the rota of March 2023: three shifts a day, two people in turn from 08:00."""

    world: World
    site: Medium
    account: Medium
    shifts: list[Shift]

    @property
    def first(self) -> Shift:
        """The first shift: 1 March, 08:00 to 16:00, the officer's."""
        return Shift.objects.get(pk=self.shifts[0].pk)

    @property
    def reader(self) -> User:
        return self.world.officer


@pytest.fixture
def world(db: None) -> World:
    return make_district()


@pytest.fixture
def watch(world: World) -> Watch:
    office = {"office": world.office, "by": world.officer, "at": MARCH}
    site = media.register(agency=world.department, said=SITE, **office)
    account = media.register(agency=world.office, said=ACCOUNT, **office)
    turns = rota.in_turn(at(2023, 3, 1).date(), [world.officer, world.colleague], hours=8, first=time(8))
    return Watch(world, site, account, rota.plan(turns=turns, **office))
