"""A mistyped name, number or contact of an applicant is put right (个人信息保护法第四十六条).

What was stays sealed in the log of each case of that person and goes with their key; receipts and letters stay as they
left. Where opening an identity takes a second person, so does this. Two people are never made one: each request keeps
its own record of who asked, and a number that stands under another name has to be confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import represented, scope
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import attachments, identity_asking, log, subjects
from gongkai.casework.attachments import Upload
from gongkai.casework.errors import Incomplete, NotPermitted, OwnWork, Unknown
from gongkai.casework.log import Happening
from gongkai.casework.models import Case, Letter, Subject
from gongkai.casework.person_records import PersonCorrection
from gongkai.casework.subjects import Person
from gongkai.statute.events import EventKind

LABELS: Mapping[str, str] = {
    "name": "姓名或者名称",
    "identity_kind": "证件类型",
    "identity_number": "证件号码",
    "telephone": "电话",
    "email": "电子邮箱",
    "address": "通信地址",
    "postcode": "邮政编码",
    "representative": "代理人",
}
"""What can be put right, as officers call it."""
LONGEST = 200
GROUND = "个人信息保护法第四十六条"


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction as the case page shows it: which fields, and the letters that left before it and stay as they are.
    ``draft`` proposes what to write to the applicant about them."""

    fields: tuple[str, ...]
    on: datetime
    letters: tuple[Letter, ...]
    draft: str


@transaction.atomic
def propose(
    *,
    case_id: int,
    right: Mapping[str, str],
    why: str,
    by: User,
    at: datetime,
    uploads: Sequence[Upload] = (),
    same_person: bool = False,
    seq: int | None = None,
) -> PersonCorrection:
    """Say what is right, why, and what proves it; carried out at once, or after another person's consent.

    ``right`` holds only what changes. ``same_person``: the officer has looked and says that another record with this
    number is of the same person; they stay two records. Raises Incomplete, NotPermitted, files.Refused.
    """
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_AMEND, expected_seq=seq)
    case = dossier.case
    if not bytes(case.subject.key):
        raise NotPermitted("申请人的个人信息已经销毁，不能更正。")
    if PersonCorrection.objects.filter(case__subject=case.subject_id, answered_at__isnull=True).exists():
        raise NotPermitted("已经有一项更正等待另一人同意。")
    was = subjects.person(case.subject)
    changes = _changes(was, right)
    _check(replace(was, **changes), changes, case.subject, same_person=same_person)
    if not why.strip() or not uploads:
        raise Incomplete("请写明哪里录错了，并上传能够证明的材料（证件、申请书的扫描件）。", ("why",))
    row = PersonCorrection(case=case, asked_by=by, asked_at=at)
    told = {"was": {name: getattr(was, name) for name in changes}, "now": changes, "reason": why.strip()[:LONGEST]}
    told["evidence"] = [upload.digest for upload in uploads]
    row.sealed = subjects.seal_for(case.subject, told, _place(row))
    row.save(force_insert=True)
    if identity_asking.required():
        attachments.keep(case, uploads, actor=by.actor, at=at)
        _note(row, Action.IDENTITY_ASKED, by, at)
        return row
    row.answered_at, row.agreed = at, True
    row.save(update_fields=["answered_at", "agreed"])
    _carry_out(row, by, at)
    case.refresh_from_db(fields=["seq"])
    attachments.keep(case, uploads, actor=by.actor, at=at)
    return row


@transaction.atomic
def answer(*, correction_id: UUID, agrees: bool, words: str, by: User, at: datetime) -> PersonCorrection:
    """Another person agrees, and it is carried out, or refuses with a reason. Raises Unknown, OwnWork, NotPermitted,
    Incomplete."""
    allowed = scope(by, Permission.IDENTITY_ALLOW, on=localdate(at), field="case__agency")
    rows = PersonCorrection.objects.select_for_update(of=("self",)).select_related("case__agency", "asked_by")
    row = rows.filter(allowed, pk=correction_id).first()
    if row is None:
        raise Unknown
    absent = represented(by, Permission.IDENTITY_ALLOW, row.case.agency, on=localdate(at))
    if row.asked_by_id in {by.pk, absent.pk if absent else by.pk}:
        raise OwnWork("不得同意自己提出的更正，请由同一机关的其他人员处理。")
    if row.answered_at is not None:
        raise NotPermitted("这项更正已经有人处理。")
    if not agrees and not words.strip():
        raise Incomplete("不同意的，请写明原因。", ("words",))
    row.answered_by, row.answered_at, row.agreed, row.words = by, at, agrees, words.strip()[:LONGEST]
    row.save(update_fields=["answered_by", "answered_at", "agreed", "words"])
    _note(row, Action.IDENTITY_AGREED if agrees else Action.IDENTITY_REFUSED, by, at)
    if agrees:
        _carry_out(row, row.asked_by, at)
    return row


def waiting(user: User, *, on: datetime) -> QuerySet[PersonCorrection]:
    """The corrections of others that a person may answer, the oldest first."""
    allowed = scope(user, Permission.IDENTITY_ALLOW, on=localdate(on), field="case__agency")
    rows = PersonCorrection.objects.filter(allowed, answered_at__isnull=True).exclude(asked_by=user)
    return rows.select_related("case__subject", "asked_by").order_by("asked_at")


def contents(row: PersonCorrection) -> dict[str, object]:
    """What is proposed: ``was``, ``now`` and ``reason``; empty when the person was erased."""
    return subjects.open_for(row.case.subject, row.sealed, _place(row)) or {}


def corrected(case: Case) -> Corrected | None:
    """The last correction of a case's applicant and the letters that left before it; None when there was none."""
    rows = case.events.filter(kind=EventKind.AMENDED.value, data__has_key="facts").order_by("-seq")
    event = next((row for row in rows if "person" in row.data["facts"]), None)
    if event is None:
        return None
    issued = {
        row.data.get("number")
        for row in case.events.filter(kind=EventKind.LETTER_ISSUED.value, recorded_at__lte=event.recorded_at)
    }
    letters = [row for row in case.letters.filter(to=Letter.To.APPLICANT).order_by("pk") if row.number in issued]
    names = tuple(LABELS[name] for name in event.data["facts"]["person"])
    return Corrected(names, event.recorded_at, tuple(letters), _draft(case, names, letters))


def _draft(case: Case, names: Sequence[str], letters: Sequence[Letter]) -> str:
    if not letters:
        return ""
    which = "、".join(f"《{letter.title}》（{letter.number}）" for letter in letters)
    return (
        f"本机关就您的政府信息公开申请（{case.number}）制发的{which}中，您的{'、'.join(names)}因本机关登记有误，"
        f"现予更正。文书的其他内容不变，答复期限和救济期限不因此改变。"
    )


def _changes(was: Person, right: Mapping[str, str]) -> dict[str, str]:
    given = {name: right[name].strip() for name in LABELS if name in right}
    changes = {name: value for name, value in given.items() if value != getattr(was, name)}
    if not changes:
        raise Incomplete("没有与现有登记不同的内容。", ("name",))
    return changes


def _check(person: Person, changes: Mapping[str, str], subject: Subject, *, same_person: bool) -> None:
    if not person.name:
        raise Incomplete("姓名或者名称不能空着。", ("name",))
    if {"identity_kind", "identity_number"} & set(changes):
        if fault := subjects.identity_fault(person.identity_kind, person.identity_number):
            raise Incomplete(fault, ("identity_number",))
        known = [row for row in subjects.same_person(person.identity_number) if row.pk != subject.pk]
        if not same_person and any(subjects.person(row).name != person.name for row in known):
            raise Incomplete(
                "这个证件号码已经登记在另一姓名之下。请核对是不是输错；确系同一人的，勾选“已经核对”，两份登记仍然分开。",
                ("same_person",),
            )
    if not any((person.telephone, person.email, person.address)):
        raise Incomplete("请至少留下一种联系方式。", ("telephone",))


def _carry_out(row: PersonCorrection, by: User, at: datetime) -> None:
    """Seal the person anew under the same key and write an event into each of their cases."""
    told = contents(row)
    subject = Subject.objects.select_for_update().get(pk=row.case.subject_id)
    if not told or not bytes(subject.key):
        raise NotPermitted("申请人的个人信息已经销毁，不能更正。")
    now: dict[str, str] = told["now"]  # type: ignore[assignment]
    person = replace(subjects.person(subject), **now)
    subjects.reseal(subject, person)
    data = {"amends": 1, "facts": {"person": sorted(now)}, "evidence": told["evidence"]}
    words = {"reason": told["reason"], "was": told["was"], "now": now}
    for case in Case.objects.filter(subject=subject).order_by("pk"):
        happening = Happening(EventKind.AMENDED, localdate(at), data, words)
        log.append(case.pk, [happening], by=by, at=at, permission=Permission.CASE_AMEND)


def _place(row: PersonCorrection) -> str:
    return f"person-correction:{row.pk}"


def _note(row: PersonCorrection, action: Action, by: User, at: datetime) -> None:
    detail = {"correction": str(row.pk), "asked_by": row.asked_by.actor}
    act = ledger.Act(by.actor, action, f"case:{row.case.number}", detail=detail)
    ledger.record(row.case.agency.stream, [act], at=at)
