"""One search: what somebody asks for, and the page of results that they may see.

The index says what was public when it was written. What is shown is only what is public at this moment, as exactly
the release that the index read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from django.utils.dateparse import parse_date
from django.utils.timezone import localdate

from gongkai.editorial.models import Release
from gongkai.portal.searching import following, naming, unfound
from gongkai.portal.searching.models import Entry
from gongkai.search import asking, marking, query, suggest
from gongkai.search.asking import Answer, Filters, Order
from gongkai.search.document import FACETS, Document
from gongkai.search.errors import Damaged
from gongkai.search.marking import Segment
from gongkai.search.query import Asked

A_PAGE = 10
FURTHEST = 100
LABELS = {
    "section": "栏目",
    "agency": "机关",
    "kind": "类型",
    "theme": "主题",
    "validity": "有效性",
    "year": "年份",
}
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for, as the address of the page says it."""

    words: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    order: Order = Order.RELEVANT
    since: date | None = None
    until: date | None = None
    page: int = 1

    @property
    def filters(self) -> Filters:
        """What narrows the hits."""
        since = asking.moment_of(self.since) if self.since else None
        until = asking.moment_of(self.until, end=True) if self.until else None
        return Filters(self.chosen, since, until)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words was asked for."""
        return bool(self.chosen or self.since or self.until)

    def address(self, **changes: object) -> str:
        """The query of the same wish with something changed; None takes a value away. Pages begin anew."""
        given: dict[str, object] = {"q": self.words, **self.chosen}
        given |= {"order": self.order.value if self.order is not Order.RELEVANT else None}
        given |= {"since": self.since, "until": self.until} | changes
        return "?" + urlencode({name: str(value) for name, value in given.items() if value not in (None, "")})


@dataclass(frozen=True, slots=True)
class Hit:
    """A result as it is shown."""

    title: list[Segment]
    address: str
    passage: list[Segment]
    document: Document
    part: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value by which hits can be narrowed."""

    value: str
    count: int
    address: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """One way of narrowing."""

    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results. ``is_open`` is false while there is no index to ask; ``instead`` and ``parts`` are other
    words that would find something; ``spoken`` that letters were read as the sound of words."""

    wish: Wish
    asked: Asked
    is_open: bool = True
    total: int = 0
    hits: Sequence[Hit] = ()
    facets: Sequence[Facet] = ()
    recommended: Sequence[Entry] = ()
    instead: str = ""
    parts: str = ""

    @property
    def pages(self) -> int:
        """How many pages of results are shown."""
        return min(FURTHEST, -(-self.total // A_PAGE))

    @property
    def is_cut_off(self) -> bool:
        """Whether there are hits behind the last page that is shown."""
        return self.total > self.shown_most

    @property
    def shown_most(self) -> int:
        """How many hits can be paged through."""
        return FURTHEST * A_PAGE

    @property
    def first(self) -> int:
        """The number of the first hit on this page."""
        return (self.wish.page - 1) * A_PAGE + 1


def wish(given: Mapping[str, str]) -> Wish:
    """What the address of the page asks for. What it says wrongly does not count."""
    page = given.get("page", "1")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1
    return Wish(
        words=" ".join(given.get("q", "")[: 4 * query.LONGEST].replace("\x00", " ").split()),
        chosen={name: given[name][:120] for name in FACETS if given.get(name, "").strip("\x00 ")},
        order=Order.NEWEST if given.get("order") == Order.NEWEST else Order.RELEVANT,
        since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
        page=max(1, min(number, FURTHEST)),
    )


def find(wanted: Wish) -> Found:
    """Search. Never raises for what was asked; without an index it says so."""
    names = naming.names()
    asked = query.parse(wanted.words, names=names)
    if asked.is_empty and not (asked.unwanted or wanted.is_narrowed):
        return Found(wanted, asked)
    try:
        if not following.ready():
            return Found(wanted, asked, is_open=False)
        found = _found(wanted, asked)
        return found if found.total else _helped(found)
    except Damaged:
        following.mend()
        return Found(wanted, asked, is_open=False)


def completions(words: str) -> list[str]:
    """What words may become while they are typed."""
    try:
        return suggest.completions(following.index(), words, names=naming.names()) if _offers() else []
    except Damaged:
        following.mend()
        return []


def _found(wanted: Wish, asked: Asked) -> Found:
    first = (wanted.page - 1) * A_PAGE
    answer = asking.ask(following.index(), asked, filters=wanted.filters, order=wanted.order, first=first, size=A_PAGE)
    public = _public(answer)
    total = answer.total - (len(answer.hits) - len(public))
    recommended = (
        naming.recommended(wanted.words, on=localdate()) if wanted.page == 1 and not wanted.is_narrowed else ()
    )
    shown = [_hit(document, asked) for document in public]
    return Found(wanted, asked, total=total, hits=shown, facets=_facets(wanted, answer), recommended=recommended)


def _public(answer: Answer) -> list[Document]:
    """The hits that are public now as just what the index read. One query."""
    wanted = [document.release for document in answer.hits]
    standing = Release.objects.filter(pk__in=wanted, withdrawn_at=None)
    there = set(standing.values_list("key", "pk")) if wanted else set()
    return [document for document in answer.hits if (document.key, document.release) in there]


def _hit(document: Document, asked: Asked) -> Hit:
    """A hit with the passage that shows why: in the text, or in the file where the words stand."""
    name, words = "", document.body
    if not marking.holds(words, asked):
        name, words = next((part for part in document.parts if marking.holds("\n".join(part), asked)), (name, words))
    title, passage = marking.marked(document.title, asked), marking.passage(words, asked)
    return Hit(title, document.address, passage, document, name)


def _facets(wanted: Wish, answer: Answer) -> list[Facet]:
    """The ways of narrowing that would change something, and those that were chosen."""
    out = []
    for name, label in LABELS.items():
        values = answer.facets.get(name, [])
        chosen = wanted.chosen.get(name)
        if name == "year":
            values = sorted(values, reverse=True)
        if chosen is not None:
            choices = [Choice(chosen, answer.total, wanted.address(**{name: None}), chosen=True)]
        elif values and (len(values) > 1 or values[0][1] < answer.total):
            choices = [Choice(value, count, wanted.address(**{name: value})) for value, count in values[:SHOWN]]
        else:
            continue
        out.append(Facet(name, label, choices))
    return out


def _helped(found: Found) -> Found:
    """Nothing was found: other words that would be, and a note for officers that there is nothing by this name."""
    index, names = following.index(), naming.names()
    if found.wish.is_narrowed or found.wish.page > 1:
        return found
    unfound.note(found.asked, on=localdate())
    parts = suggest.parts(found.asked)
    if parts and not asking.how_many(index, query.parse(parts, names=names)):
        parts = ""
    instead = suggest.instead(index, found.asked, names=names) if _offers() else ""
    return replace(found, instead=instead, parts=parts)


def _offers() -> bool:
    """Whether words can be offered: they are read off the copy and compared with nothing, so one that is behind, while
    another process makes it anew, would offer those of what was withdrawn."""
    if not following.ready():
        return False
    found = following.step()
    return found.state is not None and not found.behind


def _day(words: str) -> date | None:
    try:
        return parse_date(words)
    except ValueError:
        return None
