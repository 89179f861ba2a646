"""How long the work takes, counted in working days: each stage between two milestones, and each unit month by month.

A duration is the number of working days after the earlier milestone up to and including the later one. Milestones are
the legal days of events, as amended. A median and a ninetieth percentile are days of a real case (nearest rank), never
a figure between two. docs/officers/registers.md says all of this to officers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any

from django.db.models import Count, QuerySet

from gongkai.agencies.models import Agency
from gongkai.casework import closures
from gongkai.casework.models import Case, CaseEvent
from gongkai.casework.statistics import Period
from gongkai.statute.event_schemas import read_day
from gongkai.statute.events import EventKind as K
from gongkai.statute.parameters import Rules
from gongkai.statute.workdays import Calendar

TOGETHER = 2_000


@dataclass(frozen=True, slots=True)
class Spread:
    """How a number of durations are spread, in working days. ``closed_cases`` are those within which the office was
    closed by announcement, ``closed_days`` how many working days that were, all together."""

    count: int
    median: int | None = None
    ninetieth: int | None = None
    longest: int | None = None
    average: float | None = None
    closed_cases: int = 0
    closed_days: int = 0


@dataclass(frozen=True, slots=True)
class StageTime:
    """What one stage took: all cases together, and those of each unit."""

    key: str
    label: str
    spread: Spread
    by_unit: tuple[tuple[str, Spread], ...]


@dataclass(frozen=True, slots=True)
class UnitMonth:
    """What a unit ended in a month, or in the whole period when ``month`` is empty. ``bands`` has one figure more than
    `Durations.edges`: how many took no longer than each edge, and how many took longer than the last."""

    unit: str
    month: str
    decided: int
    on_time: int
    late: int
    spread: Spread
    bands: tuple[int, ...]

    @property
    def unknown(self) -> int:
        """Ended without a clock that was kept or missed."""
        return self.decided - self.on_time - self.late

    @property
    def punctuality(self) -> float | None:
        """The share of those answered on time, in percent."""
        judged = self.on_time + self.late
        return 100 * self.on_time / judged if judged else None


@dataclass(frozen=True, slots=True)
class Durations:
    """The figures of a period. ``counted`` says whether closed days are counted, as the parameter has it."""

    period: Period
    stages: tuple[StageTime, ...]
    edges: tuple[int, ...]
    units: tuple[UnitMonth, ...]
    months: tuple[UnitMonth, ...]
    counted: bool
    closed: tuple[tuple[str, int], ...]
    """Agency and how many of its working days in the period it was closed."""


@dataclass(slots=True)
class Milestones:
    """The days of one case: of each kind of event in their order, with the number of the event."""

    case: int
    agency: int
    unit: str
    received: date
    decided: date
    served: date | None
    days: dict[K, list[tuple[int, date]]] = field(default_factory=lambda: defaultdict(list))

    def first(self, kind: K, after: int = 0) -> tuple[int, date] | None:
        """The first event of a kind behind the event of a number."""
        return next((entry for entry in self.days[kind] if entry[0] > after), None)

    def last(self, kind: K, before: int = 10**9) -> tuple[int, date] | None:
        """The last event of a kind ahead of the event of a number."""
        return next((entry for entry in reversed(self.days[kind]) if entry[0] < before), None)


Ends = tuple[date | None, date | None]
STAGES: tuple[tuple[str, str], ...] = (
    ("registering", "收到至登记"),
    ("assigning", "登记至交办"),
    ("drafting", "交办至拟办"),
    ("approving", "拟办至决定"),
    ("issuing", "决定至制发文书"),
    ("serving", "制发文书至送达"),
    ("correcting", "告知补正至收到补正"),
    ("consulting", "征求意见"),
    ("extending", "提请延期至批准"),
    ("paying", "收费通知至缴费"),
    ("whole", "收到至送达（全程）"),
)
"""The stages, in the order of the work. A case counts in those whose both ends it has."""


def ends_of(case: Milestones) -> dict[str, Ends]:
    """The two days of each stage of a case; a day that there is not is None."""
    registered, assigned, decided = case.first(K.REGISTERED), case.first(K.ASSIGNED), case.first(K.DECIDED)
    proposed = case.last(K.DECISION_PROPOSED, decided[0]) if decided else None
    issued = case.first(K.LETTER_ISSUED, decided[0]) if decided else None
    served = case.first(K.SERVED, issued[0]) if issued else None
    drafted = case.first(K.DECISION_PROPOSED, assigned[0]) if assigned else None
    opened, closed = case.first(K.CONSULTATION_OPENED), case.last(K.CONSULTATION_CLOSED)
    asked, extended = case.first(K.EXTENSION_REQUESTED), case.first(K.EXTENDED)
    return {
        "registering": (case.received, _day(registered)),
        "assigning": (_day(registered), _day(assigned)),
        "drafting": (_day(assigned), _day(drafted)),
        "approving": (_day(proposed), _day(decided)),
        "issuing": (_day(decided), _day(issued)),
        "serving": (_day(issued), _day(served)),
        "correcting": (_day(case.first(K.CORRECTION_ASKED)), _day(case.first(K.CORRECTED))),
        "consulting": (_day(opened), _day(closed)),
        "extending": (_day(asked), _day(extended)),
        "paying": (_day(case.first(K.FEE_NOTICED)), _day(case.first(K.FEE_PAID))),
        "whole": (case.received, case.served),
    }


def durations(agencies: Iterable[int], period: Period, *, days: Calendar, rules: Rules) -> Durations:
    """The durations of what some agencies ended in a period. A few queries, whatever the number of cases, and two for
    every two thousand of them."""
    keys = list(agencies)
    cases = Case.objects.filter(agency_id__in=keys, decided_on__range=(period.first, period.last))
    units = _Units()
    measure = _Measure(days, closures.closed_workdays(keys, days), rules.value(closures.COUNTED, period.last))
    edges = _edges(rules, period.last)
    totals, months = _unit_months(cases, units, measure, edges)
    return Durations(
        period=period,
        stages=_stages(cases, units, measure),
        edges=edges,
        units=totals,
        months=months,
        counted=measure.counted,
        closed=tuple(_closed(measure, period, units)),
    )


def spread(taken: Sequence[tuple[int, int]]) -> Spread:
    """How durations are spread; each comes with the closed days within it."""
    if not taken:
        return Spread(0)
    ordered = sorted(length for length, _ in taken)
    closed = [within for _, within in taken if within]
    return Spread(
        count=len(ordered),
        median=percentile(ordered, 50),
        ninetieth=percentile(ordered, 90),
        longest=ordered[-1],
        average=sum(ordered) / len(ordered),
        closed_cases=len(closed),
        closed_days=sum(closed),
    )


def percentile(ordered: Sequence[int], percent: int) -> int:
    """The nearest rank: the smallest value that at least so many percent do not exceed."""
    return ordered[max(1, ceil(percent * len(ordered) / 100)) - 1]


@dataclass(frozen=True, slots=True)
class _Measure:
    """Counts working days between two days of an agency's case."""

    days: Calendar
    closed: Mapping[int, list[date]]
    counted: bool

    def between(self, agency: int, begin: date | None, end: date | None) -> tuple[int, int] | None:
        """Working days, and how many of them the office was closed; None for days that are missing, in the wrong order
        or before the calendar begins."""
        if begin is None or end is None or end < begin or begin < self.days.known_from:
            return None
        closed = self.closed.get(agency, [])
        within = bisect_right(closed, end) - bisect_right(closed, begin)
        return self.days.workdays_between(begin, end) - (0 if self.counted else within), within


class _Units:
    """The names of units: the department that a case was given to, else the agency itself."""

    def __init__(self) -> None:
        self._names = dict(Agency.objects.values_list("pk", "short_name"))

    def of(self, agency: int, assigned: int | None) -> str:
        return self._names[assigned or agency]


def _edges(rules: Rules, on: date) -> tuple[int, ...]:
    """Quarters of the limit of the law, the limit, and the limit with its extension (条例第三十三条第二款)."""
    limit, more = rules.value("reply_limit", on), rules.value("extension_limit", on)
    return (*(limit * quarter // 4 for quarter in (1, 2, 3)), limit, limit + more)


def _stages(cases: QuerySet[Case], units: _Units, measure: _Measure) -> tuple[StageTime, ...]:
    taken: dict[str, dict[str, list[tuple[int, int]]]] = {key: defaultdict(list) for key, _ in STAGES}
    for case in _milestones(cases, units):
        for key, (begin, end) in ends_of(case).items():
            length = measure.between(case.agency, begin, end)
            if length is not None:
                taken[key][case.unit].append(length)
    return tuple(
        StageTime(
            key,
            label,
            spread([length for lengths in taken[key].values() for length in lengths]),
            tuple((unit, spread(lengths)) for unit, lengths in sorted(taken[key].items())),
        )
        for key, label in STAGES
    )


_KINDS = (
    K.REGISTERED,
    K.ASSIGNED,
    K.DECISION_PROPOSED,
    K.DECIDED,
    K.LETTER_ISSUED,
    K.SERVED,
    K.CORRECTION_ASKED,
    K.CORRECTED,
    K.CONSULTATION_OPENED,
    K.CONSULTATION_CLOSED,
    K.EXTENSION_REQUESTED,
    K.EXTENDED,
    K.FEE_NOTICED,
    K.FEE_PAID,
)


def _milestones(cases: QuerySet[Case], units: _Units) -> Iterator[Milestones]:
    """The milestones of cases, some thousands at a time."""
    fields = ("pk", "agency_id", "assigned_agency_id", "received_on", "decided_on", "served_on")
    rows = list(cases.order_by("pk").values_list(*fields))
    for start in range(0, len(rows), TOGETHER):
        part = rows[start : start + TOGETHER]
        found = {
            key: Milestones(key, agency, units.of(agency, assigned), received, decided, served)
            for key, agency, assigned, received, decided, served in part
        }
        amended = _amended(found)
        events = CaseEvent.objects.filter(case_id__in=found, kind__in=[kind.value for kind in _KINDS])
        for case, seq, kind, on in events.order_by("case_id", "seq").values_list(
            "case_id", "seq", "kind", "occurred_on"
        ):
            found[case].days[K(kind)].append((seq, amended.get((case, seq), on)))
        yield from found.values()


def _amended(cases: Iterable[int]) -> dict[tuple[int, int], date]:
    """The later day of every event whose day was amended, by case and number."""
    rows = CaseEvent.objects.filter(case_id__in=list(cases), kind=K.AMENDED.value).order_by("case_id", "seq")
    return {
        (case, data["amends"]): read_day(data["occurred_on"])
        for case, data in rows.values_list("case_id", "data")
        if data.get("occurred_on")
    }


def _unit_months(
    cases: QuerySet[Case], units: _Units, measure: _Measure, edges: Sequence[int]
) -> tuple[tuple[UnitMonth, ...], tuple[UnitMonth, ...]]:
    """What each unit ended: in the whole period, and in each month of it."""
    rows = cases.order_by().values_list("agency_id", "assigned_agency_id", "received_on", "decided_on", "on_time")
    whole: dict[tuple[str, str], _Heap] = defaultdict(_Heap)
    for agency, assigned, received, decided, on_time, count in rows.annotate(count=Count("pk")):
        unit, length = units.of(agency, assigned), measure.between(agency, received, decided)
        for month in ("", f"{decided:%Y-%m}"):
            whole[unit, month].add(count, on_time, length)
    made = [heap.made(unit, month, edges) for (unit, month), heap in sorted(whole.items())]
    return tuple(one for one in made if not one.month), tuple(one for one in made if one.month)


@dataclass(slots=True)
class _Heap:
    decided: int = 0
    on_time: int = 0
    late: int = 0
    taken: list[tuple[int, int]] = field(default_factory=list)

    def add(self, count: int, on_time: bool | None, length: tuple[int, int] | None) -> None:
        self.decided += count
        self.on_time += count if on_time is True else 0
        self.late += count if on_time is False else 0
        self.taken += [length] * count if length is not None else []

    def made(self, unit: str, month: str, edges: Sequence[int]) -> UnitMonth:
        bands = [0] * (len(edges) + 1)
        for length, _ in self.taken:
            bands[next((place for place, edge in enumerate(edges) if length <= edge), len(edges))] += 1
        return UnitMonth(unit, month, self.decided, self.on_time, self.late, spread(self.taken), tuple(bands))


def _closed(measure: _Measure, period: Period, units: _Units) -> Iterator[tuple[str, int]]:
    for agency, closed in measure.closed.items():
        count = sum(1 for day in closed if period.first <= day <= period.last)
        if count:
            yield units.of(agency, None), count


def _day(entry: tuple[int, date] | None) -> Any:
    return entry[1] if entry is not None else None
