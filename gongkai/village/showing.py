"""Whether everybody sees a photograph of the paper board: the village asks for it, the township allows it, and takes it
back. Without that it stays in the house as proof."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.editorial import gate, reviewing
from gongkai.editorial.models import Release, Round
from gongkai.editorial.reviewing import Return, Seen
from gongkai.village.errors import NotNow, Unknown
from gongkai.village.models import BoardPhoto


@transaction.atomic
def offer(*, photo_id: int, by: User, at: datetime) -> Round:
    """Ask that everybody may see a photograph. Raises NotAllowed, NotNow, Unknown, editorial.Overtaken when it was
    asked for already."""
    row = _held(photo_id)
    require(by, Permission.VILLAGE_DRAFT, row.posting.village.agency, on=localdate(at))
    if not row.posting.is_public:
        raise NotNow("所附的内容没有公开或者已经撤下，照片不能公开。")
    if row.accepted is False or row.shown_from is not None:
        raise NotNow("这张照片已经公开，或者没有通过核验。")
    return reviewing.submit(keys=[row.gate_key], by=by, at=at)[0]


@transaction.atomic
def take_back(*, photo_id: int, by: User, at: datetime) -> Round:
    """No longer ask for it. Raises NotAllowed, NotNow, Unknown."""
    return reviewing.take_back(round_id=_open(_held(photo_id)).pk, by=by, at=at)


@transaction.atomic
def allow(*, photo_id: int, seen: Seen, by: User, at: datetime) -> Round:
    """Sign that everybody may see it, which shows it. Raises NotNow, Unknown, what `reviewing.approve_all` raises."""
    row = _held(photo_id)
    found = _open(row)
    if not row.accepted:
        raise NotNow("请先核验这张照片，再决定是不是公开。")
    return reviewing.approve_all(round_id=found.pk, stage=found.stage, seen=seen, by=by, at=at)


@transaction.atomic
def refuse(*, photo_id: int, seen: Seen, words: str, by: User, at: datetime) -> Round:
    """Say why it stays in the house. Raises as `allow`, Incomplete without words."""
    found = _open(_held(photo_id))
    reason = Return(reviewing.Why.OTHER, words)
    return reviewing.send_back(round_id=found.pk, stage=found.stage, seen=seen, reason=reason, by=by, at=at)


@transaction.atomic
def hide(*, photo_id: int, why: str, by: User, at: datetime) -> Release:
    """Show it to nobody any more, for a reason. Raises NotAllowed, Incomplete, Unknown, editorial.Overtaken."""
    return gate.withdraw(key=_held(photo_id).gate_key, why=why, by=by, at=at)


def round_of(row: BoardPhoto) -> Round | None:
    """The round of review in which a photograph stands now."""
    return Round.objects.filter(key=row.gate_key, state=Round.State.OPEN).first()


def _held(photo_id: int) -> BoardPhoto:
    row = BoardPhoto.objects.select_for_update(of=("self",)).select_related("posting__village__agency")
    found = row.filter(pk=photo_id).first()
    if found is None:
        raise Unknown
    return found


def _open(row: BoardPhoto) -> Round:
    found = round_of(row)
    if found is None:
        raise NotNow("这张照片没有在申请公开。")
    return found
