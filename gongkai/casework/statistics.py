"""The office's figures of a period, counted from the projection: what came in, what was answered and how fast.

The same definitions as table B of the annual report, for any months: a year's figures are those of the report
(tests/reporting proves it). Nothing here is stored.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from gongkai.agencies.models import Agency, User
from gongkai.casework.models import ApplicantKind, Case, Channel, JointRequest
from gongkai.statute.report_tables import RESULT_KEYS, TABLE_B
from gongkai.statute.workdays import Calendar

LABELS = {row.key: row.full_label for row in TABLE_B}


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    @classmethod
    def of(cls, year: int, month: int | None = None) -> Period:
        """A year, or a month of it."""
        if month is None:
            return cls(date(year, 1, 1), date(year, 12, 31))
        return cls(date(year, month, 1), date(year, month, monthrange(year, month)[1]))

    @property
    def months(self) -> list[tuple[int, int]]:
        """The months of the period, as (year, month)."""
        first = self.first.year * 12 + self.first.month - 1
        last = self.last.year * 12 + self.last.month - 1
        return [(month // 12, month % 12 + 1) for month in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class Share:
    """What a department or a person had to do in the period."""

    label: str
    received: int
    decided: int
    late: int
    open: int
    joint: int = 0
    """Parts of other departments' replies (会签) that they were asked for in the period."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of a period. ``open`` and ``overdue`` are as of its last day, or of today while it runs."""

    period: Period
    as_of: date
    received: int
    carried_in: int
    decided: int
    open: int
    overdue: int
    on_time: int
    late: int
    workdays: float | None
    """Working days from receipt to the end, on average; None when nothing ended that could be counted."""
    by_month: tuple[tuple[str, int, int], ...]
    """Month, received, decided."""
    by_channel: tuple[tuple[str, int], ...]
    by_kind: tuple[tuple[str, int], ...]
    by_outcome: tuple[tuple[str, str, int], ...]
    """Row key, its label, how many; all 21 rows."""
    by_department: tuple[Share, ...]
    by_handler: tuple[Share, ...]

    @property
    def unknown(self) -> int:
        """Ended without a clock that was kept or missed: withdrawn, lapsed, or the day of service is not known."""
        return self.decided - self.on_time - self.late

    @property
    def punctuality(self) -> float | None:
        """The share of those answered on time, in percent."""
        judged = self.on_time + self.late
        return 100 * self.on_time / judged if judged else None


def statistics(agencies: Iterable[int], period: Period, *, days: Calendar, today: date) -> Statistics:
    """The figures of some agencies taken together. At most 18 queries, whatever the number of cases."""
    cases = Case.objects.filter(agency_id__in=list(agencies))
    as_of = min(period.last, today)
    received = cases.filter(received_on__gte=period.first, received_on__lte=period.last)
    decided = cases.filter(decided_on__gte=period.first, decided_on__lte=period.last)
    standing = _open_on(cases, period.last)
    ended, by_received, by_decided = _ended(decided), _count(received, "received_on"), _count(decided, "decided_on")
    punctual = _count(decided, "on_time")
    outcomes, kinds, channels = (
        _count(decided, "outcome"),
        _count(received, "applicant_kind"),
        _count(received, "channel"),
    )
    return Statistics(
        period=period,
        as_of=as_of,
        received=sum(by_received.values()),
        carried_in=_open_before(cases, period.first).count(),
        decided=sum(by_decided.values()),
        open=standing.count(),
        overdue=standing.filter(due_on__lt=as_of).count(),
        on_time=punctual[True],
        late=punctual[False],
        workdays=_average(ended, days),
        by_month=_months(period, by_received, by_decided),
        by_channel=tuple((channel.label, channels[channel.value]) for channel in Channel),
        by_kind=tuple((kind.label, kinds[kind.value]) for kind in ApplicantKind),
        by_outcome=tuple((key, LABELS[key], outcomes[key]) for key in RESULT_KEYS),
        by_department=_shares(cases, period, "assigned_agency"),
        by_handler=_shares(cases, period, "handler"),
    )


def _open_on(cases: QuerySet[Case], day: date) -> QuerySet[Case]:
    return cases.filter(received_on__lte=day).filter(Q(decided_on__isnull=True) | Q(decided_on__gt=day))


def _open_before(cases: QuerySet[Case], day: date) -> QuerySet[Case]:
    return cases.filter(received_on__lt=day).filter(Q(decided_on__isnull=True) | Q(decided_on__gte=day))


def _count(cases: QuerySet[Case], field: str) -> Counter[Any]:
    return Counter(dict(cases.order_by().values_list(field).annotate(count=Count("pk"))))


def _ended(decided: QuerySet[Case]) -> list[tuple[date, date, int]]:
    """How many ended after having been received on which day: far fewer pairs than cases."""
    return list(decided.order_by().values_list("received_on", "decided_on").annotate(count=Count("pk")))


def _average(ended: Iterable[tuple[date, date, int]], days: Calendar) -> float | None:
    """Of those whose working days are known: the calendar has a first year."""
    known = [
        (days.workdays_between(received, decided), count)
        for received, decided, count in ended
        if received >= days.known_from
    ]
    cases = sum(count for _, count in known)
    return sum(taken * count for taken, count in known) / cases if cases else None


def _months(period: Period, received: Counter[date], decided: Counter[date]) -> tuple[tuple[str, int, int], ...]:
    came, went = (_by_month(days) for days in (received, decided))
    return tuple((f"{year}年{month}月", came[year, month], went[year, month]) for year, month in period.months)


def _by_month(days: Counter[date]) -> Counter[tuple[int, int]]:
    found: Counter[tuple[int, int]] = Counter()
    for day, count in days.items():
        found[day.year, day.month] += count
    return found


def _shares(cases: QuerySet[Case], period: Period, field: str) -> tuple[Share, ...]:
    """What fell to each department or person, most first. Cases that nobody was given are one line."""
    inside = Q(decided_on__gte=period.first, decided_on__lte=period.last)
    came = Q(received_on__gte=period.first, received_on__lte=period.last)
    open_ = Q(received_on__lte=period.last) & (Q(decided_on__isnull=True) | Q(decided_on__gt=period.last))
    rows = (
        cases.order_by()
        .filter(came | inside | open_)
        .values_list(field)
        .annotate(
            received=Count("pk", filter=came),
            decided=Count("pk", filter=inside),
            late=Count("pk", filter=inside & Q(on_time=False)),
            open=Count("pk", filter=open_),
        )
    )
    found: dict[int | None, tuple[int, int, int, int]] = {row[0]: row[1:] for row in rows}
    joint = _joint(cases, period, "agency" if field == "assigned_agency" else "handler")
    found |= {key: (0, 0, 0, 0) for key in joint if key not in found}
    names = _names(field, [key for key in found if key is not None])
    shares = [Share(names.get(key or 0, "未交办"), *counts, joint[key or 0]) for key, counts in found.items()]
    return tuple(sorted(shares, key=lambda share: (-share.received, -share.decided, share.label)))


def _joint(cases: QuerySet[Case], period: Period, field: str) -> Counter[int]:
    """How many parts of replies (会签) fell to each department or person who signed for one."""
    days = (period.first, period.last)
    asked = JointRequest.objects.filter(case__in=cases.order_by(), asked_at__date__range=days)
    return Counter({key: count for key, count in asked.values_list(field).annotate(Count("pk")) if key is not None})


def _names(field: str, keys: list[int]) -> dict[int, str]:
    if field == "handler":
        return {user.pk: str(user) for user in User.objects.filter(pk__in=keys)}
    return dict(Agency.objects.filter(pk__in=keys).values_list("pk", "short_name"))
