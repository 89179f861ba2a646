"""What the law does not let an agency do next. A step taken all the same moves no clock."""

# ruff: noqa: ARG001, ARG005 (every check takes the same arguments, so that a table can hold them)

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple, Protocol

from gongkai.statute.case_state import Correction, Dispute, Extension, Fee, Posted, Reasons, Severity
from gongkai.statute.citation import Citation, cite
from gongkai.statute.deadlines import Consultation, Limits
from gongkai.statute.events import EventKind

K = EventKind


class Objection(NamedTuple):
    """Why a step is not allowed, or not advisable."""

    code: str
    message: str
    citation: Citation
    severity: Severity = Severity.ERROR


class Standing(Protocol):
    """What the checks look at: a finished state, or one that is still being folded."""

    @property
    def received_on(self) -> date | None: ...
    @property
    def channel(self) -> str | None: ...
    @property
    def confirmed_on(self) -> date | None: ...
    @property
    def limits(self) -> Limits | None: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def original_due_on(self) -> date | None: ...
    @property
    def waiting_for(self) -> str | None: ...
    @property
    def correction(self) -> Correction | None: ...
    @property
    def consultations(self) -> tuple[Consultation, ...]: ...
    @property
    def reasons(self) -> Reasons | None: ...
    @property
    def extension(self) -> Extension | None: ...
    @property
    def fee(self) -> Fee | None: ...
    @property
    def proposed_outcome(self) -> str | None: ...
    @property
    def ended_by(self) -> EventKind | None: ...
    @property
    def overturned_on(self) -> date | None: ...
    @property
    def letters_issued(self) -> int: ...
    @property
    def served_on(self) -> date | None: ...
    @property
    def posted(self) -> tuple[Posted, ...]: ...
    @property
    def closed_on(self) -> date | None: ...
    @property
    def disputes(self) -> tuple[Dispute, ...]: ...
    @property
    def amendment_asked_on(self) -> date | None: ...


_ART_30, _ART_31, _ART_33 = cite("regulation:30"), cite("regulation:31"), cite("regulation:33¶2")
_ART_33_3, _ART_35, _ART_36 = cite("regulation:33¶3"), cite("regulation:35"), cite("regulation:36")
_ART_41, _ART_45, _ART_51 = cite("regulation:41"), cite("regulation:45"), cite("regulation:51")
_FEE, _SERVICE = cite("fee_rules:"), cite("service_paper:")

WITHOUT_RECEIPT = frozenset({K.SUBMITTED, K.NOTE, K.AMENDED, K.SUBJECT_ERASED})
"""Events that need no request to have arrived."""
UNTIL_THE_END = frozenset(
    {
        K.RECEIPT_CONFIRMED,
        K.CORRECTION_ASKED,
        K.CORRECTED,
        K.CORRECTION_LAPSED,
        K.CONSULTATION_OPENED,
        K.REASONS_ASKED,
        K.REASONS_GIVEN,
        K.DELAY_SET,
        K.EXTENSION_REQUESTED,
        K.EXTENDED,
        K.EXTENSION_NOTIFIED,
        K.FEE_NOTICED,
        K.FEE_PAID,
        K.FEE_LAPSED,
        K.DECISION_PROPOSED,
        K.DECISION_RETURNED,
        K.WITHDRAWN,
    }
)
"""Events that make no sense once the case has ended."""

_NOT_RECEIVED = Objection("BEFORE_RECEIPT", "申请尚未收到，不能办理此项。", _ART_31)
_TWICE = Objection("SUBMITTED_TWICE", "申请已经收到，同一申请不重复登记收到。", _ART_31)
_ENDED = Objection("AFTER_END", "申请已经办结（已决定、撤回或者不再处理），不能再办理此项。", _ART_33)
_DECIDED_TWICE = Objection("DECIDED_TWICE", "申请已有处理结果，未经复议、诉讼纠正，不能再次作出决定。", _ART_36)


def objection(case: Standing, kind: EventKind, on: date) -> Objection | None:
    """Why the law does not allow a step on a day; None when it does."""
    if case.received_on is None:
        return None if kind in WITHOUT_RECEIPT else _NOT_RECEIVED
    if case.ended_by is not None and kind in UNTIL_THE_END:
        redeciding = case.overturned_on is not None and kind in (K.DECISION_PROPOSED, K.DECISION_RETURNED)
        if not redeciding:
            return _ENDED
    guard = _GUARDS.get(kind)
    return guard(case, on) if guard is not None else None


def _correction_asked(case: Standing, on: date) -> Objection | None:
    if case.correction is not None:
        return Objection("CORRECTION_TWICE", "补正只能一次性告知，已经告知过补正，不能再次要求补正。", _ART_30)
    due = case.due_on
    if due is not None and on > due:
        # A day late is advised against; after the reply itself is overdue, nothing may make it punctual again.
        message = f"答复期限已于{due:%Y-%m-%d}届满，届满后不能再以补正重新计算期限。"
        return Objection("CORRECTION_AFTER_DUE", message, _ART_30)
    return _fee_outstanding(case, on)


def _fee_outstanding(case: Standing, on: date) -> Objection | None:
    if case.waiting_for == "fee":
        return Objection("FEE_OUTSTANDING", "已送达收费通知、等待缴费期间，不能办理此项。", _FEE)
    if case.fee is not None and case.fee.unserved:
        return Objection("FEE_OUTSTANDING", "收费通知已经制发、等待送达期间，不能办理此项。", _FEE)
    return None


def _correction_awaited(case: Standing, on: date) -> Objection | None:
    if case.waiting_for != "correction":
        return Objection(
            "CORRECTION_NOT_ASKED", "没有等待补正的事项，答复期限不因此重新计算。", _ART_30, Severity.WARNING
        )
    return None


def _correction_lapsed(case: Standing, on: date) -> Objection | None:
    if case.waiting_for != "correction" or case.correction is None:
        return Objection("CORRECTION_NOT_ASKED", "没有告知过补正，不能以逾期不补正为由不再处理。", _ART_30)
    if on <= case.correction.limit_on:
        message = f"补正期限至{case.correction.limit_on:%Y-%m-%d}尚未届满，不能以逾期不补正为由不再处理。"
        return Objection("LAPSED_EARLY", message, _ART_30)
    return None


def _consultation_closed(case: Standing, on: date) -> Objection | None:
    if all(consultation.closed_on for consultation in case.consultations):
        return Objection("CONSULTATION_NOT_OPEN", "没有正在征求的意见。", _ART_33_3, Severity.WARNING)
    return None


def _reasons_given(case: Standing, on: date) -> Objection | None:
    if case.reasons is None:
        return Objection("REASONS_NOT_ASKED", "没有要求申请人说明理由。", _ART_35, Severity.WARNING)
    return None


def _delay_set(case: Standing, on: date) -> Objection | None:
    if case.reasons is None or case.reasons.given_on is None:
        message = "只有申请数量、频次明显超过合理范围且申请人说明了理由的，才能另定延迟答复的期限。"
        return Objection("DELAY_WITHOUT_REASONS", message, _ART_35)
    if case.reasons.accepted is False:
        message = "申请理由已经认定为不合理，应当告知不予处理，不能另定延迟答复的期限。"
        return Objection("DELAY_REASONS_REFUSED", message, _ART_35)
    if case.reasons.delayed_until is not None:
        return Objection("DELAY_TWICE", "已经确定过延迟答复的期限。", _ART_35)
    due = case.due_on
    if due is not None and on > due:
        message = f"答复期限已于{due:%Y-%m-%d}届满，届满后不能再确定延迟答复的期限。"
        return Objection("DELAY_LATE", message, _ART_35)
    return None


def _extended(case: Standing, on: date) -> Objection | None:
    if case.extension is not None:
        return Objection("EXTENDED_TWICE", "延长答复期限只能一次，已经延长过。", _ART_33)
    if case.waiting_for is not None:
        message = "等待补正或者缴费期间答复期限没有计算，无需也不能延长。"
        return Objection("EXTENSION_CLOCK_STOPPED", message, _ART_33)
    due = case.due_on
    if due is not None and on > due:
        message = f"答复期限已于{due:%Y-%m-%d}届满，届满后不能再延长。"
        return Objection("EXTENSION_LATE", message, _ART_33)
    return None


def _extension_notified(case: Standing, on: date) -> Objection | None:
    if case.extension is None:
        return Objection("EXTENSION_NOT_APPROVED", "延长答复期限尚未批准，不能告知申请人。", _ART_33)
    return None


def _fee_noticed(case: Standing, on: date) -> Objection | None:
    if case.limits is not None and case.limits.fee_payment is None:
        return Objection("FEE_NO_RULES", "收到申请时信息处理费办法尚未施行，不能收费。", _FEE)
    if case.fee is not None:
        return Objection("FEE_TWICE", "同一申请只能收取一次信息处理费，已经送达过收费通知。", _FEE)
    if case.waiting_for == "correction":
        return Objection("CORRECTION_OUTSTANDING", "等待补正期间不能送达收费通知。", _FEE)
    due = case.due_on
    if due is not None and on > due:
        message = f"收费通知应当在答复期限内送达，答复期限已于{due:%Y-%m-%d}届满。"
        return Objection("FEE_NOTICE_LATE", message, _FEE)
    return None


def _fee_paid(case: Standing, on: date) -> Objection | None:
    due = case.due_on
    if case.fee is not None and case.fee.unserved and due is not None and on <= due:
        return None
    if case.waiting_for != "fee":
        return Objection(
            "FEE_NOT_NOTICED", "没有等待缴纳的信息处理费，答复期限不因此重新计算。", _FEE, Severity.WARNING
        )
    return None


def _fee_lapsed(case: Standing, on: date) -> Objection | None:
    if case.fee is not None and case.fee.unserved:
        message = "收费通知还没有送达申请人的记录，缴费期限没有起算，不能以逾期不缴费为由不再处理。"
        return Objection("FEE_NOT_SERVED", message, _FEE)
    if case.waiting_for != "fee" or case.fee is None:
        return Objection("FEE_NOT_NOTICED", "没有等待缴纳的信息处理费，不能以逾期不缴费为由不再处理。", _FEE)
    if on <= case.fee.limit_on:
        message = f"缴费期限至{case.fee.limit_on:%Y-%m-%d}尚未届满，不能以逾期不缴费为由不再处理。"
        return Objection("LAPSED_EARLY", message, _FEE)
    return None


def _decision_returned(case: Standing, on: date) -> Objection | None:
    if case.proposed_outcome is None:
        return Objection("NOTHING_PROPOSED", "没有待审批的处理意见。", _ART_45, Severity.WARNING)
    return None


def _decided(case: Standing, on: date) -> Objection | None:
    return _DECIDED_TWICE if case.ended_by is not None and case.overturned_on is None else None


def _served(case: Standing, on: date) -> Objection | None:
    if case.ended_by is None and not case.letters_issued:
        return Objection("SERVED_BEFORE_ISSUED", "尚未制发任何文书，不能送达。", _ART_36)
    return None


def _came_of_mail(case: Standing, on: date) -> Objection | None:
    if not any(entry.awaits_proof for entry in case.posted):
        message = "没有等待签收结果的邮寄文书。"
        return Objection("NOTHING_POSTED", message, _SERVICE, Severity.WARNING)
    return None


def _closed(case: Standing, on: date) -> Objection | None:
    if case.ended_by is None:
        return Objection("CLOSED_UNDECIDED", "申请尚未作出处理，不能办结。", _ART_33)
    if case.closed_on is not None:
        return Objection("CLOSED_TWICE", "申请已经办结。", _ART_45, Severity.WARNING)
    return None


def _filed(case: Standing, on: date) -> Objection | None:
    if case.ended_by is None:
        return Objection("FILED_UNDECIDED", "申请尚未作出处理，不能归档。", _ART_45)
    return None


def _dispute_decided(case: Standing, on: date) -> Objection | None:
    if all(dispute.result for dispute in case.disputes):
        return Objection("DISPUTE_UNKNOWN", "没有正在审理的复议或者诉讼。", _ART_51, Severity.WARNING)
    return None


def _dispute_answered(case: Standing, on: date) -> Objection | None:
    if not any(dispute.awaits_answer for dispute in case.disputes):
        return Objection("DISPUTE_NOT_AWAITING", "没有等待答复、答辩的复议或者诉讼。", _ART_51, Severity.WARNING)
    return None


def _amendment_answered(case: Standing, on: date) -> Objection | None:
    if case.amendment_asked_on is None:
        return Objection("AMENDMENT_NOT_ASKED", "没有收到更正申请。", _ART_41, Severity.WARNING)
    return None


_GUARDS: Mapping[EventKind, Callable[[Standing, date], Objection | None]] = {
    K.SUBMITTED: lambda case, on: _TWICE,
    K.CORRECTION_ASKED: _correction_asked,
    K.CORRECTED: _correction_awaited,
    K.CORRECTION_LAPSED: _correction_lapsed,
    K.CONSULTATION_CLOSED: _consultation_closed,
    K.REASONS_GIVEN: _reasons_given,
    K.DELAY_SET: _delay_set,
    K.EXTENSION_REQUESTED: _extended,
    K.EXTENDED: _extended,
    K.EXTENSION_NOTIFIED: _extension_notified,
    K.FEE_NOTICED: _fee_noticed,
    K.FEE_PAID: _fee_paid,
    K.FEE_LAPSED: _fee_lapsed,
    K.DECISION_RETURNED: _decision_returned,
    K.DECIDED: _decided,
    K.SERVED: _served,
    K.DELIVERED: _came_of_mail,
    K.MAIL_RETURNED: _came_of_mail,
    K.CLOSED: _closed,
    K.FILED: _filed,
    K.DISPUTE_ANSWERED: _dispute_answered,
    K.DISPUTE_DECIDED: _dispute_decided,
    K.AMENDMENT_ANSWERED: _amendment_answered,
}
