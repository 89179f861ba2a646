"""An answer that was opened to everybody, for tests that need one."""

from __future__ import annotations

from django.utils.timezone import localdate, now

from gongkai.casework import attachments, disclosing, handling
from gongkai.casework.attachments import Role, upload
from gongkai.casework.disclosing import Entry
from gongkai.casework.models import Case, Disclosed
from tests.factories import World, confirm, finish, online


def converted(world: World) -> tuple[Case, int]:
    """A converted case and its redacted copy."""
    case = confirm(world, online(world, on=now()).case, on=now())
    original = upload("批复全文".encode(), "批复.txt", Role.EVIDENCE)
    (row,) = attachments.add(case_id=case.pk, uploads=[original], by=world.officer, at=now())
    copy = attachments.derive(
        attachment_id=row.pk, data="批复■■".encode(), name="批复.txt", by=world.officer, at=now(), words="遮盖"
    )
    finish(world, case, on=now())
    handling.convert_to_proactive(case_id=case.pk, on=localdate(), by=world.officer, at=now())
    return case, copy.pk


def published_answer(world: World) -> Disclosed:
    """Its entry in the public list."""
    case, copy = converted(world)
    entry = Entry("湖滨路改造工程房屋征收补偿方案", "方案包括补偿范围、标准和签约期限。", localdate())
    return disclosing.publish(case_id=case.pk, entry=entry, attachment_ids=[copy], by=world.officer, at=now())
