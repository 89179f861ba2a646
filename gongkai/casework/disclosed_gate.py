"""An answer for everybody as something that passes the one gate: what reviewers see of it, and how it goes out.

The gate and the reviews of `editorial` call back here; the verbs for officers are in `disclosing`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency
from gongkai.casework import numbers, subjects
from gongkai.casework.models import Attachment, Case, Disclosed
from gongkai.editorial.errors import Gone
from gongkai.editorial.items import Item, Kind, Part
from gongkai.editorial.models import Release
from gongkai.files import cleaning, limits, store
from gongkai.files.checking import check
from gongkai.files.models import StoredFile
from gongkai.statute.documents import Attribute

NAME = "reply"


def key_of(row: Disclosed) -> str:
    """How the gate calls an entry."""
    return f"{NAME}:{row.pk}"


def file_key(row: Disclosed) -> bytes:
    """The key of the public copies: no secret, because everybody may read them, and none that could be lost."""
    return hashlib.sha256(f"disclosed:{row.index_number}".encode()).digest()


def keep_draft_files(row: Disclosed, chosen: Sequence[Attachment], at: datetime) -> None:
    """Make the copies that would go out, so that what is reviewed is what is published, byte for byte."""
    key = subjects.key_of(row.case.subject) if chosen else b""
    copies = []
    for attachment in chosen:
        data = cleaning.clean(store.read(attachment.file, key, at=at), attachment.file.what).data
        copies.append((data, store.name_of(attachment.file, key)))
    _replace(row.draft_files, copies, _draft_key(row), at)


def load(key: str) -> Item:
    """What would be public: the draft while there is one, otherwise what is public. Raises Gone."""
    row = _row(key)
    words = row.draft or {"title": row.title, "summary": row.summary, "made_on": _iso(row.made_on)}
    return Item(
        kind=NAME,
        key=key,
        agency=row.agency,
        title=words["title"],
        attribute=Attribute.PROACTIVE,
        texts=(("公开的名称", words["title"]), ("内容概述", words["summary"])),
        facts=(("信息生成日期", words["made_on"]),),
        parts=tuple(_parts(row)),
        authors=frozenset(row.drafted_by),
    )


def _parts(row: Disclosed) -> list[Part]:
    key = _draft_key(row) if row.draft else file_key(row)
    files = (row.draft_files if row.draft else row.files).all()
    named = sorted((store.name_of(stored, key), stored.digest, stored) for stored in files)
    return [_part(f"{place}:{name}", name, stored, key) for place, (name, _, stored) in enumerate(named, start=1)]


def _part(part: str, name: str, stored: StoredFile, key: bytes) -> Part:
    return Part(part[:64], name, stored.digest, lambda: store.read(stored, key))


def _draft_key(row: Disclosed) -> bytes:
    return hashlib.sha256(f"disclosed-draft:{row.pk}".encode()).digest()


def _put_out(key: str, at: datetime) -> None:
    """The draft becomes what everybody sees; its files replace those that were there."""
    row = _row(key)
    release = Release.objects.filter(key=key, withdrawn_at=None).select_related("by").get()
    copies = [(part.read(), part.name) for part in _parts(row)]
    today = localdate(at)
    row.index_number = row.index_number or _index_number(row.case, today)
    row.title, row.summary = row.draft["title"], row.draft["summary"]
    row.made_on = date.fromisoformat(row.draft["made_on"]) if row.draft["made_on"] else None
    row.published_on = today if row.published_on is None or row.withdrawn_on else row.published_on
    row.published_by = release.by.actor if release.by else row.drafted_by[-1]
    row.withdrawn_on, row.withdrawn_because, row.draft = None, "", {}
    row.save()
    _replace(row.files, copies, file_key(row), at)
    _replace(row.draft_files, [], b"", at)


def _take_in(key: str, at: datetime) -> None:
    row = _row(key)
    release = Release.objects.filter(key=key).order_by("-withdrawn_at", "-pk").first()
    row.withdrawn_on = localdate(at)
    row.withdrawn_because = release.withdrawn_because if release else "撤下"
    row.save(update_fields=["withdrawn_on", "withdrawn_because"])
    _replace(row.files, [], b"", at)


def _replace(files: Any, copies: Sequence[tuple[bytes, str]], key: bytes, at: datetime) -> None:
    """Put other files in the place of those that are there, which are destroyed."""
    old = list(files.all())
    files.clear()
    for stored in old:
        store.discard(stored)
    for data, name in copies:
        checked = check(data, name, largest=2 * limits.current().file)
        files.add(store.keep_checked(data, checked, key=key, at=at))


def _index_number(case: Case, today: date) -> str:
    serial = numbers.take(case.agency, "disclosed", today.year)
    return f"{case.agency.code.upper()}-GK-{today.year}-{serial:04d}"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _row(key: str) -> Disclosed:
    number = key.rpartition(":")[2]
    rows = Disclosed.objects.select_related("agency", "case__subject", "case__agency")
    row = rows.filter(pk=number).first() if number.isdigit() else None
    if row is None:
        raise Gone(key)
    return row


def _keys(agency: Agency) -> list[str]:
    return [f"{NAME}:{pk}" for pk in Disclosed.objects.filter(agency=agency).values_list("pk", flat=True)]


def _public_address(key: str) -> str:
    return reverse("portal:disclosed_entry", args=[_row(key).index_number])


def _public_keys() -> list[str]:
    rows = Disclosed.objects.filter(published_on__isnull=False, withdrawn_on__isnull=True)
    return [f"{NAME}:{pk}" for pk in rows.values_list("pk", flat=True)]


KIND = Kind(
    name=NAME,
    label="答复公开",
    load=load,
    put_out=_put_out,
    take_in=_take_in,
    edit_address=lambda key: reverse("casework:publish", args=[_row(key).case.number]),
    public_address=_public_address,
    keys=_keys,
    public_keys=_public_keys,
)
