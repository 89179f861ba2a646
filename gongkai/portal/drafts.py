"""Applications that are not sent yet: what was typed and uploaded so far, until it is sent or forgotten.

Nothing of it is a request under the Regulation, so nobody in the agency can read it: words and files are sealed
with a key made from the browser's own token. The token is at the same time the code with which the applicant
goes on at another device; the server stores only a keyed hash of it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from gongkai.agencies.models import Agency
from gongkai.casework.attachments import Role, Upload
from gongkai.files import limits, store
from gongkai.files.errors import Code, Refused
from gongkai.files.models import StoredFile
from gongkai.files.uploading import Received
from gongkai.portal.models import Draft, DraftFile
from gongkai.privacy import sealing
from gongkai.privacy.keys import master_key

DAYS = 7
"""How long a draft lies after it was last saved."""
LONGEST = 20_000
"""Letters kept of one field: more than any field takes, so that what is too long can still be shortened."""
ROLES = (Role.IDENTITY, Role.AUTHORITY, Role.REQUEST)
"""What a file may be for, in the order of the form."""
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of a draft as the form lists it."""

    pk: int
    role: str
    name: str
    stored: StoredFile

    @property
    def digest(self) -> str:
        """What events name it by."""
        return self.stored.digest

    @property
    def size(self) -> int:
        """Its bytes."""
        return self.stored.size

    @property
    def label(self) -> str:
        """What it is for."""
        return str(Role(self.role).label)

    @property
    def megabytes(self) -> str:
        """How large it is, in words."""
        return limits.megabytes(self.size)


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft, opened with its token."""

    row: Draft
    token: str
    words: dict[str, str]
    files: tuple[Kept, ...]

    @property
    def until(self) -> datetime:
        """When it will be forgotten."""
        return self.row.saved_at + timedelta(days=DAYS)


def new_token() -> str:
    """100 random bits in five groups of four letters and digits."""
    text = base64.b32encode(secrets.token_bytes(15)).decode()[:20]
    return "-".join(text[start : start + 4] for start in range(0, 20, 4))


def find(token: str, *, at: datetime) -> Opened | None:
    """The draft of a token; None when there is none, it was sent or its days are over."""
    row = Draft.objects.select_related("agency").filter(token_hash=_hash(token)).first()
    if row is None or row.saved_at < at - timedelta(days=DAYS):
        return None
    key = _key(token)
    words = sealing.unseal(key, row.sealed, _place(row.token_hash))
    rows = row.files.select_related("file").order_by("pk")
    files = [Kept(entry.pk, entry.role, store.name_of(entry.file, key), entry.file) for entry in rows]
    return Opened(row, token, words, tuple(files))


@transaction.atomic
def save(
    *, agency: Agency, token: str, words: Mapping[str, str], at: datetime, uploads: Sequence[Upload] = ()
) -> Opened:
    """Keep what was typed, in the place of what was there, and add files. The same file for the same purpose is
    kept once, so that a form that is sent again changes nothing.

    Raises files.Refused when there are too many or the scanner finds something.
    """
    found = _hash(token)
    kept = {name: value[:LONGEST] for name, value in words.items()}
    sealed = sealing.seal(_key(token), kept, _place(found))
    Draft.objects.update_or_create(token_hash=found, defaults={"agency": agency, "sealed": sealed, "saved_at": at})
    opened = find(token, at=at)
    assert opened is not None, "it was saved a moment ago"
    fresh = _fresh(opened, uploads)
    if not fresh:
        return opened
    _count(opened, fresh)
    for upload in fresh:
        stored = store.keep_checked(upload.received.data, upload.received.checked, key=_key(token), at=at)
        DraftFile.objects.create(draft=opened.row, role=upload.role, file=stored)
    again = find(token, at=at)
    assert again is not None, "it is locked by this transaction"
    return again


@transaction.atomic
def remove(draft: Opened, pk: int) -> None:
    """Take a file out of a draft; a file that is not there is out already."""
    _discard(draft.row.files.filter(pk=pk).select_related("file"))


@transaction.atomic
def delete(draft: Opened) -> None:
    """Delete a draft with its files; one that is gone already stays gone."""
    claim(draft)


def claim(draft: Opened) -> bool:
    """Take a draft away for good, in the transaction of whoever sends it. False when somebody else was faster:
    of two confirmations only one gets it."""
    row = Draft.objects.select_for_update().filter(pk=draft.row.pk).first()
    if row is None:
        return False
    _discard(row.files.select_related("file"))
    row.delete()
    return True


def uploads(draft: Opened) -> tuple[Upload, ...]:
    """The files as they go with a request: checked when they came, sealed with another key now.

    A file that still waits for the virus scanner goes along and waits with the case. Raises files.Damaged.
    """
    key = _key(draft.token)
    return tuple(Upload(Received(*store.taken(kept.stored, key)), kept.role) for kept in draft.files)


def sweep(*, at: datetime) -> int:
    """Delete drafts whose days are over, with their files; returns how many. Beginning twice does no harm."""
    deleted = 0
    old = Draft.objects.filter(saved_at__lt=at - timedelta(days=DAYS)).order_by("saved_at")
    while rows := list(old[:AT_ONCE]):
        with transaction.atomic():
            _discard(DraftFile.objects.filter(draft__in=rows).select_related("file"))
            Draft.objects.filter(pk__in=[row.pk for row in rows]).delete()
        deleted += len(rows)
    return deleted


def _fresh(draft: Opened, uploads: Iterable[Upload]) -> list[Upload]:
    known = {(kept.role, kept.digest) for kept in draft.files}
    fresh = {(str(upload.role), upload.digest): upload for upload in uploads}
    return [upload for place, upload in fresh.items() if place not in known]


def _count(draft: Opened, fresh: Sequence[Upload]) -> None:
    """All steps together are one upload. Raises Refused."""
    allowed = limits.current()
    many = len(draft.files) + len(fresh)
    if many > allowed.files:
        raise Refused(Code.TOO_MANY, f"（连同已经上传的共{many}个，{allowed.sentence}）")
    size = sum(kept.size for kept in draft.files) + sum(upload.received.checked.size for upload in fresh)
    if size > allowed.total:
        raise Refused(Code.TOO_LARGE_TOGETHER, f"（连同已经上传的合计{limits.megabytes(size)}，{allowed.sentence}）")


def _discard(rows: Iterable[DraftFile]) -> None:
    for row in list(rows):
        stored = row.file
        row.delete()
        store.discard(stored)


def _place(token_hash: str) -> str:
    return f"draft:{token_hash}"


def _hash(token: str) -> str:
    return _keyed("draft found", token).hex()


def _key(token: str) -> bytes:
    return _keyed("draft sealed", token)


def _keyed(purpose: str, token: str) -> bytes:
    """Nothing without the master key: whoever has the database alone cannot even try codes."""
    # as with query codes, letters that were misread can be put right: the alphabet has no 0, 1 or 8
    plain = "".join(token.split()).replace("-", "").upper().translate(str.maketrans("018", "OIB"))
    return hmac.new(master_key("code"), f"{purpose}:{plain}".encode(), hashlib.sha256).digest()
