"""What each kind of event does to a case that allows it."""

# ruff: noqa: ARG001 (every check takes the same arguments, so that a table can hold them)

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from gongkai.statute import dispute_effects, service_effects
from gongkai.statute.case_state import Correction, Extension, Fee, Reasons, Severity
from gongkai.statute.citation import cite
from gongkai.statute.deadlines import Consultation, lapse_day, limits_on
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import Event, EventKind
from gongkai.statute.fees import PER_ITEM, PER_PAGE, per_item, per_page
from gongkai.statute.fold import OWN, Fold
from gongkai.statute.objections import objection
from gongkai.statute.permission import ADVISED, advice
from gongkai.statute.receipt import received_on

K = EventKind
_ART_32, _ART_33 = cite("regulation:32"), cite("regulation:33¶2")
_ART_30, _ART_35, _FEE = cite("regulation:30"), cite("regulation:35"), cite("fee_rules:")
_SILENCE = {"third_party": _ART_32, "joint_maker": cite("regulation:34"), "other_agency": cite("regulation:33¶3")}
_BEFORE_ALL_RULES = cite("regulation_2007:")
_ROW_OF = {K.WITHDRAWN: "ot_other", K.CORRECTION_LAPSED: "ot_nocorrect", K.FEE_LAPSED: "ot_nopay"}
_ONE_DAY = timedelta(days=1)


def take(case: Fold, event: Event) -> None:
    """Let one event act on a case, or note why it may not. Never raises."""
    kind, on = event.kind, event.occurred_on
    case.seen_on = on
    if case.ended_by is None:
        case.as_of = on
    try:
        against = objection(case, kind, on)
        if against is not None:
            case.note(against.code, against.message, against.citation, against.severity, on)
            return
        if kind in ADVISED:
            for entry in advice(case, kind, on, case.calendar):
                case.note(entry.code, entry.message, entry.citation, entry.severity, on)
        effect = _EFFECTS.get(kind)
        if effect is not None:
            effect(case, event)
    except StatuteError as error:
        case.note(error.code, str(error), OWN, Severity.ERROR, on)
    except OverflowError:
        case.note("BAD_INPUT", f"日期{on:%Y-%m-%d}超出可计算的范围。", OWN, Severity.ERROR, on)


def _submitted(case: Fold, event: Event) -> None:
    case.arrived_on = case.received_on = case.day0 = event.occurred_on
    case.channel = event.data["channel"]
    case.limits = limits_on(case.rules, event.occurred_on)
    if case.limits is None:
        message = "收到日期早于2008-05-01条例施行之日，没有可适用的期限。"
        case.note("NO_RULES", message, _BEFORE_ALL_RULES, Severity.ERROR, event.occurred_on)


def _receipt_confirmed(case: Fold, event: Event) -> None:
    if case.confirmed_on is not None or case.arrived_on is None or case.channel is None:
        return
    case.confirmed_on = event.occurred_on
    case.unreachable = bool(event.data.get("unreachable", False))
    if event.occurred_on == case.arrived_on or case.day0 != case.received_on:
        return
    basis = case.limits.receipt_day if case.limits else "earliest"
    case.received_on = case.day0 = received_on(
        case.channel, case.arrived_on, event.occurred_on, unreachable=case.unreachable, basis=basis
    )
    case.limits = limits_on(case.rules, case.day0)


def _correction_asked(case: Fold, event: Event) -> None:
    if case.limits is None:
        return
    told = event.data.get("limit_on")
    if told is not None and told <= event.occurred_on:
        message = f"补正期限{told:%Y-%m-%d}不晚于告知之日，不是合理的期限，按本机关通常的期限计算。"
        case.note("CORRECTION_LIMIT_PAST", message, _ART_30, Severity.ERROR, event.occurred_on)
        told = None
    limit_on = lapse_day(case.calendar, event.occurred_on, case.limits.correction_reply, told)
    case.correction = Correction(event.occurred_on, limit_on)
    case.waiting_for = "correction"


def _corrected(case: Fold, event: Event) -> None:
    if case.correction is not None:
        case.correction = Correction(case.correction.asked_on, case.correction.limit_on, event.occurred_on)
    case.restart(event.occurred_on)


def _consultation_opened(case: Fold, event: Event) -> None:
    key, party = event.data["key"], event.data["party"]
    if any(entry.key == key for entry in case.consultations):
        message = f"征求意见编号“{key}”已经用过，本次不另行扣除时间。"
        case.warn("CONSULTATION_KEY_REUSED", message, OWN, event.occurred_on)
        return
    if case.limits is None:
        return
    asked = event.data.get("received_on", event.occurred_on)
    limit_on = case.calendar.add(asked, case.limits.consultation(party))
    case.consultations = (*case.consultations, Consultation(key, party, event.occurred_on, limit_on))


def _consultation_closed(case: Fold, event: Event) -> None:
    key = event.data["key"]
    if not any(entry.key == key and entry.closed_on is None for entry in case.consultations):
        message = f"没有编号为“{key}”的待回复征求意见。"
        case.warn("CONSULTATION_NOT_OPEN", message, _ART_32, event.occurred_on)
        return
    if event.data["opinion"] == "silent":
        _check_silence(case, key, event.occurred_on)
    case.consultations = tuple(
        entry.close(event.occurred_on, event.data["opinion"]) if entry.key == key and entry.closed_on is None else entry
        for entry in case.consultations
    )


def _check_silence(case: Fold, key: str, on: date) -> None:
    """Nobody is silent before the limit has passed (arts 32, 34)."""
    limit_on, party = next((c.limit_on, c.party) for c in case.consultations if c.key == key and c.closed_on is None)
    if on <= limit_on:
        message = f"征求意见的期限至{limit_on:%Y-%m-%d}尚未届满，不能认定逾期未提出意见。"
        case.warn("SILENT_EARLY", message, _SILENCE[party], on)


def _third_party_informed(case: Fold, event: Event) -> None:
    case.third_party_informed_on = event.occurred_on


def _reasons_asked(case: Fold, event: Event) -> None:
    if case.reasons is None:
        case.reasons = Reasons(event.occurred_on)


def _reasons_given(case: Fold, event: Event) -> None:
    if case.reasons is not None and case.reasons.given_on is None:
        accepted = event.data.get("accepted")
        case.reasons = replace(case.reasons, given_on=event.occurred_on, accepted=accepted)


def _delay_set(case: Fold, event: Event) -> None:
    if case.reasons is not None:
        case.reasons = replace(case.reasons, delayed_until=event.data["limit_on"])


def _extended(case: Fold, event: Event) -> None:
    if case.limits is None:
        return
    longest = case.limits.extension
    days = event.data.get("days", longest)
    if days > longest:
        message = f"延长答复的期限最长不得超过{longest}个工作日，批准了{days}个，按{longest}个计算。"
        case.note("EXTENSION_TOO_LONG", message, _ART_33, Severity.ERROR, event.occurred_on)
        days = longest
    case.extension = Extension(event.occurred_on, days)
    case.extra = days


def _extension_notified(case: Fold, event: Event) -> None:
    if case.extension is not None and case.extension.notified_on is None:
        case.extension = Extension(case.extension.approved_on, case.extension.days, event.occurred_on)


def _fee_noticed(case: Fold, event: Event) -> None:
    if case.limits is None or case.limits.fee_payment is None:
        return
    data, on = event.data, event.occurred_on
    if not _fee_is_due(case, event):
        return
    lawful = case.calendar.add(on, case.limits.fee_payment)
    limit_on = data.get("limit_on", lawful)
    if limit_on < lawful:
        message = f"缴费期限{limit_on:%Y-%m-%d}短于自收到通知次日起的{case.limits.fee_payment}个工作日。"
        case.warn("FEE_LIMIT_SHORT", message, _FEE, on)
    case.fee = Fee(on, limit_on, data["method"], data["amount"], letter=data.get("letter"))
    if case.fee.letter is None or case.limits.fee_pause != "notice_served":
        service_effects.await_fee(case, on)


def _fee_is_due(case: Fold, event: Event) -> bool:
    """Whether anything is to be charged at all; a wrong amount is noted, as far as the notice says for what."""
    data, on = event.data, case.received_on or event.occurred_on
    if data["method"] == PER_ITEM and "ordinal" in data:
        right = per_item(data["ordinal"], rules=case.rules, on=on)
    elif data["method"] == PER_PAGE and "pages" in data:
        right = per_page(data["pages"], rules=case.rules, on=on)
    else:
        return True
    if not right.amount:
        message = "按照收费标准不应收费，收费通知不停止计算答复期限。"
        case.note("FEE_NOT_DUE", message, right.steps[-1].citation, Severity.ERROR, event.occurred_on)
    elif right.amount != data["amount"]:
        message = f"按照收费标准应收{right.amount}元，通知缴纳{data['amount']}元。"
        case.note("FEE_AMOUNT_WRONG", message, right.steps[-1].citation, Severity.ERROR, event.occurred_on)
    return bool(right.amount)


def _fee_paid(case: Fold, event: Event) -> None:
    if case.fee is not None:
        # Whoever pays has the notice, whether or not somebody recorded how it came.
        case.fee = replace(case.fee, paid_on=event.occurred_on, served_on=case.fee.served_on or event.occurred_on)
    later = case.limits is not None and case.limits.fee_restart == "next_day"
    case.restart(event.occurred_on + _ONE_DAY if later else event.occurred_on)


def _proposed(case: Fold, event: Event) -> None:
    case.proposed_outcome = event.data["outcome"]


def _returned(case: Fold, event: Event) -> None:
    case.proposed_outcome = None


def _decided(case: Fold, event: Event) -> None:
    if case.ended_by is not None:
        case.redecided_on, case.overturned_on = event.occurred_on, None
        return
    _check_lapse(case, event.data["outcome"], event.occurred_on)
    case.end(K.DECIDED, event.occurred_on, event.data["outcome"])
    _check_preparation(case, event.data["outcome"], event.occurred_on)


def _check_lapse(case: Fold, outcome: str, on: date) -> None:
    """A decision may not stand in for a lapse that has not happened (art 30; the fee rules)."""
    lapse = {"ot_nocorrect": K.CORRECTION_LAPSED, "ot_nopay": K.FEE_LAPSED}.get(outcome)
    against = objection(case, lapse, on) if lapse is not None else None
    if against is not None:
        case.note("NOT_LAPSED", against.message, against.citation, Severity.ERROR, on)


def _check_preparation(case: Fold, outcome: str, on: date) -> None:
    """Two outcomes rest on a step before them: the correction (art 30), the question for reasons (art 35)."""
    if outcome == "na_unclear" and (case.correction is None or case.correction.corrected_on is None):
        message = "没有告知补正、收到补正的记录，不能认定补正后申请内容仍不明确，请核对。"
        case.warn("UNCLEAR_WITHOUT_CORRECTION", message, _ART_30, on)
    if outcome == "np_mass" and (case.reasons is None or case.reasons.accepted):
        message = "没有要求申请人说明理由的记录，或者理由已经认定为合理，不能以大量反复申请不予处理，请核对。"
        case.warn("EXCESSIVE_WITHOUT_REASONS", message, _ART_35, on)


def _ended(case: Fold, event: Event) -> None:
    case.end(event.kind, event.occurred_on, _ROW_OF[event.kind])


def _closed(case: Fold, event: Event) -> None:
    case.closed_on = event.occurred_on


def _filed(case: Fold, event: Event) -> None:
    case.filed_on = case.filed_on or event.occurred_on


def _amendment_asked(case: Fold, event: Event) -> None:
    case.amendment_asked_on = event.occurred_on


def _amendment_answered(case: Fold, event: Event) -> None:
    case.amendment_asked_on = None


_EFFECTS: Mapping[EventKind, Callable[[Fold, Event], None]] = {
    K.SUBMITTED: _submitted,
    K.RECEIPT_CONFIRMED: _receipt_confirmed,
    K.CORRECTION_ASKED: _correction_asked,
    K.CORRECTED: _corrected,
    K.CORRECTION_LAPSED: _ended,
    K.CONSULTATION_OPENED: _consultation_opened,
    K.CONSULTATION_CLOSED: _consultation_closed,
    K.THIRD_PARTY_INFORMED: _third_party_informed,
    K.REASONS_ASKED: _reasons_asked,
    K.REASONS_GIVEN: _reasons_given,
    K.DELAY_SET: _delay_set,
    K.EXTENDED: _extended,
    K.EXTENSION_NOTIFIED: _extension_notified,
    K.FEE_NOTICED: _fee_noticed,
    K.FEE_PAID: _fee_paid,
    K.FEE_LAPSED: _ended,
    K.DECISION_PROPOSED: _proposed,
    K.DECISION_RETURNED: _returned,
    K.DECIDED: _decided,
    K.LETTER_ISSUED: service_effects.letter_issued,
    K.SERVED: service_effects.served,
    K.DELIVERED: service_effects.delivered,
    K.MAIL_RETURNED: service_effects.returned,
    K.WITHDRAWN: _ended,
    K.CLOSED: _closed,
    K.FILED: _filed,
    K.DISPUTE_FILED: dispute_effects.filed,
    K.DISPUTE_ANSWERED: dispute_effects.answered,
    K.DISPUTE_DECIDED: dispute_effects.decided,
    K.AMENDMENT_ASKED: _amendment_asked,
    K.AMENDMENT_ANSWERED: _amendment_answered,
}
