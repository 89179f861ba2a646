"""What proves a fault, or that it was mended: pictures that people took, pages as the system read them."""

from __future__ import annotations

import zlib
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from gongkai.agencies.models import Agency, User
from gongkai.files import store
from gongkai.files.kinds import Kind
from gongkai.files.uploading import Received
from gongkai.oversight.errors import Unknown
from gongkai.oversight.models import Medium, Proof, Snapshot
from gongkai.privacy import sealing

PICTURES = frozenset({Kind.PNG, Kind.JPEG})
LONGEST_PAGE = 2 * 1024 * 1024
"""Bytes of a page that are kept; what is longer is no page that people read."""


def keep_picture(received: Received, *, office: Agency, agency: Agency, by: User, at: datetime) -> Proof:
    """Seal a picture that a form has checked. Belongs into the transaction of a verb. Raises Refused."""
    row, key = Proof(id=uuid4(), office=office, agency=agency, kept_at=at, kept_by=by.actor), sealing.new_key()
    row.key = sealing.wrap(key, _name(row))
    row.file = store.keep_checked(received.data, received.checked, key=key, at=at)
    row.save(force_insert=True)
    return row


def key_of(row: Proof) -> bytes:
    """The key with which a picture is opened."""
    return sealing.unwrap(row.key, _name(row))


def picture(proof_id: UUID) -> Proof:
    """A picture by its key. Raises Unknown."""
    found = Proof.objects.select_related("file", "office", "agency").filter(pk=proof_id).first()
    if found is None:
        raise Unknown
    return found


def keep_page(medium: Medium, address: str, source: str, *, at: datetime) -> Snapshot:
    """Keep a page as it was read; the same page twice is kept once, as of the first time that still is there."""
    data = source.encode()[:LONGEST_PAGE]
    digest = sha256(data).hexdigest()
    where: dict[str, Any] = {"medium": medium, "address": address[:500], "digest": digest}
    kept = Snapshot.objects.filter(**where).first()
    if kept is not None and kept.erased_at is None:
        return kept
    key, place = sealing.new_key(), _place(medium.pk, digest)
    packed = sealing.seal_bytes(key, zlib.compress(data), place)
    row = {"taken_at": at, "size": len(data), "key": sealing.wrap(key, place), "packed": packed, "erased_at": None}
    return Snapshot.objects.update_or_create(defaults=row, **where)[0]


def source_of(row: Snapshot) -> str:
    """The source of a page as it was. Raises ValueError when what is stored is not what was kept."""
    place = _place(row.medium_id, row.digest)
    data = zlib.decompress(sealing.open_bytes(sealing.unwrap(row.key, place), bytes(row.packed), place))
    if sha256(data).hexdigest() != row.digest:
        raise ValueError("this is not the page that was kept")
    return data.decode("utf-8", "replace")


def _place(medium_id: int, digest: str) -> str:
    return f"snapshot:{medium_id}:{digest}"


def _name(row: Proof) -> str:
    return f"proof:{row.pk}"
