"""The paper board: a photograph proves that a posting hung there, the township looks at it, and after its days the
posting is archived under a number (第三十九条: 村务档案)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.editorial import reviewing
from gongkai.editorial.errors import Incomplete
from gongkai.files.uploading import Received
from gongkai.village import keeping, showing
from gongkai.village.errors import NotNow, Unknown
from gongkai.village.models import BoardPhoto, Posting, Village

LETTERS = {"party": "D", "affairs": "C", "finance": "W", "services": "F"}
"""What the numbers of the archive call the boards: 党、村、务（财务）、服."""


@dataclass(frozen=True, slots=True)
class Hung:
    """When and where a posting was hung up, with the photograph; ``shown`` asks that everybody may see it."""

    taken_on: date
    place: str
    photo: Received
    shown: bool = False


@transaction.atomic
def prove(*, posting_id: int, hung: Hung, by: User, at: datetime) -> BoardPhoto:
    """Keep the photograph of a posting on the paper board, without its hidden data.

    Raises NotAllowed, Incomplete, NotNow for what is not public, files.Refused.
    """
    row = _held(posting_id, by, Permission.VILLAGE_DRAFT, at)
    if not row.is_public or row.posted_from is None:
        raise NotNow("还没有公开的内容，不能登记张贴照片。")
    if not hung.place.strip() or len(hung.place) > 60:
        raise Incomplete("请写张贴的地点，不超过60字，例如“村委会门口公开栏”。", "place")
    if not row.posted_from <= hung.taken_on <= localdate(at):
        raise Incomplete(f"张贴日期应当在{row.posted_from:%Y-%m-%d}至今天之间。", "taken_on")
    if hung.photo.checked.kind not in keeping.PHOTOS:
        raise Incomplete("请上传照片（JPEG或者PNG）。", "photo")
    stored, key = keeping.keep(hung.photo, at=at)
    photo = BoardPhoto.objects.create(
        posting=row, stored=stored, key=key, taken_on=hung.taken_on, place=hung.place.strip(), by=by, at=at
    )
    _note(row, Action.POSTING_HUNG, by, at, stored.digest)
    if hung.shown:
        showing.offer(photo_id=photo.pk, by=by, at=at)
    return photo


@transaction.atomic
def judge(*, photo_id: int, accepted: bool, why: str, by: User, at: datetime) -> BoardPhoto:
    """Say whether a photograph shows what it should. Raises NotAllowed, Incomplete (no reason), NotNow, Unknown."""
    photo = (
        BoardPhoto.objects.select_for_update(of=("self",))
        .select_related("posting__village__agency")
        .filter(pk=photo_id)
        .first()
    )
    if photo is None:
        raise Unknown
    require(by, Permission.VILLAGE_APPROVE, photo.posting.village.agency, on=localdate(at))
    if photo.accepted is not None:
        raise NotNow("这张照片已经核验过。")
    if not accepted and not why.strip():
        raise Incomplete("请写明照片为什么不行，让村里知道怎么重拍。", "why")
    photo.accepted, photo.judged_by, photo.judged_at = accepted, by, at
    photo.why = "" if accepted else why.strip()[:200]
    photo.save()
    asked = None if accepted else showing.round_of(photo)
    if asked is not None:
        reviewing.take_back(round_id=asked.pk, by=by, at=at)
    _note(photo.posting, Action.POSTING_HUNG_JUDGED, by, at, photo.stored.digest, accepted=accepted)
    return photo


@transaction.atomic
def archive(*, posting_id: int, by: User, at: datetime) -> Posting:
    """File a posting away under a number, after its days and with an accepted photograph; what was withdrawn is filed
    without. Raises NotAllowed, NotNow."""
    row = _held(posting_id, by, Permission.VILLAGE_DRAFT, at)
    today = localdate(at)
    if row.archive_number:
        raise NotNow(f"已经归档，档号{row.archive_number}。")
    if row.published_at is None:
        raise NotNow("还没有公开的内容不用归档。")
    if row.is_public and row.hangs(today):
        until = f"{row.posted_until:%Y-%m-%d}" if row.posted_until else "长期公开"
        raise NotNow(f"公示期还没有结束（{until}），期满后再归档。")
    if row.is_public and not row.photos.filter(accepted=True).exists():
        raise NotNow("归档前要有核验通过的张贴照片。")
    Village.objects.select_for_update(of=("self",)).get(pk=row.village_id)
    row.archive_number, row.archived_on = _number(row), today
    row.save(update_fields=["archive_number", "archived_on"])
    _note(row, Action.POSTING_ARCHIVED, by, at, ledger.digest_of(row.archive_number))
    return row


def _number(row: Posting) -> str:
    """``LTC-2026-W-003``: village, year of publication, board, and the next number of these."""
    assert row.posted_from is not None
    before = f"{row.village.agency.code.upper()}-{row.posted_from.year}-{LETTERS[row.board]}-"
    count = Posting.objects.filter(village=row.village_id, archive_number__startswith=before).count()
    return f"{before}{count + 1:03d}"


def _held(posting_id: int, by: User, permission: Permission, at: datetime) -> Posting:
    row = Posting.objects.select_related("village__agency").filter(pk=posting_id).first()
    if row is None:
        raise Unknown
    require(by, permission, row.village.agency, on=localdate(at))
    return row


def _note(row: Posting, action: Action, by: User, at: datetime, digest: str, **detail: bool) -> None:
    ledger.record(row.village.agency.stream, [ledger.Act(by.actor, action, row.gate_key, digest, detail)], at=at)
