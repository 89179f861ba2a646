"""24小时读网: somebody signs in to a shift, reads by the list, notes what is wrong, and hands over.

The log only grows: each line carries a digest that stands in the audit ledger too, the database refuses to change or
delete one, and what was wrong is corrected by a later line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require, stands_for
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.files.uploading import Received
from gongkai.oversight import evidence, media, rota
from gongkai.oversight.errors import Incomplete, NotNow, Unknown
from gongkai.oversight.models import LogEntry, Medium, Observation, Shift, Weight
from gongkai.oversight.noting import note
from gongkai.oversight.offices import require_overseen

EARLY = timedelta(minutes=30)
"""How long before a shift somebody may sign in."""
LATE = timedelta(hours=2)
"""How long after it the handover may still be written."""
LONGEST = 1000
Kind = LogEntry.Kind


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader found wrong, and where."""

    what: str
    weight: str
    quote: str = ""
    address: str = ""


def sign_in(*, shift_id: int, by: User, at: datetime) -> LogEntry:
    """Begin a shift. Raises NotAllowed, Unknown, NotNow when it is too early, over or begun already."""
    with transaction.atomic():
        row = _mine(shift_id, by, at)
        if row.signed_in_at is not None:
            raise NotNow("已经签到。")
        if not row.begins_at - EARLY <= at < row.ends_at:
            raise NotNow(f"班次开始前{EARLY.seconds // 60}分钟起、结束前可以签到。")
        row.signed_in_at = at
        row.save(update_fields=["signed_in_at"])
        return _write(row, Kind.SIGNED_IN, by, at)


def read(*, shift_id: int, medium_ids: list[int], words: str, by: User, at: datetime) -> list[LogEntry]:
    """Note what was read and is in order. Raises NotAllowed, Unknown, NotNow, Incomplete."""
    if not medium_ids:
        raise Incomplete("请勾选已经读过的站点或者账号。", "ticked")
    with transaction.atomic():
        row = _begun(shift_id, by, at)
        known = {one.pk: one for one in media.in_use(row.office)}
        if not set(medium_ids) <= set(known):
            raise Unknown
        return [_write(row, Kind.READ, by, at, words, medium=known[key]) for key in dict.fromkeys(medium_ids)]


def find(
    *, shift_id: int, medium_id: int, found: Found, by: User, at: datetime, agency: Agency | None = None,
    picture: Received | None = None,
) -> Observation:  # fmt: skip
    """Note that something is wrong: a line of the log, and an observation that waits to be dealt with. Without an
    agency it is whose site or account it is. Raises NotAllowed, Unknown, NotNow, Incomplete, Refused."""
    _check(found)
    with transaction.atomic():
        row, medium = _begun(shift_id, by, at), media.held(medium_id)
        if medium.office_id != row.office_id or medium.retired_on is not None:
            raise Unknown
        answers = agency or medium.agency
        require_overseen(row.office, answers)
        entry = _write(row, Kind.FOUND, by, at, found.what, medium=medium)
        proof = evidence.keep_picture(picture, office=row.office, agency=answers, by=by, at=at) if picture else None
        made = Observation.objects.create(
            office=row.office, agency=answers, medium=medium, entry=entry, weight=found.weight, what=found.what.strip(),
            quote=found.quote.strip(), address=found.address.strip(), found_at=at, found_by=by, picture=proof,
        )  # fmt: skip
        note(row.office, Action.OBSERVED, f"observation:{made.pk}", by, at, weight=found.weight)
        return made


def _check(found: Found) -> None:
    if len(found.what.strip()) < 2 or len(found.what) > 500:
        raise Incomplete("请写明是什么问题，不超过500字。", "what")
    if found.weight not in Weight.values:
        raise Incomplete("请选择程度。", "weight")
    if len(found.quote) > 300 or len(found.address) > 500:
        raise Incomplete("原文不超过300字，网址不超过500字。", "quote", "address")


def write_note(*, shift_id: int, words: str, by: User, at: datetime) -> LogEntry:
    """Write something into the log. Raises NotAllowed, Unknown, NotNow, Incomplete."""
    with transaction.atomic():
        return _write(_begun(shift_id, by, at), Kind.NOTE, by, at, _said(words))


def correct(*, entry_id: int, words: str, by: User, at: datetime) -> LogEntry:
    """Say what was wrong in a line; the line stays. The reader may do it after the shift, too.

    Raises NotAllowed, Unknown, NotNow, Incomplete.
    """
    with transaction.atomic():
        wrong = LogEntry.objects.filter(pk=entry_id).first()
        if wrong is None:
            raise Unknown
        row = _mine(wrong.shift_id, by, at)
        if wrong.kind == Kind.CORRECTION:
            raise NotNow("请更正原来的那一条。")
        return _write(row, Kind.CORRECTION, by, at, _said(words), corrects=wrong)


def hand_over(*, shift_id: int, words: str, by: User, at: datetime) -> LogEntry:
    """End a shift with a note for whoever comes next: that signs the log. Raises NotAllowed, Unknown, NotNow,
    Incomplete."""
    with transaction.atomic():
        row = _begun(shift_id, by, at)
        row.handed_over_at = at
        row.save(update_fields=["handed_over_at"])
        return _write(row, Kind.HANDED_OVER, by, at, _said(words))


def last_handover(office: Agency, before: datetime) -> LogEntry | None:
    """What the shift before left to this one."""
    rows = LogEntry.objects.filter(shift__office=office, kind=Kind.HANDED_OVER, at__lte=before)
    return rows.select_related("by").order_by("-at").first()


def digest(shift: Shift, entry: LogEntry) -> str:
    """What a line of the log says, as a digest; it stands in the ledger as well."""
    said: list[Any] = [shift.pk, entry.place, entry.kind, ledger.instant(entry.at), entry.by_id, entry.medium_id]
    return ledger.digest_of([*said, entry.words, entry.corrects_id])


def _mine(shift_id: int, by: User, at: datetime) -> Shift:
    """A shift for whoever has it, or stands in for them. Raises NotAllowed, Unknown."""
    row = rota.held(shift_id)
    require(by, Permission.PATROL_READ, row.office, on=localdate(at))
    if row.reader_id not in stands_for(by, on=localdate(at)):
        raise Unknown
    return row


def _begun(shift_id: int, by: User, at: datetime) -> Shift:
    row = _mine(shift_id, by, at)
    if row.signed_in_at is None:
        raise NotNow("请先签到。")
    if row.handed_over_at is not None:
        raise NotNow("已经交班，不能再记；写错的可以更正。")
    if at > row.ends_at + LATE:
        raise NotNow(f"班次结束已超过{LATE.seconds // 3600}小时，不能补记。")
    return row


def _said(words: str) -> str:
    if len(words.strip()) < 2 or len(words) > LONGEST:
        raise Incomplete(f"请填写内容，不超过{LONGEST}字。", "words")
    return words.strip()


def _write(
    shift: Shift, kind: Kind, by: User, at: datetime, words: str = "", *, medium: Medium | None = None,
    corrects: LogEntry | None = None,
) -> LogEntry:  # fmt: skip
    place = LogEntry.objects.filter(shift=shift).count() + 1
    entry = LogEntry(
        shift=shift, place=place, kind=kind, at=at, by=by, medium=medium, words=words.strip()[:LONGEST],
        corrects=corrects,
    )  # fmt: skip
    entry.digest = digest(shift, entry)
    entry.save(force_insert=True)
    note(shift.office, Action.PATROL_LOGGED, f"shift:{shift.pk}", by, at, digest=entry.digest, kind=kind.value)
    return entry
