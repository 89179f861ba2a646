"""What an officer makes of a message: a case of its own, part of a case, or no request at all, with a reason.

Each is one transaction with its entry in the ledger. Nothing is deleted, and what was laid aside can be taken up again.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate, localtime

from gongkai.agencies.models import User
from gongkai.agencies.roles import Permission
from gongkai.audit.models import Action
from gongkai.casework import attachments, handling, intake, log, queries
from gongkai.casework.attachments import Role, Upload
from gongkai.casework.errors import CaseworkError, Incomplete, Unknown
from gongkai.casework.intake import Receipt, Wanted
from gongkai.casework.log import Happening
from gongkai.casework.mail import tray
from gongkai.casework.mail.models import IncomingMail
from gongkai.casework.mail.taking import place
from gongkai.casework.mail.tray import Opened, State, Words
from gongkai.casework.models import ApplicantKind, Case, Channel
from gongkai.casework.subjects import Person
from gongkai.files import store
from gongkai.files.errors import Refused
from gongkai.files.uploading import Received
from gongkai.privacy import sealing
from gongkai.statute.events import EventKind

CORRECTION, OPINION, NOTE = "correction", "opinion", "note"
JOINING = {CORRECTION: "补正材料", OPINION: "被征求意见人的答复", NOTE: "随件材料（只作记录）"}
_ROLES = {CORRECTION: Role.CORRECTION, OPINION: Role.OPINION, NOTE: Role.SCAN}
Reason = IncomingMail.Reason
LONGEST = 3900
"""Letters of a message that go into the words of an event; the whole is the file beside it."""


class Settled(CaseworkError):
    """The message was decided already, perhaps by a colleague a moment ago."""

    code = "MAIL_SETTLED"

    def __init__(self, mail: IncomingMail) -> None:
        super().__init__(f"这封邮件{mail.get_state_display()}，刚才的操作没有保存。请查看最新情况。")


@transaction.atomic
def register(
    *,
    mail_id: UUID,
    kind: ApplicantKind,
    person: Person,
    wanted: Wanted,
    by: User,
    at: datetime,
    confirmed: tuple[date, str] | None = None,
    uploads: Sequence[Upload] = (),
) -> Receipt:
    """Register a message as a request; its files and its text come along, and it arrived when the message did.

    Raises Unknown, Settled, NotAllowed, Incomplete, BadDate, files.Refused.
    """
    message = _waiting(mail_id, by=by, at=at)
    mail = message.mail
    receipt = intake.register(
        agency=mail.agency,
        channel=Channel.WEB,
        arrived_on=localdate(mail.arrived_at),
        kind=kind,
        person=person,
        wanted=wanted,
        by=by,
        at=at,
        confirmed=confirmed,
        uploads=[*uploads, *_enclosed(message, Role.REQUEST), *_itself(message)],
    )
    _settle(mail, State.CASE, by, at, {"how": "case", "case": receipt.number}, case=receipt.case)
    return receipt


@transaction.atomic
def join(
    *, mail_id: UUID, number: str, how: str, by: User, at: datetime, opinion: str = "", key: str = "", words: str = ""
) -> Case:
    """Put a message to a case that is there already: as the correction that was asked for (条例第三十条), as the
    opinion of somebody who was consulted (第三十二条), or as a note with its files. It counts on the day of arrival.

    Raises Unknown, Settled, NotAllowed, NotPermitted, Incomplete.
    """
    message = _waiting(mail_id, by=by, at=at)
    case = queries.visible(by, on=localdate(at)).filter(number=number.strip().upper()).first()
    if case is None:
        raise Incomplete("没有找到这个收件编号，或者您无权办理此件。", ("number",))
    on, said = localdate(message.mail.arrived_at), _said(message.words, words)
    files = [*_enclosed(message, _ROLES[how]), *_itself(message, _ROLES[how])]
    if how == CORRECTION:
        handling.receive_correction(case_id=case.pk, on=on, what=said, by=by, at=at, uploads=files)
    elif how == OPINION:
        chosen = _consultation(case, key)
        case = handling.close_consultation(
            case_id=case.pk, key=chosen, opinion=opinion, on=on, words=said, by=by, at=at
        )
        attachments.keep(case, files, actor=by.actor, at=at)
    else:
        data = {"evidence": [upload.digest for upload in files]} if files else {}
        note = Happening(EventKind.NOTE, localdate(at), data, {"words": f"并入{on:%Y-%m-%d}收到的电子邮件。{said}"})
        case = log.append(case.pk, [note], by=by, at=at, permission=Permission.CASE_DRAFT)
        attachments.keep(case, files, actor=by.actor, at=at)
    _settle(message.mail, State.JOINED, by, at, {"how": how, "case": case.number}, case=case)
    return case


@transaction.atomic
def lay_aside(*, mail_id: UUID, reason: str, by: User, at: datetime, words: str = "", answer: str = "") -> IncomingMail:
    """Say why a message is no request, and if wished tell its sender (条例第三十九条). The message stays, until its
    time is over (retention_rules). Raises Unknown, Settled, Incomplete."""
    if reason not in Reason.values:
        raise Incomplete("请选择搁置的原因。", ("reason",))
    message = _waiting(mail_id, by=by, at=at)
    mail = message.mail
    if answer.strip() and "@" not in message.words.address:
        raise Incomplete("这封邮件没有可用的来信地址，不能答复。", ("answer",))
    told = {"words": words.strip(), "answer": answer.strip()}
    mail.sealed_answer = sealing.seal(tray.key_of(mail), told, place(mail, "answer"))
    mail.answer_due = bool(answer.strip()) and mail.answered_at is None
    detail = {"how": "aside", "reason": reason, "answered": mail.answer_due}
    _settle(mail, State.ASIDE, by, at, detail, reason=reason)
    if mail.answer_due:
        from gongkai.casework.mail_tasks import answer_mail

        answer_mail.enqueue(str(mail.pk))
    return mail


@transaction.atomic
def take_up(*, mail_id: UUID, by: User, at: datetime) -> IncomingMail:
    """Put a message that was laid aside back among those that wait; also one that only looked automatic, which then
    is a letter. Raises Unknown, Settled."""
    mail = _locked(mail_id, by=by, at=at)
    if mail.state not in {State.ASIDE, State.WAITING} or mail.erased_at is not None:
        raise Settled(mail)
    mail.state, mail.reason, mail.decided_by, mail.decided_at = State.WAITING, "", "", None
    mail.answer_due, mail.sort = False, tray.Sort.LETTER
    mail.save()
    tray.record(mail, Action.MAIL_DECIDED, by.actor, at, {"how": "taken-up"})
    return mail


def prepared_answer(mail: IncomingMail, reason: str) -> str:
    """What the sender is told, to be looked through by the officer before it leaves."""
    what = {
        Reason.INQUIRY: "来信属于咨询",
        Reason.PETITION: "来信属于信访、投诉、举报",
        Reason.REPEATED: "来信与已经登记的申请内容相同，已并案办理，没有另行登记。",
    }.get(Reason(reason), "来信所述事项应当通过其他程序办理")
    head = f"您于{localtime(mail.arrived_at):%Y年%-m月%-d日}发至本机关信箱的电子邮件收悉。"
    if reason == Reason.REPEATED:
        return f"{head}{what}\n\n{mail.agency.name}"
    return (
        f"{head}{what}，不作为政府信息公开申请处理（《中华人民共和国政府信息公开条例》第三十九条），"
        "您可以通过相应渠道提出。\n\n"
        "需要申请公开政府信息的，请写明姓名或者名称、身份证明和联系方式，所需信息的名称、文号或者便于查询的其他特征，"
        f"以及提供的形式和获取的方式（第二十九条）。\n\n{mail.agency.name}"
    )


def _waiting(mail_id: UUID, *, by: User, at: datetime) -> Opened:
    """A message that nobody has decided, under its lock. Raises Unknown, Settled."""
    mail = _locked(mail_id, by=by, at=at)
    if mail.state != State.WAITING:
        raise Settled(mail)
    return tray.opened(mail, today=localdate(at))


def _locked(mail_id: UUID, *, by: User, at: datetime) -> IncomingMail:
    found = tray.visible(by, on=localdate(at)).select_related(None).select_for_update(of=("self",))
    mail = found.filter(pk=mail_id).first()
    if mail is None:
        raise Unknown
    return mail


def _settle(mail: IncomingMail, state: str, by: User, at: datetime, detail: dict[str, Any], **told: Any) -> None:
    mail.state, mail.decided_by, mail.decided_at = state, by.actor, at
    for name, value in told.items():
        setattr(mail, name, value)
    mail.save()
    tray.record(mail, Action.MAIL_DECIDED, by.actor, at, detail)


def _enclosed(message: Opened, role: str) -> list[Upload]:
    """The files of a message, to be sealed with the case's key: they were checked when they came."""
    key = tray.key_of(message.mail)
    rows = message.mail.files.select_related("file").filter(file__erased_at__isnull=True).order_by("pk")
    return [Upload(Received(*store.taken(row.file, key)), role) for row in rows]


def _itself(message: Opened, role: str = Role.SCAN) -> list[Upload]:
    """The message as a plain text among the files of the case, so that the file of the case holds what was written."""
    words = message.words
    lines = [
        f"来信人：{words.name} <{words.address}>",
        f"主题：{words.subject}",
        f"邮件所署时间：{words.dated}",
        f"到达时间：{localtime(message.mail.arrived_at):%Y-%m-%d %H:%M:%S}",
        f"原始邮件的校验值（SHA-256）：{message.mail.digest}",
        *(f"未收入的附件：{one['name']}（{one['why']}）" for one in words.refused),
    ]
    # a text of strange characters may be refused as a file; the original stays sealed beside the message
    with suppress(Refused):
        return [attachments.upload("\n".join([*lines, "", words.text, ""]).encode(), "来信.txt", role)]
    return []


def _said(words: Words, note: str) -> str:
    whole = "\n".join(part for part in (note.strip(), f"主题：{words.subject}", words.text) if part)
    return whole if len(whole) <= LONGEST else f"{whole[:LONGEST]}……（全文见附件“来信.txt”）"


def _consultation(case: Case, key: str) -> str:
    """Which consultation a message answers: the only one that is open, or the one that was named."""
    state = log.state_of(log.load(case))
    still = [one.key for one in state.consultations if one.closed_on is None]
    if key in still:
        return key
    if len(still) == 1 and not key:
        return still[0]
    named = f"，尚未答复的编号有：{'、'.join(still)}" if still else "，此件没有尚未答复的征求意见"
    raise Incomplete(f"请写明是对哪一次征求意见的答复{named}。", ("key",))
