"""The calendar of working days as this installation knows it: shipped notices and imported ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, HolidayNotice, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.statute import workdays
from gongkai.statute.workdays import Calendar, Notice

_known: tuple[tuple[int, str], ...] | None = None
_calendar: Calendar | None = None
_held: ContextVar[Calendar | None] = ContextVar("calendar", default=None)


def current() -> Calendar:
    """The calendar now. Costs one small query, none inside `read_once`; rebuilt only when a notice was imported."""
    global _known, _calendar
    held = _held.get()
    if held is not None:
        return held
    rows = tuple(HolidayNotice.objects.order_by("year").values_list("year", "imported_at"))
    key = tuple((year, str(at)) for year, at in rows)
    if _calendar is None or key != _known:
        found = workdays.calendar()
        for row in HolidayNotice.objects.order_by("year"):
            found = found.with_notice(_notice(row))
        _known, _calendar = key, found
    return _calendar


@contextmanager
def read_once() -> Iterator[Calendar]:
    """Hold the calendar for what is read within, so that one screen of many panels asks for it once and no two panels
    count by different calendars."""
    token = _held.set(current())
    try:
        yield current()
    finally:
        _held.reset(token)


def store(notice: Notice, *, by: User | None, agency: Agency | None, at: datetime) -> HolidayNotice:
    """Keep a notice, replacing an earlier import for the year.

    ``by`` is None only for the operator's command line. Raises NotAllowed.
    """
    if by is not None and agency is not None:
        require(by, Permission.CALENDAR_IMPORT, agency, on=localdate(at))
    with transaction.atomic():
        row, _ = HolidayNotice.objects.update_or_create(
            year=notice.year,
            defaults={
                "off": sorted(day.isoformat() for day in notice.off),
                "work": sorted(day.isoformat() for day in notice.work),
                "source": notice.source,
                "imported_at": at,
                "imported_by": by.actor if by else ledger.SYSTEM,
            },
        )
        act = ledger.Act(
            actor=row.imported_by,
            action=Action.NOTICE_IMPORTED,
            subject=f"calendar:{notice.year}",
            digest=ledger.digest_of([row.year, row.off, row.work, row.source]),
        )
        ledger.record(ledger.SYSTEM, [act], at=at)
    return row


def _notice(row: HolidayNotice) -> Notice:
    return Notice(
        year=row.year,
        off=frozenset(date.fromisoformat(day) for day in row.off),
        work=frozenset(date.fromisoformat(day) for day in row.work),
        source=row.source,
    )
