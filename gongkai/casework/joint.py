"""Joint handling: other departments of the district give their part of one reply (会签).

Any agency of the same district may be asked, where somebody can work on it: they share the house, its people and its
ledger. Whoever is outside is consulted by letter (条例第三十二条至第三十四条), which is another thing: that pauses the
clock, while this is work inside the government and moves none (指导案例26号).

Every step is a note in the case's log, its words sealed with the applicant's key. A department that was asked reads the
request and what is wanted of it, never who asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, Post, User
from gongkai.agencies.permissions import NotAllowed, may, represented
from gongkai.agencies.roles import GRANTS, Permission
from gongkai.casework import attachments, internal_limits, log
from gongkai.casework.attachments import Upload
from gongkai.casework.errors import Incomplete, NotPermitted, Unknown
from gongkai.casework.log import Dossier, Happening
from gongkai.casework.models import Case, JointRequest
from gongkai.statute.case_state import CaseState
from gongkai.statute.events import EventKind

State, Disclosure = JointRequest.State, JointRequest.Disclosure
OWED = (State.ASKED, State.SIGNED)
NEEDS_ARTICLE = frozenset({Disclosure.PARTLY, Disclosure.NOT})
"""What is not disclosed is not disclosed under an article."""
_DRAFTERS = sorted(role for role, granted in GRANTS.items() if Permission.CASE_DRAFT in granted)


@dataclass(frozen=True, slots=True)
class Answer:
    """A department's opinion: what it says, whether its documents may be disclosed, and under which article not."""

    words: str
    disclosure: str
    article: str = ""
    uploads: Sequence[Upload] = ()


def askable(case: Case, *, on: date) -> QuerySet[Agency]:
    """The agencies that can be asked for their part: those of the district where somebody drafts, without the one that
    answers and the one that handles the case already."""
    working = Post.objects.filter(
        Q(held_until__isnull=True) | Q(held_until__gte=on),
        agency=OuterRef("pk"),
        role__in=_DRAFTERS,
        held_from__lte=on,
        user__is_active=True,
    )
    district = case.agency.path.split("/")[1]
    found = Agency.objects.filter(Exists(working), path__startswith=f"/{district}/", abolished_on__isnull=True)
    return found.exclude(pk__in=[key for key in (case.agency_id, case.assigned_agency_id) if key])


@transaction.atomic
def ask(
    *,
    case_id: int,
    agencies: Sequence[Agency],
    what: str,
    internal_on: date,
    by: User,
    at: datetime,
    seq: int | None = None,
) -> list[JointRequest]:
    """Ask departments for their parts of the reply, each until the same internal limit. No clock moves.

    Raises Incomplete, BadInternalLimit, NotPermitted once the case has ended or when a department owes a part already.
    """
    on = localdate(at)
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_DRAFT, expected_seq=seq)
    if not what.strip():
        raise Incomplete("请写明需要会签单位办理什么。", ("what",))
    if not agencies:
        raise Incomplete("请选择会签单位。", ("agencies",))
    _require_open(dossier.state)
    told = internal_limits.check(internal_on, dossier.state, today=on)
    _check_agencies(dossier.case, agencies, on)
    happenings = [_note("asked", agency, {"what": what.strip()}, at, **told) for agency in agencies]
    log.write(dossier, happenings, by=by, at=at)
    rows = [
        JointRequest(
            case=dossier.case,
            agency=agency,
            internal_on=internal_on,
            asked_seq=asked_seq,
            asked_by=by.actor,
            asked_at=at,
        )
        for asked_seq, agency in enumerate(agencies, start=len(dossier.events) + 1)
    ]
    return JointRequest.objects.bulk_create(rows)


@transaction.atomic
def sign(*, joint_id: int, by: User, at: datetime) -> JointRequest:
    """Somebody in the department signs for its part and works on it. Raises Unknown, NotAllowed, NotPermitted."""
    row, dossier = _lock(joint_id, by, at)
    _require_state(row, State.ASKED)
    log.write(dossier, [_note("signed", row.agency, {}, at, text="签收")], by=by, at=at)
    row.state, row.handler, row.signed_at = State.SIGNED, by, at
    row.save(update_fields=["state", "handler", "signed_at"])
    return row


@transaction.atomic
def answer(*, joint_id: int, answer: Answer, by: User, at: datetime) -> JointRequest:
    """The department gives its opinion, with its documents, once it has signed for its part (签收后方可办理).

    Raises Unknown, NotAllowed, NotPermitted, Incomplete, files.Refused.
    """
    _check_answer(answer)
    row, dossier = _lock(joint_id, by, at)
    _require_state(row, State.SIGNED)
    words = {"words": answer.words.strip(), "article": answer.article.strip()}
    more = {"disclosure": answer.disclosure} | (
        {"evidence": [upload.digest for upload in answer.uploads]} if answer.uploads else {}
    )
    case = log.write(dossier, [_note("answered", row.agency, words, at, **more)], by=by, at=at)
    attachments.keep(case, answer.uploads, actor=by.actor, at=at)
    row.disclosure = answer.disclosure
    return _settle(row, State.ANSWERED, case.seq, at)


@transaction.atomic
def give_back(*, joint_id: int, why: str, by: User, at: datetime) -> JointRequest:
    """The department has no part in it and says why. Raises Unknown, NotAllowed, NotPermitted, Incomplete."""
    if not why.strip():
        raise Incomplete("退回会签应当说明原因。", ("why",))
    row, dossier = _lock(joint_id, by, at)
    _require_state(row, *OWED)
    case = log.write(dossier, [_note("returned", row.agency, {"why": why.strip()}, at)], by=by, at=at)
    return _settle(row, State.RETURNED, case.seq, at)


@transaction.atomic
def withdraw(*, joint_id: int, case_id: int, why: str, by: User, at: datetime) -> JointRequest:
    """Those who asked do not need the part any more. Raises Unknown, NotAllowed, NotPermitted, Incomplete."""
    if not why.strip():
        raise Incomplete("撤回会签应当说明原因。", ("why",))
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_DRAFT)
    row = JointRequest.objects.select_related("agency").filter(pk=joint_id, case=case_id).first()
    if row is None:
        raise Unknown
    _require_state(row, *OWED)
    case = log.write(dossier, [_note("withdrawn", row.agency, {"why": why.strip()}, at)], by=by, at=at)
    return _settle(row, State.WITHDRAWN, case.seq, at)


def working(state: CaseState) -> bool:
    """Whether a reply is still to be made: the case has not ended, or its reply was overturned."""
    return state.ended_by is None or state.redecision_limit_on is not None


def _note(step: str, agency: Agency, words: dict[str, str], at: datetime, **more: Any) -> Happening:
    data = {"joint": step, "to": f"agency:{agency.pk}"} | more
    return Happening(EventKind.NOTE, localdate(at), data, {key: said for key, said in words.items() if said} or None)


def _check_agencies(case: Case, agencies: Sequence[Agency], on: date) -> None:
    fits = set(askable(case, on=on).values_list("pk", flat=True))
    if others := [agency.short_name for agency in agencies if agency.pk not in fits]:
        raise Incomplete(
            f"不能请{'、'.join(others)}会签：应当是同一地区、有承办人员的其他单位。其他机关请书面征求意见。",
            ("agencies",),
        )
    rows = case.joint_requests.filter(state__in=OWED, agency__in=agencies).select_related("agency")
    if owing := [row.agency.short_name for row in rows]:
        raise NotPermitted(f"{'、'.join(owing)}还有会签没有答复，请等候答复，或者撤回后重新提出。")


def _check_answer(answer: Answer) -> None:
    if not answer.words.strip():
        raise Incomplete("请写明会签意见。", ("words",))
    if answer.disclosure not in Disclosure.values:
        raise Incomplete("请选择可否公开。", ("disclosure",))
    if answer.disclosure in NEEDS_ARTICLE and not answer.article.strip():
        raise Incomplete("不予公开或者部分公开的，请写明依据的条款。", ("article",))


def _lock(joint_id: int, by: User, at: datetime) -> tuple[JointRequest, Dossier]:
    """A part and its case under the case's lock, for somebody of the department that was asked.

    Raises Unknown, NotPermitted once the case has ended; NotAllowed for a person who may only look on there.
    """
    on = localdate(at)
    found = JointRequest.objects.select_related("agency").filter(pk=joint_id).first()
    if found is None:
        raise Unknown
    if not may(by, Permission.CASE_DRAFT, found.agency, on=on):
        if may(by, Permission.CASE_SEE, found.agency, on=on):
            raise NotAllowed(Permission.CASE_DRAFT, found.agency)
        raise Unknown
    # The person's right comes from the part, not from the case, of which they see nothing else.
    dossier = log.lock(found.case_id, by=None, at=at, permission=Permission.CASE_DRAFT)
    row = JointRequest.objects.select_related("agency").get(pk=joint_id)
    if row.owed:
        _require_open(dossier.state)
    absent = represented(by, Permission.CASE_DRAFT, row.agency, on=on)
    return row, replace(dossier, on_behalf_of=absent.actor if absent else "")


def _require_open(state: CaseState) -> None:
    if not working(state):
        raise NotPermitted("此件已经办结，不再需要会签。")


def _require_state(row: JointRequest, *states: str) -> None:
    if row.state not in states:
        first = "请先签收，再答复。" if row.state == State.ASKED else "请刷新页面查看最新情况。"
        raise NotPermitted(f"此项会签{State(row.state).label}，不能这样办理。{first}")


def _settle(row: JointRequest, state: str, seq: int, at: datetime) -> JointRequest:
    row.state, row.settled_seq, row.settled_at = state, seq, at
    row.save(update_fields=["state", "settled_seq", "settled_at", "disclosure"])
    return row
