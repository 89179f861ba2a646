"""Passing a draft from step to step, and sending it back (审核、保密审查、合法性审核、签发).

Nobody takes a step on what they drafted, and nobody takes two; a substitute counts as both persons. A step names the
draft that was read: when it moved on since, nothing is written. Passing the last step decides a reply only through
`deciding.approve`, and issues nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed
from gongkai.agencies.roles import Permission
from gongkai.casework import chain, log, reviews, turns
from gongkai.casework.chain import Chain, Letter
from gongkai.casework.chain_records import Turn
from gongkai.casework.errors import Conflict, Incomplete, NotPermitted, OwnWork, Unknown
from gongkai.casework.log import Dossier, Happening
from gongkai.casework.models import Case, CaseEvent
from gongkai.editorial.letter_procedures import SIGN
from gongkai.editorial.procedures import Stage
from gongkai.statute.events import EventKind

KINDS = (
    EventKind.DECISION_PROPOSED,
    EventKind.DECISION_RETURNED,
    EventKind.DECIDED,
    EventKind.FEE_NOTICED,
    EventKind.LETTER_ISSUED,
    EventKind.NOTE,
)
"""The events from which a chain is read."""


@transaction.atomic
def pass_step(
    *, case_id: int, letter: str, draft: str, by: User, at: datetime, words: str = "", seq: int | None = None
) -> Case:
    """Pass the step whose turn it is, for exactly the draft that was read.

    Raises Unknown, NotAllowed, Conflict when the draft is another now, OwnWork, NotPermitted when nothing is due or it
    is the signature of a reply that is not decided yet (`deciding.approve`).
    """
    dossier, found, stage = _turn(case_id, letter, by, at, seq)
    if found.draft != draft:
        raise Conflict
    if letter == Letter.REPLY and stage.key == SIGN and not found.decided:
        raise NotPermitted("签发答复请用“批准答复”。")
    data = chain.note(letter, chain.PASSED, draft, stage=stage.key) | {"text": "通过"}
    said = {"words": words.strip()} if words.strip() else None
    case = log.write(dossier, [Happening(EventKind.NOTE, localdate(at), data, said)], by=by, at=at)
    refresh(case, letter, at=at)
    return case


@transaction.atomic
def return_draft(
    *,
    case_id: int,
    letter: str,
    draft: str,
    place: str,
    why: str,
    by: User,
    at: datetime,
    seq: int | None = None,
) -> Case:
    """Send a draft back to its drafter from the step whose turn it is, naming the place and the reason.

    Raises Incomplete, and what `pass_step` raises.
    """
    if not why.strip():
        raise Incomplete("退回应当说明原因。", ("why",))
    if not place.strip():
        raise Incomplete("请写明退回的是哪一处，让拟办人知道改哪里。", ("place",))
    dossier, found, stage = _turn(case_id, letter, by, at, seq)
    if found.draft != draft:
        raise Conflict
    case = log.write(dossier, [_returned(found, stage, place, why, at)], by=by, at=at)
    refresh(case, letter, at=at)
    return case


def of_case(case: Case, letter: str) -> Chain | None:
    """The chain of a case's last draft of a letter. Four queries for a reply."""
    events = list(case.events.filter(kind__in=[kind.value for kind in KINDS]).order_by("seq"))
    return of_events(case, letter, events)


def of_events(case: Case, letter: str, events: list[CaseEvent]) -> Chain | None:
    """The same from events that were read already."""
    if letter == Letter.FEE_NOTICE:
        return chain.of_fee(events)
    if not any(event.kind == EventKind.DECISION_PROPOSED for event in events):
        return None
    files = reviews.going_out(case)
    adders = frozenset(actor for row in files for actor in _adders(row.seq, row.added_by, events))
    return chain.of_reply(events, [row.file.digest for row in files], adders)


def require_done(found: Chain, *, but: str = "") -> None:
    """Raises NotPermitted naming the steps that a draft still owes, without one that is being taken now."""
    missing = [stage.label for stage in found.missing if stage.key != but]
    if missing:
        again = "提供给申请人的文件有变动，各环节应当重新审签。" if found.asked_again else ""
        raise NotPermitted(f"{again}还没有完成{'、'.join(missing)}。", "条例第十七条、第四十五条")


def refresh(case: Case, letter: str, *, at: datetime) -> None:
    """Bring the row that lists read in line with the log. Must run inside the transaction that changed either the log
    or the files that go out."""
    found = of_case(case, letter)
    if found is None and letter == Letter.REPLY:
        return  # nothing was drafted, so nothing ever waited
    stage = _standing(found) if found is not None else ""
    if found is None or not stage:
        Turn.objects.filter(case=case, letter=letter).delete()
        return
    row = Turn.objects.filter(case=case, letter=letter).first()
    same = row is not None and row.stage == stage and row.since >= found.drafted.recorded_at
    now = {"stage": stage, "drafter": _drafter(found)} | ({} if same else {"since": at})
    Turn.objects.update_or_create(case=case, letter=letter, defaults=now, create_defaults=now | {"since": at})


def _standing(found: Chain) -> str:
    """Which step a draft waits for, in words of `Turn`; empty when it waits for nobody."""
    if found.returned is not None:
        return Turn.RETURNED
    if found.settled:
        return ""
    if found.due is not None:
        return found.due.key
    return Turn.ISSUE if found.letter == Letter.FEE_NOTICE else ""


def _drafter(found: Chain) -> User | None:
    """Who drafted, as a person of the office; None for anybody else."""
    kind, _, key = found.drafted.actor.partition(":")
    return User.objects.filter(pk=int(key)).first() if kind == "user" and key.isdigit() else None


def _turn(case_id: int, letter: str, by: User, at: datetime, seq: int | None) -> tuple[Dossier, Chain, Stage]:
    """The case under its lock, with the step whose turn it is, when this person may take it.

    Somebody who does not hold the post is told so only when they may see the case anyway.
    """
    on = localdate(at)
    dossier = log.lock(case_id, by=None, at=at, permission=Permission.CASE_SEE, expected_seq=seq)
    found = of_case(dossier.case, letter)
    stage = found.due if found is not None else None
    if not _sees(by, dossier.case, at):
        raise Unknown
    if found is None or stage is None or not _open(dossier, found):
        raise NotPermitted("没有等待审签的文书，或者已经有人办理。请刷新页面查看最新情况。")
    if turns.holder(by, stage, dossier.case, on=on) is None:
        raise NotAllowed(stage.permission, dossier.case.agency)
    people, stead = turns.behind(by, stage, dossier.case, on=on)
    if reason := found.own_work(people, stage):
        raise OwnWork(reason)
    return replace(dossier, on_behalf_of=stead), found, stage


def _sees(by: User, case: Case, at: datetime) -> bool:
    on = localdate(at)
    return log.allowed(by, Permission.CASE_SEE, case, on=on) or turns.reads(by, case, on=on)


def _open(dossier: Dossier, found: Chain) -> bool:
    """Whether a draft can still be signed: a reply that lies before the leader, or was decided and not issued; a fee
    notice while the request is open."""
    still = dossier.state.ended_by is None or dossier.state.overturned_on is not None
    return still if found.letter == Letter.FEE_NOTICE or not found.decided else not found.settled


def _returned(found: Chain, stage: Stage, place: str, why: str, at: datetime) -> Happening:
    """What the log says of a return. Before the decision it is the law's own event, for the draft is none any more."""
    words = {"place": place.strip(), "why": why.strip()}
    if found.letter == Letter.REPLY:
        if found.decided:
            raise NotPermitted("答复已经批准，不能退回。提供的文件有误的，请先改正文件，再重新审签。")
        data: dict[str, Any] = {"facts": {"stage": stage.key}, "evidence": [found.draft]}
        return Happening(EventKind.DECISION_RETURNED, localdate(at), data, words)
    data = chain.note(found.letter, chain.RETURNED, found.draft, stage=stage.key)
    return Happening(EventKind.NOTE, localdate(at), data, words)


def _adders(seq: int, added_by: str, events: Iterable[CaseEvent]) -> frozenset[str]:
    """Who added a file, and in whose stead."""
    event = next((event for event in events if event.seq == seq), None)
    return log.behind(added_by, event.data if event is not None else {})
