"""A township with a village, its clerk, its oversight committee and who approves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from gongkai.agencies.models import Agency, Kind, User
from gongkai.agencies.roles import Role
from gongkai.editorial.models import Round
from gongkai.editorial.reviewing import Seen
from gongkai.files.checking import check
from gongkai.files.uploading import Received
from gongkai.village import posting
from gongkai.village.models import Posting, Village
from gongkai.village.money import Line
from gongkai.village.posting import Content
from tests.factories import World, _agency, _person, at, make_district

OCTOBER = at(2026, 10, 8, 9)
LINES = (Line("income", "集体鱼塘承包费", 1_250_000), Line("expenditure", "村道路灯电费", 186_050, "三季度"))
BALANCE: dict[str, Any] = {"opening_fen": 3_000_000, "closing_fen": 4_063_950}


@dataclass(frozen=True)
class Hamlet:
    """A village and its people."""

    world: World
    village: Village
    clerk: User
    overseer: User
    reviewer: User

    @property
    def agency(self) -> Agency:
        return self.village.agency

    def content(self, **changes: Any) -> Content:
        """The third quarter's income and expenditure."""
        fields: dict[str, Any] = {
            "duty": "income", "also": ("expenditure",), "day": date(2026, 9, 30), "lines": LINES,
            "title": "2026年第三季度财务收支公开", **BALANCE,
        }  # fmt: skip
        return Content(**(fields | changes))

    def affairs(self, **changes: Any) -> Content:
        """A resolution, without a table."""
        fields: dict[str, Any] = {
            "duty": "resolutions", "day": date(2026, 9, 30), "title": "村民代表会议决定修缮村东石桥",
            "text": "9月20日召开村民代表会议，到会31人，一致同意修缮村东石桥，费用从集体收入中列支。",
        }  # fmt: skip
        return Content(**(fields | changes))

    def draft(self, content: Content | None = None, *, on: datetime = OCTOBER, **more: Any) -> Posting:
        """The clerk writes."""
        told = content or self.content()
        return posting.draft(village_id=self.village.pk, content=told, by=self.clerk, at=on, **more)

    def sign(self, row: Posting, by: User, *, on: datetime = OCTOBER) -> Round:
        """Somebody signs what is due."""
        found = posting.stage_of(row)
        assert found is not None
        return posting.sign(posting_id=row.pk, seen=Seen(found.seq, found.digest), by=by, at=on)

    def public(self, content: Content | None = None, *, on: datetime = OCTOBER, **more: Any) -> Posting:
        """Written, handed in, signed by all who have to, and public."""
        row = self.draft(content, on=on, **more)
        posting.hand_in(posting_id=row.pk, by=self.clerk, at=on)
        while (found := posting.stage_of(row)) is not None:
            self.sign(row, self.overseer if found.stage == "oversight" else self.reviewer, on=on)
        row.refresh_from_db()
        return row


def settle(world: World) -> Hamlet:
    """A village of the township of the district."""
    number = world.office.pk
    agency = _agency(world.other, Kind.VILLAGE, f"柳溪村村民委员会{number}", f"lxc{number}")
    reviewer = _person("township", number, "审镇", world.other, Role.TOWNSHIP_REVIEWER)
    village = Village(agency=agency, counted_from=date(2026, 1, 1))
    posting.register(village=village, by=reviewer, at=OCTOBER)
    return Hamlet(
        world,
        village,
        _person("clerk", number, "文书", agency, Role.VILLAGE_CLERK),
        _person("overseer", number, "监督", agency, Role.OVERSIGHT_MEMBER),
        reviewer,
    )


def snapshot(name: str) -> Received:
    """A small picture that a form has checked."""
    out = BytesIO()
    Image.new("RGB", (64, 48), "#246").save(out, "PNG")
    return Received(out.getvalue(), check(out.getvalue(), name))


@pytest.fixture
def hamlet() -> Hamlet:
    """See `settle`."""
    return settle(make_district())
