"""What is really published under each line of a catalogue: how much, since when, and whether that is too old."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Max, QuerySet
from django.utils.timezone import localdate

from gongkai.disclosure.catalogue.models import REST, Catalogue, CatalogueEntry, fields, items
from gongkai.disclosure.models import PublicPage, Section
from gongkai.disclosure.queries import public
from gongkai.statute.catalogue import items_of_article_20


class State(StrEnum):
    """Where a line stands."""

    UNBOUND = "unbound"
    """In this state, nobody has said where the line is fulfilled."""
    EMPTY = "empty"
    """In this state, nothing is public where it should be."""
    LATE = "late"
    """In this state, the newest is older than the line allows."""
    FRESH = "fresh"
    """In this state, something is public, and not too old."""
    ON_REQUEST = "on_request"
    """In this state, the matter is disclosed to who asks for it; nothing has to stand anywhere."""

    @property
    def label(self) -> str:
        return _LABELS[self.value]


_LABELS = {
    "unbound": "没有对应栏目",
    "empty": "暂无内容",
    "late": "超过更新周期",
    "fresh": "正常",
    "on_request": "依申请公开",
}
OWED = (State.UNBOUND, State.EMPTY, State.LATE)


@dataclass(frozen=True, slots=True)
class Covered:
    """A line with what stands under it: how many pages, the day of the newest, and where to read them."""

    entry: CatalogueEntry
    state: State
    count: int = 0
    newest: date | None = None
    row: PublicPage | None = None


def cover(entries: Sequence[CatalogueEntry], today: date) -> list[Covered]:
    """What stands under lines on a day. Two queries, however many lines there are."""
    places = {entry.place_id for entry in entries if entry.place_id}
    found = public().filter(page__in=places).select_related(None).select_related("release")
    rows = {row.page_id: row for row in found}
    below = _below(places, rows.values())
    return [_covered(entry, rows.get(entry.place_id), below.get(entry.place_id), today) for entry in entries]


def _below(places: Iterable[int], rows: Iterable[PublicPage]) -> dict[int, tuple[int, datetime]]:
    """How many pages are public in each of these sections, and when the newest was released; a page of another kind,
    whose row is among these, is what stands there itself. One query."""
    found = {row.page_id: (1, row.release.at) for row in rows if row.release and row.kind != Section.item_kind}
    inside = (
        public().order_by().filter(section__in=set(places)).exclude(kind=Catalogue.item_kind).values_list("section")
    )
    return found | {
        section: (count, newest)
        for section, count, newest in inside.annotate(count=Count("pk"), newest=Max("release__at"))
    }


def _covered(entry: CatalogueEntry, row: PublicPage | None, below: tuple[int, datetime] | None, today: date) -> Covered:
    if row is None or below is None:
        state = State.EMPTY if entry.place_id else State.UNBOUND
        return Covered(entry, State.ON_REQUEST if entry.on_request else state, row=row)
    newest = localdate(below[1])
    late = entry.refresh_days is not None and newest + timedelta(days=entry.refresh_days) < today
    return Covered(entry, State.LATE if late else State.FRESH, below[0], newest, row)


def tally(covered: Iterable[Covered]) -> dict[State, int]:
    """How many lines stand in each state."""
    counts = Counter(one.state for one in covered)
    return {state: counts[state] for state in State}


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of an item or of a field: how many, how much is public under them, and when the newest came."""

    key: str
    label: str
    lines: int
    count: int
    newest: date | None


def by_item(entries: QuerySet[CatalogueEntry]) -> list[Group]:
    """What is public under each item of the law, those without a line too. Three queries."""
    return _grouped(entries, "item", items())


def by_field(entries: QuerySet[CatalogueEntry]) -> list[Group]:
    """What is public in each field of the standard catalogue that has a line."""
    return [group for group in _grouped(entries, "field", fields()) if group.lines]


def _grouped(entries: QuerySet[CatalogueEntry], name: str, known: list[tuple[str, str]]) -> list[Group]:
    lines = dict(entries.order_by().values_list(name).annotate(count=Count("pk")))
    places: dict[str, set[int]] = {}
    for key, place in entries.order_by().filter(place__isnull=False).values_list(name, "place").distinct():
        places.setdefault(key, set()).add(place)
    bound = {place for some in places.values() for place in some}
    below = _below(bound, public().filter(page__in=bound).select_related(None).select_related("release"))
    found = []
    for key, label in known:
        some = [below[place] for place in places.get(key, ()) if place in below]
        newest = max((moment for _, moment in some), default=None)
        day = localdate(newest) if newest else None
        found.append(Group(key, label, lines.get(key, 0), sum(count for count, _ in some), day))
    return found


def without_a_line(entries: Iterable[CatalogueEntry]) -> list[tuple[int, str]]:
    """The items of 条例第二十条 for which a catalogue has no line at all: not every agency owes each of them, so this
    is shown and not refused."""
    have = {entry.item for entry in entries if entry.item != REST}
    return [(item.number, item.label) for item in items_of_article_20() if item.number and str(item.number) not in have]
