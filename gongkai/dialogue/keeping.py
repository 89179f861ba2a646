"""The end of what the public wrote: listed once its years are over, destroyed by an officer who says on what ground.

Days, numbers and counts stay, so that no report changes. The job that comes round each night destroys them itself only
where the operator has said so (GONGKAI_RETENTION_AUTOMATIC).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.dialogue import attachments, sealing
from gongkai.dialogue.errors import Incomplete
from gongkai.dialogue.models import Ballot, CitizenLetter, Opinion, Sealed, SiteError

KINDS: tuple[tuple[type[Sealed], str, str], ...] = (
    (CitizenLetter, "agency", "answered_on"),
    (SiteError, "agency", "answered_on"),
    (Opinion, "consultation__agency", "consultation__closes_on"),
    (Ballot, "survey__agency", "survey__closes_on"),
)
"""Each kind of row, where its agency stands, and the day from which its years are counted."""
AT_ONCE = 500


def due(model: type[Sealed], agency: Agency, *, today: date) -> QuerySet[Sealed]:
    """The rows of a kind whose years are over: counted, as archives do, from the year after they were settled. What
    was settled and never judged, an opinion without a public result, is kept."""
    where, day = next((where, day) for kind, where, day in KINDS if kind is model)
    before = date(today.year - settings.GONGKAI_DIALOGUE_YEARS, 1, 1)
    wanted: dict[str, Any] = {where: agency, f"{day}__lt": before}
    if model is Opinion:
        wanted["consultation__results__live"] = True
    found: QuerySet[Sealed] = model._default_manager.filter(**wanted).exclude(key=b"").distinct()  # noqa: SLF001
    return found


def counts(agency: Agency, *, today: date) -> int:
    """How many rows of an agency may go."""
    return sum(due(model, agency, today=today).count() for model, _, _ in KINDS)


def confirm(*, agency: Agency, reason: str, by: User, at: datetime) -> int:
    """Destroy what an agency keeps beyond its years; returns how many. Raises Incomplete, NotAllowed."""
    require(by, Permission.RETENTION_CONFIRM, agency, on=localdate(at))
    if not reason.strip():
        raise Incomplete("请写明销毁的依据，例如档案鉴定意见的文号。", "reason")
    return _erase(agency, reason.strip()[:200], by.actor, at)


def look(*, agencies: Iterable[Agency], at: datetime) -> int:
    """How many may go today, for the nightly job; destroyed by it only where the operator has said so."""
    if not settings.GONGKAI_RETENTION_AUTOMATIC:
        return sum(counts(agency, today=localdate(at)) for agency in agencies)
    return sum(_erase(agency, "保存期限届满，按设置自动销毁", ledger.SYSTEM, at) for agency in agencies)


@transaction.atomic
def _erase(agency: Agency, reason: str, actor: str, at: datetime) -> int:
    done = 0
    for model, _, _ in KINDS:
        keys = list(due(model, agency, today=localdate(at)).values_list("pk", flat=True)[:AT_ONCE])
        rows = list(model._default_manager.filter(pk__in=keys).select_for_update(of=("self",)))  # noqa: SLF001
        for row in rows:
            if isinstance(row, CitizenLetter):
                attachments.erase(row, at=at)
            sealing.erase(row, at=at)
        if rows:
            detail = {"kind": model.__name__, "count": len(rows), "reason": reason}
            act = ledger.Act(actor, Action.DIALOGUE_ERASED, f"dialogue:{agency.code}", detail=detail)
            ledger.record(agency.stream, [act], at=at)
        done += len(rows)
    return done
