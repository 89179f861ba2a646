"""The files of a case (条例第二十九条、第四十五条): what came with it, what the handling rests on, what is handed out.

Each is sealed with the subject's key, so that erasing a person erases their files. Adding one is an event, so
that the log names its digest; reading one that a person sent stands in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import identity_asking, log, reviews, signing, subjects, turns
from gongkai.casework.chain import Letter
from gongkai.casework.errors import Incomplete, NotPermitted, Unknown
from gongkai.casework.log import Happening
from gongkai.casework.models import Attachment, Case, LetterSeal
from gongkai.files import cleaning, limits, store
from gongkai.files.checking import check
from gongkai.files.redacting import KINDS
from gongkai.files.uploading import Received
from gongkai.statute.events import EventKind
from gongkai.statute.letters import DECISION_LETTERS

Role = Attachment.Role
FROM_OUTSIDE = frozenset({Role.REQUEST, Role.IDENTITY, Role.AUTHORITY, Role.SCAN, Role.CORRECTION, Role.OPINION})
"""Files that people sent or handed in: they may show who they are."""
OF_THE_PERSON = frozenset({Role.IDENTITY, Role.AUTHORITY, Role.SCAN})
"""Files that prove who somebody is. A department that drafts does not see them, and who opens one says why."""
BY_OFFICERS = (Role.SCAN, Role.IDENTITY, Role.AUTHORITY, Role.EVIDENCE, Role.REPLY, Role.PROOF, Role.DISPUTE)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a form or `upload` has checked, and what it is for."""

    received: Received
    role: str = Role.REQUEST

    @property
    def digest(self) -> str:
        """What an event names as evidence."""
        return self.received.checked.digest


def upload(data: bytes, name: str, role: str = Role.REQUEST) -> Upload:
    """Bytes as an upload. Raises files.Refused."""
    return Upload(Received(data, check(data, name, largest=limits.current().file)), role)


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as lists show it. ``open`` says whether it may be opened now, ``held`` whether it is
    kept from the applicant: redacted and not yet confirmed by a second person, or the original of that."""

    attachment: Attachment
    name: str
    open: bool
    held: bool = False

    @property
    def redactable(self) -> bool:
        """Whether boxes can be drawn on it (条例第三十七条)."""
        return self.open and self.attachment.role in {Role.EVIDENCE, Role.REPLY} and self.attachment.file.what in KINDS


@transaction.atomic
def add(*, case_id: int, uploads: Sequence[Upload], by: User, at: datetime, words: str = "") -> list[Attachment]:
    """An officer or handler adds files to a case. Raises files.Refused, Incomplete, NotAllowed, Unknown."""
    if not uploads:
        raise Incomplete("请选择要添加的文件。", ("uploaded",))
    if any(upload.role not in BY_OFFICERS for upload in uploads):
        raise Incomplete("请选择文件的用途。", ("role",))
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_DRAFT)
    labels = "、".join(dict.fromkeys(str(Role(upload.role).label) for upload in uploads))
    said = {"words": f"添加{labels}{len(uploads)}个。{words.strip()}"}
    data = {"evidence": [upload.digest for upload in uploads]}
    log.write(dossier, [Happening(EventKind.NOTE, localdate(at), data, said)], by=by, at=at)
    made = keep(dossier.case, uploads, actor=by.actor, at=at)
    signing.refresh(dossier.case, Letter.REPLY, at=at)
    return made


def keep(case: Case, uploads: Iterable[Upload], *, actor: str, at: datetime) -> list[Attachment]:
    """Store files with a case, as belonging to its last event. Must run inside the transaction that wrote it.
    Raises files.Refused."""
    key = subjects.key_of(case.subject)
    rows = [
        Attachment(
            case=case,
            seq=case.seq,
            role=upload.role,
            file=store.keep_checked(upload.received.data, upload.received.checked, key=key, at=at),
            added_at=at,
            added_by=actor,
        )
        for upload in uploads
    ]
    return Attachment.objects.bulk_create(rows)


def listed(case: Case, *, roles: frozenset[Role] | None = None) -> list[Listed]:
    """The files of a case, oldest first. Names are gone once the applicant was erased. One query, or
    none when the case was read with its files."""
    rows = [row for row in reviews.files_of(case) if roles is None or row.role in roles]
    if not bytes(case.subject.key):
        return [Listed(row, subjects.ERASED, False) for row in rows]
    key = subjects.key_of(case.subject)
    return [
        Listed(row, store.name_of(row.file, key), store.is_open(row.file)) for row in rows if not row.file.erased_at
    ]


@transaction.atomic
def read(*, attachment_id: int, by: User, at: datetime, why: str = "") -> tuple[Attachment, bytes]:
    """A file for an officer. Opening proof of somebody's identity asks why; each opening of what a person sent
    stands in the ledger (个人信息保护法第五十一条).

    Raises Unknown, Incomplete without a reason, NotPermitted without a consent that is needed,
    and what `files.store.read` raises.
    """
    row = Attachment.objects.select_related("file", "case__agency", "case__subject", "case__assigned_agency").filter(
        pk=attachment_id
    )
    found = row.first()
    if found is None or not _may_read(by, found, at):
        raise Unknown
    ground = identity_asking.reason(found.case, by, why=why, at=at) if found.role in OF_THE_PERSON else {}
    if found.role in FROM_OUTSIDE:
        detail = {"what": "file", "file": found.file.digest[:16], "role": found.role} | ground
        act = ledger.Act(by.actor, Action.CASE_READ, f"case:{found.case.number}", found.file.digest, detail)
        ledger.record(found.case.agency.stream, [act], at=at)
    return found, store.read(found.file, subjects.key_of(found.case.subject), at=at)


def _may_read(by: User, attachment: Attachment, at: datetime) -> bool:
    on = localdate(at)
    if attachment.role not in OF_THE_PERSON and (
        log.allowed(by, Permission.CASE_SEE, attachment.case, on=on) or turns.reads(by, attachment.case, on=on)
    ):
        return True
    needed = Permission.CASE_REGISTER if attachment.role in OF_THE_PERSON else Permission.CASE_DRAFT
    return log.allowed(by, needed, attachment.case, on=on)


def for_applicant(case: Case) -> list[Listed]:
    """The files an applicant may take: what they sent themselves, and what is provided once the reply was issued.
    A redacted file is among them only after somebody else than its maker confirmed it, its original never."""
    roles = frozenset({Role.REQUEST, Role.CORRECTION}) | (frozenset({Role.REPLY}) if replied(case) else frozenset())
    found = listed(case, roles=roles)
    rows = [entry.attachment for entry in found]
    known = reviews.of_case(case) if any(row.made_from_id for row in rows) else {}
    held = reviews.held_back(rows, known)
    return [entry for entry in found if entry.attachment.pk not in held]


def provided(case: Case) -> list[str]:
    """The names of the files that the reply provides, oldest first: those that the applicant may take once it is
    issued, so neither a redacted copy that nobody confirmed nor the original of one (`reviews.going_out`)."""
    found = listed(case, roles=frozenset({Role.REPLY}))
    rows = [entry.attachment for entry in found]
    held = reviews.held_back(rows, reviews.of_case(case) if any(row.made_from_id for row in rows) else {})
    return [entry.name for entry in found if entry.attachment.pk not in held]


def replied(case: Case) -> bool:
    """Whether the letter of the decision was issued."""
    return case.decided_on is not None and (
        case.letters.filter(kind__in=DECISION_LETTERS).exclude(seal__state=LetterSeal.State.WAITING).exists()
    )


def read_for_applicant(case: Case, attachment_id: int, *, at: datetime) -> tuple[Attachment, bytes]:
    """A file for the applicant; what is provided leaves without hidden metadata. Raises Unknown, and what
    `files.store.read` raises."""
    found = next((entry.attachment for entry in for_applicant(case) if entry.attachment.pk == attachment_id), None)
    if found is None:
        raise Unknown
    data = store.read(found.file, subjects.key_of(case.subject), at=at)
    return found, cleaning.clean(data, found.file.what).data if found.role == Role.REPLY else data


@transaction.atomic
def derive(*, attachment_id: int, data: bytes, name: str, by: User, at: datetime, words: str) -> Attachment:
    """A new version made from a file, such as the redacted copy that may be handed out (条例第三十七条). The original
    stays as it is. Raises Unknown, NotPermitted, files.Refused."""
    original = Attachment.objects.select_related("case").filter(pk=attachment_id).first()
    if original is None:
        raise Unknown
    if original.role in FROM_OUTSIDE:
        raise NotPermitted("申请人和第三方提交的材料不能作为提供的信息。")
    # Made by ourselves, it may be larger than what people may send: pages that were text are pictures now.
    version = Upload(Received(data, check(data, name)), Role.REPLY)
    (made,) = add(case_id=original.case_id, uploads=[version], by=by, at=at, words=words)
    made.made_from = original
    made.save(update_fields=["made_from"])
    signing.refresh(original.case, Letter.REPLY, at=at)
    return made


def erase(case: Case, *, at: datetime) -> int:
    """Destroy the files of a case whose applicant is erased; returns how many. Rows and digests stay."""
    rows = list(case.attachments.filter(file__erased_at__isnull=True).select_related("file"))
    for row in rows:
        store.erase(row.file, at=at)
    return len(rows)
