"""Limits that somebody has to keep soon: a query over cases, so that no timer can be lost.

Besides the next limit of each case (条例第三十三条) these count: an online request to be confirmed on the next
working day (条例第三十一条), an approved extension to be told before the old limit (条例第三十三条第二款), and the
agency's answer in a reconsideration or a lawsuit (行政复议法第四十八条、第五十四条, 行政诉讼法第六十七条).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from django.db.models import Exists, OuterRef, QuerySet

from gongkai.casework import projection
from gongkai.casework.models import NO_LIMIT, Case, CaseEvent, Channel, Dispute
from gongkai.statute.case_state import Stage
from gongkai.statute.disputes import Procedure, dispute_clock
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import EventKind
from gongkai.statute.parameters import rules
from gongkai.statute.workdays import Calendar

AHEAD = (5, 3, 1, 0)
"""Working days before a limit on which somebody is reminded."""
PASSED = -1
"""In place of days ahead: the limit is over."""
THEIRS = frozenset({Stage.AWAITING_CORRECTION, Stage.AWAITING_FEE, Stage.IN_CONSULTATION})
"""Stages in which the limit binds the other side: that it passes is no fault of the office."""


class Kind(IntEnum):
    """What a limit is for. The value is added to the days ahead in `Alarm.ahead`, so that two limits of one case that
    fall on one day are two reminders."""

    CASE = 0
    CONFIRMATION = 100
    EXTENSION = 200
    ANSWER = 300


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that is near or passed. ``left`` counts working days, below zero when it is over."""

    case: Case
    kind: Kind
    on: date
    left: int
    what: str
    provisional: bool = False

    @property
    def step(self) -> int:
        """The reminder that is due: the narrowest of `AHEAD` that is reached, or `PASSED`."""
        return PASSED if self.left < 0 else min(ahead for ahead in AHEAD if ahead >= self.left)

    @property
    def key(self) -> tuple[int, date, int]:
        """What an alarm is known by."""
        return self.case.pk, self.on, self.kind + self.step

    @property
    def overdue(self) -> bool:
        """Whether the office itself let the day pass."""
        return self.left < 0 and not (self.kind is Kind.CASE and self.case.stage in THEIRS)


def kind_of(ahead: int) -> Kind:
    """The kind of limit that an alarm's number of days stands for."""
    return Kind((ahead - PASSED) // 100 * 100)


def near(today: date, days: Calendar, *, among: QuerySet[Case] | None = None) -> Iterator[Limit]:
    """All limits at most five working days away, or passed and still unmet; of all cases or of some."""
    cases = Case.objects.all() if among is None else among
    still_open = cases.filter(closed_on__isnull=True).select_related("agency", "assigned_agency", "handler")
    yield from _of_cases(still_open, today, days)
    yield from _confirmations(still_open, today, days)
    yield from _extensions(still_open, today, days)
    yield from _answers(cases, today, days)


def left(today: date, on: date, days: Calendar) -> int:
    """Working days from a day to a limit, below zero when it is over."""
    return days.workdays_between(today, on) if on >= today else -max(1, days.workdays_between(on, today))


_WHAT = {
    Stage.AWAITING_CORRECTION: "申请人补正的期限",
    Stage.AWAITING_FEE: "申请人缴费的期限",
    Stage.IN_CONSULTATION: "被征求意见人答复的期限",
    Stage.DECIDED: "送达答复的期限",
}


def _of_cases(cases: QuerySet[Case], today: date, days: Calendar) -> Iterator[Limit]:
    until = days.add(today, AHEAD[0] + 1)
    for case in cases.filter(next_on__lt=min(until, NO_LIMIT)).order_by("next_on", "id"):
        what = _WHAT.get(Stage(case.stage), "答复期限")
        own = case.stage not in THEIRS
        yield Limit(case, Kind.CASE, case.next_on, left(today, case.next_on, days), what, own and case.provisional)


def _confirmations(cases: QuerySet[Case], today: date, days: Calendar) -> Iterator[Limit]:
    waiting = cases.filter(stage=Stage.AWAITING_CONFIRMATION, channel=Channel.WEB, received_on__lt=today)
    for case in waiting:
        on = days.next_workday(case.received_on)
        if on <= today:
            yield Limit(case, Kind.CONFIRMATION, on, left(today, on, days), "与申请人确认收到的期限")


def _extensions(cases: QuerySet[Case], today: date, days: Calendar) -> Iterator[Limit]:
    done = CaseEvent.objects.filter(case=OuterRef("pk"))
    granted = Exists(done.filter(kind=EventKind.EXTENDED.value))
    told = Exists(done.filter(kind=EventKind.EXTENSION_NOTIFIED.value))
    waiting = {case.pk: case for case in cases.filter(granted, ~told, decided_on__isnull=True)}
    for key, state in projection.fold_all(Case.objects.filter(pk__in=waiting), days) if waiting else ():
        on = state.original_due_on
        if on is not None and (away := left(today, on, days)) <= AHEAD[0]:
            yield Limit(waiting[key], Kind.EXTENSION, on, away, "告知申请人延期的期限")


def _answers(cases: QuerySet[Case], today: date, days: Calendar) -> Iterator[Limit]:
    """Whether the answer was given is not on record, so nothing is called overdue."""
    # The longest of these periods is fifteen days and a holiday, so older disputes need no look.
    since = today - timedelta(days=60)
    rows = Dispute.objects.filter(case__in=cases, decided_on__isnull=True, filed_on__gt=since)
    for row in rows.select_related("case__agency", "case__assigned_agency", "case__handler"):
        on, provisional, what = _answer_limit(row, days)
        if 0 <= (away := left(today, on, days)) <= AHEAD[0]:
            yield Limit(row.case, Kind.ANSWER, on, away, what, provisional)


def _answer_limit(row: Dispute, days: Calendar) -> tuple[date, bool, str]:
    """Until when the agency answers, counted from the day on record. Which procedure hears a reconsideration is not
    on record: disclosure may be heard by the short one (行政复议法第五十三条第一款第（四）项), whose limit is safe."""
    if row.kind != Dispute.Kind.RECONSIDERATION:
        return *_last_day(Procedure.LITIGATION, row.filed_on, days), "行政诉讼提交答辩状的期限"
    try:
        return *_last_day(Procedure.SIMPLE, row.filed_on, days), "行政复议书面答复的期限（按简易程序）"
    except StatuteError:  # the short procedure came in 2024
        return *_last_day(Procedure.ORDINARY, row.filed_on, days), "行政复议书面答复的期限"


def _last_day(procedure: Procedure, on: date, days: Calendar) -> tuple[date, bool]:
    clock = dispute_clock(procedure, accepted_on=on, copy_received_on=on, rules=rules(), calendar=days)
    return clock.answer_until.on, clock.answer_until.provisional
