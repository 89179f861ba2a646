"""Opening an answer to everybody (条例第四十四条): what stands in the public list, and what may not.

Title and summary are written anew for the public and looked through before they appear: whoever asked is nobody's
business. Files are cleaned copies of redacted copies, never what a person sent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.roles import Permission
from gongkai.casework import attachments, disclosed_gate, log, reviews, subjects
from gongkai.casework.attachments import Listed, Role
from gongkai.casework.errors import BadDate, Incomplete, NotPermitted
from gongkai.casework.models import Attachment, Case, Disclosed
from gongkai.editorial import gate, reviewing
from gongkai.editorial.errors import EditorialError
from gongkai.editorial.models import Round
from gongkai.statute.events import EventKind

LONGEST_TITLE, LONGEST_SUMMARY = 200, 2000
_LONG_NUMBER = re.compile(r"(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9][0-9]{3}[0-9Xx](?![0-9])")
_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_BETWEEN = re.compile(r"[\s\-－—·.．]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """What an officer writes for the public."""

    title: str
    summary: str
    made_on: date | None = None


def convertible(case: Case) -> bool:
    """Whether the case was converted to proactive disclosure, so that it may be shown."""
    return case.events.filter(kind=EventKind.CONVERTED_TO_PROACTIVE.value).exists()


def offered(case: Case) -> list[Listed]:
    """The files that may be opened to everybody: redacted copies of what was provided, confirmed by a second person
    (`reviews`)."""
    copies = [
        entry for entry in attachments.listed(case, roles=frozenset({Role.REPLY})) if entry.attachment.made_from_id
    ]
    known = reviews.of_case(case) if copies else {}
    return [entry for entry in copies if reviews.may_leave(entry.attachment, known)]


def findings(case: Case, entry: Entry) -> dict[str, list[str]]:
    """What may not stand in the public list, by field; empty when nothing was found."""
    fields = {"title": entry.title, "summary": entry.summary}
    found = {name: _about_anybody(words) + _about_applicant(case, words) for name, words in fields.items()}
    return {name: faults for name, faults in found.items() if faults}


@transaction.atomic
def propose(
    *, case_id: int, entry: Entry, attachment_ids: Sequence[int] = (), by: User, at: datetime, seq: int | None = None
) -> Round:
    """Write what is to be public of a converted case, or what is to replace it, and hand it in for review. What is
    public stays as it is until the new words are released.

    Raises Incomplete naming the fields, NotPermitted for a case that was not converted, a file that may not be
    opened or a draft in review, BadDate, files.Refused, NotAllowed, Conflict.
    """
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_HANDLE, expected_seq=seq)
    case, today = dossier.case, localdate(at)
    if not convertible(case):
        raise NotPermitted("此件没有转为主动公开，不能公开答复；请先办理“转为主动公开”。", "条例第四十四条")
    _check(case, entry, today)
    chosen = _chosen(case, attachment_ids)
    row = Disclosed.objects.filter(case=case).first() or Disclosed(case=case, agency=case.agency)
    if row.pk and Round.objects.filter(key=row.gate_key, state=Round.State.OPEN).exists():
        raise NotPermitted("公开稿正在审核中；要修改，请先撤回送审。")
    row.draft = {
        "title": entry.title.strip(),
        "summary": entry.summary.strip(),
        "made_on": entry.made_on.isoformat() if entry.made_on else "",
    }
    row.drafted_by = sorted({*row.drafted_by, by.actor})
    row.save()
    disclosed_gate.keep_draft_files(row, chosen, at)
    try:
        (round_,) = reviewing.submit(keys=[row.gate_key], by=by, at=at)
    except EditorialError as error:
        raise NotPermitted(str(error)) from error
    said = f"答复公开稿送审：{row.draft['title']}（文件{len(chosen)}个）。"
    disclosed_gate.note(dossier, said, by=by, at=at)
    return round_


@transaction.atomic
def take_back(*, case_id: int, by: User, at: datetime) -> Disclosed:
    """Take a draft out of review in order to change it; what was signed counts no more. Raises NotPermitted when none
    is in review, NotAllowed."""
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_HANDLE)
    row = Disclosed.objects.filter(case=dossier.case).first()
    running = Round.objects.filter(key=row.gate_key, state=Round.State.OPEN).first() if row else None
    if row is None or running is None:
        raise NotPermitted("没有正在审核的答复公开稿。")
    try:
        reviewing.take_back(round_id=running.pk, by=by, at=at)
    except EditorialError as error:
        raise NotPermitted(str(error)) from error
    disclosed_gate.note(dossier, f"撤回送审：{row.draft['title']}", by=by, at=at)
    return row


@transaction.atomic
def publish(*, case_id: int, by: User, at: datetime) -> Disclosed:
    """Open to everybody what was cleared. Raises NotPermitted naming what is still owed, NotAllowed."""
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_HANDLE)
    row = Disclosed.objects.filter(case=dossier.case).first()
    if row is None or not row.draft:
        raise NotPermitted("没有待发布的答复公开稿。")
    try:
        gate.release(keys=[row.gate_key], by=by, at=at)
    except EditorialError as error:
        raise NotPermitted(str(error)) from error
    row.refresh_from_db()
    return row


@transaction.atomic
def withdraw(*, case_id: int, why: str, by: User, at: datetime) -> Disclosed:
    """Take an entry out of the public list at once; its files are destroyed, the reason stays with the case.

    Raises Incomplete without a reason, NotPermitted when nothing is public.
    """
    if not why.strip():
        raise Incomplete("请写明撤下的原因。", ("why",))
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_HANDLE)
    row = Disclosed.objects.filter(case=dossier.case).first()
    if row is None or not row.is_public:
        raise NotPermitted("此件的答复没有公开，不需要撤下。")
    try:
        gate.withdraw(key=row.gate_key, why=why, by=by, at=at)
    except EditorialError as error:
        raise NotPermitted(str(error)) from error
    row.refresh_from_db()
    return row


def public() -> QuerySet[Disclosed]:
    """What everybody may see, newest first."""
    rows = Disclosed.objects.filter(published_on__isnull=False, withdrawn_on__isnull=True)
    return rows.select_related("agency").order_by("-published_on", "-id")


def _check(case: Case, entry: Entry, today: date) -> None:
    if not entry.title.strip() or len(entry.title) > LONGEST_TITLE:
        raise Incomplete(f"请填写公开的名称，不超过{LONGEST_TITLE}字。", ("title",))
    if not entry.summary.strip() or len(entry.summary) > LONGEST_SUMMARY:
        raise Incomplete(f"请填写内容概述，不超过{LONGEST_SUMMARY}字。", ("summary",))
    if entry.made_on is not None and entry.made_on > today:
        raise BadDate("信息的生成日期不能晚于今天。")
    found = findings(case, entry)
    if found:
        raise Incomplete("；".join(fault for faults in found.values() for fault in faults), tuple(found))


def _about_anybody(words: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", words)
    close = _BETWEEN.sub("", plain)
    found = []
    if _LONG_NUMBER.search(plain) or _LONG_NUMBER.search(close):
        found.append("文字里有身份证号码，不能公开，请删去。")
    if _MOBILE.search(plain) or _MOBILE.search(close):
        found.append("文字里有手机号码，不能公开，请删去。")
    if _EMAIL.search(plain):
        found.append("文字里有电子邮箱，不能公开，请删去。")
    return found


def _about_applicant(case: Case, words: str) -> list[str]:
    """The applicant's own data, compared in memory; none of it is repeated in the message."""
    if not bytes(case.subject.key):
        return []
    person = subjects.person(case.subject)
    plain = _close(words)
    labels = {
        "name": "申请人的姓名或者名称",
        "representative": "代理人或者联系人的姓名",
        "identity_number": "申请人的证件号码",
        "telephone": "申请人的电话",
        "address": "申请人的地址",
    }
    said = {name: _close(getattr(person, name)) for name in labels}
    return [
        f"文字里有{label}，不能公开，请删去。"
        for name, label in labels.items()
        if len(said[name]) >= 2 and said[name] in plain
    ]


def _close(words: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", words).upper() if letter.isalnum())


def _chosen(case: Case, attachment_ids: Sequence[int]) -> list[Attachment]:
    known = {listed.attachment.pk: listed.attachment for listed in offered(case)}
    if not set(attachment_ids) <= set(known):
        raise NotPermitted("只能公开经过遮盖处理、由他人审核通过的副本。", "条例第三十七条")
    return [known[pk] for pk in dict.fromkeys(attachment_ids)]
