"""The public list of answers that were opened to everybody (条例第四十四条), as citizens read it."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.casework import disclosed_gate, disclosing
from gongkai.casework.models import Disclosed
from gongkai.files import limits, store
from gongkai.files.models import StoredFile

A_PAGE = 20


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A file of an entry; ``place`` counts from 1 and is its address."""

    place: int
    name: str
    size: str
    stored: StoredFile
    open: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list."""

    rows: list[Disclosed]
    number: int
    more: bool


def page(number: int, words: str = "") -> Page:
    """A page of the list, newest first; with words, those whose title or summary holds them."""
    rows = disclosing.public()
    if words:
        rows = rows.filter(title__icontains=words) | rows.filter(summary__icontains=words)
    first = (number - 1) * A_PAGE
    found = list(rows[first : first + A_PAGE + 1])
    return Page(found[:A_PAGE], number, len(found) > A_PAGE)


def find(index_number: str) -> Disclosed | None:
    """An entry by its index number."""
    return disclosing.public().filter(index_number=index_number.upper()).first()


def files(row: Disclosed) -> list[PublicFile]:
    """The files of an entry."""
    key = disclosed_gate.file_key(row)
    return [
        PublicFile(
            place, store.name_of(stored, key), limits.megabytes(stored.size), stored, store.is_open(stored)
        )
        for place, stored in enumerate(row.files.order_by("stored_at", "pk"), start=1)
    ]  # fmt: skip


def content(row: Disclosed, file: PublicFile) -> bytes:
    """The bytes of a file. Raises what `files.store.read` raises."""
    return store.read(file.stored, disclosed_gate.file_key(row))
