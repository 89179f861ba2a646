"""Files of postings and photographs of boards: cleaned of what is hidden in them, each sealed with a key of its own."""

from __future__ import annotations

from datetime import datetime

from gongkai.files import cleaning, limits, store
from gongkai.files.checking import check
from gongkai.files.kinds import Kind
from gongkai.files.models import StoredFile
from gongkai.files.uploading import Received
from gongkai.privacy import sealing
from gongkai.village.models import BoardPhoto, PostingFile

PHOTOS = frozenset({Kind.JPEG, Kind.PNG})
FILES = PHOTOS | {Kind.PDF, Kind.DOCX, Kind.XLSX}


def keep(received: Received, *, at: datetime) -> tuple[StoredFile, bytes]:
    """Store the copy without hidden data (a photograph's place and time among it), and its key as it may be kept.
    Raises files.Refused."""
    copy = cleaning.clean(received.data, received.checked.kind).data
    checked = check(copy, received.checked.name, largest=2 * limits.current().file)
    key = sealing.new_key()
    stored = store.keep_checked(copy, checked, key=key, at=at)
    return stored, sealing.wrap(key, _name(stored))


def key_of(row: PostingFile | BoardPhoto) -> bytes:
    """The key of a kept file. Raises Unsealable."""
    return sealing.unwrap(row.key, _name(row.stored))


def content(row: PostingFile | BoardPhoto) -> bytes:
    """The bytes of a kept file. Raises what `files.store.read` raises."""
    return store.read(row.stored, key_of(row))


def name_of(row: PostingFile | BoardPhoto) -> str:
    """Its name as people may see it."""
    return store.name_of(row.stored, key_of(row))


def _name(stored: StoredFile) -> str:
    return f"village:{stored.pk}"
