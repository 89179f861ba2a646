"""Packages for an archive, one filed case after the other, into a folder: begun again, it goes on where it stopped.

A package is written whole and then gets its name, so what has a name is whole; one that verifies and is of the case as
it is now is not made again. Each that is made stands in the ledger with its digest.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import archive_package, bundle, bundle_signing, queries, subjects
from gongkai.casework.bundle import Flavour
from gongkai.casework.errors import CaseworkError, Incomplete
from gongkai.casework.models import Case, CaseEvent
from gongkai.files.errors import FileError
from gongkai.privacy.keys import master_key
from gongkai.statute.events import EventKind


class Fate(StrEnum):
    """What became of a case."""

    MADE = "made"
    KEPT = "kept"
    ERASED = "erased"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be packed: the cases of an agency filed in a year, to where, how, and why."""

    agency: Agency
    year: int
    folder: Path
    why: str
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """One case dealt with. ``place`` counts from 1 of ``total``."""

    place: int
    total: int
    number: str
    fate: Fate
    said: str = ""


def pack(wish: Wish, *, by: User, clock: Callable[[], datetime]) -> Iterator[Done]:
    """Make the packages that are missing, one after the other. ``clock`` gives the moment of each.

    Raises NotAllowed, Incomplete without a reason, OSError for a folder that cannot be written.
    """
    require(by, Permission.CASE_EXPORT, wish.agency, on=localdate(clock()))
    if not wish.why.strip():
        raise Incomplete("请写明生成归档信息包的用途，例如移交哪个档案馆。", ("why",))
    wish.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = list(filed(wish.agency, wish.year))
    for place, key in enumerate(keys, start=1):
        case = Case.objects.select_related("agency", "subject").get(pk=key)
        fate, said = _one(case, wish, by, clock())
        yield Done(place, len(keys), case.number, fate, said)


def filed(agency: Agency, year: int) -> Iterator[int]:
    """The cases of an agency that were filed in a year, in the order of their numbers."""
    events = CaseEvent.objects.filter(case=OuterRef("pk"), kind=EventKind.FILED.value, occurred_on__year=year)
    found = Case.objects.filter(Exists(events), agency=agency, closed_on__isnull=False)
    return iter(found.order_by("year", "serial").values_list("pk", flat=True))


def file_name(number: str) -> str:
    """The name of a package's file: its archive number, in characters that every file system takes."""
    plain = re.sub(r"[^0-9A-Za-z一-鿿〔〕（）._-]", "_", number)
    return f"{plain}.zip" if plain == number else f"{plain}-{hashlib.sha256(number.encode()).hexdigest()[:8]}.zip"


def _one(case: Case, wish: Wish, by: User, at: datetime) -> tuple[Fate, str]:
    if not bytes(case.subject.key):
        return Fate.ERASED, subjects.ERASED
    try:
        sheet = queries.sheet(by, case.number, today=localdate(at))
        path = wish.folder / file_name(archive_package.archive_number(sheet))
        if _stands(path, case):
            return Fate.KEPT, path.name
        made = bundle.assemble(sheet, Flavour.FULL, at=at)
        data = archive_package.packed(sheet, made, beside=wish.beside)
    except (CaseworkError, FileError) as error:
        return Fate.FAILED, str(error)
    _write(path, data)
    found = bundle_signing.verify(path)
    if found.faults:
        path.unlink()
        return Fate.FAILED, found.faults[0]
    _record(case, wish, by, at, data)
    return Fate.MADE, path.name


def _stands(path: Path, case: Case) -> bool:
    """Whether a whole package of the case as it is now, signed by us, lies there already."""
    if not path.exists():
        return False
    try:
        found = bundle_signing.verify(path, key=bundle_signing.public_key(master_key("signing")))
    except bundle_signing.Unreadable:
        return False
    return not found.faults and (found.case, found.seq) == (case.number, case.seq)


def _record(case: Case, wish: Wish, by: User, at: datetime, data: bytes) -> None:
    detail = {"flavour": archive_package.KIND, "why": wish.why.strip()[:200]}
    act = ledger.Act(by.actor, Action.BUNDLE_MADE, f"case:{case.number}", hashlib.sha256(data).hexdigest(), detail)
    with transaction.atomic():
        ledger.record(case.agency.stream, [act], at=at)


def _write(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
