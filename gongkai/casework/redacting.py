"""From boxes on a file to the part of it that is disclosed (条例第三十七条).

Boxes are a draft that officers share; the redacted file is made in the background, proven, and added to the
case beside its original; a second person confirms it before the applicant may have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed
from gongkai.agencies.roles import Permission
from gongkai.casework import attachments, log, redaction_grounds, reviews, signing, subjects
from gongkai.casework.attachments import Role
from gongkai.casework.chain import Letter
from gongkai.casework.errors import CaseworkError, Incomplete, NotPermitted, OwnWork, Unknown
from gongkai.casework.log import Happening
from gongkai.casework.models import Attachment, Case, RedactionDraft
from gongkai.files import redacting, store
from gongkai.files.errors import FileError, Gone
from gongkai.files.redacting import Made, NotRedacted, Reading
from gongkai.jobs.definition import keyed
from gongkai.redaction import Box
from gongkai.statute.events import EventKind

State = RedactionDraft.State
ROLES = frozenset({Role.EVIDENCE, Role.REPLY})
MOST = 300
"""Boxes on one file: as many as a form without scripts can carry."""
REFUSALS = (NotRedacted, FileError, CaseworkError, NotAllowed)


class Overtaken(CaseworkError):
    """Somebody else saved the boxes of this file meanwhile; ``drawn`` is what they left."""

    code = "CONFLICT"

    def __init__(self, drawn: Drawn) -> None:
        super().__init__("这个文件的遮盖框刚刚由其他人员保存过。")
        self.drawn = drawn


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draft, opened. ``hands`` are all who ever saved it; ``made`` is kept by the digest of each result."""

    boxes: tuple[Box, ...] = ()
    version: int = 0
    state: str = State.DRAWING
    problem: str = ""
    saved_by: str = ""
    saved_at: datetime | None = None
    hands: tuple[str, ...] = ()
    made: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def result(self, digest: str) -> Protocol | None:
        """The protocol of a file that was made from this draft."""
        kept = self.made.get(digest)
        if kept is None:
            return None
        return Protocol(_boxes(kept["boxes"]), kept["dropped"], tuple(Reading(*row) for row in kept["readings"]))


@dataclass(frozen=True, slots=True)
class Protocol:
    """What was covered in a result, how many characters were left out, and what each reader found in it."""

    boxes: tuple[Box, ...]
    dropped: int
    readings: tuple[Reading, ...]

    @property
    def grounds(self) -> str:
        return redaction_grounds.counted(self.boxes)


def original(*, attachment_id: int, by: User, at: datetime, lock: bool = False) -> Attachment:
    """The file to be redacted, for somebody who drafts in its case.

    Raises Unknown, NotAllowed (for those who may only look), NotPermitted for a file that cannot be redacted.
    """
    row = _found(attachment_id, by=by, at=at, lock=lock)
    if not log.allowed(by, Permission.CASE_DRAFT, row.case, on=localdate(at)):
        raise NotAllowed(Permission.CASE_DRAFT, row.case.agency)
    if row.role not in ROLES:
        raise NotPermitted("只有办理依据和提供给申请人的信息可以遮盖；申请人和第三方提交的材料不能作为提供的信息。")
    if row.file.what not in redacting.KINDS:
        raise NotPermitted(f"{row.file.what.label}文件不能直接遮盖；请先打印成PDF，再添加到本件。")
    return row


def drawn_on(row: Attachment) -> Drawn:
    """The draft on a file; an empty one when nobody has begun, or when the applicant was erased."""
    return _opened(row, RedactionDraft.objects.filter(attachment=row).first())


@transaction.atomic
def save(*, attachment_id: int, boxes: Sequence[Box], version: int, by: User, at: datetime) -> Drawn:
    """Keep the boxes on a file. ``version`` is the one the person saw. Raises Overtaken, Incomplete, and what
    `original` raises."""
    row = original(attachment_id=attachment_id, by=by, at=at, lock=True)
    drawn = drawn_on(row)
    if drawn.version != version:
        raise Overtaken(drawn)
    if len(boxes) > MOST:
        raise Incomplete(f"一个文件最多{MOST}个遮盖框，现有{len(boxes)}个；请用大框合并，或者把文件拆开。")
    if any(not redaction_grounds.known(box.ground) for box in boxes):
        raise Incomplete("请为每个遮盖框选择依据。")
    hands = tuple(dict.fromkeys([*drawn.hands, by.actor]))
    ordered = sorted(boxes, key=lambda box: (box.page, box.top, box.left))
    _keep(row, boxes=ordered, hands=hands, made=drawn.made, version=version + 1, by=by.actor, at=at)
    signing.refresh(row.case, Letter.REPLY, at=at)
    return drawn_on(row)


@transaction.atomic
def ask(*, attachment_id: int, version: int, by: User, at: datetime) -> Drawn:
    """Have the redacted file made from the saved boxes, in the background. Raises Overtaken, Incomplete without
    boxes, and what `original` raises."""
    from gongkai.casework import redaction_tasks  # it calls `make`

    row = original(attachment_id=attachment_id, by=by, at=at, lock=True)
    drawn = drawn_on(row)
    if drawn.version != version:
        raise Overtaken(drawn)
    if not drawn.boxes:
        raise Incomplete("还没有遮盖框。请先框选不予公开的内容；全文可以公开的，直接作为提供的信息添加即可。")
    RedactionDraft.objects.filter(attachment=row).update(state=State.ASKED, problem="")
    keyed(redaction_tasks.make, f"redact:{row.pk}:{version}").enqueue(row.pk, version, by.pk)
    return drawn_on(row)


def make(*, attachment_id: int, version: int, by: User, at: datetime) -> Attachment | None:
    """Make the redacted file of a version and add it to the case; None when that is done or not wanted any more.

    Beginning twice does no harm. What the engine refuses is kept with the draft, and raised.
    """
    row = _wanted(attachment_id, version)
    if row is None:
        return None
    try:
        drawn = drawn_on(row)
        data = store.read(row.file, subjects.key_of(row.case.subject), at=at)
        result = redacting.redact(data, row.file.what, redaction_grounds.stamped(drawn.boxes))
        return _add(attachment_id, version, result, by=by, at=at)
    except REFUSALS as error:
        asked = RedactionDraft.objects.filter(attachment_id=attachment_id, version=version, state=State.ASKED)
        asked.update(state=State.FAILED, problem=str(error)[:300])
        raise


@transaction.atomic
def _add(attachment_id: int, version: int, result: Made, *, by: User, at: datetime) -> Attachment | None:
    row = _wanted(attachment_id, version, lock=True)
    if row is None:
        return None
    drawn = drawn_on(row)
    name = store.name_of(row.file, subjects.key_of(row.case.subject))
    said = _said(name, drawn.boxes, result.readings)
    made = attachments.derive(attachment_id=row.pk, data=result.data, name=_named(name), by=by, at=at, words=said)
    entry = {
        "boxes": [asdict(box) for box in drawn.boxes],
        "dropped": result.dropped,
        "readings": [[reading.reader, reading.chars, reading.under] for reading in result.readings],
    }
    known = {**drawn.made, made.file.digest: entry}
    _keep(row, boxes=drawn.boxes, hands=drawn.hands, made=known, version=version, state=State.MADE)
    return made


def readable(*, attachment_id: int, by: User, at: datetime) -> Attachment:
    """A file whose pages may be looked at, by those who draft or approve in its case. Raises Unknown, NotAllowed."""
    row = _found(attachment_id, by=by, at=at)
    if row.role not in ROLES:
        raise Unknown
    needed = (Permission.CASE_DRAFT, Permission.CASE_APPROVE)
    if not any(log.allowed(by, permission, row.case, on=localdate(at)) for permission in needed):
        raise NotAllowed(Permission.CASE_DRAFT, row.case.agency)
    return row


def redacted(*, attachment_id: int, by: User, at: datetime) -> Attachment:
    """A redacted file, for the same people. Raises Unknown, NotAllowed."""
    row = readable(attachment_id=attachment_id, by=by, at=at)
    if row.made_from is None:
        raise Unknown
    return row


def may_review(row: Attachment, *, by: User, at: datetime) -> bool:
    """Whether somebody may confirm a redacted file: an officer or a leader who had no hand in it."""
    allowed = (Permission.CASE_APPROVE, Permission.CASE_HANDLE)
    holds = any(log.allowed(by, permission, row.case, on=localdate(at)) for permission in allowed)
    return holds and by.actor not in makers(row)


def makers(row: Attachment) -> frozenset[str]:
    """All who had a hand in a redacted file: who had it made, and who ever drew on its original."""
    assert row.made_from is not None, "only redacted files have makers"
    return frozenset({row.added_by, *drawn_on(row.made_from).hands})


def confirm(*, attachment_id: int, by: User, at: datetime) -> Case:
    """A second person lets a redacted file out. Raises OwnWork for whoever made it, Unknown, NotAllowed."""
    return _judge(attachment_id, reviews.CONFIRMED, "审核遮盖件：核对无误，同意提供给申请人。", by=by, at=at)


def refuse(*, attachment_id: int, why: str, by: User, at: datetime) -> Case:
    """A second person holds a redacted file back, with a reason. Raises Incomplete without one."""
    if not why.strip():
        raise Incomplete("请写明不同意提供的原因，遮盖的人据此修改。", ("why",))
    return _judge(attachment_id, reviews.REFUSED, f"审核遮盖件：不同意提供。{why.strip()}", by=by, at=at)


@transaction.atomic
def _judge(attachment_id: int, verdict: str, words: str, *, by: User, at: datetime) -> Case:
    row = redacted(attachment_id=attachment_id, by=by, at=at)
    approves = log.allowed(by, Permission.CASE_APPROVE, row.case, on=localdate(at))
    permission = Permission.CASE_APPROVE if approves else Permission.CASE_HANDLE
    dossier = log.lock(row.case_id, by=by, at=at, permission=permission)
    if by.actor in makers(row):
        raise OwnWork("遮盖的人不得审核自己的遮盖件，请由其他公开工作人员或者审批领导审核。")
    name = store.name_of(row.file, subjects.key_of(row.case.subject))
    happening = Happening(
        EventKind.NOTE, localdate(at), reviews.data_of(row.file.digest, verdict), {"words": f"{words}（《{name}》）"}
    )
    case = log.write(dossier, [happening], by=by, at=at)
    signing.refresh(case, Letter.REPLY, at=at)
    return case


def withheld(case: Case) -> dict[str, str]:
    """What the letter of a partial disclosure says, as far as the boxes on the case's files know: the parts given,
    the parts withheld with their places, and the ground that most of them rest on. What has nothing to do with the
    request is not withheld, only left out."""
    if not bytes(case.subject.key):
        return {}
    key, given, kept_back = subjects.key_of(case.subject), [], []
    boxes: list[Box] = []
    for attachment, drawn in _drafts(case):
        name = store.name_of(attachment.file, key)
        grounded, left_out = redaction_grounds.parted(drawn.boxes)
        boxes += grounded
        given.append(f"《{name}》遮盖后的其余内容" + (f"（略去与申请无关的{len(left_out)}处）" if left_out else ""))
        kept_back += [f"《{name}》{redaction_grounds.places(grounded)}"] if grounded else []
    if not given:
        return {}
    parts = {"open_part": "；".join(given), "withheld_part": "；".join(kept_back)}
    return parts | {"ground": redaction_grounds.main_ground(boxes)}


def _drafts(case: Case) -> Iterator[tuple[Attachment, Drawn]]:
    """The files of a case that have boxes, each with its draft."""
    drafts = RedactionDraft.objects.filter(attachment__case=case, attachment__file__erased_at__isnull=True)
    for draft in drafts.select_related("attachment__file").order_by("attachment_id"):
        draft.attachment.case = case
        if (drawn := _opened(draft.attachment, draft)).boxes:
            yield draft.attachment, drawn


def _found(attachment_id: int, *, by: User, at: datetime, lock: bool = False) -> Attachment:
    rows = Attachment.objects.select_related(
        "file", "case__agency", "case__subject", "case__assigned_agency", "made_from__file", "made_from__case__subject"
    )
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(pk=attachment_id).first()
    if row is None or not log.allowed(by, Permission.CASE_SEE, row.case, on=localdate(at)):
        raise Unknown
    if row.file.erased_at is not None or not bytes(row.case.subject.key):
        raise Gone
    return row


def _wanted(attachment_id: int, version: int, *, lock: bool = False) -> Attachment | None:
    """The file whose redaction is still asked for in this version."""
    rows = Attachment.objects.select_related("file", "case__subject")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return rows.filter(pk=attachment_id, redaction__version=version, redaction__state=State.ASKED).first()


def _opened(row: Attachment, draft: RedactionDraft | None) -> Drawn:
    if draft is None:
        return Drawn()
    kept = subjects.open_for(row.case.subject, draft.sealed, _place(row)) or {"boxes": [], "hands": [], "made": {}}
    return Drawn(
        boxes=_boxes(kept["boxes"]),
        version=draft.version,
        state=draft.state,
        problem=draft.problem,
        saved_by=draft.saved_by,
        saved_at=draft.saved_at,
        hands=tuple(kept["hands"]),
        made=kept["made"],
    )


def _keep(
    row: Attachment,
    *,
    boxes: Sequence[Box],
    hands: Sequence[str],
    made: Mapping[str, Any],
    version: int,
    state: str = State.DRAWING,
    by: str = "",
    at: datetime | None = None,
) -> None:
    content = {"boxes": [asdict(box) for box in boxes], "hands": list(hands), "made": dict(made)}
    values: dict[str, Any] = {"count": len(boxes), "version": version, "state": state, "problem": ""}
    values["sealed"] = subjects.seal_for(row.case.subject, content, _place(row))
    if at is not None:
        values |= {"saved_by": by, "saved_at": at}
    RedactionDraft.objects.update_or_create(attachment=row, defaults=values)


def _place(row: Attachment) -> str:
    return f"redaction:{row.case.number}:{row.pk}"


def _boxes(kept: Sequence[Mapping[str, Any]]) -> tuple[Box, ...]:
    return tuple(Box(**box) for box in kept)


def _named(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{stem}（遮盖件）{dot}{ending}" if dot else f"{name}（遮盖件）"


def _said(name: str, boxes: Sequence[Box], readings: Sequence[Reading]) -> str:
    """What the log says of a redacted file."""
    readers = "、".join(reading.reader for reading in readings)
    looked = f"用{readers}分别读取，遮盖框下都没有文字" if readings else "逐像素核对，遮盖框均已涂黑"
    return f"由《{name}》遮盖{len(boxes)}处生成（{redaction_grounds.counted(boxes)}）；{looked}。须经他人审核后提供。"
