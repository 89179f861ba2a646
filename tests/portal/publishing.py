"""An answer that was opened to everybody, for tests that need one."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate, now

from gongkai.agencies.models import User
from gongkai.casework import attachments, disclosing, handling, redacting
from gongkai.casework.attachments import Role, upload
from gongkai.casework.disclosing import Entry
from gongkai.casework.models import Case, Disclosed
from tests.factories import World, clear, confirm, finish, online


def converted(world: World) -> tuple[Case, int]:
    """A converted case and its redacted copy."""
    case = confirm(world, online(world, on=now()).case, on=now())
    original = upload("批复全文".encode(), "批复.txt", Role.EVIDENCE)
    (row,) = attachments.add(case_id=case.pk, uploads=[original], by=world.officer, at=now())
    copy = attachments.derive(
        attachment_id=row.pk, data="批复■■".encode(), name="批复.txt", by=world.officer, at=now(), words="遮盖"
    )
    redacting.confirm(attachment_id=copy.pk, by=world.colleague, at=now())
    finish(world, case, on=now())
    handling.convert_to_proactive(case_id=case.pk, on=localdate(), by=world.officer, at=now())
    return case, copy.pk


def opened(world: World, case: Case, entry: Entry, *ids: int, by: User | None = None, on: datetime) -> Disclosed:
    """An entry that went through its reviews and the gate."""
    officer = by or world.officer
    row = disclosing.propose(case_id=case.pk, entry=entry, attachment_ids=ids, by=officer, at=on)
    clear(world, row.key, on=on)
    return disclosing.publish(case_id=case.pk, by=officer, at=on)


def published_answer(world: World) -> Disclosed:
    """Its entry in the public list."""
    case, copy = converted(world)
    entry = Entry("湖滨路改造工程房屋征收补偿方案", "方案包括补偿范围、标准和签约期限。", localdate())
    return opened(world, case, entry, copy, on=now())
