"""What letters do to a case: issued, served, signed for, come back (国办公开办函〔2016〕235号)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from gongkai.statute import dispute_effects
from gongkai.statute.case_state import Posted, Severity
from gongkai.statute.citation import cite
from gongkai.statute.events import Event
from gongkai.statute.fold import OWN, Fold
from gongkai.statute.letters import NOTICE_LETTERS

MAIL, ANNOUNCEMENT = "mail", "announcement"
_ART_32, _POSTAL = cite("regulation:32"), cite("postal_law:55")
_FEE, _SERVICE = cite("fee_rules:"), cite("service_paper:")
_SIGNED_FOR = frozenset({"counter", "other_agency"})
"""Means of service that are complete when the applicant has signed (235号)."""


def letter_issued(case: Fold, event: Event) -> None:
    """A letter has its number. A notice on the way, or one to a third party, is never the reply."""
    case.letters_issued += 1
    number = event.data.get("number")
    if number is not None:
        reply = event.data["letter"] not in NOTICE_LETTERS
        case.letter_dates = {**case.letter_dates, number: event.occurred_on if reply else date.min}
        case.reply_letter = number if reply else case.reply_letter


def served(case: Fold, event: Event) -> None:
    """A letter was served: by hand, online, through others, handed to the post, or as the last way announced."""
    data = event.data
    issued = case.letter_dates.get(data.get("number", ""))
    _check_way(case, event)
    _note_post(case, event)
    fee = case.fee
    if fee is not None and fee.unserved and case.ended_by is None and fee.letter == data.get("number"):
        _fee_notice_arrived(case, _day_in_hand(event))
    if dispute_effects.serves_new_reply(case, issued):
        _bring_back_to_rest(case)
        case.reserved_on, case.reserved_seq = _day_of_service(event), event.seq
    # What is served before the case has ended is a notice on the way, not the reply.
    if case.ended_by is None or (issued is not None and issued < (case.decided_on or issued)):
        return
    if case.served_on is None:
        _bring_back_to_rest(case)
        case.served_on, case.served_through = case.kept_on or _day_of_service(event), data["channel"]
        case.served_seq, case.in_hand_on = event.seq, _day_in_hand(event)
        _check_third_party(case, event.occurred_on)
    elif case.in_hand_on is None and case.overturned_on is None and case.redecided_on is None:
        case.in_hand_on = _day_in_hand(event)


def _bring_back_to_rest(case: Fold) -> None:
    """A reply that had come back is served: what was closed before that is to be closed anew."""
    if case.reply_back:
        case.reply_back, case.closed_on, case.filed_on = False, None, None


def _check_way(case: Fold, event: Event) -> None:
    data, on = event.data, event.occurred_on
    if data["channel"] == MAIL and "邮政" not in data.get("carrier", "邮政"):
        message = f"国家机关公文应当交由邮政企业寄递，本次由“{data['carrier']}”寄递。"
        case.warn("SERVED_BY_COURIER", message, _POSTAL, on)
    if data["channel"] == ANNOUNCEMENT and all(entry.returned_on is None for entry in case.posted):
        message = "公告是最后的送达方式，此前没有邮寄被退回的记录，请核对是否已经用尽其他方式。"
        case.warn("ANNOUNCED_TOO_SOON", message, _SERVICE, on)


def _note_post(case: Fold, event: Event) -> None:
    """Remember what went by post; earlier attempts with the same letter are over."""
    letter = event.data.get("number") or case.reply_letter
    case.posted = tuple(replace(entry, again=True) if entry.letter == letter else entry for entry in case.posted)
    if event.data["channel"] == MAIL:
        sent = Posted(event.seq or 0, letter, event.occurred_on, event.data.get("delivered_on"))
        case.posted = (*case.posted, sent)


def delivered(case: Fold, event: Event) -> None:
    """A posted letter was signed for. The day on which it was posted still says whether the reply was on time."""
    found = _awaited(case, event)
    if found is None:
        return
    on = max(event.occurred_on, found.on)
    _settle(case, found, replace(found, signed_on=on))
    if found.seq == case.served_seq:
        case.in_hand_on = on
    fee = case.fee
    if fee is not None and fee.unserved and case.ended_by is None and fee.letter == found.letter:
        _fee_notice_arrived(case, on)


def returned(case: Fold, event: Event) -> None:
    """A posted letter came back: a reply has to be served again, and a case that was filed is open once more."""
    found = _awaited(case, event)
    if found is None:
        return
    _settle(case, found, replace(found, returned_on=event.occurred_on, why=event.data["why"]))
    if found.seq == case.reserved_seq:
        case.reserved_on = case.reserved_seq = None
        case.reply_back = True
    if found.seq == case.served_seq:
        if event.data["why"] in case.rules.value("returned_mail_counts", event.occurred_on):
            case.kept_on = case.kept_on or case.served_on
        case.served_on = case.served_through = case.served_seq = case.in_hand_on = None
        case.reply_back = True


def _awaited(case: Fold, event: Event) -> Posted | None:
    """The posted letter of which an event tells; noted when there is none that waits for it."""
    found = next((entry for entry in case.posted if entry.seq == event.data["served"] and entry.awaits_proof), None)
    if found is None:
        message = f"第{event.data['served']}号记录不是等待签收结果的邮寄送达。"
        case.warn("POSTED_UNKNOWN", message, OWN, event.occurred_on)
    return found


def _settle(case: Fold, old: Posted, new: Posted) -> None:
    case.posted = tuple(new if entry is old else entry for entry in case.posted)


def await_fee(case: Fold, on: date) -> None:
    """The applicant has the notice: the clock stands, and what is left for paying counts from here."""
    if case.fee is None or case.limits is None or case.limits.fee_payment is None:
        return
    limit_on = case.fee.limit_on
    if on > case.fee.noticed_on:
        limit_on = max(limit_on, case.calendar.add(on, case.limits.fee_payment))
    case.fee = replace(case.fee, served_on=on, limit_on=limit_on)
    case.waiting_for = "fee"


def _fee_notice_arrived(case: Fold, on: date | None) -> None:
    """The clock stops on the day the applicant has the fee notice in hand, not when it is posted; one that comes after
    the due day stops nothing."""
    due = case.due_on
    if on is None:
        return
    if due is not None and on > due:
        message = f"收费通知于{on:%Y-%m-%d}送达，答复期限已于{due:%Y-%m-%d}届满，收费通知不停止计算答复期限。"
        case.note("FEE_NOTICE_LATE", message, _FEE, Severity.ERROR, on)
        return
    await_fee(case, on)


def _day_in_hand(event: Event) -> date | None:
    """The day on which the addressee had a letter; None while it is known only that it was sent."""
    signed: date | None = event.data.get("delivered_on")
    if event.data["channel"] in {MAIL, "other_agency"}:
        return None if signed is None else max(signed, event.occurred_on)
    return _day_of_service(event)


def _day_of_service(event: Event) -> date:
    """The day that decides whether the reply was on time (235号): by hand and through another agency the day it
    was signed for, by post the day it was handed to the post, online the day it was sent, announced the day on which
    the announcement had run."""
    signed: date | None = event.data.get("delivered_on")
    if signed is not None and event.data["channel"] in _SIGNED_FOR:
        return max(signed, event.occurred_on)
    return event.occurred_on


def _check_third_party(case: Fold, on: date) -> None:
    """What is disclosed against a third party's wish has to be told to it in writing, with the reasons (art 32)."""
    objected = any(entry.party == "third_party" and entry.consented is False for entry in case.consultations)
    if case.row == "open" and objected and case.third_party_informed_on is None:
        message = "第三方不同意公开而决定公开的，应当将决定公开的内容和理由书面告知第三方，没有告知的记录。"
        case.warn("THIRD_PARTY_NOT_INFORMED", message, _ART_32, on)
