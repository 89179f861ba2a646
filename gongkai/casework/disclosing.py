"""Opening an answer to everybody (条例第四十四条): what stands in the public list, and what may not.

Title and summary are written anew for the public and looked through before they appear: whoever asked is nobody's
business. Files are cleaned copies of redacted copies, never what a person sent.
"""

from __future__ import annotations

import hashlib
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
from gongkai.casework import attachments, log, numbers, subjects
from gongkai.casework.attachments import Listed, Role
from gongkai.casework.errors import BadDate, Incomplete, NotPermitted
from gongkai.casework.log import Dossier, Happening
from gongkai.casework.models import Attachment, Case, Disclosed
from gongkai.files import cleaning, limits, store
from gongkai.files.checking import check
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
    """The files that may be opened to everybody: redacted copies of what was provided."""
    return [entry for entry in attachments.listed(case, roles=frozenset({Role.REPLY})) if entry.attachment.made_from_id]


def findings(case: Case, entry: Entry) -> dict[str, list[str]]:
    """What may not stand in the public list, by field; empty when nothing was found."""
    fields = {"title": entry.title, "summary": entry.summary}
    found = {name: _about_anybody(words) + _about_applicant(case, words) for name, words in fields.items()}
    return {name: faults for name, faults in found.items() if faults}


@transaction.atomic
def publish(
    *, case_id: int, entry: Entry, attachment_ids: Sequence[int] = (), by: User, at: datetime, seq: int | None = None
) -> Disclosed:
    """Put a converted case into the public list, or change its entry. What was withdrawn appears again.

    Raises Incomplete naming the fields, NotPermitted for a case that was not converted or a file that may not be
    opened, BadDate, files.Refused, NotAllowed, Conflict.
    """
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_HANDLE, expected_seq=seq)
    case, today = dossier.case, localdate(at)
    if not convertible(case):
        raise NotPermitted("此件没有转为主动公开，不能公开答复；请先办理“转为主动公开”。", "条例第四十四条")
    _check(case, entry, today)
    chosen = _chosen(case, attachment_ids)
    row = Disclosed.objects.filter(case=case).first() or Disclosed(case=case, agency=case.agency)
    row.index_number = row.index_number or _index_number(case, today)
    row.title, row.summary, row.made_on = entry.title.strip(), entry.summary.strip(), entry.made_on
    row.published_on = today if row.pk is None or row.withdrawn_on else row.published_on
    row.published_by, row.withdrawn_on, row.withdrawn_because = by.actor, None, ""
    row.save()
    _replace_files(row, chosen, case, at)
    _note(dossier, f"答复已向社会公开：{row.title}（索引号{row.index_number}，文件{len(chosen)}个）。", by, at)
    return row


@transaction.atomic
def withdraw(*, case_id: int, why: str, by: User, at: datetime) -> Disclosed:
    """Take an entry out of the public list at once; its files are destroyed, the reason stays with the case.

    Raises Incomplete without a reason, NotPermitted when nothing is public.
    """
    if not why.strip():
        raise Incomplete("请写明撤下的原因。", ("why",))
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_HANDLE)
    row = Disclosed.objects.filter(case=dossier.case, withdrawn_on__isnull=True).first()
    if row is None:
        raise NotPermitted("此件的答复没有公开，不需要撤下。")
    row.withdrawn_on, row.withdrawn_because = localdate(at), why.strip()[:200]
    row.save(update_fields=["withdrawn_on", "withdrawn_because"])
    _replace_files(row, [], dossier.case, at)
    _note(dossier, f"撤下已公开的答复（索引号{row.index_number}）：{row.withdrawn_because}", by, at)
    return row


def public() -> QuerySet[Disclosed]:
    """What everybody may see, newest first."""
    return Disclosed.objects.filter(withdrawn_on__isnull=True).select_related("agency").order_by("-published_on", "-id")


def key_of(row: Disclosed) -> bytes:
    """The key of the public copies: no secret, because everybody may read them, and none that could be lost."""
    return hashlib.sha256(f"disclosed:{row.index_number}".encode()).digest()


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
        raise NotPermitted("只能公开经过遮盖处理、准备提供给申请人的副本。", "条例第三十七条")
    return [known[pk] for pk in dict.fromkeys(attachment_ids)]


def _index_number(case: Case, today: date) -> str:
    serial = numbers.take(case.agency, "disclosed", today.year)
    return f"{case.agency.code.upper()}-GK-{today.year}-{serial:04d}"


def _replace_files(row: Disclosed, chosen: Sequence[Attachment], case: Case, at: datetime) -> None:
    old = list(row.files.all())
    row.files.clear()
    for stored in old:
        store.discard(stored)
    key = subjects.key_of(case.subject) if chosen else b""
    for attachment in chosen:
        name = store.name_of(attachment.file, key)
        data = cleaning.clean(store.read(attachment.file, key, at=at), attachment.file.what).data
        checked = check(data, name, largest=2 * limits.current().file)
        row.files.add(store.keep_checked(data, checked, key=key_of(row), at=at))


def _note(dossier: Dossier, words: str, by: User, at: datetime) -> None:
    """Public words need no seal; after an erasure there is no key for one."""
    sealed = bool(bytes(dossier.case.subject.key))
    data, text = ({}, {"words": words}) if sealed else ({"text": words}, None)
    log.write(dossier, [Happening(EventKind.NOTE, localdate(at), data, text)], by=by, at=at)
