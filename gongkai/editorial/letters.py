"""The letters in the pictures of what is handed in: read once for each picture, in the background, and kept sealed.

A file names its pictures by keys (`gongkai.hidden`); here a key opens what was read in its picture, and its digest
says in the database which picture that was. Without the extra ``ocr``, or with GONGKAI_OCR=off, no picture is read and
a secrecy reviewer looks at each.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256
from itertools import islice

from django.conf import settings
from django.db.models import QuerySet
from django.utils.timezone import now

from gongkai import hidden
from gongkai.editorial.items import Part
from gongkai.editorial.models import Lettering
from gongkai.hidden import Contents, Line, Unreadable, characters
from gongkai.privacy.sealing import seal, unseal

AT_ONCE = 8
"""Pictures that are taken out of a file together: pages of a scan are large when they are drawn."""
SECONDS = 60
"""After so long a job stops between two pictures and another goes on behind what waits, so that a thick scan holds up
nobody else's work."""


def on() -> bool:
    """Whether pictures are read here."""
    return settings.GONGKAI_OCR != "off" and characters.available()


def digest_of(key: str) -> str:
    """What the database calls a picture."""
    return sha256(key.encode()).hexdigest()


def known(contents: Contents) -> Contents:
    """The contents with what was read in their pictures; what nobody read yet, or nobody can read, stays unread."""
    if not on() or not contents.pictures:
        return contents
    keys = {digest_of(key): key for key in contents.pictures}
    rows = _rows(keys).filter(trouble="")
    return hidden.with_lines(contents, {keys[row.digest]: _opened(row, keys[row.digest]) for row in rows})


def lacking(contents: Contents) -> list[str]:
    """The digests of the pictures that are still to be read; none where pictures are not read."""
    return unread([digest_of(key) for key in contents.pictures])


def unread(digests: Sequence[str]) -> list[str]:
    """Which of some pictures nobody has tried to read yet. One query."""
    if not digests or not on():
        return []
    done = set(_rows(digests).values_list("digest", flat=True))
    return [digest for digest in digests if digest not in done]


def read(part: Part, *, seconds: float = SECONDS) -> bool:
    """Read the pictures of a file that nobody has read; whether all of it was done in that time."""
    end = time.monotonic() + seconds
    for key, picture in _pictures(part):
        if not Lettering.objects.filter(digest=digest_of(key), reader=characters.reader()).exists():
            _keep(key, picture)
        if time.monotonic() > end:
            return False
    return True


def _pictures(part: Part) -> Iterator[tuple[str, bytes | None]]:
    """The pictures of a file that are still to be read; None for one that cannot be taken out of it."""
    data = part.read()
    try:
        contents = hidden.read(data, part.name)
        wanted = set(lacking(contents))
        keys = iter([key for key in contents.pictures if digest_of(key) in wanted])
        while some := list(islice(keys, AT_ONCE)):
            found = hidden.pictures_of(data, part.name, some)
            yield from ((key, found.get(key)) for key in some)
    except Unreadable:
        return  # the file blocks as it is


def _keep(key: str, picture: bytes | None) -> None:
    """Read a picture and keep what it says, or why it says nothing: then somebody looks."""
    sealed, trouble = b"", "" if picture is not None else "图片取不出来"
    if picture is not None:
        try:
            lines = characters.to_plain(characters.read(picture))
            sealed = seal(bytes.fromhex(key), lines, _place(digest_of(key)))
        except characters.Unseen as error:
            trouble = error.sentence_zh
    Lettering.objects.get_or_create(
        digest=digest_of(key),
        reader=characters.reader(),
        defaults={"sealed": sealed, "trouble": trouble, "at": now()},
    )


def _rows(digests: Collection[str]) -> QuerySet[Lettering]:
    return Lettering.objects.filter(digest__in=digests, reader=characters.reader())


def _opened(row: Lettering, key: str) -> list[Line]:
    return characters.from_plain(unseal(bytes.fromhex(key), row.sealed, _place(row.digest)))


def _place(digest: str) -> str:
    return f"lettering:{digest}"
