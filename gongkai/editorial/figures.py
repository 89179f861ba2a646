"""The figures an office needs of its reviews: time per stage, returns by reason, coverage of marks, who owes what."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time
from statistics import median

from django.db.models import QuerySet
from django.utils.timezone import get_current_timezone, localdate

from gongkai.agencies import calendar
from gongkai.agencies.models import Agency
from gongkai.editorial import attributes, procedures, queue
from gongkai.editorial.attributes import Coverage
from gongkai.editorial.gate import REPLACED
from gongkai.editorial.models import Release, Round, Signature
from gongkai.editorial.queue import Debt


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both counted."""

    first: date
    last: date

    def bounds(self) -> tuple[datetime, datetime]:
        """The moments of its first and last instants, in the district's time."""
        zone = get_current_timezone()
        return datetime.combine(self.first, time.min, zone), datetime.combine(self.last, time.max, zone)


@dataclass(frozen=True, slots=True)
class StageTime:
    """How long a stage took: decisions, the median and the longest in working days, how many were in time."""

    stage: str
    count: int
    median: float
    longest: int
    in_time: int


@dataclass(frozen=True, slots=True)
class Returned:
    """How often something went back at a stage for a reason."""

    stage: str
    why: str
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All of it, for an agency and those below it in a period."""

    agency: Agency
    period: Period
    submitted: int
    cleared: int
    released: int
    emergencies: int
    not_made_good: int
    withdrawn: int
    times: tuple[StageTime, ...]
    returns: tuple[Returned, ...]
    coverage: tuple[Coverage, ...]
    debts: tuple[Debt, ...]


def gather(agency: Agency, period: Period, *, at: datetime) -> Figures:
    """Count. Every number is one that its list can be opened for: rounds, signatures and releases of the period."""
    span = period.bounds()
    below = Agency.objects.filter(path__startswith=agency.path)
    rounds = Round.objects.filter(agency__in=below)
    releases = Release.objects.filter(agency__in=below)
    out = releases.filter(at__range=span)
    down = releases.filter(withdrawn_at__range=span).exclude(withdrawn_because=REPLACED)
    found = [attributes.coverage(one) for one in below.order_by("path")]
    return Figures(
        agency=agency,
        period=period,
        submitted=rounds.filter(submitted_at__range=span).count(),
        cleared=rounds.filter(state=Round.State.CLEARED, ended_at__range=span).count(),
        released=out.count(),
        emergencies=out.filter(review_by__isnull=False).count(),
        not_made_good=out.filter(review_by__isnull=False, round__isnull=True).count(),
        withdrawn=down.count(),
        times=tuple(_times(below, span)),
        returns=tuple(_returns(below, span)),
        coverage=tuple(one for one in found if one.total),
        debts=tuple(queue.debts(agency, at=at)),
    )


def _times(below: QuerySet[Agency], span: tuple[datetime, datetime]) -> list[StageTime]:
    days: dict[str, list[int]] = defaultdict(list)
    counted = calendar.current()
    rows = Signature.objects.filter(round__agency__in=below, at__range=span, part="")
    for stage, since, at in rows.values_list("stage", "since", "at"):
        days[stage].append(counted.workdays_between(localdate(since), localdate(at)))
    return [
        StageTime(stage.label, len(days[key]), median(days[key]), max(days[key]), _in_time(days[key], stage.days))
        for key, stage in procedures.stages().items()
        if days[key]
    ]


def _in_time(days: list[int], limit: int) -> int:
    return sum(1 for count in days if count <= limit)


def _returns(below: QuerySet[Agency], span: tuple[datetime, datetime]) -> list[Returned]:
    counts: dict[tuple[str, str], int] = defaultdict(int)
    rows = Signature.objects.filter(
        round__agency__in=below, at__range=span, decision=Signature.Decision.RETURNED
    ).values_list("stage", "why")
    for stage, why in rows:
        counts[stage, why] += 1
    stages, reasons = procedures.stages(), Signature.Why
    return [
        Returned(stages[key].label, reasons(why).label, counts[key, why])
        for key in stages
        for why in reasons.values
        if counts[key, why]
    ]
