"""The steps between receipt and reply (条例第三十条至第三十五条): each verb is one command on the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.roles import Permission
from gongkai.casework import attachments, fee_chain, internal_limits, log, moved_dates, signing
from gongkai.casework.attachments import Upload
from gongkai.casework.chain import Letter
from gongkai.casework.errors import Incomplete, NotPermitted, OwnWork
from gongkai.casework.log import Happening
from gongkai.casework.models import Case
from gongkai.statute.events import EventKind
from gongkai.statute.fees import PER_ITEM, FeeCalculation, per_item, per_page
from gongkai.statute.parameters import rules

HANDLE = Permission.CASE_HANDLE


def confirm_receipt(*, case_id: int, on: date, means: str, by: User, at: datetime, seq: int | None = None) -> Case:
    """Both sides confirm the receipt of an online request, a fax or a plain letter (条例第三十一条)."""
    return _one(case_id, EventKind.RECEIPT_CONFIRMED, on, {"means": means}, by=by, at=at, seq=seq)


@transaction.atomic
def assign(
    *,
    case_id: int,
    agency: Agency,
    by: User,
    at: datetime,
    handler: User | None = None,
    internal_on: date | None = None,
    seq: int | None = None,
) -> Case:
    """Give a case to a department, and to a person there, for drafting, if need be until an internal limit.

    No clock moves (指导案例26号). Raises BadInternalLimit.
    """
    dossier = log.lock(case_id, by=by, at=at, permission=HANDLE, expected_seq=seq)
    data = {"to": _holder(agency, handler)} | internal_limits.check(internal_on, dossier.state, today=localdate(at))
    case = log.write(dossier, [Happening(EventKind.ASSIGNED, localdate(at), data)], by=by, at=at)
    case.assigned_agency, case.handler, case.internal_on = agency, handler, internal_on
    case.save(update_fields=["assigned_agency", "handler", "internal_on"])
    return case


@transaction.atomic
def limit_internally(*, case_id: int, internal_on: date, by: User, at: datetime, seq: int | None = None) -> Case:
    """Set another internal limit for the department that has the case. No clock moves.

    Raises BadInternalLimit, NotPermitted when the case was given to nobody.
    """
    dossier = log.lock(case_id, by=by, at=at, permission=HANDLE, expected_seq=seq)
    case = dossier.case
    if case.assigned_agency is None:
        raise NotPermitted("此件没有交给其他单位承办，不需要内部时限。")
    told = internal_limits.check(internal_on, dossier.state, today=localdate(at))
    data = {"to": _holder(case.assigned_agency, case.handler)} | told
    case = log.write(dossier, [Happening(EventKind.TRANSFERRED_INTERNALLY, localdate(at), data)], by=by, at=at)
    case.internal_on = internal_on
    case.save(update_fields=["internal_on"])
    return case


def _holder(agency: Agency, handler: User | None) -> str:
    return f"agency:{agency.pk}" + (f"/{handler.actor}" if handler else "")


def ask_correction(
    *, case_id: int, on: date, what: str, limit_on: date | None = None, by: User, at: datetime, seq: int | None = None
) -> Case:
    """Tell the applicant, once and within 7 working days, what to correct (条例第三十条)."""
    if not what.strip():
        raise Incomplete("补正告知应当一次性说明需要补正的内容。", ("what",))
    data = {"limit_on": limit_on.isoformat()} if limit_on else {}
    return _one(case_id, EventKind.CORRECTION_ASKED, on, data, {"what": what}, by=by, at=at, seq=seq)


@transaction.atomic
def receive_correction(
    *, case_id: int, on: date, what: str = "", by: User | None, at: datetime, uploads: Sequence[Upload] = ()
) -> Case:
    """The corrected application arrives, with its files: the reply clock starts anew (条例第三十条)."""
    data: dict[str, Any] = {"evidence": [upload.digest for upload in uploads]} if uploads else {}
    case = _one(case_id, EventKind.CORRECTED, on, data, {"what": what}, by=by, at=at)
    attachments.keep(case, uploads, actor=by.actor if by else f"applicant:{case.number}", at=at)
    return case


def lapse_correction(*, case_id: int, on: date, by: User, at: datetime, seq: int | None = None) -> Case:
    """The limit passed without correction: the request is deemed abandoned (条例第三十条)."""
    return _one(case_id, EventKind.CORRECTION_LAPSED, on, {}, by=by, at=at, seq=seq)


def open_consultation(
    *, case_id: int, key: str, party: str, on: date, whom: str, by: User, at: datetime, seq: int | None = None
) -> Case:
    """Consult a third party or another agency in writing; its time is not counted (条例第三十二至三十四条)."""
    data = {"key": key, "party": party}
    return _one(case_id, EventKind.CONSULTATION_OPENED, on, data, {"whom": whom}, by=by, at=at, seq=seq)


def close_consultation(
    *, case_id: int, key: str, opinion: str, on: date, words: str = "", by: User, at: datetime, seq: int | None = None
) -> Case:
    """The opinion arrives, or the 15 working days end in silence."""
    data = {"key": key, "opinion": opinion}
    return _one(case_id, EventKind.CONSULTATION_CLOSED, on, data, {"words": words}, by=by, at=at, seq=seq)


def request_extension(*, case_id: int, reason: str, by: User, at: datetime, seq: int | None = None) -> Case:
    """Ask the head of the disclosure office for an extension (条例第三十三条)."""
    if not reason.strip():
        raise Incomplete("申请延长答复期限应当说明理由。", ("reason",))
    return _one(case_id, EventKind.EXTENSION_REQUESTED, localdate(at), {}, {"reason": reason}, by=by, at=at, seq=seq)


@transaction.atomic
def approve_extension(*, case_id: int, by: User, at: datetime, seq: int | None = None) -> Case:
    """The head of the disclosure office grants the extension, once, before the limit (条例第三十三条).

    Raises OwnWork when the same person asked for it.
    """
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_APPROVE, expected_seq=seq)
    asked = dossier.case.events.filter(kind=EventKind.EXTENSION_REQUESTED.value).order_by("-seq").first()
    if asked is None:
        raise NotPermitted("尚无延期申请待批。", "条例第三十三条第二款")
    if log.behind(asked.actor, asked.data) & log.behind(by.actor, {"on_behalf_of": dossier.on_behalf_of}):
        raise OwnWork
    happening = Happening(EventKind.EXTENDED, localdate(at), {"approved_by": by.actor})
    return log.write(dossier, [happening], by=by, at=at)


def notify_extension(*, case_id: int, on: date, by: User, at: datetime, seq: int | None = None) -> Case:
    """The applicant was told of the extension."""
    return _one(case_id, EventKind.EXTENSION_NOTIFIED, on, {}, by=by, at=at, seq=seq)


def ask_reasons(*, case_id: int, on: date, why: str, by: User, at: datetime, seq: int | None = None) -> Case:
    """Ask for reasons where number and frequency are clearly excessive (条例第三十五条)."""
    return _one(case_id, EventKind.REASONS_ASKED, on, {}, {"why": why}, by=by, at=at, seq=seq)


def receive_reasons(*, case_id: int, on: date, words: str, by: User | None, at: datetime) -> Case:
    """The applicant explains (条例第三十五条)."""
    return _one(case_id, EventKind.REASONS_GIVEN, on, {}, {"words": words}, by=by, at=at)


def set_delay(*, case_id: int, on: date, limit_on: date, by: User, at: datetime, seq: int | None = None) -> Case:
    """Reasonable, but too much for the limit: set a delayed limit and tell the applicant (条例第三十五条)."""
    return _one(case_id, EventKind.DELAY_SET, on, {"limit_on": limit_on.isoformat()}, by=by, at=at, seq=seq)


@transaction.atomic
def notice_fee(
    *, case_id: int, method: str, quantity: int, on: date, by: User, at: datetime, seq: int | None = None
) -> Case:
    """Send a fee notice by one of the two methods, never both (信息处理费办法). ``quantity`` as for `fee_of`. Raises
    NotPermitted while it owes a step that the agency demands of fee notices."""
    amount = fee_of(method, quantity, on=on).amount
    data = {"method": method, "ordinal" if method == PER_ITEM else "pages": quantity, "amount": amount}
    dossier = log.lock(case_id, by=by, at=at, permission=HANDLE, expected_seq=seq)
    data |= fee_chain.approved(dossier.case, {"method": method, "quantity": quantity}, on=localdate(at))
    case = log.write(dossier, [Happening(EventKind.FEE_NOTICED, on, data)], by=by, at=at)
    signing.refresh(case, Letter.FEE_NOTICE, at=at)
    return case


def fee_of(method: str, quantity: int, *, on: date) -> FeeCalculation:
    """The fee of one request: the ``quantity``-th of the applicant this month, or that many pages. Raises BadInput."""
    charge = per_item if method == PER_ITEM else per_page
    return charge(quantity, rules=rules(), on=on)


def receive_fee(*, case_id: int, on: date, by: User, at: datetime, seq: int | None = None) -> Case:
    """The fee was paid in full."""
    return _one(case_id, EventKind.FEE_PAID, on, {}, by=by, at=at, seq=seq)


def lapse_fee(*, case_id: int, on: date, by: User, at: datetime, seq: int | None = None) -> Case:
    """The fee was not paid in time: the request is not handled further (信息处理费办法)."""
    return _one(case_id, EventKind.FEE_LAPSED, on, {}, by=by, at=at, seq=seq)


def inform_third_party(
    *, case_id: int, key: str, on: date, why: str, by: User, at: datetime, seq: int | None = None
) -> Case:
    """A third party was told in writing what is disclosed against its wish, and why (条例第三十二条)."""
    return _one(case_id, EventKind.THIRD_PARTY_INFORMED, on, {"key": key}, {"reason": why}, by=by, at=at, seq=seq)


def receive_amendment(*, case_id: int, on: date, words: str, by: User | None, at: datetime) -> Case:
    """The applicant asks to correct a record about themselves (条例第四十一条)."""
    return _one(case_id, EventKind.AMENDMENT_ASKED, on, {}, {"words": words}, by=by, at=at)


def suggest_publication(*, case_id: int, on: date, words: str, by: User | None, at: datetime) -> Case:
    """The applicant suggests that what was provided be open to everybody (条例第四十四条)."""
    return _one(case_id, EventKind.PUBLICATION_SUGGESTED, on, {}, {"words": words}, by=by, at=at)


def answer_amendment(
    *, case_id: int, on: date, result: str, words: str, by: User, at: datetime, seq: int | None = None
) -> Case:
    """The record was corrected, or not, or the wish passed on to who may correct it (条例第四十一条)."""
    return _one(case_id, EventKind.AMENDMENT_ANSWERED, on, {"result": result}, {"words": words}, by=by, at=at, seq=seq)


def log_search(*, case_id: int, on: date, where: str, keywords: str, result: str, by: User, at: datetime) -> Case:
    """Keep what was searched, by whom and with what result: the proof that a search was reasonable."""
    words = {"where": where, "keywords": keywords, "result": result}
    return log.append(
        case_id, [Happening(EventKind.SEARCHED, on, {}, words)], by=by, at=at, permission=Permission.CASE_DRAFT
    )


def withdraw(*, case_id: int, on: date, words: str = "", by: User | None, at: datetime, seq: int | None = None) -> Case:
    """The applicant withdraws the request."""
    return _one(case_id, EventKind.WITHDRAWN, on, {}, {"words": words} if words else None, by=by, at=at, seq=seq)


def write_note(*, case_id: int, words: str, by: User, at: datetime) -> Case:
    """Keep a note with the case."""
    if not words.strip():
        raise Incomplete("请填写备注内容。", ("words",))
    happening = Happening(EventKind.NOTE, localdate(at), {}, {"words": words})
    return log.append(case_id, [happening], by=by, at=at, permission=Permission.CASE_DRAFT)


def amend(
    *, case_id: int, amends: int, occurred_on: date | None, reason: str, by: User, at: datetime, seq: int | None = None
) -> Case:
    """Put a wrongly recorded day right by a later event; the earlier one stays in the log. When it moves the limit that
    the applicant was told, a notice to them is proposed (`moved_dates`)."""
    if not reason.strip():
        raise Incomplete("更正记录应当说明原因。", ("reason",))
    data: dict[str, Any] = {"amends": amends}
    if occurred_on is not None:
        data["occurred_on"] = occurred_on.isoformat()
    happening = Happening(EventKind.AMENDED, localdate(at), data, {"reason": reason})
    with transaction.atomic():
        dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_AMEND, expected_seq=seq)
        case = log.write(dossier, [happening], by=by, at=at)
        moved = moved_dates.between(case.pk, dossier.state.due_on, case.due_on, "本机关更正了办理记录")
        moved_dates.propose(moved, at=at)
    return case


def convert_to_proactive(*, case_id: int, on: date, by: User, at: datetime, seq: int | None = None) -> Case:
    """Open the information to everybody after several asked for it (条例第四十四条)."""
    return _one(case_id, EventKind.CONVERTED_TO_PROACTIVE, on, {}, by=by, at=at, seq=seq)


def _one(
    case_id: int,
    kind: EventKind,
    on: date,
    data: dict[str, Any],
    text: dict[str, Any] | None = None,
    *,
    by: User | None,
    at: datetime,
    seq: int | None = None,
) -> Case:
    return log.append(case_id, [Happening(kind, on, data, text)], by=by, at=at, permission=HANDLE, expected_seq=seq)
