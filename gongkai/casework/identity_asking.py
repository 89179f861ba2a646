"""Asking to see who an applicant is in full, and a second person's answer (个人信息保护法第五十一条).

Where GONGKAI_IDENTITY_SECOND_PERSON is set, the number of an identity paper, its copy and the contacts are opened only
to who asked with a reason and got another's consent, for one day. Both stand in the ledger.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed, may, represented, scope
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import log
from gongkai.casework.errors import Incomplete, NotPermitted, OwnWork, Unknown
from gongkai.casework.models import Case, IdentityAsking

LASTS = timedelta(hours=24)
LONGEST_REASON = 200
WITHHELD = "查看身份证明须经第二人同意，未收入其内容"
NO_CONSENT = "查看申请人的身份信息须经同一机关另一人同意。"


def required() -> bool:
    """Whether a second person must agree."""
    return bool(settings.GONGKAI_IDENTITY_SECOND_PERSON)


@transaction.atomic
def ask(*, case_id: int, why: str, by: User, at: datetime) -> IdentityAsking:
    """Ask to see the applicant of a case in full. Who asks twice before the answer has asked once.

    Raises Unknown, NotAllowed, Incomplete without a reason.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("agency").filter(pk=case_id).first()
    if case is None or not log.allowed(by, Permission.CASE_SEE, case, on=localdate(at)):
        raise Unknown
    if not may(by, Permission.CASE_SEE, case.agency, on=localdate(at)):
        raise NotAllowed(Permission.CASE_SEE, case.agency)
    if not why.strip():
        raise Incomplete("请写明查看身份信息的原因，原因将记入审计账本。", ("why",))
    open_one = IdentityAsking.objects.filter(case=case, asked_by=by, answered_at__isnull=True).first()
    if open_one is not None:
        return open_one
    asking = IdentityAsking.objects.create(case=case, asked_by=by, asked_at=at, why=why.strip()[:LONGEST_REASON])
    _note(asking, Action.IDENTITY_ASKED, by, at, {"why": asking.why})
    return asking


@transaction.atomic
def answer(*, asking_id: int, agrees: bool, words: str, by: User, at: datetime) -> IdentityAsking:
    """Agree or refuse. Nobody answers their own asking, nor one of the person for whom they stand in.

    Raises Unknown, OwnWork, NotPermitted when it is answered already, Incomplete for a refusal without a reason.
    """
    rows = IdentityAsking.objects.select_for_update(of=("self",)).select_related("case__agency", "asked_by")
    asking = rows.filter(scope(by, Permission.IDENTITY_ALLOW, on=localdate(at), field="case__agency"))
    found = asking.filter(pk=asking_id).first()
    if found is None:
        raise Unknown
    absent = represented(by, Permission.IDENTITY_ALLOW, found.case.agency, on=localdate(at))
    if found.asked_by_id in {by.pk, absent.pk if absent else by.pk}:
        raise OwnWork("不得同意自己的请求，请由同一机关的其他人员处理。")
    if found.answered_at is not None:
        raise NotPermitted("这项请求已经有人处理。")
    if not agrees and not words.strip():
        raise Incomplete("不同意的，请写明原因。", ("words",))
    found.answered_by, found.answered_at, found.agreed = by, at, agrees
    found.words = words.strip()[:LONGEST_REASON]
    found.save(update_fields=["answered_by", "answered_at", "agreed", "words"])
    action = Action.IDENTITY_AGREED if agrees else Action.IDENTITY_REFUSED
    _note(found, action, by, at, {"asking": found.pk, "asked_by": found.asked_by.actor, "words": found.words})
    return found


def consent(case: Case, by: User, *, at: datetime) -> IdentityAsking | None:
    """The consent on which a person may open the identity of a case now; for one day, to nobody else."""
    agreed = IdentityAsking.objects.filter(case=case, asked_by=by, agreed=True, answered_at__lte=at)
    return agreed.filter(answered_at__gt=at - LASTS).order_by("-answered_at").first()


def reason(case: Case, by: User, *, why: str, at: datetime) -> dict[str, str | int]:
    """On which ground an identity is opened now, as the ledger keeps it: the reason, and the consent if one is needed.
    Raises Incomplete without a reason, NotPermitted without a consent that is needed."""
    agreed = consent(case, by, at=at) if required() else None
    said = why.strip()[:LONGEST_REASON] or (agreed.why if agreed else "")
    if not said:
        raise Incomplete("请写明查看身份信息的原因，原因将记入审计账本。", ("why",))
    if required() and agreed is None:
        raise NotPermitted(NO_CONSENT)
    return {"why": said} | ({"asking": agreed.pk} if agreed else {})


def pending(case: Case, by: User) -> IdentityAsking | None:
    """A person's asking about a case that nobody has answered yet."""
    return IdentityAsking.objects.filter(case=case, asked_by=by, answered_at__isnull=True).first()


def waiting(user: User, *, on: date) -> QuerySet[IdentityAsking]:
    """The askings of others that a person may answer, the oldest first."""
    rows = IdentityAsking.objects.filter(
        scope(user, Permission.IDENTITY_ALLOW, on=on, field="case__agency"), answered_at__isnull=True
    )
    return rows.exclude(asked_by=user).select_related("case", "asked_by").order_by("asked_at", "pk")


def own(user: User, *, on: date) -> QuerySet[IdentityAsking]:
    """A person's latest askings about cases that they may still see."""
    rows = IdentityAsking.objects.filter(scope(user, Permission.CASE_SEE, on=on, field="case__agency"), asked_by=user)
    return rows.select_related("case", "answered_by").order_by("-asked_at", "-pk")[:20]


def _note(asking: IdentityAsking, action: Action, by: User, at: datetime, detail: dict[str, object]) -> None:
    act = ledger.Act(by.actor, action, f"case:{asking.case.number}", detail=detail)
    ledger.record(asking.case.agency.stream, [act], at=at)
