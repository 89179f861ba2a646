"""Where files are kept: sealed on disk under GONGKAI_FILES, one row for each in the database.

A file is on disk, whole and flushed, before its row is written; so a crash leaves at most a file without a
row, never a row without a file. `sweep` removes such orphans.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from gongkai.files import checking, limits, scanning
from gongkai.files.checking import Checked
from gongkai.files.errors import Code, Damaged, Gone, Quarantined, Refused
from gongkai.files.kinds import ALLOWED, Kind
from gongkai.files.models import StoredFile, Verdict
from gongkai.privacy import sealing

_DRAFT = ".part"
_TOGETHER = 500
log = logging.getLogger(__name__)


class Readable(Protocol):
    """An open file, or what Django's forms give."""

    def read(self, size: int = ..., /) -> bytes: ...


def keep(
    upload: bytes | Readable, *, name: str, key: bytes, at: datetime, kinds: frozenset[Kind] = ALLOWED
) -> StoredFile:
    """Check, scan, seal and store a file with the caller's 32-byte key.

    Belongs into the transaction of the verb that receives the file. Raises Refused.
    """
    largest = limits.current().file
    data = upload if isinstance(upload, bytes) else upload.read(largest + 1)
    return keep_checked(data, checking.check(data, name, kinds=kinds, largest=largest), key=key, at=at)


def keep_checked(data: bytes, checked: Checked, *, key: bytes, at: datetime) -> StoredFile:
    """Store what a form has checked already. Raises Refused when the scanner finds something, and ValueError
    when these are not the bytes that were checked."""
    if hashlib.sha256(data).hexdigest() != checked.digest:
        raise ValueError("these are not the bytes that were checked")
    verdict, name = _judged(data)
    if verdict is Verdict.INFECTED:
        raise Refused(Code.INFECTED, f"（{name}）")
    stored = StoredFile(
        id=uuid4(), digest=checked.digest, size=checked.size, kind=checked.kind.value, verdict=verdict, stored_at=at
    )
    stored.sealed_name = sealing.seal(key, checked.name, _name_place(stored))
    _write(path_of(stored.id), sealing.seal_bytes(key, data, _place(stored)))
    stored.save(force_insert=True)
    return stored


def read(stored: StoredFile, key: bytes, *, at: datetime | None = None) -> bytes:
    """The plain bytes. A file that waits for the scanner is shown to it again.

    ``at`` is the moment written down should the scanner find something now; without it, that of storing.
    Raises Gone, Quarantined, Refused (infected after all) and Damaged.
    """
    if stored.erased_at is not None:
        raise Gone
    data = _opened(stored, key)
    if not _may_be_opened(stored):
        _judge_again(stored, data, at or stored.stored_at)
    return data


def sound(stored: StoredFile, key: bytes) -> bool:
    """Whether what lies on disk is what was stored; an erased file has nothing to be compared."""
    try:
        return stored.erased_at is not None or bool(_opened(stored, key))
    except Damaged:
        return False


def name_of(stored: StoredFile, key: bytes) -> str:
    """The name as people may see it. Raises Gone and Damaged."""
    if stored.erased_at is not None:
        raise Gone
    try:
        return str(sealing.unseal(key, stored.sealed_name, _name_place(stored)))
    except (sealing.Unsealable, ValueError):
        raise Damaged(Code.CHANGED) from None


def is_open(stored: StoredFile) -> bool:
    """Whether the file may be opened at this moment, for lists that show a link or the reason why not."""
    return stored.erased_at is None and _may_be_opened(stored)


def erase(stored: StoredFile, *, at: datetime) -> None:
    """Destroy the content and the name; kind, size and digest remain, so that the log can still be checked.

    The file is removed when the transaction commits; should that fail, `sweep` finds it.
    """
    stored.erased_at, stored.sealed_name = at, b""
    stored.save(update_fields=["erased_at", "sealed_name", "verdict"])
    path = path_of(stored.id)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def discard(stored: StoredFile) -> None:
    """Forget a file that never became part of a case: content, name and row. What belongs to a case is erased."""
    path = path_of(stored.id)
    stored.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def taken(stored: StoredFile, key: bytes) -> tuple[bytes, Checked]:
    """The bytes and what the check found, to be sealed again with another key: nobody looks at them, so it does not
    matter that the scanner has yet to. Raises Gone and Damaged."""
    if stored.erased_at is not None:
        raise Gone
    checked = Checked(stored.what, name_of(stored, key), stored.size, stored.digest)
    return _opened(stored, key), checked


def orphans() -> Iterator[Path]:
    """What lies on disk without a living row: left by a crash, by a transaction that was rolled back, or by an
    erasure that did not come to its end."""
    for paths in _some(_all()):
        ids = {path: _id_of(path) for path in paths}
        wanted = [number for number in ids.values() if number is not None]
        rows = StoredFile.objects.filter(pk__in=wanted, erased_at__isnull=True)
        living = set(rows.values_list("pk", flat=True))
        yield from (path for path in paths if ids[path] not in living)


def sweep(older_than: datetime) -> int:
    """Remove orphans last written before a moment; returns how many.

    The moment must lie before the beginning of every transaction that still runs; an hour ago is safe.
    """
    removed = 0
    for path in orphans():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < older_than.timestamp():
                path.unlink()
                removed += 1
    return removed


def missing() -> Iterator[StoredFile]:
    """Rows that live and whose file is not on disk: a backup that was restored in part."""
    rows = StoredFile.objects.filter(erased_at__isnull=True).order_by("pk")
    return (stored for stored in rows.iterator() if not path_of(stored.pk).exists())


def path_of(number: UUID) -> Path:
    """Where a file lies; 256 folders keep each of them short."""
    return Path(settings.GONGKAI_FILES) / number.hex[:2] / number.hex


def _place(stored: StoredFile) -> str:
    return f"file:{stored.id}"


def _name_place(stored: StoredFile) -> str:
    return f"file.name:{stored.id}"


def _judged(data: bytes) -> tuple[Verdict, str]:
    """The verdict, and the name of what was found."""
    if not scanning.configured():
        return Verdict.UNSCANNED, ""
    try:
        found = scanning.scan(data)
    except scanning.NoAnswer as error:
        log.error("the virus scanner does not answer, files wait: %s", error)
        return Verdict.WAITING, ""
    return (Verdict.INFECTED, found) if found else (Verdict.CLEAN, "")


def _may_be_opened(stored: StoredFile) -> bool:
    if stored.verdict == Verdict.UNSCANNED:
        # Once a scanner is attached, what came before it must pass it too.
        return not scanning.configured()
    return stored.verdict == Verdict.CLEAN


def _judge_again(stored: StoredFile, data: bytes, at: datetime) -> None:
    """Show a waiting file to the scanner. Raises Quarantined, or Refused after destroying what is infected."""
    verdict, name = _judged(data)
    if verdict in {Verdict.WAITING, Verdict.UNSCANNED}:
        raise Quarantined
    stored.verdict = verdict
    if verdict is Verdict.INFECTED:
        erase(stored, at=at)
        raise Refused(Code.INFECTED, f"（{name}）")
    stored.save(update_fields=["verdict"])


def _opened(stored: StoredFile, key: bytes) -> bytes:
    try:
        sealed = path_of(stored.id).read_bytes()
    except FileNotFoundError:
        raise Damaged(Code.MISSING) from None
    try:
        data = sealing.open_bytes(key, sealed, _place(stored))
    except (sealing.Unsealable, LookupError, ValueError):
        raise Damaged(Code.CHANGED) from None
    if hashlib.sha256(data).hexdigest() != stored.digest:
        raise Damaged(Code.CHANGED)
    return data


def _write(path: Path, sealed: bytes) -> None:
    """Whole and on the disk itself when this returns, under its name or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_DRAFT}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    for folder in (path.parent, path.parent.parent):
        _flush(folder)


def _flush(folder: Path) -> None:
    """Bring the names in a folder to the disk, without which a flushed file may have none after a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _all() -> Iterator[Path]:
    return (path for path in Path(settings.GONGKAI_FILES).glob("[0-9a-f][0-9a-f]/*") if path.is_file())


def _id_of(path: Path) -> UUID | None:
    try:
        return UUID(path.name)
    except ValueError:
        return None


def _some(paths: Iterable[Path]) -> Iterator[list[Path]]:
    waiting = iter(paths)
    while some := list(islice(waiting, _TOGETHER)):
        yield some
