"""Looking at night whether anything is public that was not released, and taking it down.

The locks before it should leave nothing to find; whoever writes to the database by hand can still pass them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from wagtail.models import Page

from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.editorial import gate, items, live_lock
from gongkai.editorial.errors import Gone
from gongkai.editorial.models import Release, ReleasedPart, Snapshot
from gongkai.editorial.pages import GatedPage, key_of

UNRELEASED = "没有经过审核发布"
CHANGED = "公开的内容与审核通过的不一致"


@dataclass(frozen=True, slots=True)
class Stray:
    """A page that is live and should not be."""

    page: Page
    why: str


def strays() -> list[Stray]:
    """Live pages without a release, and those that show something else than what was released."""
    found = []
    for page in Page.objects.filter(live=True, depth__gt=1).order_by("pk").specific().iterator(chunk_size=200):
        release = gate.standing(key_of(page.pk))
        if release is None or not isinstance(page, GatedPage):
            found.append(Stray(page, UNRELEASED))
        elif page.as_item(whole=False).digest != release.digest:
            found.append(Stray(page, CHANGED))
    return found


def without_parts() -> list[Release]:
    """What is public with files that are not written down one by one, as before downloads were asked of
    `ReleasedPart`: they cannot be downloaded. One query."""
    rows = Release.objects.filter(withdrawn_at=None, released_parts__isnull=True).exclude(parts={})
    return list(rows.order_by("pk"))


@transaction.atomic
def write_down_parts(release: Release) -> bool:
    """Write down the files of an earlier release under the names that were reviewed; whether those are known for each
    of just these contents. What is not known is named to people and not guessed."""
    names = _names(release)
    if not set(release.parts.items()) <= set(names):
        return False
    ReleasedPart.objects.bulk_create(
        ReleasedPart(release=release, key=key, name=names[key, digest][:200], digest=digest)
        for key, digest in release.parts.items()
    )
    return True


def _names(release: Release) -> dict[tuple[str, str], str]:
    """What files are called by key and content: in the item as it stands, and in what its round kept."""
    names = {}
    kept = Snapshot.objects.filter(round=release.round).first() if release.round_id else None
    for key, name, digest in kept.parts if kept else ():
        names[key, digest] = name
    try:
        return names | {(part.key, part.digest): part.name for part in items.load(release.key).parts}
    except Gone:
        return names


def lock_is_on() -> bool:
    """Whether the database still refuses by itself."""
    return live_lock.is_on(connection)


@transaction.atomic
def take_down(stray: Stray, *, at: datetime) -> None:
    """Take a page down that should not be live, and say so in the ledger. What was changed is put right by its
    office: the release ends with the reason, and the page goes through review again."""
    release = gate.standing(key_of(stray.page.pk))
    if release is not None:
        gate.end(release, stray.why, at=at)
    Page.objects.filter(pk=stray.page.pk).update(live=False, has_unpublished_changes=True, live_revision=None)
    agency = getattr(stray.page, "agency", None)
    digest = release.digest if release else ledger.digest_of(stray.page.title)
    act = ledger.Act(ledger.SYSTEM, Action.WITHDRAWN, key_of(stray.page.pk), digest, {"why": stray.why})
    ledger.record(agency.stream if agency else ledger.SYSTEM, [act], at=at)
