"""Limits that somebody has to keep soon: a query over cases, so that no timer can be lost.

Besides the next limit of each case (条例第三十三条) these count: an online request to be confirmed on the next
working day (条例第三十一条), an approved extension to be told before the old limit (条例第三十三条第二款), the agency's
answer in a reconsideration or a lawsuit (行政复议法第四十八条、第五十四条, 行政诉讼法第六十七条), and the new reply
after an old one was overturned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum

from django.db.models import Exists, OuterRef, QuerySet

from gongkai.casework import projection
from gongkai.casework.models import NO_LIMIT, Case, CaseEvent, Channel
from gongkai.casework.models import Dispute as DisputeRow
from gongkai.statute.case_state import CaseState, Dispute, Stage
from gongkai.statute.disputes import clock_of
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
    REDECISION = 400


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
    yield from _disputed(still_open, today, days)


def left(today: date, on: date, days: Calendar) -> int:
    """Working days from a day to a limit, below zero when it is over."""
    return days.workdays_between(today, on) if on >= today else -max(1, days.workdays_between(on, today))


_HAS_DISPUTE = Exists(DisputeRow.objects.filter(case=OuterRef("pk")))
_WHAT = {
    Stage.AWAITING_CORRECTION: "申请人补正的期限",
    Stage.AWAITING_FEE: "申请人缴费的期限",
    Stage.IN_CONSULTATION: "被征求意见人答复的期限",
    Stage.DECIDED: "送达答复的期限",
}


def _of_cases(cases: QuerySet[Case], today: date, days: Calendar) -> Iterator[Limit]:
    until = days.add(today, AHEAD[0] + 1)
    for case in cases.filter(~_HAS_DISPUTE, next_on__lt=min(until, NO_LIMIT)).order_by("next_on", "id"):
        yield _of_case(case, case.next_on, today, days)


def _of_case(case: Case, on: date, today: date, days: Calendar) -> Limit:
    what = _WHAT.get(Stage(case.stage), "答复期限")
    own = case.stage not in THEIRS
    return Limit(case, Kind.CASE, on, left(today, on, days), what, own and case.provisional)


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


def _disputed(cases: QuerySet[Case], today: date, days: Calendar) -> Iterator[Limit]:
    """Of a case over which people quarrel, several limits may run at once; the stored one is only the first."""
    disputed = {case.pk: case for case in cases.filter(_HAS_DISPUTE)}
    for key, state in projection.fold_all(Case.objects.filter(pk__in=disputed), days) if disputed else ():
        yield from (limit for limit in _of_state(disputed[key], state, today, days) if limit.left <= AHEAD[0])


def _of_state(case: Case, state: CaseState, today: date, days: Calendar) -> Iterator[Limit]:
    if own := projection.own_limit(state):
        yield _of_case(case, own, today, days)
    if again := state.redecision_limit_on:
        yield Limit(case, Kind.REDECISION, again, left(today, again, days), "重新作出答复并送达的期限")
    for dispute in state.disputes:
        if dispute.awaits_answer and (limit := _answer(case, dispute, today, days)):
            yield limit


def _answer(case: Case, dispute: Dispute, today: date, days: Calendar) -> Limit | None:
    """The limit for the agency's answer. Where nobody recorded on which day the papers came, it is reminded as if
    that were the day of acceptance, the earliest there can be; but it is never called overdue then."""
    known = dispute.copy_received_on is not None
    try:
        clock = clock_of(
            dispute if known else replace(dispute, copy_received_on=dispute.filed_on), rules=rules(), calendar=days
        )
    except StatuteError:
        return None  # the case page says what is wrong with the dispute
    assert clock is not None, "the day of the papers is given"
    away = left(today, clock.answer_until.on, days)
    if away < 0 and not known:
        return None
    what = "行政复议书面答复的期限" if dispute.kind == "reconsideration" else "行政诉讼提交答辩状的期限"
    what += "" if known else "（没有登记收到副本的日期，按受理日推算）"
    return Limit(case, Kind.ANSWER, clock.answer_until.on, away, what, clock.answer_until.provisional)
