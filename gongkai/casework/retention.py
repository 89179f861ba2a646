"""The end of personal data: proposed by a rule, confirmed by an officer, destroyed by destroying a key.

What stays is the log with its days, outcomes and digests, so that reports do not change and the chain still
verifies. A person is erased when every case of theirs may go; a pending dispute, or a hold that an officer set,
keeps all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import attachments, bundling, log, retention_rules, subjects
from gongkai.casework.errors import Incomplete, NotPermitted
from gongkai.casework.log import Happening
from gongkai.casework.mail import ending
from gongkai.casework.models import Case, CaseEvent, LetterSeal, Likeness, Message, Rating, Subject, WordSketch
from gongkai.casework.retention_rules import Rule
from gongkai.files import store
from gongkai.statute.events import EventKind

AT_ONCE = 200
"""People on one list: what an officer can look through."""
HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody whose data may be destroyed: their cases, and the rule that kept them longest."""

    subject_id: UUID
    cases: tuple[Case, ...]
    rule: Rule
    until: date


def proposals(agencies: Iterable[Agency], *, today: date, most: int = AT_ONCE) -> list[Due]:
    """Whose data may go, the longest kept first, for the agencies of an officer."""
    here = {agency.pk for agency in agencies}
    candidates = _old(today).filter(agency__in=here).order_by("closed_on", "pk")
    found: list[Due] = []
    seen: set[UUID] = set()
    # Some are kept back, so more are looked at than are asked for, a bounded number all the same.
    for subject_id in candidates.values_list("subject_id", flat=True)[: most * 5]:
        if subject_id in seen:
            continue
        seen.add(subject_id)
        due = due_of(subject_id, today=today)
        if due is not None and {case.agency_id for case in due.cases} <= here:
            found.append(due)
        if len(found) == most:
            break
    return found


def due_of(subject_id: UUID, *, today: date) -> Due | None:
    """A person's cases if all of them may go today; None while one is open, young, in dispute or held."""
    cases = tuple(
        Case.objects.filter(subject_id=subject_id)
        .select_related("agency", "subject")
        .prefetch_related("disputes")
        .order_by("pk")
    )
    if not cases or any(case.closed_on is None for case in cases) or held(cases):
        return None
    ends = []
    for case in cases:
        disputes = list(case.disputes.all())
        if any(dispute.decided_on is None for dispute in disputes):
            return None
        assert case.closed_on is not None, "asked above"
        rule = retention_rules.rule_for(disputed=bool(disputes))
        ends.append((rule.until(case.closed_on), rule))
    until, rule = max(ends, key=lambda end: end[0])
    return Due(subject_id, cases, rule, until) if until < today else None


def held(cases: Sequence[Case]) -> bool:
    """Whether an officer holds one of some cases back; the last word on each counts."""
    last: dict[int, bool] = defaultdict(bool)
    notes = CaseEvent.objects.filter(case__in=cases, kind=EventKind.NOTE.value, data__facts__has_key=HOLD)
    for case_id, data in notes.order_by("case_id", "seq").values_list("case_id", "data"):
        last[case_id] = bool(data["facts"][HOLD])
    return any(last.values())


def hold(*, case_id: int, on: bool, why: str, by: User, at: datetime) -> Case:
    """Keep a case beyond its time, or let it go again; both with a reason, as a note in its log.

    Raises Incomplete, NotAllowed, Unknown.
    """
    if not why.strip():
        raise Incomplete("请写明暂缓销毁或者解除暂缓的原因。", ("why",))
    said = {"words": f"{'暂缓销毁个人信息' if on else '解除暂缓销毁'}：{why.strip()}"}
    happening = Happening(EventKind.NOTE, localdate(at), {"facts": {HOLD: on}}, said)
    return log.append(case_id, [happening], by=by, at=at, permission=Permission.RETENTION_CONFIRM)


def confirm(*, subject_ids: Sequence[UUID], reason: str, by: User, at: datetime) -> int:
    """Destroy the personal data of people on a list that an officer looked through; returns how many people.

    Each person is one transaction: who is not due any more, because of a dispute that came in or a hold, is left
    out. Raises Incomplete, NotAllowed.
    """
    if not reason.strip():
        raise Incomplete("请写明销毁的依据，例如档案鉴定意见的文号。", ("reason",))
    if not subject_ids:
        raise Incomplete("请选择要销毁的办件。", ("subjects",))
    return sum(_erase(subject_id, reason.strip()[:200], by, at) for subject_id in dict.fromkeys(subject_ids))


def look(*, at: datetime) -> int:
    """How many people's data may go today, for the job that comes round each night. Only where the operator has
    said so (GONGKAI_RETENTION_AUTOMATIC) are they destroyed by it."""
    due = proposals(Agency.objects.all(), today=localdate(at))
    if settings.GONGKAI_RETENTION_AUTOMATIC:
        return sum(_erase(one.subject_id, "保存期限届满，按设置自动销毁", None, at) for one in due)
    return len(due)


@transaction.atomic
def _erase(subject_id: UUID, reason: str, by: User | None, at: datetime) -> bool:
    """Erase one person if they are still due. The log first: with the key its words go."""
    subject = Subject.objects.select_for_update().filter(pk=subject_id).first()
    due = due_of(subject_id, today=localdate(at))
    if subject is None or not bytes(subject.key) or due is None:
        return False
    for case in due.cases:
        if by is not None:
            require(by, Permission.RETENTION_CONFIRM, case.agency, on=localdate(at))
        _record(case, subject, by, at)
        _destroy(case, at)
    _confirmed(due, reason, by, at)
    subjects.erase(subject=subject, stream=due.cases[0].agency.stream, by=by, at=at, reason=reason)
    return True


def _record(case: Case, subject: Subject, by: User | None, at: datetime) -> None:
    dossier = log.lock(case.pk, by=by, at=at, permission=Permission.RETENTION_CONFIRM)
    if dossier.case.closed_on is None:
        raise NotPermitted("此件没有归档，不能销毁个人信息。")
    happening = Happening(EventKind.SUBJECT_ERASED, localdate(at), {"subject": str(subject.pk)})
    log.write(dossier, [happening], by=by, at=at, voice="" if by else ledger.SYSTEM)


def _destroy(case: Case, at: datetime) -> None:
    """What lies outside the subject's row: files, bundles, sealed words, and the sketch of the request."""
    attachments.erase(case, at=at)
    for row in case.letters.filter(pdf__isnull=False, pdf__erased_at__isnull=True).select_related("pdf"):
        assert row.pdf is not None, "filtered above"
        store.erase(row.pdf, at=at)
    for seal in LetterSeal.objects.filter(letter__case=case, original__erased_at__isnull=True, original__isnull=False):
        assert seal.original is not None, "filtered above"
        store.erase(seal.original, at=at)
    bundling.destroy_all(case, at=at)
    ending.erase_of(case, at=at)
    case.person_corrections.update(sealed=b"")
    case.texts.update(sealed=b"")
    case.letters.update(sealed=b"")
    Message.objects.filter(case=case).update(sealed=b"")
    Rating.objects.filter(case=case).update(sealed=b"")
    Likeness.objects.filter(case=case).delete()
    WordSketch.objects.filter(case=case).delete()
    Case.objects.filter(pk=case.pk).update(sealed_request=b"", sealed_part=b"")


def _confirmed(due: Due, reason: str, by: User | None, at: datetime) -> None:
    numbers = [case.number for case in due.cases]
    detail = {"cases": numbers, "rule": due.rule.key, "until": due.until.isoformat(), "reason": reason}
    actor = by.actor if by else ledger.SYSTEM
    act = ledger.Act(actor, Action.RETENTION_CONFIRMED, f"subject:{due.subject_id}", ledger.digest_of(detail), detail)
    ledger.record(due.cases[0].agency.stream, [act], at=at)


def _old(today: date) -> QuerySet[Case]:
    """Filed cases that the shortest rule would let go, and no dispute of which is pending."""
    before = retention_rules.shortest().filed_before(today)
    pending = Q(disputes__isnull=False, disputes__decided_on__isnull=True)
    return Case.objects.filter(closed_on__lt=before, subject__erased_at__isnull=True).exclude(pending)
