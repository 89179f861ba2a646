"""Handing in, signing, returning and taking back (三审三校、保密审查).

Each verb is one transaction with its ledger entries. A signature names the digest that its signer saw: if the content
or the round moved on since, nothing is written and the signer is told why. Nobody signs what they wrote, and nobody
signs two reviews of one round; a deputy counts as themselves and as the person they stand in for.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from gongkai.agencies import calendar
from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import NotAllowed, held_above, may, represented, require
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.editorial import attributes, gate, items, procedures, releasing, scan_tasks, scanning, snapshots
from gongkai.editorial.errors import Changed, Incomplete, NotCleared, Overtaken, Owed, OwnWork
from gongkai.editorial.items import BODY, Item
from gongkai.editorial.models import Release, Round, Signature
from gongkai.editorial.procedures import Stage

State, Decision, Why = Round.State, Signature.Decision, Signature.Why


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reviewer had before them: the round's step and the digest of the content."""

    seq: int
    digest: str


@dataclass(frozen=True, slots=True)
class Return:
    """Why something goes back: a reason that is counted, words, and the places marked in the text."""

    why: str
    words: str
    places: tuple[dict[str, Any], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Wish:
    """What an author says when handing in: words for the reviewers, haste, and the moment of publication."""

    words: str = ""
    urgent: bool = False
    release_at: datetime | None = None


NO_WISH = Wish()


@transaction.atomic
def submit(*, keys: Sequence[str], by: User, at: datetime, wish: Wish = NO_WISH) -> list[Round]:
    """Hand items in for review, several together when they are to be signed off together (同步审签).

    Raises NotAllowed, Gone, Incomplete (no attribute, or a companion was left out), Overtaken (already in review).
    """
    found = [items.load(key) for key in dict.fromkeys(keys)]
    group = str(uuid4())
    return [_begin(item, found, group, wish, by=by, at=at) for item in found]


@transaction.atomic
def approve(
    *, round_id: int, stage: str, seen: Seen, by: User, at: datetime, part: str = BODY, words: str = ""
) -> Round:
    """Sign a review, or one part of a secrecy review. The last signature clears the round.

    Raises Overtaken, Changed, NotAllowed, OwnWork, NotCleared naming the findings nobody has answered for.
    """
    row, item = _locked(round_id, seen)
    current = _turn(row, item, stage, by, at)
    _require_answered(item, current, part)
    _sign(row, current, part, Decision.APPROVED, by=by, at=at, words=words, checked=scanning.certificate(item, part))
    detail = {"stage": stage, "part": part}
    _note(row, Action.REVIEW_APPROVED, by, at, detail, digest=item.part_digest(part))
    if waiting_parts(row, item, current):
        _step(row)
    else:
        _advance(row, at)
    return row


@transaction.atomic
def approve_all(*, round_id: int, stage: str, seen: Seen, by: User, at: datetime, words: str = "") -> Round:
    """Sign every part that still waits, each with a signature of its own: one click for who has looked at them all."""
    row = Round.objects.get(pk=round_id)
    item = items.load(row.key)
    waiting = waiting_parts(row, item, procedures.frozen(row.procedure).stage(stage)) or [BODY]
    for part in waiting:
        row = approve(round_id=round_id, stage=stage, seen=seen, by=by, at=at, part=part, words=words)
        seen = Seen(row.seq, seen.digest)
    return row


@transaction.atomic
def send_back(
    *, round_id: int, stage: str, seen: Seen, reason: Return, by: User, at: datetime, part: str = BODY
) -> Round:
    """Return an item to its author with a reason. Ends the round; everything signed together with it goes back too.

    Raises Incomplete, Overtaken, Changed, NotAllowed, OwnWork.
    """
    if reason.why not in Why.values:
        raise Incomplete("请选择退回的原因。", "why")
    if not reason.words.strip():
        raise Incomplete("请写明退回的意见，让起草人知道要改什么。", "words")
    row, item = _locked(round_id, seen)
    current = _turn(row, item, stage, by, at)
    _sign(row, current, part, Decision.RETURNED, by=by, at=at, reason=reason)
    detail = {"stage": stage, "part": part, "why": reason.why}
    for companion in Round.objects.select_for_update().filter(group=row.group, state=State.OPEN).order_by("pk"):
        _end(companion, State.RETURNED, at)
        _note(companion, Action.REVIEW_RETURNED, by, at, detail, digest=companion.digest)
    row.refresh_from_db()
    return row


@transaction.atomic
def take_back(*, round_id: int, by: User, at: datetime) -> Round:
    """The author takes a round back to go on writing. Raises Overtaken when it has ended, NotAllowed."""
    row = Round.objects.select_for_update(of=("self",)).select_related("agency").get(pk=round_id)
    if row.submitted_by_id != by.pk:
        require(by, items.kind_of(row.key).releases, row.agency, on=localdate(at))
    if row.state != State.OPEN:
        raise Overtaken(explain(row))
    _end(row, State.TAKEN_BACK, at)
    _note(row, Action.REVIEW_TAKEN_BACK, by, at, {}, digest=row.digest)
    return row


@transaction.atomic
def revoke(*, round_id: int, words: str, by: User, at: datetime) -> Round:
    """Who may release or give the last review stops a round, or one that was cleared and is not out, with a reason.

    Raises NotAllowed, Incomplete, Overtaken when it has ended otherwise or is public.
    """
    row = Round.objects.select_for_update(of=("self",)).select_related("agency").get(pk=round_id)
    stage = procedures.stages()["final_review"]
    if _holder(by, stage, row.agency, at=at) is None:
        require(by, items.kind_of(row.key).releases, row.agency, on=localdate(at))
    if not words.strip():
        raise Incomplete("请写明退回的意见，让起草人知道要改什么。", "words")
    if row.state not in (State.OPEN, State.CLEARED) or row.releases.exists():
        raise Overtaken(explain(row))
    Signature.objects.create(
        round=row,
        stage=row.stage or stage.key,
        digest=row.digest,
        decision=Decision.RETURNED,
        by=by,
        why=Why.OTHER,
        words=words.strip()[:1000],
        at=at,
        since=row.since or at,
    )
    _end(row, State.RETURNED, at)
    _note(row, Action.REVIEW_RETURNED, by, at, {"stage": "revoked"}, digest=row.digest)
    return row


@transaction.atomic
def notice_edit(key: str, *, at: datetime) -> None:
    """Called by whoever saves an item: a round whose content is no longer what was handed in ends as changed."""
    row = Round.objects.select_for_update().filter(key=key, state=State.OPEN).first()
    if row is not None and items.load(key).digest != row.digest:
        _end(row, State.CHANGED, at)
        act = ledger.Act(ledger.SYSTEM, Action.REVIEW_OUTDATED, key, row.digest)
        ledger.record(row.agency.stream, [act], at=at)


def waiting_parts(row: Round, item: Item, stage: Stage) -> list[str]:
    """The parts that a stage has not signed yet: the item alone, or the item and each file for a secrecy review."""
    wanted = [BODY, *(part.key for part in item.parts)] if stage.each_part else [BODY]
    signed = set(row.signatures.filter(stage=stage.key, decision=Decision.APPROVED).values_list("part", "digest"))
    return [part for part in wanted if (part, item.part_digest(part)) not in signed]


def explain(row: Round) -> str:
    """What became of a round, for who comes too late."""
    if row.state == State.OPEN:
        stage = procedures.stages()[row.stage].label
        return f"《{row.title}》刚刚由其他人员处理过，现在到了{stage}环节。您的意见没有保存。"
    last = row.signatures.order_by("-pk").first()
    who = f"（{last.by}）" if last else ""
    return f"《{row.title}》{row.get_state_display()}{who}，不需要再处理。您的意见没有保存。"


def reaches(user: User, stage: Stage, agency: Agency, *, at: datetime) -> bool:
    """Whether a person may do a stage for an agency: in it or, where the stage says so, in one above it."""
    return _holder(user, stage, agency, at=at) is not None


def _holder(user: User, stage: Stage, agency: Agency, *, at: datetime) -> Agency | None:
    """The agency by whose post a person does a stage."""
    if stage.above:
        return held_above(user, stage.permission, agency, on=localdate(at))
    return agency if may(user, stage.permission, agency, on=localdate(at)) else None


def _begin(item: Item, found: Sequence[Item], group: str, wish: Wish, *, by: User, at: datetime) -> Round:
    require(by, items.kind_of(item.key).writes, item.agency, on=localdate(at))
    attributes.require_for_review(item)
    missing = [key for key in item.together if key not in {other.key for other in found}]
    if missing and not all(_stands(key) for key in missing):
        raise Incomplete(f"《{item.title}》应当与相关的文件或者解读一起送审（同步审签）。", "keys")
    open_round = Round.objects.select_for_update().filter(key=item.key, state=State.OPEN).first()
    if open_round is not None:
        raise Overtaken(f"《{item.title}》已经在审核中，不需要重复送审。")
    procedure = procedures.of(item.kind, item.agency)
    row = Round(
        kind=item.kind,
        key=item.key,
        agency=item.agency,
        title=item.title[:200],
        digest=item.digest,
        parts={part.key: part.digest for part in item.parts},
        procedure=procedures.freeze(procedure),
        group=group,
        submitted_by=by,
        submitted_at=at,
        words=wish.words.strip()[:500],
        urgent=wish.urgent,
        release_at=wish.release_at,
    )
    _at_stage(row, procedure.stages[0], at)
    row.save()
    snapshots.keep(row, item)
    scan_tasks.scan.enqueue(row.pk)
    detail = {"procedure": procedure.version, "urgent": wish.urgent}
    _note(row, Action.REVIEW_SUBMITTED, by, at, detail, digest=row.digest)
    return row


def _stands(key: str) -> bool:
    """Whether a companion was cleared as what it is now, so that it need not be handed in again."""
    digest = items.load(key).digest
    return Round.objects.filter(key=key, state=State.CLEARED, digest=digest).exists()


def _locked(round_id: int, seen: Seen) -> tuple[Round, Item]:
    row = Round.objects.select_for_update(of=("self",)).select_related("agency", "submitted_by").get(pk=round_id)
    if row.state != State.OPEN or row.seq != seen.seq:
        raise Overtaken(explain(row))
    item = items.load(row.key)
    if item.digest != row.digest or item.digest != seen.digest:
        raise Changed(row.title)
    return row, item


def _turn(row: Round, item: Item, stage: str, by: User, at: datetime) -> Stage:
    """The stage, when it is due and this person may do it."""
    if stage != row.stage:
        raise Overtaken(explain(row))
    current = procedures.frozen(row.procedure).stage(stage)
    if _holder(by, current, row.agency, at=at) is None:
        raise NotAllowed(current.permission, row.agency)
    if reason := own_work(row, item, current, by, at=at):
        raise OwnWork(reason)
    return current


def own_work(row: Round, item: Item, stage: Stage, user: User, *, at: datetime) -> str:
    """Why a person may not do a stage although they hold the post; empty when they may."""
    holder = _holder(user, stage, row.agency, at=at)
    absent = represented(user, stage.permission, holder, on=localdate(at)) if holder else None
    people = [person for person in (user, absent) if person is not None]
    if any(person.actor in item.authors or person.pk == row.submitted_by_id for person in people):
        return "自己起草、修改或者送审的内容，应当由他人审核。"
    if Release.objects.filter(key=row.key, digest=row.digest, by__in=people).exclude(emergency="").exists():
        return "自己决定先发后审的内容，应当由他人补审。"
    barred = items.kind_of(row.key).barred
    if reasons := [why for person in people if (why := barred(person, row.agency, stage.key, at))]:
        return reasons[0]
    keys = [person.pk for person in people]
    signed = row.signatures.exclude(stage=stage.key).filter(Q(by__in=keys) | Q(on_behalf__in=keys))
    return "同一个人不能审核同一内容的两个环节。" if signed.exists() else ""


def _require_answered(item: Item, stage: Stage, part: str) -> None:
    """Errors that nobody answered for stop a signature; only a secrecy reviewer's stage looks at every file."""
    parts = [part] if stage.each_part else [BODY, *(known.key for known in item.parts)]
    open_ = [finding for name in parts for finding in scanning.unanswered(item, name)]
    if open_:
        raise NotCleared(item.title, [Owed("FINDING", finding.sentence, finding.part) for finding in open_])


def _sign(
    row: Round,
    stage: Stage,
    part: str,
    decision: str,
    *,
    by: User,
    at: datetime,
    words: str = "",
    reason: Return | None = None,
    checked: dict[str, Any] | None = None,
) -> None:
    if (
        decision == Decision.APPROVED
        and row.signatures.filter(stage=stage.key, part=part, decision=Decision.APPROVED).exists()
    ):
        raise Overtaken(f"这一部分的{stage.label}已经有人签过。您的意见没有保存。")
    holder = _holder(by, stage, row.agency, at=at)
    assert holder is not None
    Signature.objects.create(
        round=row,
        stage=stage.key,
        part=part,
        digest=row.digest if part == BODY else row.parts[part],
        decision=decision,
        by=by,
        on_behalf=represented(by, stage.permission, holder, on=localdate(at)),
        why=reason.why if reason else "",
        words=(reason.words if reason else words).strip()[:1000],
        places=list(reason.places) if reason else [],
        checked={"pass": stage.proof, **checked} if checked else {},
        at=at,
        since=row.since or at,
    )


def _advance(row: Round, at: datetime) -> None:
    """To the next stage; after the last one the round is cleared and, where the procedure says so, released with all
    that was handed in together with it."""
    procedure = procedures.frozen(row.procedure)
    names = [stage.key for stage in procedure.stages]
    following = procedure.after(names[: names.index(row.stage) + 1])
    if following is not None:
        _at_stage(row, following, at)
        _step(row)
        return
    _end(row, State.CLEARED, at)
    gate.make_good(row)
    if procedure.at_once and (row.release_at is None or row.release_at <= at):
        # What cannot go out yet (not to be public, or a review was added meanwhile) stays cleared; its page says why.
        with suppress(NotCleared):
            releasing.release_group(row, at=at)


def _at_stage(row: Round, stage: Stage, at: datetime) -> None:
    row.stage, row.since = stage.key, at
    row.due_on = calendar.current().add(localdate(at), stage.days)


def _end(row: Round, state: str, at: datetime) -> None:
    """End a round, and tell the app whose content it is."""
    row.state, row.stage, row.due_on, row.ended_at = state, "", None, at
    _step(row)
    kind = items.kind_of(row.key)
    (kind.cleared if state == State.CLEARED else kind.returned)(row.key, at)


def _step(row: Round) -> None:
    row.seq += 1
    row.save()


def _note(row: Round, action: Action, by: User, at: datetime, detail: dict[str, Any], *, digest: str) -> None:
    act = ledger.Act(by.actor, action, row.key, digest, {"round": row.pk, **detail})
    ledger.record(row.agency.stream, [act], at=at)
