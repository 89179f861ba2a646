"""What the screens read of a stocktaking: which documents it could have, what is said of them, how far everybody is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from gongkai.agencies.models import Agency, Kind
from gongkai.disclosure.library import LibraryEntry, in_state
from gongkai.disclosure.stocktaking.models import Conclusion, Stocktaking, StocktakingLine
from gongkai.statute.documents import Validity


def reach(agency: Agency) -> Agency:
    """The agency at whose head a stocktaking stands: a government's office goes through the documents of the whole
    government, everybody else through their own."""
    if agency.kind == Kind.OFFICE and agency.parent is not None:
        return agency.parent
    return agency


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents are gone through; empty means all."""

    agencies: frozenset[int] = frozenset()
    year_from: int | None = None
    year_until: int | None = None
    subject: str = ""
    normative_only: bool = True


def in_scope(agency: Agency, scope: Scope, on: date) -> QuerySet[LibraryEntry]:
    """The documents that an agency's stocktaking goes through, the oldest first: what was repealed or has lapsed by
    itself needs no decision any more."""
    rows = LibraryEntry.objects.filter(agency__path__startswith=reach(agency).path)
    rows = rows.exclude(in_state(Validity.REPEALED, on) | in_state(Validity.LAPSED, on))
    if scope.agencies:
        rows = rows.filter(agency__in=scope.agencies)
    if scope.year_from:
        rows = rows.filter(dated_on__year__gte=scope.year_from)
    if scope.year_until:
        rows = rows.filter(dated_on__year__lte=scope.year_until)
    if scope.subject:
        rows = rows.filter(subject=scope.subject)
    if scope.normative_only:
        rows = rows.filter(normative=True)
    return rows.select_related("page", "agency").order_by("agency__path", "dated_on", "page")


def lines(stocktaking: Stocktaking, within: Iterable[int] | None = None) -> QuerySet[StocktakingLine]:
    """The documents in their order; ``within`` only those for which some agencies answer."""
    rows = stocktaking.lines.select_related("document__entry", "agency", "said_by")
    return rows if within is None else rows.filter(agency__in=list(within))


def of(agencies: Iterable[int]) -> QuerySet[Stocktaking]:
    """The stocktakings that agencies hold or take part in."""
    keys = list(agencies)
    rows = Stocktaking.objects.filter(Q(agency__in=keys) | Q(lines__agency__in=keys)).distinct()
    return rows.select_related("agency", "result")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an agency is."""

    agency: Agency
    total: int
    counts: dict[str, int]

    @property
    def said(self) -> int:
        """Of how many documents something is said."""
        return sum(self.counts.values())

    @property
    def owed(self) -> int:
        """Of how many nothing is said."""
        return self.total - self.said

    @property
    def by_conclusion(self) -> list[int]:
        """How many documents have which conclusion, in the order of the conclusions."""
        return [self.counts.get(one.value, 0) for one in Conclusion]


def progress(stocktaking: Stocktaking, within: Iterable[int] | None = None) -> list[Progress]:
    """How far each agency is, from the top down. One query, and one for the agencies."""
    rows = stocktaking.lines.order_by()
    if within is not None:
        rows = rows.filter(agency__in=list(within))
    found: dict[int, Counter[str]] = {}
    for agency, conclusion in rows.values_list("agency", "conclusion"):
        found.setdefault(agency, Counter())[conclusion] += 1
    return [
        Progress(agency, found[agency.pk].total(), {key: n for key, n in found[agency.pk].items() if key})
        for agency in Agency.objects.filter(pk__in=found).order_by("path")
    ]
