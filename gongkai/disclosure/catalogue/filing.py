"""What an office does with its catalogue: take a file in, write a line, take one away. Each keeps a new draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from gongkai.agencies.models import Agency, User
from gongkai.disclosure import held
from gongkai.disclosure.catalogue import importing
from gongkai.disclosure.catalogue.importing import MOST_LINES, Plan
from gongkai.disclosure.catalogue.models import Catalogue, CatalogueEntry
from gongkai.editorial import pages
from gongkai.editorial.errors import Incomplete, Overtaken


def of(agency: Agency) -> Catalogue | None:
    """An agency's catalogue as its newest draft has it."""
    row = Catalogue.objects.filter(agency=agency).first()
    found = pages.newest(row) if row is not None else None
    return found if isinstance(found, Catalogue) else None


def lines(catalogue: Catalogue) -> list[CatalogueEntry]:
    """The lines of a draft in their order, each with its number from 1 as ``number``."""
    found = list(catalogue.entries.all())
    for number, entry in enumerate(found, start=1):
        entry.number = number
    return found


@transaction.atomic
def take_in(*, catalogue_id: int, plan: Plan, revision: int, by: User, at: datetime) -> Catalogue:
    """Make the draft's lines those of a plan. Raises NotAllowed, Overtaken, WrongWay, Incomplete."""
    catalogue = _draft(catalogue_id, revision, by, at)
    if plan.refused:
        raise Incomplete(f"有{len(plan.refused)}行不能导入，请改好文件再导入；没有导入任何一行。", "file")
    return _keep(catalogue, plan.entries, by)


@transaction.atomic
def write(
    *, catalogue_id: int, number: int, fields: Mapping[str, Any], revision: int, by: User, at: datetime
) -> Catalogue:
    """Write line ``number`` of the draft, or with 0 a new one at its end. Raises NotAllowed, Overtaken, WrongWay,
    Incomplete."""
    catalogue = _draft(catalogue_id, revision, by, at)
    entries = list(catalogue.entries.all())
    entry = CatalogueEntry() if number == 0 else _line(entries, number)
    for name, value in fields.items():
        setattr(entry, name, value)
    if faults := importing.wrong(entry):
        raise Incomplete("；".join(faults))
    if number == 0:
        entries.append(entry)
    return _keep(catalogue, entries, by)


@transaction.atomic
def drop(*, catalogue_id: int, number: int, revision: int, by: User, at: datetime) -> Catalogue:
    """Take line ``number`` out of the draft. Raises NotAllowed, Overtaken, WrongWay."""
    catalogue = _draft(catalogue_id, revision, by, at)
    entries = list(catalogue.entries.all())
    entries.remove(_line(entries, number))
    return _keep(catalogue, entries, by)


def _line(entries: list[CatalogueEntry], number: int) -> CatalogueEntry:
    if not 1 <= number <= len(entries):
        raise Overtaken("目录已经变化，没有这一条了。请重新打开目录。")
    return entries[number - 1]


def _draft(number: int, revision: int, by: User, at: datetime) -> Catalogue:
    """The newest draft, held so that two officers do not write over each other."""
    found = held.draft(Catalogue, number, by=by, at=at)
    if (found.latest_revision_id or 0) != revision:
        raise Overtaken("目录刚刚被别人修改过，您看到的不是最新的。请重新打开目录再改。")
    return found


def _keep(catalogue: Catalogue, entries: list[CatalogueEntry], by: User) -> Catalogue:
    if len(entries) > MOST_LINES:
        raise Incomplete(f"一个机关的目录最多{MOST_LINES}条。")
    for place, entry in enumerate(entries):
        entry.sort_order = place
    catalogue.entries = entries
    catalogue.save_revision(user=by)
    return catalogue
