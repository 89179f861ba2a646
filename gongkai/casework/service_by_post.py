"""What became of a letter handed to the post: signed for, or come back and to be served again.

The day of posting says whether the reply was on time (国办公开办函〔2016〕235号); the day of signing starts the days
for objecting, by the parameter ``objection_start_by_post``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from gongkai.agencies.models import User
from gongkai.agencies.roles import Permission
from gongkai.casework import attachments, log
from gongkai.casework.attachments import Upload
from gongkai.casework.errors import BadDate, Incomplete, NotPermitted
from gongkai.casework.log import Dossier, Happening
from gongkai.casework.models import Case, CaseEvent
from gongkai.casework.service import tracking_fault
from gongkai.statute.case_state import Posted
from gongkai.statute.events import EventKind

RETURNED = (
    ("refused", "收件人拒收"),
    ("unclaimed", "多次投递无人接收，逾期未领取"),
    ("moved", "收件人迁移，新址不明"),
    ("unknown", "查无此人，或者申请人留的地址不详"),
    ("our_error", "本机关写错姓名或者地址"),
    ("other", "其他原因"),
)
"""Why a letter came back, as officers choose it."""
NEXT_WAYS = "请与申请人联系，改为当面、网上送达，或者核对地址后重新邮寄；其他方式都用尽了，才公告送达。"


@transaction.atomic
def record_delivery(
    *,
    case_id: int,
    served: int,
    on: date,
    by: User,
    at: datetime,
    proof: str = "",
    tracking: str = "",
    uploads: Sequence[Upload] = (),
    seq: int | None = None,
) -> Case:
    """Record on which day a posted letter was signed for, with its proof; ``served`` is the event of its posting.

    Raises Incomplete without a proof, or when the only one is a number that is none of the post's; NotPermitted when
    that letter does not wait for it; BadDate for a day before the posting; files.Refused.
    """
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_HANDLE, expected_seq=seq)
    posted = awaited(dossier, served, on)
    said = _proof(proof.strip(), tracking, uploads)
    happening = Happening(EventKind.DELIVERED, on, _data(posted, uploads), {"proof": said})
    case = log.write(dossier, [happening], by=by, at=at)
    attachments.keep(case, uploads, actor=by.actor, at=at)
    return case


@transaction.atomic
def record_return(
    *,
    case_id: int,
    served: int,
    on: date,
    why: str,
    by: User,
    at: datetime,
    words: str = "",
    uploads: Sequence[Upload] = (),
    seq: int | None = None,
) -> Case:
    """Record that a posted letter came back and why; it then has to be served again, a filed case is open once more.

    Raises Incomplete for “其他原因” without words, NotPermitted, BadDate, files.Refused.
    """
    if why == "other" and not words.strip():
        raise Incomplete("退信原因为“其他”的，请写明是什么原因。", ("words",))
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_HANDLE, expected_seq=seq)
    posted = awaited(dossier, served, on)
    text = {"words": words.strip()} if words.strip() else None
    happening = Happening(EventKind.MAIL_RETURNED, on, _data(posted, uploads) | {"why": why}, text)
    case = log.write(dossier, [happening], by=by, at=at)
    attachments.keep(case, uploads, actor=by.actor, at=at)
    return case


def awaited(dossier: Dossier, served: int, on: date) -> Posted:
    """The posted letter whose fate is to be recorded. Raises NotPermitted, BadDate."""
    found = next((entry for entry in dossier.state.posted if entry.seq == served and entry.awaits_proof), None)
    if found is None:
        raise NotPermitted("这一次邮寄没有等待登记的签收结果：已经登记过，或者文书此后已经另行送达。")
    if on < found.on:
        raise BadDate(f"邮件于{found.on:%Y-%m-%d}交邮，签收或者退回的日期不能早于这一天。")
    return found


def to_serve_again() -> Q:
    """Cases with a letter that came back and was not served since: work to do, whatever else the case waits for."""
    number = Coalesce(Cast(KeyTextTransform("number", "data"), CharField()), Value(""))
    served = CaseEvent.objects.annotate(letter=number).filter(
        case=OuterRef("case"), kind=EventKind.SERVED.value, seq__gt=OuterRef("seq"), letter=OuterRef("letter")
    )
    back = CaseEvent.objects.annotate(letter=number).filter(case=OuterRef("pk"), kind=EventKind.MAIL_RETURNED.value)
    return Q(Exists(back.filter(~Exists(served))))


def _data(posted: Posted, uploads: Sequence[Upload]) -> dict[str, Any]:
    data: dict[str, Any] = {"served": posted.seq}
    if posted.letter:
        data["number"] = posted.letter
    if uploads:
        data["evidence"] = [upload.digest for upload in uploads]
    return data


def _proof(said: str, tracking: str, uploads: Sequence[Upload]) -> str:
    """What proves it, in words. A number whose check digit is wrong proves nothing by itself."""
    fault = tracking_fault(tracking) if tracking else ""
    if uploads or (tracking and not fault):
        told = f"邮件号码{tracking}" if tracking else ""
        return "；".join(filter(None, [told, said])) or "见所附扫描件"
    if fault:
        raise Incomplete(fault, ("tracking",))
    raise Incomplete("请上传签收回执的扫描件，或者填写邮政企业投递记录的邮件号码。", ("tracking",))
