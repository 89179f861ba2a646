"""The one gate: what is public went through here, and only as what was reviewed.

Screens, the editor, the API, the schedule, imports and commands all call `release`; whatever stores something public
calls `guard` once more on its way down, so that a door somebody forgot is shut too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from gongkai.agencies import calendar
from gongkai.agencies.models import User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.editorial import announcing, items, last_lock, procedures, scanning
from gongkai.editorial.errors import Changed, Incomplete, NotCleared, Overtaken, Owed
from gongkai.editorial.items import BODY, Item
from gongkai.editorial.models import Release, ReleasedPart, Round, Signature
from gongkai.statute.documents import Attribute

REPLACED = "由修改后的内容替代"
EARLIER = "上线前已公开"
"""Stands as the reason of what was public before there was a gate: it went out without these reviews, and nobody owes
them within days. Whatever replaces it takes the way of every publication."""


def owed(item: Item) -> list[Owed]:
    """Everything that an item still owes before it may be public; empty when the gate is open for it.

    Looked at afresh each time: the attribute and its reason, every signature for exactly this content (each file's
    secrecy review with it), every finding answered for, and the same for what is released together with it.
    """
    found = list(_attribute(item))
    found += _signatures(item)
    for part in (BODY, *(known.key for known in item.parts)):
        found += [Owed("FINDING", finding.sentence, part) for finding in scanning.unanswered(item, part)]
    return found


def require_cleared(keys: Iterable[str]) -> list[Item]:
    """The items, when each of them and each companion owes nothing. Raises NotCleared, Gone."""
    wanted = list(dict.fromkeys(keys))
    found = [items.load(key) for key in wanted]
    for item in found:
        lacking = owed(item)
        for key in item.together:
            companion = items.load(key)
            if key not in wanted and not is_public(key, companion.digest):
                lacking.append(Owed("TOGETHER", f"应当与《{companion.title}》同步发布"))
        if lacking:
            raise NotCleared(item.title, lacking)
    return found


@transaction.atomic
def release(*, keys: Sequence[str], by: User | None, at: datetime) -> list[Release]:
    """Make cleared items public, all of them or none. ``by`` is None for the schedule and for the last signature,
    which carry out what was approved.

    Raises NotAllowed, NotCleared, Changed, Gone.
    """
    return [_put_out(item, by=by, at=at) for item in require_cleared(keys) if _permitted(item, by, at)]


@transaction.atomic
def release_first(*, key: str, why: str, by: User, at: datetime) -> Release:
    """先发后审: publish in an emergency and make the reviews good within the days that the procedure names.

    The attribute, the secrecy review of every part and the findings are never put off (保密法实施条例第四十二条).
    Raises NotAllowed, Incomplete without a reason, NotCleared, Changed.
    """
    item = items.load(key)
    require(by, Permission.EMERGENCY_RELEASE, item.agency, on=localdate(at))
    if not why.strip():
        raise Incomplete("请写明先发后审的理由。", "why")
    urgent = [entry for entry in owed(item) if entry.code != "REVIEW"]
    if urgent:
        raise NotCleared(item.title, urgent)
    return _put_out(item, by=by, at=at, emergency=why.strip()[:300])


@transaction.atomic
def withdraw(*, key: str, why: str, by: User, at: datetime, everywhere: bool = False) -> Release:
    """Take something out of public sight at once, with the reason; ``everywhere`` with whatever repeats it, for what
    should never have been public. Raises NotAllowed, Incomplete, Overtaken."""
    if not why.strip():
        raise Incomplete("请写明撤下的原因。", "why")
    row = (
        Release.objects.select_for_update(of=("self",))
        .select_related("agency")
        .filter(key=key, withdrawn_at=None)
        .first()
    )
    if row is None:
        raise Overtaken("这项内容没有公开或者已经撤下。")
    require(by, items.kind_of(key).releases, row.agency, on=localdate(at))
    _close(row, why.strip()[:300], by, at, everywhere=everywhere)
    with last_lock.opened_for(key):
        items.kind_of(key).take_in(key, at)
    announcing.took_in(key)
    detail = {"release": row.pk} | ({"everywhere": True} if everywhere else {})
    act = ledger.Act(by.actor, Action.WITHDRAWN, key, row.digest, detail)
    ledger.record(row.agency.stream, [act], at=at)
    return row


@transaction.atomic
def end(release: Release, why: str, *, at: datetime) -> None:
    """Take something out of public sight that is not what was released; the house's own doing, with its reason."""
    _close(release, why, None, at)
    with last_lock.opened_for(release.key):
        items.kind_of(release.key).take_in(release.key, at)
    announcing.took_in(release.key)


def guard(key: str, digest: str) -> None:
    """The last lock, called by whatever is about to store or show something as public. Raises NotCleared."""
    if not is_public(key, digest):
        item = items.load(key)
        raise NotCleared(item.title, owed(item) or [Owed("NOT_RELEASED", "还没有经过发布")])


def is_public(key: str, digest: str) -> bool:
    """Whether just this content of an item is released now."""
    return Release.objects.filter(key=key, digest=digest, withdrawn_at=None).exists()


def is_released(key: str) -> bool:
    """Whether something of an item is public now: for what cannot go wrong about which content it is."""
    return Release.objects.filter(key=key, withdrawn_at=None).exists()


def standing(key: str) -> Release | None:
    """The release by which an item is public now."""
    return Release.objects.filter(key=key, withdrawn_at=None).first()


def is_public_part(digest: str, key: str | None = None) -> bool:
    """Whether a file, by the digest of its content, belongs to something that is public now; with ``key`` whether it
    does so as just this file."""
    return public_part(digest, key) is not None


def public_part(digest: str, key: str | None = None) -> ReleasedPart | None:
    """A file as it is public now, with the name under which it was reviewed."""
    rows = ReleasedPart.objects.filter(digest=digest, release__withdrawn_at=None)
    return (rows if key is None else rows.filter(key=key)).order_by("-pk").first()


def public_parts(key: str) -> list[ReleasedPart]:
    """As what a file is public now: by several items perhaps, but never as different contents."""
    return list(ReleasedPart.objects.filter(key=key, release__withdrawn_at=None))


def not_made_good() -> QuerySet[Release]:
    """What went out in an emergency and whose reviews are not made good yet, the most overdue first."""
    return Release.objects.filter(review_by__isnull=False, withdrawn_at=None, round__isnull=True).order_by(
        "review_by", "pk"
    )


def unreviewed() -> list[Release]:
    """The same as a list, with agency and person."""
    return list(not_made_good().select_related("agency", "by"))


@transaction.atomic
def make_good(row: Round) -> None:
    """A round that was cleared is the review after the fact of what went out as the same content."""
    Release.objects.filter(key=row.key, digest=row.digest, withdrawn_at=None, round__isnull=True).update(round=row)


def _permitted(item: Item, by: User | None, at: datetime) -> bool:
    if by is not None:
        require(by, items.kind_of(item.key).releases, item.agency, on=localdate(at))
    return True


def _put_out(item: Item, *, by: User | None, at: datetime, emergency: str = "") -> Release:
    before = Release.objects.select_for_update().filter(key=item.key, withdrawn_at=None).first()
    if before is not None and before.digest == item.digest:
        return before
    if before is not None:
        _close(before, REPLACED, by, at)
    row = Release.objects.create(
        key=item.key,
        kind=item.kind,
        agency=item.agency,
        title=item.title[:200],
        digest=item.digest,
        parts={part.key: part.digest for part in item.parts},
        round=None if emergency else standing_round(item),
        at=at,
        by=by,
        emergency=emergency,
        review_by=calendar.current().add(localdate(at), procedures.review_after_days()) if emergency else None,
    )
    ReleasedPart.objects.bulk_create(
        ReleasedPart(release=row, key=part.key, name=part.name[:200], digest=part.digest) for part in item.parts
    )
    with last_lock.opened_for(item.key):
        items.kind_of(item.key).put_out(item.key, at)
    _require_same(item)
    announcing.put_out(item, row)
    action = Action.RELEASED_FIRST if emergency else Action.RELEASED
    act = ledger.Act(by.actor if by else ledger.SYSTEM, action, item.key, item.digest, {"release": row.pk})
    ledger.record(item.agency.stream, [act], at=at)
    return row


def _require_same(item: Item) -> None:
    """What went out is what was looked at: somebody may have saved it while the gate was at work. Raises Changed, and
    nothing is public."""
    kind = items.kind_of(item.key)
    if kind.load(item.key).digest != item.digest or not kind.intact(item.key, item.digest):
        raise Changed(item.title)


def _close(row: Release, why: str, by: User | None, at: datetime, *, everywhere: bool = False) -> None:
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_because, row.everywhere = at, by, why, everywhere
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because", "everywhere"])


def standing_round(item: Item) -> Round | None:
    """The round whose signatures count for an item: the last one over just this content, unless it ended otherwise
    than cleared, or the item was withdrawn for a reason since: what was taken down is looked at again."""
    row = Round.objects.filter(key=item.key, digest=item.digest).order_by("-pk").first()
    if row is None or row.state not in (Round.State.OPEN, Round.State.CLEARED):
        return None
    down = Release.objects.filter(key=item.key, withdrawn_at__isnull=False).exclude(withdrawn_because=REPLACED)
    ended = Q(round=row) | Q(round__isnull=True, withdrawn_at__gte=row.submitted_at)
    return None if down.filter(ended).exists() else row


def _attribute(item: Item) -> Iterator[Owed]:
    if item.attribute is None:
        yield Owed("ATTRIBUTE", "没有标明公开属性")
    elif item.attribute is not Attribute.PROACTIVE:
        yield Owed("ATTRIBUTE", f"公开属性是“{item.attribute.label}”")


def _signatures(item: Item) -> Iterator[Owed]:
    """What the procedure of the item's agency demands and nobody has signed for this content.

    The rule of the day counts, not only that under which the round began: who adds a review means it.
    """
    row = standing_round(item)
    signed = row.signatures.filter(decision=Signature.Decision.APPROVED) if row else Signature.objects.none()
    given = set(signed.values_list("stage", "part", "digest"))
    for stage in procedures.of(item.kind, item.agency).stages:
        code = "SECRECY" if stage.each_part else "REVIEW"
        if (stage.key, BODY, item.digest) not in given:
            yield Owed(code, f"没有{stage.label}")
        for part in item.parts if stage.each_part else ():
            if (stage.key, part.key, part.digest) not in given:
                yield Owed(code, f"附件“{part.name}”没有{stage.label}", part.key)
