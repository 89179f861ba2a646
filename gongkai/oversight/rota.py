"""值班表: who reads when, over all hours of a month; swaps; and hours that nobody has, told before they come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import get_current_timezone, localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import may, who_may
from gongkai.agencies.roles import Permission
from gongkai.audit.models import Action
from gongkai.oversight.errors import Incomplete, NotNow, Unknown
from gongkai.oversight.models import Shift
from gongkai.oversight.noting import note
from gongkai.oversight.offices import require_manager
from gongkai.statute.periods import add_months

A_DAY = timedelta(days=1)
LENGTHS = (6, 8, 12, 24)
"""Hours of a shift that fill a day without a rest."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One shift to be planned."""

    begins_at: datetime
    ends_at: datetime
    reader: User


def readers(office: Agency, *, on: date) -> list[User]:
    """Who may be on duty, by name."""
    posts = who_may([Permission.PATROL_READ], [office], above=False, on=on)
    return sorted({post.user for post in posts}, key=lambda one: (str(one), one.pk))


def in_turn(month: date, people: Sequence[User], *, hours: int, first: time) -> list[Turn]:
    """A month in which people take turns, weekends and holidays as every day: each shift is as long as the others, and
    the month begins with whoever is first. Raises Incomplete."""
    if not people:
        raise Incomplete("请选择值班人员。", "people")
    if hours not in LENGTHS:
        raise Incomplete("每班时长应能把一天分完：6、8、12或者24小时。", "hours")
    begin = _moment(month.replace(day=1), first)
    end = _moment(add_months(month.replace(day=1), 1), first)
    count = int((end - begin) / timedelta(hours=hours))
    starts = [begin + timedelta(hours=hours * place) for place in range(count)]
    return [
        Turn(start, start + timedelta(hours=hours), people[place % len(people)]) for place, start in enumerate(starts)
    ]


@transaction.atomic
def plan(*, office: Agency, turns: Sequence[Turn], by: User, at: datetime) -> list[Shift]:
    """Write a plan of shifts into the rota: all of it, or nothing. Raises NotAllowed, and Incomplete for hours that are
    over, that somebody else has, or that go to who may not read."""
    require_manager(by, office, at)
    if not turns:
        raise Incomplete("值班表里没有班次。", "file")
    _refuse_faulty(office, turns, at)
    rows = [Shift(office=office, reader=one.reader, begins_at=one.begins_at, ends_at=one.ends_at) for one in turns]
    made = Shift.objects.bulk_create(rows)
    span = f"{localdate(turns[0].begins_at)}…{localdate(turns[-1].begins_at)}"
    note(office, Action.ROTA_PLANNED, f"rota:{span}", by, at, shifts=len(made))
    return made


def _refuse_faulty(office: Agency, turns: Sequence[Turn], at: datetime) -> None:
    ordered = sorted(turns, key=lambda one: one.begins_at)
    if any(one.ends_at <= one.begins_at for one in ordered):
        raise Incomplete("有的班次结束不晚于开始。", "file")
    if ordered[0].ends_at <= at:
        raise Incomplete(f"不能安排已经过去的班次（{localdate(ordered[0].begins_at)}）。", "month", "file")
    for one, following in pairwise(ordered):
        if following.begins_at < one.ends_at:
            raise Incomplete(f"{localdate(following.begins_at)}有的班次时间重叠。", "file")
    known = shifts(office, ordered[0].begins_at, ordered[-1].ends_at).exists()
    if known:
        raise Incomplete("这段时间已经排过班；请调换班次，或者从没有排班的日子排起。", "month", "file")
    day = localdate(at)
    for person in {one.reader for one in turns}:
        if not may(person, Permission.PATROL_READ, office, on=day):
            raise Incomplete(f"“{person}”没有读网值班的权限。", "people", "file")


def shifts(office: Agency, since: datetime, until: datetime) -> QuerySet[Shift]:
    """The shifts that touch a span."""
    rows = Shift.objects.filter(office=office, begins_at__lt=until, ends_at__gt=since)
    return rows.select_related("reader", "office")


@transaction.atomic
def swap(*, shift_id: int, with_id: int, by: User, at: datetime) -> tuple[Shift, Shift]:
    """Two people change shifts that have not begun. Raises NotAllowed, Unknown, NotNow, Incomplete."""
    one, other = held(shift_id), held(with_id)
    require_manager(by, one.office, at)
    if one.office_id != other.office_id:
        raise Unknown
    if any(row.signed_in_at is not None or row.begins_at <= at for row in (one, other)):
        raise NotNow("已经开始的班次不能调换。")
    if one.reader_id == other.reader_id:
        raise Incomplete("两个班次是同一个人。", "with_shift")
    one.reader, other.reader = other.reader, one.reader
    for row in (one, other):
        row.save(update_fields=["reader"])
    note(one.office, Action.SHIFT_SWAPPED, f"shift:{one.pk}", by, at, other=other.pk)
    return one, other


def held(shift_id: int) -> Shift:
    """A shift under its lock. Raises Unknown."""
    rows = Shift.objects.select_for_update(of=("self",)).select_related("office", "reader").filter(pk=shift_id)
    found = rows.first()
    if found is None:
        raise Unknown
    return found


def gaps(office: Agency, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """The hours of a span that nobody has. One query."""
    found, reached = [], since
    for row in shifts(office, since, until).order_by("begins_at"):
        if row.begins_at > reached:
            found.append((reached, row.begins_at))
        reached = max(reached, row.ends_at)
    return [*found, (reached, until)] if reached < until else found


def missed(office: Agency, since: datetime, at: datetime) -> QuerySet[Shift]:
    """Shifts that are over and were never handed over, so that nobody signed for these hours."""
    return shifts(office, since, at).filter(ends_at__lte=at, handed_over_at__isnull=True)


def month_of(office: Agency, month: date) -> Iterable[Shift]:
    """The shifts that begin in a month."""
    begin, end = span_of(month)
    rows = Shift.objects.filter(office=office, begins_at__gte=begin, begins_at__lt=end)
    return rows.select_related("reader").order_by("begins_at", "pk")


def span_of(month: date) -> tuple[datetime, datetime]:
    """The first moment of a month and that of the next one."""
    first = month.replace(day=1)
    return _moment(first, time()), _moment(add_months(first, 1), time())


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, get_current_timezone())
