"""A photograph of the paper board as something that passes the one gate: it may hold faces and numbers of people, so
the township looks at it, as at every picture of a posting, before anybody else sees it."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.urls import reverse

from gongkai.agencies.roles import Permission
from gongkai.editorial.errors import Gone
from gongkai.editorial.items import Item, Kind, Part
from gongkai.files.errors import FileError
from gongkai.files.store import name_of, read
from gongkai.statute.documents import Attribute
from gongkai.village import keeping
from gongkai.village.models import BoardPhoto

NAME = BoardPhoto.gate_name
SORT = "posting_photo"


def photo_of(key: str) -> BoardPhoto:
    """The photograph of a key. Raises Gone."""
    number = key.rpartition(":")[2]
    rows = BoardPhoto.objects.select_related("posting__village__agency", "stored", "by")
    row = rows.filter(pk=number).first() if number.isdecimal() else None
    if row is None:
        raise Gone(key)
    return row


def load(key: str) -> Item:
    """Everything that a reader would see. Raises Gone."""
    row = photo_of(key)
    opener = keeping.key_of(row)
    picture = Part(
        f"photo:{row.stored_id}", name_of(row.stored, opener), row.stored.digest, partial(read, row.stored, opener)
    )
    return Item(
        kind=SORT,
        key=row.gate_key,
        agency=row.posting.village.agency,
        title=f"公开栏照片：{row.posting.title}",
        attribute=Attribute.PROACTIVE,
        texts=(("张贴地点", row.place),),
        facts=(("张贴日期", str(row.taken_on)), ("所属公开内容", row.posting.gate_key)),
        parts=(picture,),
        authors=frozenset({row.by.actor}),
    )


def _put_out(key: str, at: datetime) -> None:
    row = photo_of(key)
    row.shown_from = at
    row.save(update_fields=["shown_from"])


def _take_in(key: str, _: datetime) -> None:
    row = photo_of(key)
    row.shown_from = None
    row.save(update_fields=["shown_from"])


def _intact(key: str, digest: str) -> bool:
    """Whether it is still the picture that was released."""
    try:
        return load(key).digest == digest
    except FileError:
        return False


def _public_keys() -> list[str]:
    rows = BoardPhoto.objects.filter(shown_from__isnull=False)
    return [f"{NAME}:{pk}" for pk in rows.values_list("pk", flat=True)]


def _public_address(key: str) -> str:
    row = photo_of(key)
    return reverse("portal:posting", args=[row.posting.village.agency.code, row.posting_id])


KIND = Kind(
    name=NAME,
    label="公开栏照片",
    load=load,
    put_out=_put_out,
    take_in=_take_in,
    edit_address=lambda key: reverse("village:posting", args=[photo_of(key).posting_id]),
    public_address=_public_address,
    public_keys=_public_keys,
    intact=_intact,
    sorts=((SORT, "村务公开：公开栏照片"),),
    writes=Permission.VILLAGE_DRAFT,
    releases=Permission.VILLAGE_APPROVE,
)
