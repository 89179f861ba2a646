"""Noting on which days an agency was closed by its own announcement, and taking a note back.

The days are for the statistics, which show how many lie within a duration. No clock of the law reads them
(条例第三十三条: 工作日; 全国年节及纪念日放假办法).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework.closure_records import OfficeClosure
from gongkai.casework.errors import BadDate, Incomplete, NotPermitted
from gongkai.statute.workdays import Calendar

LONGEST = 60
"""Days of one closure: a longer one is a slip of the keyboard."""
COUNTED = "closure_days_counted"
"""The parameter that says whether a day on which the office was closed counts as a day that the work took."""


@transaction.atomic
def record(*, agency: Agency, first_on: date, last_on: date, why: str, by: User, at: datetime) -> OfficeClosure:
    """Note that an agency was, or will be, closed. Raises NotAllowed, BadDate, Incomplete."""
    require(by, Permission.CALENDAR_IMPORT, agency, on=localdate(at))
    if not why.strip():
        raise Incomplete("请写明停止办公的原因和公告的文号。", ("why",))
    if last_on < first_on:
        raise BadDate(f"停止办公止{last_on:%Y-%m-%d}早于停止办公起{first_on:%Y-%m-%d}。")
    if (last_on - first_on).days >= LONGEST:
        raise BadDate(f"一次停止办公不超过{LONGEST}天，请核对日期。")
    Agency.objects.select_for_update().get(pk=agency.pk)
    standing = OfficeClosure.objects.filter(agency=agency, cancelled_at=None)
    if other := standing.filter(first_on__lte=last_on, last_on__gte=first_on).first():
        raise BadDate(f"{other.first_on:%Y-%m-%d}至{other.last_on:%Y-%m-%d}已经登记过停止办公。")
    row = OfficeClosure.objects.create(
        agency=agency, first_on=first_on, last_on=last_on, why=why.strip(), recorded_by=by.actor, recorded_at=at
    )
    _note(row, Action.CLOSURE_RECORDED, by, at)
    return row


@transaction.atomic
def cancel(*, closure_id: int, by: User, at: datetime) -> OfficeClosure:
    """Take a note back. Raises NotAllowed, NotPermitted when it is not there any more."""
    row = OfficeClosure.objects.select_for_update(of=("self",)).select_related("agency").filter(pk=closure_id).first()
    if row is not None:
        require(by, Permission.CALENDAR_IMPORT, row.agency, on=localdate(at))
    if row is None or row.cancelled_at is not None:
        raise NotPermitted("没有这条停止办公的登记，或者已经取消。")
    row.cancelled_at = at
    row.save(update_fields=["cancelled_at"])
    _note(row, Action.CLOSURE_CANCELLED, by, at)
    return row


def closed_workdays(agencies: Iterable[int], days: Calendar) -> Mapping[int, list[date]]:
    """The working days on which each agency was closed, in their order, by the agency's key. One query."""
    found: dict[int, list[date]] = {}
    rows = OfficeClosure.objects.filter(agency__in=list(agencies), cancelled_at=None, first_on__gte=days.known_from)
    for row in rows.order_by("agency", "first_on"):
        span = (row.first_on + timedelta(count) for count in range((row.last_on - row.first_on).days + 1))
        found.setdefault(row.agency_id, []).extend(day for day in span if days.is_workday(day))
    return found


def _note(row: OfficeClosure, action: Action, by: User, at: datetime) -> None:
    detail = {"first": row.first_on.isoformat(), "last": row.last_on.isoformat()}
    act = ledger.Act(by.actor, action, f"closure:{row.pk}", ledger.digest_of([row.why, detail]), detail)
    ledger.record(row.agency.stream, [act], at=at)
