"""The texts of public files: what somebody who opens one reads in it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from gongkai import hidden
from gongkai.editorial.items import Part
from gongkai.editorial.models import Release, ReleasedPart
from gongkai.files.errors import FileError
from gongkai.files.kinds import Kind, plays
from gongkai.portal.searching import changes
from gongkai.portal.searching.models import PartText

LONGEST = 400_000


def read_release(release_id: int, *, at: datetime) -> int:
    """Read the files of a release that nobody has read yet, and compose it anew; how many were read."""
    release = Release.objects.filter(pk=release_id, withdrawn_at=None).first()
    item = changes.as_released(release) if release is not None else None
    if release is None or item is None:
        return 0
    released = set(release.parts.values())
    known = set(PartText.objects.filter(digest__in=released).values_list("digest", flat=True))
    wanted = [part for part in item.parts if part.digest in released - known]
    for part in wanted:
        PartText.objects.get_or_create(digest=part.digest, defaults={"words": visible(part), "read_at": at})
    changes.again(release.key)
    return len(wanted)


def visible(part: Part) -> str:
    """What stands in a file for everybody to see; nothing of one that no program can read. What is said in a film
    stands in the page's own words."""
    if plays(part.name) or part.name.endswith(Kind.VTT.endings):
        return ""
    try:
        contents = hidden.read(part.read(), part.name)
    except (hidden.Unreadable, FileError, FileNotFoundError):
        return ""
    words = "\n".join(piece.text for piece in contents.pieces if piece.visible and not piece.unread)
    return words.replace("\x00", "")[:LONGEST]


def forget() -> int:
    """Delete the texts of files that are no part of anything public; how many."""
    public = ReleasedPart.objects.filter(digest=OuterRef("digest"), release__withdrawn_at=None)
    return PartText.objects.filter(~Exists(public)).delete()[0]
