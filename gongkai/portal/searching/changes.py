"""The log of changes: written in the gate's transaction, read by every node in the same order.

Numbers are given under a lock on one row, so a change with a smaller number is never committed after one with a
larger: a node that read up to 700 has missed nothing below.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.fields.json import KeyTextTransform

from gongkai.disclosure.models import LibraryEntry, PublicPage, Section
from gongkai.editorial import items, pages
from gongkai.editorial.errors import Gone
from gongkai.editorial.items import Item
from gongkai.editorial.models import Release
from gongkai.portal.searching import composing, following
from gongkai.portal.searching.models import Entry, Head

ONE = 1
A_BATCH = 500


def head() -> Head:
    """The number of the last change."""
    row = Head.objects.filter(pk=ONE).first()
    return row if row is not None else Head.objects.get_or_create(pk=ONE)[0]


def note(key: str, item: Item | None, release: Release | None) -> None:
    """Told by the gate: something is public as a release, or is public no more."""
    _held()  # before anything is read: whoever gives a section another name meanwhile comes after or was before
    fields = composing.compose(item, release) if item is not None and release is not None else {}
    _write(key, release if fields else None, fields)
    if item is None or item.kind == Section.item_kind:
        _called(key)
    if item is not None and release is not None and item.parts:
        from gongkai.portal.searching.tasks import read_files  # its module imports this one

        read_files.enqueue(release.pk)
    transaction.on_commit(following.at_once, robust=True)


@transaction.atomic
def again(key: str) -> bool:
    """Compose something anew that is public: after its files were read, or when what is known of it has changed
    without a release, as its validity. Returns whether it is public."""
    _held()
    release = Release.objects.filter(key=key, withdrawn_at=None).first()
    item = as_released(release) if release is not None else None
    kept = Entry.objects.filter(key=key, release=release).values_list("fields", flat=True).first()
    fields = composing.compose(item, release) if item is not None and release is not None else kept
    if release is None or fields is None:
        return False
    _write(key, release, fields)
    transaction.on_commit(following.at_once, robust=True)
    return True


def as_released(release: Release) -> Item | None:
    """A public thing as it was released; None when only a newer draft can be read."""
    try:
        found = items.load(release.key)
        if found.digest != release.digest and release.key.startswith(f"{pages.KIND}:"):
            found = pages.page_of(release.key).as_item(whole=False)
    except Gone:
        return None
    return found if found.digest == release.digest else None


def missing(limit: int | None = None) -> list[str]:
    """What is public and not in the log, as after an upgrade from a version without a search."""
    known = Entry.objects.filter(key=OuterRef("key"), release=OuterRef("pk"))
    rows = Release.objects.filter(~Exists(known), withdrawn_at=None).order_by("pk")
    return list(rows.values_list("key", flat=True)[:limit])


def left_over() -> list[str]:
    """What is in the log as public and is not, as after somebody's SQL."""
    rows = Entry.objects.filter(release__withdrawn_at__isnull=False)
    return list(rows.values_list("key", flat=True))


def reconcile(limit: int | None = None) -> int:
    """Bring the log in step with what is public; how many rows."""
    gone = left_over()
    for key in gone:
        with transaction.atomic():
            _write(key, None, {})
    return len(gone) + sum(again(key) for key in missing(limit))


def otherwise(today: date) -> list[str]:
    """What is public and found under another validity, section or agency than it has by now: after midnight, after a
    day without a worker, after an agency was given another name. Three queries."""
    states = {pages.key_of(row.page_id): row.state(today).label for row in LibraryEntry.objects.all()}
    places = {pages.key_of(number): title for number, title in composing.sections().items()}
    said = {name: KeyTextTransform(name, "fields") for name in ("validity", "section", "agency")}
    renamed = {f"said_{name}": what for name, what in said.items()}
    rows = Entry.objects.filter(release__isnull=False).annotate(**renamed).order_by("seq")
    return [
        key
        for key, validity, section, agency, name in rows.values_list("key", *renamed, "release__agency__name")
        if (agency != name)
        or (key in states and validity != states[key])
        or (key.startswith(f"{pages.KIND}:") and section != places.get(key, ""))
    ]


def _called(key: str) -> None:
    """When a section became public, was given another name or left: what stands in it is found under that name, or
    under none."""
    kind, _, number = key.partition(":")
    section = Section.objects.filter(pk=number).only("title", "live").first() if kind == pages.KIND else None
    if section is None:
        return
    title = section.title if section.live else ""
    inside = PublicPage.objects.filter(section=section.pk, release__isnull=False).values_list("page", flat=True)
    wanted = [pages.key_of(page) for page in inside]
    for first in range(0, len(wanted), A_BATCH):
        rows = Entry.objects.filter(key__in=wanted[first : first + A_BATCH], release__isnull=False).order_by("seq")
        _called_otherwise([row for row in rows if row.fields.get("section", "") != title], title)


def _called_otherwise(rows: list[Entry], section: str) -> None:
    last = _numbers(len(rows))
    for place, row in enumerate(rows, start=last - len(rows) + 1):
        row.seq, row.fields = place, row.fields | {"section": section}
    Entry.objects.bulk_update(rows, ["seq", "fields"])


@transaction.atomic
def _write(key: str, release: Release | None, fields: composing.Fields) -> None:
    kept = {"seq": _numbers(1), "release": release, "fields": fields, "address": str(fields.get("address", ""))[:200]}
    Entry.objects.update_or_create(key=key, defaults=kept)


def _numbers(count: int) -> int:
    """The last of so many new numbers of changes."""
    row = _held()
    row.seq += count
    row.save(update_fields=["seq"])
    return row.seq


def _held() -> Head:
    """The number of the last change, which nobody else changes before the caller's transaction ends."""
    row = Head.objects.select_for_update().filter(pk=ONE).first()
    if row is None:
        Head.objects.get_or_create(pk=ONE)
        row = Head.objects.select_for_update().get(pk=ONE)
    return row
