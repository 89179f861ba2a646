"""Limits that somebody has to keep soon: a query over cases, so that no timer can be lost.

Besides the next limit of each case (条例第三十三条) these count: an online request to be confirmed on the next
working day (条例第三十一条), an approved extension to be told before the old limit (条例第三十三条第二款), the agency's
answer in a reconsideration or a lawsuit (行政复议法第四十八条、第五十四条, 行政诉讼法第六十七条), and the new reply
after an old one was overturned. Internal limits and the parts of other departments (会签) are reminded alike, though
no law knows them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongkai.casework import projection
from gongkai.casework.models import NO_LIMIT, Case, CaseEvent, Channel, JointRequest
from gongkai.casework.models import Dispute as DisputeRow
from gongkai.statute.case_state import OPEN_STAGES, CaseState, Dispute, Stage
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
    INTERNAL = 500
    JOINT = 600


INTERNAL = frozenset({Kind.INTERNAL, Kind.JOINT})
"""Limits that the house gives itself. That one passes is unlawful to nobody."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that is near or passed. ``left`` counts working days, below zero when it is over."""

    case: Case
    kind: Kind
    on: date
    left: int
    what: str
    provisional: bool = False
    part: JointRequest | None = None
    """The department's part that is owed, where the limit is of that."""
    mark: str = ""
    """Tells two limits of one kind in one case apart, whatever their days."""

    @property
    def step(self) -> int:
        """The reminder that is due: the narrowest of `AHEAD` that is reached, or `PASSED`."""
        return PASSED if self.left < 0 else min(ahead for ahead in AHEAD if ahead >= self.left)

    @property
    def key(self) -> tuple[int, date, int, int]:
        """What an alarm is known by; 0 where the limit is of the whole case."""
        return self.case.pk, self.on, self.kind + self.step, self.part.pk if self.part else 0

    @property
    def overdue(self) -> bool:
        """Whether the office itself let a day of the law pass."""
        theirs = self.kind is Kind.CASE and self.case.stage in THEIRS
        return self.left < 0 and not theirs and self.kind not in INTERNAL


def kind_of(ahead: int) -> Kind:
    """The kind of limit that an alarm's number of days stands for."""
    return Kind((ahead - PASSED) // 100 * 100)


def near(today: date, days: Calendar, *, among: QuerySet[Case] | None = None, ahead: int = AHEAD[0]) -> Iterator[Limit]:
    """All limits at most ``ahead`` working days away, or passed and still unmet; of all cases or of some."""
    cases = Case.objects.all() if among is None else among
    still_open = cases.filter(closed_on__isnull=True).select_related("agency", "assigned_agency", "handler")
    yield from _of_cases(still_open, today, days, ahead)
    yield from _confirmations(still_open, today, days)
    yield from _extensions(still_open, today, days, ahead)
    yield from _disputed(still_open, today, days, ahead)
    yield from _internal(still_open, today, days, ahead)
    parts = JointRequest.objects.all() if among is None else JointRequest.objects.filter(case__in=cases.order_by())
    yield from of_parts(parts, today, days, ahead=ahead)


def of_parts(parts: QuerySet[JointRequest], today: date, days: Calendar, *, ahead: int = AHEAD[0]) -> Iterator[Limit]:
    """The internal limits of parts that departments owe (会签), as far as a reply is still to be made."""
    rows = parts.filter(owing(), internal_on__lt=days.add(today, ahead + 1)).order_by("internal_on", "id")
    for part in rows.select_related("agency", "handler", "case__agency", "case__assigned_agency", "case__handler"):
        away = left(today, part.internal_on, days)
        what = f"{part.agency.short_name}会签的内部时限{_behind(part.case, part.internal_on)}"
        yield Limit(part.case, Kind.JOINT, part.internal_on, away, what, part=part, mark=str(part.pk))


def _behind(case: Case, on: date) -> str:
    """What is said of an internal limit when the limit of the law has come to lie before it."""
    return "（已晚于答复法定期限，请调整）" if case.due_on is not None and case.due_on < on else ""


def owing() -> Q:
    """The parts that are owed: asked for, not settled, of a case without a reply or whose reply was overturned."""
    overturned = DisputeRow.objects.filter(case=OuterRef("case"), result=DisputeRow.Result.OVERTURNED)
    to_be_made = Q(case__stage__in=OPEN_STAGES) | Q(Exists(overturned), case__closed_on__isnull=True)
    return to_be_made & Q(state__in=[JointRequest.State.ASKED, JointRequest.State.SIGNED])


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


def _of_cases(cases: QuerySet[Case], today: date, days: Calendar, ahead: int) -> Iterator[Limit]:
    until = days.add(today, ahead + 1)
    for case in cases.filter(~_HAS_DISPUTE, next_on__lt=min(until, NO_LIMIT)).order_by("next_on", "id"):
        yield _of_case(case, case.next_on, today, days)


def _internal(cases: QuerySet[Case], today: date, days: Calendar, ahead: int) -> Iterator[Limit]:
    """What departments owe inside the house: while the other side is waited for, nobody can draft."""
    owed = cases.filter(internal_on__lt=days.add(today, ahead + 1), stage__in=[Stage.OPEN, Stage.AWAITING_CONFIRMATION])
    for case in owed.order_by("internal_on", "id"):
        on = case.internal_on
        assert on is not None, "the query asked for a day"
        what = f"承办单位办理的内部时限{_behind(case, on)}"
        yield Limit(case, Kind.INTERNAL, on, left(today, on, days), what)


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


def _extensions(cases: QuerySet[Case], today: date, days: Calendar, ahead: int) -> Iterator[Limit]:
    done = CaseEvent.objects.filter(case=OuterRef("pk"))
    granted = Exists(done.filter(kind=EventKind.EXTENDED.value))
    told = Exists(done.filter(kind=EventKind.EXTENSION_NOTIFIED.value))
    waiting = {case.pk: case for case in cases.filter(granted, ~told, decided_on__isnull=True)}
    for key, state in projection.fold_all(Case.objects.filter(pk__in=waiting), days) if waiting else ():
        on = state.original_due_on
        if on is not None and (away := left(today, on, days)) <= ahead:
            yield Limit(waiting[key], Kind.EXTENSION, on, away, "告知申请人延期的期限")


def _disputed(cases: QuerySet[Case], today: date, days: Calendar, ahead: int) -> Iterator[Limit]:
    """Of a case over which people quarrel, several limits may run at once; the stored one is only the first."""
    disputed = {case.pk: case for case in cases.filter(_HAS_DISPUTE)}
    for key, state in projection.fold_all(Case.objects.filter(pk__in=disputed), days) if disputed else ():
        yield from (limit for limit in _of_state(disputed[key], state, today, days) if limit.left <= ahead)


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
    return Limit(case, Kind.ANSWER, clock.answer_until.on, away, what, clock.answer_until.provisional, mark=dispute.key)
