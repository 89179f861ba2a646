"""A catalogue from a table file: read row by row, reported row by row, taken in as a whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError

from gongkai.disclosure.catalogue import columns
from gongkai.disclosure.catalogue.models import Catalogue, CatalogueEntry
from gongkai.disclosure.widgets import PageReference
from gongkai.editorial.errors import EditorialError
from gongkai.files.sheets import Sheet, UnreadableTable, open_book
from gongkai.statute.catalogue import usual_time_limit

MOST_LINES = 1000
COMPARED = tuple(
    field.attname for field in CatalogueEntry._meta.concrete_fields  # noqa: SLF001 - Django's documented name
    if field.name not in ("id", "sort_order", "catalogue")
)  # fmt: skip


class NotACatalogue(EditorialError):
    """The file cannot be read as a catalogue; nothing of it was taken."""

    code = "CATALOGUE_UNREADABLE"


class Fate(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    CHANGED = "changed"
    KEPT = "kept"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return {"added": "新增", "changed": "修改", "kept": "不变", "refused": "不能导入"}[self.value]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: where it stands, what becomes of it, and what is wrong with it."""

    place: str
    name: str
    fate: Fate
    faults: tuple[str, ...] = ()
    entry: CatalogueEntry | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. ``digest`` is the file's: what is confirmed is what was looked at."""

    rows: tuple[Row, ...]
    dropped: tuple[str, ...]
    digest: str

    @property
    def refused(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.fate is Fate.REFUSED)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have which fate, in words."""
        counts = Counter(row.fate for row in self.rows)
        return {fate.label: counts[fate] for fate in Fate if counts[fate]}

    @property
    def entries(self) -> list[CatalogueEntry]:
        """The lines that the catalogue will have."""
        return [row.entry for row in self.rows if row.entry is not None]


def plan(data: bytes, catalogue: Catalogue) -> Plan:
    """What a file would make of a catalogue's newest draft: its rows in their order take the place of all lines. A
    line that the file does not bind to a place keeps the place it has. Raises NotACatalogue."""
    known = {_key(entry): entry for entry in catalogue.entries.all()}
    rows = _repeated([_row(place, cells, known) for place, cells in _read(data)])
    have = {_key(row.entry) for row in rows if row.entry is not None}
    dropped = tuple(str(entry) for key, entry in known.items() if key not in have)
    return Plan(tuple(rows), dropped, sha256(data).hexdigest())


def _read(data: bytes) -> list[tuple[str, dict[str, str]]]:
    try:
        book = open_book(data)
    except UnreadableTable as error:
        raise NotACatalogue(str(error)) from error
    found = [row for sheet in book.sheets for row in _rows(sheet)]
    if not found:
        raise NotACatalogue("没有找到目录的表头，或者表头下面没有内容。表头至少要有“一级事项”和“公开内容（要素）”。")
    if len(found) > MOST_LINES:
        raise NotACatalogue(f"文件里有{len(found)}条，一个机关的目录最多{MOST_LINES}条。")
    return found


def _rows(sheet: Sheet) -> list[tuple[str, dict[str, str]]]:
    head = columns.header(sheet.rows)
    if head is None:
        return []
    found, above = [], ""
    for number, row in enumerate(sheet.rows[head.last + 1 :], start=head.last + 2):
        cells = head.cells(row)
        if not cells.get("elements") and not cells.get("submatter"):
            above = cells.get("matter") or above
            continue
        # a first-level matter that goes over several rows stands in the first of them only
        above = cells["matter"] = cells.get("matter") or above
        found.append((f"“{sheet.name}”第{number}行", cells))
    return found


def _row(place: str, cells: Mapping[str, str], known: Mapping[Any, CatalogueEntry]) -> Row:
    entry, faults = _entry(cells, known)
    name = str(entry) or "（没有写事项）"
    if faults:
        return Row(place, name, Fate.REFUSED, tuple(faults))
    before = known.get(_key(entry))
    if before is None:
        return Row(place, name, Fate.ADDED, entry=entry)
    same = all(getattr(before, field) == getattr(entry, field) for field in COMPARED)
    return Row(place, name, Fate.KEPT if same else Fate.CHANGED, entry=entry)


def _entry(cells: Mapping[str, str], known: Mapping[Any, CatalogueEntry]) -> tuple[CatalogueEntry, list[str]]:
    """A line as a row says it, and what is wrong with it."""
    faults: list[str] = []
    item = columns.item_of(cells.get("item", ""))
    if item is None:
        faults.append("“法定事项”应当写条例第二十条的项，如“第二十条（7）”，或者“第二十一条”")
    field = columns.field_of(cells.get("field", ""))
    if field is None:
        faults.append(f"“{cells['field']}”不是标准目录的领域")
    entry = CatalogueEntry(
        item=item or "15",
        field=field or "",
        **{name: cells.get(name, "") for name in ("matter", "submatter", "elements", "basis", "responsible")},
        time_limit=cells.get("time_limit") or usual_time_limit(),
        refresh_days=_days(cells.get("refresh_days", ""), faults),
        carriers=cells.get("carriers") or "政府网站",
        audience=columns.audience_of(cells),
        on_request=columns.on_request_of(cells),
        level=columns.level_of(cells),
    )
    _bind(entry, cells.get("place", ""), known, faults)
    return entry, faults + wrong(entry)


def _days(said: str, faults: list[str]) -> int | None:
    number = said.removesuffix("天").removesuffix("日")
    if number.isascii() and number.isdecimal() and 1 <= len(number) <= 4 and int(number):
        return int(number)
    if said:
        faults.append(f"更新周期“{said}”应当是天数，如“90”")
    return None


def _bind(entry: CatalogueEntry, said: str, known: Mapping[Any, CatalogueEntry], faults: list[str]) -> None:
    """The place that a row names, or else the one that the line has."""
    if not said:
        before = known.get(_key(entry))
        entry.place_id = before.place_id if before else None
        return
    found = PageReference().found(said)
    if found:
        entry.place_id = int(found)
    else:
        faults.append(f"没有名为“{said}”的公开栏目或者网页（同名的请写网址）")


def wrong(entry: CatalogueEntry) -> list[str]:
    """What the columns of a line do not allow, in words."""
    try:
        entry.full_clean(exclude=["catalogue"])
    except ValidationError as error:
        names = {field.name: str(field.verbose_name) for field in CatalogueEntry._meta.concrete_fields}  # noqa: SLF001
        return [
            f"{names.get(name, '')}：{message}" if name in names else message
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return []


def _key(entry: CatalogueEntry) -> tuple[str, ...]:
    """By what a line is known again."""
    return entry.field, entry.matter, entry.submatter, entry.elements


def _repeated(rows: list[Row]) -> list[Row]:
    """The second of two like lines is refused."""
    seen: set[tuple[str, ...]] = set()
    found = []
    for row in rows:
        key = _key(row.entry) if row.entry is not None else None
        again = key is not None and key in seen
        found.append(Row(row.place, row.name, Fate.REFUSED, ("与前面的一条完全相同",)) if again else row)
        seen |= {key} if key is not None else set()
    return found
