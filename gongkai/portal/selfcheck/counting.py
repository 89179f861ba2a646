"""The figures of the yearly table that the system knows: what became public in a year, by column; and what other apps
count."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Count

from gongkai.disclosure import queries
from gongkai.disclosure.models import Interpretation, Section
from gongkai.portal import tongues
from gongkai.portal.selfcheck import providers

OVERVIEW = frozenset({"overview", "functions", "leaders"})
NEWS = frozenset({"news", "notice"})
RESPONSES = frozenset({"response"})
ELSEWHERE = OVERVIEW | NEWS | RESPONSES | {"interpretation", "interview", "survey", "consultation"}
"""Types whose pages are counted elsewhere than among the catalogue."""


def counted(source: str, year: int) -> float | None:
    """A figure of a year by its name; None when nothing here counts it."""
    other = providers.count(source)
    if other is not None:
        return other(year)
    own = OWN.get(source)
    return own(year) if own else None


def published(year: int) -> int:
    """Everything that became public in a year and is still public; sections only say where things are."""
    return queries.news().filter(at__year=year).count()


def by_type(year: int) -> dict[str, int]:
    """The same by the type of the column. Two queries."""
    rows = queries.news().filter(at__year=year).order_by().values("section").annotate(count=Count("pk"))
    counts = dict(rows.values_list("section", "count"))
    found: dict[str, int] = {}
    for section, kind in Section.objects.filter(pk__in=counts).values_list("pk", "column_type"):
        found[kind] = found.get(kind, 0) + counts[section]
    return found


def _of(types: frozenset[str]) -> Callable[[int], float]:
    return lambda year: sum(count for kind, count in by_type(year).items() if kind in types)


def _catalogue(year: int) -> int:
    return sum(count for kind, count in by_type(year).items() if kind not in ELSEWHERE)


def interpretations(year: int) -> int:
    """Interpretations that became public in a year."""
    return queries.public().filter(kind=Interpretation.item_kind, at__year=year).count()


OWN: dict[str, Callable[[int], float]] = {
    "content.published": published,
    "content.overview": _of(OVERVIEW),
    "content.news": _of(NEWS),
    "content.catalogue": _catalogue,
    "content.responses": _of(RESPONSES),
    "interpretations.all": interpretations,
    "site.search": lambda _: 1,
    "site.languages": lambda _: int(any(one.translated for one in tongues.tongues())),
    "site.barrier_free": lambda _: 1,
}
