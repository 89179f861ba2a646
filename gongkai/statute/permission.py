"""What the law allows next, until when, and what it advises against.

An objection (`objections`) blocks. Advice only warns: a late reply is unlawful, yet it has to be made.
"""

# ruff: noqa: ARG001 (every check takes the same arguments, so that a table can hold them)

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from gongkai.statute.case_state import CaseState, Permission, Severity
from gongkai.statute.citation import Citation, cite
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import EventKind
from gongkai.statute.objections import Objection, Standing, objection
from gongkai.statute.receipt import NEEDS_CONFIRMATION
from gongkai.statute.workdays import Calendar

K = EventKind
_ART_29, _ART_30, _ART_31 = cite("regulation:29"), cite("regulation:30"), cite("regulation:31")
_ART_32, _ART_33, _ART_33_3 = cite("regulation:32"), cite("regulation:33¶2"), cite("regulation:33¶3")
_ART_35, _ART_36, _ART_42 = cite("regulation:35"), cite("regulation:36"), cite("regulation:42")
_ART_45, _FEE, _OWN = cite("regulation:45"), cite("fee_rules:"), cite("gongkai:")


def advice(case: Standing, kind: EventKind, on: date, calendar: Calendar) -> tuple[Objection, ...]:
    """What is unlawful or doubtful about a step that has to be possible all the same."""
    adviser = _ADVISERS.get(kind)
    return adviser(case, on, calendar) if adviser is not None else ()


def _advise_correction(case: Standing, on: date, calendar: Calendar) -> tuple[Objection, ...]:
    until = correction_notice_by(case, calendar)
    if until is None or on <= until:
        return ()
    days = case.limits.correction_notice if case.limits else None
    message = f"应当自收到申请之日起{days}个工作日内（至{until:%Y-%m-%d}）告知补正，已经超过。"
    return (Objection("CORRECTION_LATE", message, _ART_30),)


def correction_notice_by(case: Standing, calendar: Calendar) -> date | None:
    """The last day on which a correction may be asked for (art 30); None under the 2007 rules."""
    if case.received_on is None or case.limits is None or case.limits.correction_notice is None:
        return None
    return calendar.add(case.received_on, case.limits.correction_notice)


def _advise_corrected(case: Standing, on: date, calendar: Calendar) -> tuple[Objection, ...]:
    if case.correction is None or on <= case.correction.limit_on:
        return ()
    message = f"补正材料在补正期限（{case.correction.limit_on:%Y-%m-%d}）届满后收到，请核对是否有正当理由。"
    return (Objection("CORRECTED_LATE", message, _ART_30, Severity.WARNING),)


def _advise_consultation(case: Standing, on: date, calendar: Calendar) -> tuple[Objection, ...]:
    due = case.due_on
    if due is None or on <= due:
        return ()
    message = f"答复期限已于{due:%Y-%m-%d}届满，此后征求意见的时间不再扣除。"
    return (Objection("CONSULTATION_LATE", message, _ART_33_3, Severity.WARNING),)


def _advise_notification(case: Standing, on: date, calendar: Calendar) -> tuple[Objection, ...]:
    original = case.original_due_on
    if original is None or on <= original:
        return ()
    message = f"延期应当在原答复期限（{original:%Y-%m-%d}）届满前告知申请人。"
    return (Objection("EXTENSION_NOTICE_LATE", message, _ART_33, Severity.WARNING),)


def _advise_payment(case: Standing, on: date, calendar: Calendar) -> tuple[Objection, ...]:
    if case.fee is None or on <= case.fee.limit_on:
        return ()
    message = f"缴费期限已于{case.fee.limit_on:%Y-%m-%d}届满，请核对是否仍予处理。"
    return (Objection("FEE_PAID_LATE", message, _FEE, Severity.WARNING),)


def _advise_decision(case: Standing, on: date, calendar: Calendar) -> tuple[Objection, ...]:
    found = []
    if case.waiting_for is not None:
        awaited = "申请人补正" if case.waiting_for == "correction" else "申请人缴费"
        message = f"正在等待{awaited}，请核对是否应当现在作出决定。"
        found.append(Objection("DECIDED_WHILE_WAITING", message, _OWN, Severity.WARNING))
    if any(consultation.pauses_on(on) for consultation in case.consultations):
        message = "征求意见的期限尚未届满、意见尚未收到，请核对是否应当现在作出决定。"
        found.append(Objection("DECIDED_WHILE_CONSULTING", message, _ART_32, Severity.WARNING))
    due = case.due_on if case.ended_by is None else None
    if due is not None and on > due:
        message = f"答复期限为{due:%Y-%m-%d}，决定于{on:%Y-%m-%d}作出，已经逾期。"
        found.append(Objection("REPLY_LATE", message, _ART_33))
    return tuple(found)


_ADVISERS: Mapping[EventKind, Callable[[Standing, date, Calendar], tuple[Objection, ...]]] = {
    K.CORRECTION_ASKED: _advise_correction,
    K.CORRECTED: _advise_corrected,
    K.CONSULTATION_OPENED: _advise_consultation,
    K.EXTENSION_NOTIFIED: _advise_notification,
    K.FEE_PAID: _advise_payment,
    K.DECIDED: _advise_decision,
}


ADVISED = frozenset(_ADVISERS)
"""The kinds that `advice` may have something to say about."""


# -- the answer for screens --------------------------------------------------------------------------


def permitted(state: CaseState, calendar: Calendar, today: date) -> Mapping[EventKind, Permission]:
    """For every kind of event, whether the law allows it today, why not, until when, with what warning.

    ``state`` should have been derived with the same ``today``. Whether an approval is missing is not
    asked here.
    """
    return {kind: _permission(state, kind, calendar, today) for kind in EventKind}


def _permission(state: CaseState, kind: EventKind, calendar: Calendar, today: date) -> Permission:
    against = objection(state, kind, today)
    if against is not None:
        return Permission(False, against.message, against.citation)
    try:
        warnings = advice(state, kind, today, calendar) or _late_answer(state, kind, today)
        until = _until(state, kind, calendar)
    except StatuteError:
        return Permission(True)
    citation = warnings[0].citation if warnings else _GROUNDS.get(kind)
    return Permission(True, citation=citation, until=until, warning="".join(entry.message for entry in warnings))


_GROUNDS: Mapping[EventKind, Citation] = {
    K.SUBMITTED: _ART_29,
    K.RECEIPT_CONFIRMED: _ART_31,
    K.REGISTERED: _ART_45,
    K.CORRECTION_ASKED: _ART_30,
    K.CORRECTED: _ART_30,
    K.CORRECTION_LAPSED: _ART_30,
    K.CONSULTATION_OPENED: _ART_33_3,
    K.CONSULTATION_CLOSED: _ART_33_3,
    K.REASONS_ASKED: _ART_35,
    K.DELAY_SET: _ART_35,
    K.EXTENDED: _ART_33,
    K.EXTENSION_NOTIFIED: _ART_33,
    K.FEE_NOTICED: _ART_42,
    K.FEE_PAID: _FEE,
    K.FEE_LAPSED: _FEE,
    K.DECIDED: _ART_36,
    K.FILED: _ART_45,
    K.DISPUTE_FILED: cite("regulation:51"),
    K.DISPUTE_ANSWERED: cite("reconsideration_law:48"),
}


def _late_answer(state: CaseState, kind: EventKind, today: date) -> tuple[Objection, ...]:
    """For screens only: in a log the event itself says which dispute was answered, and late."""
    until = state.answer_limit_on if kind is K.DISPUTE_ANSWERED else None
    if until is None or today <= until:
        return ()
    message = f"提交答复、答辩的期限已于{until:%Y-%m-%d}届满，仍应尽快提交并说明理由。"
    return (Objection("DISPUTE_ANSWER_LATE", message, cite("reconsideration_law:70")),)


def _until(state: CaseState, kind: EventKind, calendar: Calendar) -> date | None:
    if kind is K.CORRECTION_ASKED:
        return correction_notice_by(state, calendar)
    if kind is K.RECEIPT_CONFIRMED:
        return _confirm_by(state, calendar)
    if kind is K.CONSULTATION_CLOSED:
        return max((entry.limit_on for entry in state.consultations if not entry.closed_on), default=None)
    limits = {K.CORRECTED: state.correction_limit_on, K.FEE_PAID: state.fee_limit_on}
    limits[K.EXTENSION_NOTIFIED] = state.original_due_on
    limits[K.DISPUTE_ANSWERED] = state.answer_limit_on
    if state.ended_by is not None:
        return state.redecision_limit_on if kind in _OF_THE_NEW_REPLY else limits.get(kind)
    return state.due_on if kind in _WITHIN_REPLY_PERIOD else limits.get(kind)


_OF_THE_NEW_REPLY = frozenset({K.DECISION_PROPOSED, K.DECIDED})
_WITHIN_REPLY_PERIOD = frozenset({K.EXTENDED, K.EXTENSION_REQUESTED, K.FEE_NOTICED, K.DECIDED, K.DECISION_PROPOSED})


def _confirm_by(state: CaseState, calendar: Calendar) -> date | None:
    if state.arrived_on is None or state.limits is None or state.channel not in NEEDS_CONFIRMATION:
        return None
    return calendar.add(state.arrived_on, state.limits.receipt_confirmation)
