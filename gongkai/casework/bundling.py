"""Making the file of a case for somebody: permission, a reason, a ledger entry; at once, or in the background.

A small file is made while one waits and kept nowhere. A large one is made by a job, lies sealed with the subject's
key for a day, and is then destroyed; the ledger says where it lies, so that no crash can leave it forgotten.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action, Entry, Head
from gongkai.casework import bundle, issuing, queries, subjects
from gongkai.casework.archive_tasks import build_bundle
from gongkai.casework.bundle import Bundle, Flavour
from gongkai.casework.errors import Incomplete, Unknown
from gongkai.casework.models import Case, Subject
from gongkai.files import store
from gongkai.files.kinds import Kind
from gongkai.files.models import StoredFile
from gongkai.jobs.definition import keyed
from gongkai.jobs.models import UNFINISHED, Job

KEPT = timedelta(days=1)
"""How long a finished bundle can be fetched."""
MOST_PAPERS, MOST_BYTES, MOST_ENTRIES = 30, 8 * 1024 * 1024, 20_000
"""Above any of these, nobody waits in front of a screen: papers, their bytes, entries of the chain to verify."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A bundle that lies ready: who had it made, when, and until when it can be fetched."""

    file: StoredFile
    flavour: Flavour
    made_at: datetime

    @property
    def name(self) -> str:
        """As it is called on screens."""
        return f"{self.flavour.label}（{'压缩包' if self.file.what is Kind.ZIP else 'PDF'}）"

    @property
    def until(self) -> datetime:
        return self.made_at + KEPT


def ask(*, case: Case, flavour: Flavour, why: str, by: User, at: datetime, kind: Kind = Kind.PDF) -> Bundle | None:
    """Make a case's file, or have it made: then None is returned, and it is among `ready` when it is done.

    ``kind`` is what a large one is made as: PDF or ZIP. Raises NotAllowed, Incomplete without a reason, Unprintable.
    """
    require(by, Permission.CASE_EXPORT, case.agency, on=localdate(at))
    if not why.strip():
        raise Incomplete("请写明导出案卷的用途，用途将记入审计账本。", ("why",))
    detail = {"flavour": flavour.value, "why": why.strip()[:200]}
    if large(case):
        with transaction.atomic():
            _record(case, by, at, detail)
            _enqueue(case, flavour, kind, by)
        return None
    made = _make(case, flavour, by, at)
    with transaction.atomic():
        _record(case, by, at, detail, made.digest)
    return made


def build(*, case_id: int, flavour: Flavour, by: User, at: datetime, kind: Kind = Kind.PDF) -> StoredFile:
    """Make a large file and keep it sealed: the work of the job. What the person may do is asked again.

    Raises Unknown, NotAllowed, Unprintable.
    """
    case = Case.objects.select_related("agency", "subject").filter(pk=case_id).first()
    if case is None or not bytes(case.subject.key):
        raise Unknown
    require(by, Permission.CASE_EXPORT, case.agency, on=localdate(at))
    made = _make(case, flavour, by, at)
    data, digest = made.pdf, made.digest
    if kind is Kind.ZIP:
        data = bundle.archive(made)
        digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        # The subject may have been erased meanwhile; then nothing may be sealed with the key that was read.
        case.subject = Subject.objects.select_for_update().get(pk=case.subject_id)
        if not bytes(case.subject.key):
            raise Unknown
        stored = issuing.keep_own(case, data, f"{made.name}.{kind.value}", at=at, kind=kind)
        _record(case, by, at, {"flavour": flavour.value, "file": str(stored.pk)}, digest)
    return stored


def fetched(*, case: Case, file_id: str, by: User, at: datetime) -> tuple[Ready, bytes]:
    """A bundle that lies ready, with an entry in the ledger. Raises Unknown, NotAllowed, and what
    `files.store.read` raises."""
    require(by, Permission.CASE_EXPORT, case.agency, on=localdate(at))
    found = next((one for one in ready(case, at=at) if str(one.file.pk) == file_id), None)
    if found is None:
        raise Unknown
    data = store.read(found.file, subjects.key_of(case.subject), at=at)
    detail = {"what": "bundle", "flavour": found.flavour.value}
    with transaction.atomic():
        act = ledger.Act(by.actor, Action.CASE_READ, f"case:{case.number}", found.file.digest, detail)
        ledger.record(case.agency.stream, [act], at=at)
    return found, data


def ready(case: Case, *, at: datetime) -> list[Ready]:
    """The bundles of a case that can be fetched now, the latest first."""
    kept = {str(row.pk): row for row in _kept(case)}
    rows = [row for row in _entries(case).order_by("-id") if row.detail["file"] in kept]
    return [
        Ready(kept[row.detail["file"]], Flavour(row.detail["flavour"]), row.recorded_at)
        for row in rows
        if row.recorded_at + KEPT > at
    ]


def waiting(case: Case) -> list[Job]:
    """Jobs that are making a file of this case."""
    keys = [_key(case.pk, flavour, kind) for flavour in Flavour for kind in (Kind.PDF, Kind.ZIP)]
    return list(Job.objects.filter(key__in=keys, state__in=UNFINISHED).order_by("pk"))


def large(case: Case) -> bool:
    """Whether a case's file is made in the background."""
    papers, size = bundle.weight(case)
    entries = Head.objects.filter(stream=case.agency.stream).values_list("position", flat=True).first() or 0
    return papers > MOST_PAPERS or size > MOST_BYTES or entries > MOST_ENTRIES


def sweep(*, at: datetime) -> int:
    """Destroy the bundles whose day has passed; returns how many."""
    jobs = Job.objects.filter(task=build_bundle.module_path).values_list("arguments", flat=True)
    asked = {arguments["args"][0] for arguments in jobs}
    removed = 0
    for case in Case.objects.filter(pk__in=asked):
        removed += _destroy([row for row in _entries(case) if row.recorded_at + KEPT <= at], at)
    return removed


def destroy_all(case: Case, *, at: datetime) -> int:
    """Destroy every bundle of a case, because its applicant is erased. Must run inside that transaction."""
    return _destroy(list(_entries(case)), at)


def _destroy(entries: list[Entry], at: datetime) -> int:
    living = StoredFile.objects.filter(pk__in=[row.detail["file"] for row in entries], erased_at__isnull=True)
    removed = 0
    with transaction.atomic():
        for stored in living.select_for_update():
            store.erase(stored, at=at)
            removed += 1
    return removed


def _entries(case: Case) -> QuerySet[Entry]:
    return Entry.objects.filter(subject=f"case:{case.number}", action=Action.BUNDLE_MADE, detail__has_key="file")


def _kept(case: Case) -> QuerySet[StoredFile]:
    wanted = [row.detail["file"] for row in _entries(case)]
    return StoredFile.objects.filter(pk__in=wanted, erased_at__isnull=True)


def _make(case: Case, flavour: Flavour, by: User, at: datetime) -> Bundle:
    return bundle.assemble(queries.sheet(by, case.number, today=localdate(at)), flavour, at=at)


def _record(case: Case, by: User, at: datetime, detail: dict[str, str], digest: str = "") -> None:
    act = ledger.Act(by.actor, Action.BUNDLE_MADE, f"case:{case.number}", digest, detail)
    ledger.record(case.agency.stream, [act], at=at)


def _enqueue(case: Case, flavour: Flavour, kind: Kind, by: User) -> None:
    keyed(build_bundle, _key(case.pk, flavour, kind)).enqueue(case.pk, flavour.value, by.pk, kind.value)


def _key(case_id: int, flavour: Flavour, kind: Kind) -> str:
    return f"bundle:{case_id}:{flavour.value}:{kind.value}"
