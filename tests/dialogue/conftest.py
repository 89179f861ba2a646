"""An office with its staff and a section, a consultation in it, and a letter to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from gongkai.dialogue import letters
from gongkai.dialogue.letters import Receipt, Written
from gongkai.dialogue.models import CitizenLetter
from gongkai.disclosure.models import Consultation, Section
from tests.disclosure.conftest import checks, section, staff, world
from tests.editorial.papers import Staff
from tests.editorial.site import body, reviewed, write
from tests.factories import World, at

__all__ = ["checks", "section", "staff", "world"]

WRITTEN = Written(
    "湖滨公园几点关门", "我是甄不存，想问湖滨公园夜里几点关门？", "甄不存", "00012345678", "a@example.invalid"
)
MARCH = at(2023, 3, 6, 10)
Write = Callable[..., tuple[CitizenLetter, Receipt]]
Consult = Callable[..., Consultation]


@pytest.fixture
def letter(world: World) -> Write:
    """Writes a letter to the office."""

    def make(*, on: datetime = MARCH, may_publish: bool = True, **changes: Any) -> tuple[CitizenLetter, Receipt]:
        fields = {"agency": world.office, "kind": "question", "written": WRITTEN} | changes
        receipt = letters.write(**fields, may_publish=may_publish, at=on)
        return CitizenLetter.objects.get(number=receipt.number), receipt

    return make


@pytest.fixture
def consult(section: Section, staff: Staff) -> Consult:
    """Puts a consultation out to the public."""

    def make(**changes: Any) -> Consultation:
        fields = {
            "opens_on": "2023-03-07",
            "closes_on": "2023-04-07",
            "background": "停车难，停车乱。",
            "body": body("停车费前三十分钟不收。", ("paragraph", "<p>夜间路侧停车不收费。</p>")),
        }
        page = write(Consultation, section, staff.author, "停车管理办法（征求意见稿）", **(fields | changes))
        reviewed(staff, page)
        return Consultation.objects.get(pk=page.pk, live=True)

    return make
