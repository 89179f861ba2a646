"""Papers that live in memory: a kind of content of the smallest sort, so that the gate is tested by itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from gongkai.agencies.models import Agency, User
from gongkai.agencies.roles import Role
from gongkai.editorial import items, reviewing
from gongkai.editorial.errors import Gone
from gongkai.editorial.items import Item, Kind, Part
from gongkai.editorial.models import Round
from gongkai.editorial.reviewing import Seen
from gongkai.statute.documents import Attribute
from tests.factories import World, _person, at

MONDAY = at(2023, 3, 6, 9)


def part(name: str, content: bytes) -> Part:
    """A file beside a paper."""
    return Part(name, name, sha256(content).hexdigest(), lambda: content)


@dataclass
class Desk:
    """The papers there are, and what the gate put out of them."""

    papers: dict[str, Item] = field(default_factory=dict)
    out: dict[str, str] = field(default_factory=dict)
    fails: bool = False
    slips: bool = False
    """Whether somebody saves a paper at the very moment when it goes out."""

    def write(self, agency: Agency, author: User, key: str = "paper:1", **changes: Any) -> Item:
        """A paper of an author."""
        fields: dict[str, Any] = {
            "kind": "paper",
            "key": key,
            "agency": agency,
            "title": f"关于印发工作方案的通知{key}",
            "attribute": Attribute.PROACTIVE,
            "texts": (("正文", "各科室：现将工作方案印发给你们。"),),
            "authors": frozenset({author.actor}),
        }
        self.papers[key] = Item(**(fields | changes))
        return self.papers[key]

    def edit(self, key: str, **changes: Any) -> Item:
        """Change a paper."""
        self.papers[key] = replace(self.papers[key], **changes)
        return self.papers[key]

    def load(self, key: str) -> Item:
        if key not in self.papers:
            raise Gone(key)
        return self.papers[key]

    def put_out(self, key: str, moment: datetime) -> None:
        if self.fails:
            raise RuntimeError("the disk is full")
        if self.slips:
            self.edit(key, texts=(("正文", "另一篇文字。"),))
        self.out[key] = self.papers[key].digest

    def take_in(self, key: str, moment: datetime) -> None:
        del self.out[key]


def lay_out() -> Desk:
    """A desk whose papers the gate knows."""
    desk = Desk()
    items.declare(
        Kind(
            name="paper",
            label="文稿",
            load=desk.load,
            put_out=desk.put_out,
            take_in=desk.take_in,
            edit_address=lambda key: f"/office/papers/{key}/",
            public_address=lambda key: f"/papers/{key}/",
            keys=lambda agency: [key for key, item in desk.papers.items() if item.agency == agency],
            public_keys=lambda: list(desk.out),
        )
    )
    return desk


@dataclass(frozen=True)
class Staff:
    """Who writes and reviews."""

    author: User
    first: User
    second: User
    secrecy: User
    final: User

    def reviewer(self, stage: str) -> User:
        """Who does a stage."""
        return {
            "first_review": self.first,
            "second_review": self.second,
            "secrecy": self.secrecy,
            "final_review": self.final,
        }[stage]


def hire(world: World) -> Staff:
    """An author and four reviewers in the office."""
    number = world.office.pk
    return Staff(
        author=_person("author", number, "文拟", world.office, Role.EDITOR),
        first=_person("first", number, "初一", world.office, Role.REVIEWER),
        second=world.officer,
        secrecy=world.secrecy,
        final=world.leader,
    )


def seen(row: Round) -> Seen:
    """What somebody sees who has just opened the page."""
    row.refresh_from_db()
    return Seen(row.seq, row.digest)


def sign(row: Round, staff: Staff, *, on: datetime = MONDAY, **changes: Any) -> Round:
    """The stage that is due, by who does it."""
    stage = changes.pop("stage", row.stage)
    by = changes.pop("by", None) or staff.reviewer(stage)
    return reviewing.approve_all(round_id=row.pk, stage=stage, seen=seen(row), by=by, at=on, **changes)


def sign_all(row: Round, staff: Staff, *, on: datetime = MONDAY) -> Round:
    """Every stage to the end."""
    while row.state == Round.State.OPEN:
        row = sign(row, staff, on=on)
    return row
