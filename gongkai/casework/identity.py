"""Opening who asks. Lists and pages show strokes; each full view stands in the ledger (个人信息保护法第五十一条)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import identity_asking, log, subjects, turns
from gongkai.casework.errors import Unknown
from gongkai.casework.models import Case
from gongkai.casework.subjects import Person

IDENTITY = "identity"


@transaction.atomic
def reveal(*, case: Case, by: User, at: datetime, what: str = IDENTITY, why: str = "") -> Person:
    """The applicant of a case in full, with an entry in the ledger. ``what`` is identity, receipt, letter or preview,
    with -pdf or -docx for a file that was taken. The identity itself asks why, and a second person's consent where
    that is set; letters and receipts show a name, which the work needs.

    Raises Unknown for those who may neither see the case nor draft in it (whose step waits there reads its letters),
    Incomplete, NotPermitted.
    """
    if not any(
        log.allowed(by, wanted, case, on=localdate(at)) for wanted in (Permission.CASE_SEE, Permission.CASE_DRAFT)
    ) and (what == IDENTITY or not turns.reads(by, case, on=localdate(at))):
        raise Unknown
    ground = identity_asking.reason(case, by, why=why, at=at) if what == IDENTITY else {}
    act = ledger.Act(by.actor, Action.CASE_READ, f"case:{case.number}", detail={"what": what} | ground)
    ledger.record(case.agency.stream, [act], at=at)
    return subjects.person(case.subject)
