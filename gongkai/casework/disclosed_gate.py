"""An answer for everybody as something that passes the one gate: what reviewers see of it, and how it goes out.

The gate and the reviews of `editorial` call back here; the verbs for officers are in `disclosing`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models.signals import m2m_changed
from django.dispatch import receiver
from django.urls import reverse
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.casework import log, numbers, subjects
from gongkai.casework.log import Dossier, Happening
from gongkai.casework.models import Attachment, Case, Disclosed
from gongkai.editorial import last_lock
from gongkai.editorial.errors import Gone
from gongkai.editorial.items import Item, Kind, Marks, Part
from gongkai.editorial.models import Release
from gongkai.files import cleaning, limits, store
from gongkai.files.checking import check
from gongkai.files.errors import FileError
from gongkai.statute.documents import Attribute
from gongkai.statute.events import EventKind

NAME = Disclosed.gate_name


def key_of(row: Disclosed) -> str:
    """How the gate calls an entry."""
    return row.gate_key


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
    return _item(row, row.draft, list(_parts(row.draft_files, _draft_key(row)))) if row.draft else _shown(row)


def _shown(row: Disclosed) -> Item:
    """What everybody reads now."""
    words = {"title": row.title, "summary": row.summary, "made_on": row.made_on.isoformat() if row.made_on else ""}
    return _item(row, words, list(_parts(row.files, file_key(row))))


def _item(row: Disclosed, words: dict[str, str], parts: Sequence[Part]) -> Item:
    return Item(
        kind=NAME,
        key=key_of(row),
        agency=row.agency,
        title=words["title"],
        attribute=Attribute.PROACTIVE,
        texts=(("公开的名称", words["title"]), ("内容概述", words["summary"])),
        facts=(("信息生成日期", words["made_on"]),),
        parts=tuple(parts),
        authors=frozenset(row.drafted_by),
    )


def _parts(files: Any, key: bytes) -> Iterator[Part]:
    named = [(store.name_of(stored, key), stored.digest, stored) for stored in files.all()]
    for place, (name, digest, stored) in enumerate(sorted(named, key=lambda entry: entry[:2]), start=1):
        yield Part(f"{place}:{name}"[:64], name, digest, partial(store.read, stored, key))


def _draft_key(row: Disclosed) -> bytes:
    return hashlib.sha256(f"disclosed-draft:{row.pk}".encode()).digest()


def _put_out(key: str, at: datetime) -> None:
    """The draft becomes what everybody sees; its files replace those that were there."""
    row = _row(key)
    release = Release.objects.filter(key=key, withdrawn_at=None).select_related("by").get()
    copies = [(part.read(), part.name) for part in load(key).parts]
    said = "答复已向社会公开" if not row.is_public else "公开的答复已由新的内容替代"
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
    _tell(row, f"{said}：{row.title}（索引号{row.index_number}，文件{len(copies)}个）。", release.by, at)


def _take_in(key: str, at: datetime) -> None:
    row = _row(key)
    release = Release.objects.select_related("withdrawn_by").filter(key=key, withdrawn_at=at).latest("pk")
    row.withdrawn_on, row.withdrawn_because = localdate(at), release.withdrawn_because
    row.save(update_fields=["withdrawn_on", "withdrawn_because"])
    _replace(row.files, [], b"", at)
    said = f"撤下已公开的答复（索引号{row.index_number}）：{row.withdrawn_because}"
    _tell(row, said, release.withdrawn_by, at)


def note(dossier: Dossier, words: str, *, by: User | None, at: datetime) -> None:
    """Say something of the public answer in the case's log. Public words need no seal; after an erasure there is no
    key for one."""
    sealed = bool(bytes(dossier.case.subject.key))
    data, text = ({}, {"words": words}) if sealed else ({"text": words}, None)
    log.write(dossier, [Happening(EventKind.NOTE, localdate(at), data, text)], by=by, at=at, voice=ledger.SYSTEM)


def _tell(row: Disclosed, words: str, by: User | None, at: datetime) -> None:
    """Whoever released it, from whichever screen: the gate has asked whether they may."""
    dossier = log.lock(row.case_id, by=None, at=at, permission=Permission.CONTENT_RELEASE)
    behalf = log.on_behalf_of(by, Permission.CONTENT_RELEASE, dossier.case, on=localdate(at)) if by else ""
    note(replace(dossier, on_behalf_of=behalf), words, by=by, at=at)


@receiver(m2m_changed, sender=Disclosed.files.through)
def _files_are_public(instance: Disclosed, **_: Any) -> None:
    """The last lock for files: what is hung on an entry everybody may download. Raises NotCleared."""
    last_lock.require_open(key_of(instance), str(instance))


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


def _row(key: str) -> Disclosed:
    number = key.rpartition(":")[2]
    rows = Disclosed.objects.select_related("agency", "case__subject", "case__agency")
    row = rows.filter(pk=number).first() if number.isdigit() else None
    if row is None:
        raise Gone(key)
    return row


def _keys(agency: Agency) -> list[str]:
    return [f"{NAME}:{pk}" for pk in Disclosed.objects.filter(agency=agency).values_list("pk", flat=True)]


def _marks(agency: Agency) -> Marks:
    """An answer that is drafted for everybody is to be public."""
    return Marks(Disclosed.objects.filter(agency=agency).count())


def _public_keys() -> list[str]:
    rows = Disclosed.objects.filter(published_on__isnull=False, withdrawn_on__isnull=True)
    return [f"{NAME}:{pk}" for pk in rows.values_list("pk", flat=True)]


def _intact(key: str, digest: str) -> bool:
    """Whether words and files are still those that were released."""
    try:
        return _shown(_row(key)).digest == digest
    except FileError:
        return False


def _public_address(key: str) -> str:
    return reverse("portal:disclosed_entry", args=[_row(key).index_number])


KIND = Kind(
    name=NAME,
    label="答复公开",
    load=load,
    put_out=_put_out,
    take_in=_take_in,
    edit_address=lambda key: reverse("casework:publish", args=[_row(key).case.number]),
    public_address=_public_address,
    keys=_keys,
    marks=_marks,
    public_keys=_public_keys,
    intact=_intact,
)
