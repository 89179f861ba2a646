"""What the system counts of agencies for an inspection, live: one query for each thing, however many agencies.

What only the portal knows, such as columns, it offers by `offer` in its ``AppConfig.ready``. A thing that nobody counts
is judged by a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency
from gongkai.casework.models import Case
from gongkai.dialogue.models import CitizenLetter
from gongkai.oversight import clocks, reading, rota
from gongkai.oversight.models import Medium, Observation, Rectification, Weight
from gongkai.reporting import queries as reports
from gongkai.reporting.models import AnnualReport, Stage

FEW = 5


@dataclass(frozen=True, slots=True)
class Span:
    """The month that is looked at, as far as it has gone."""

    office: Agency
    month: date
    at: datetime

    @property
    def begin(self) -> datetime:
        return rota.span_of(self.month)[0]

    @property
    def end(self) -> datetime:
        return min(rota.span_of(self.month)[1], self.at)

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day that are over."""
        last = rota.span_of(self.month)[1]
        return self.month, localdate(last - timedelta(days=1)) if last <= self.at else localdate(self.at)


Found = dict[int, list[str]]
"""By agency, what was found in words: as many lines as things."""
Source = Callable[[Span, Sequence[int]], Found]
_offered: dict[str, Source] = {}


def offer(name: str, source: Source) -> None:
    """Have something counted by an app above."""
    _offered[name] = source


def count(name: str, span: Span, agencies: Sequence[int]) -> Found | None:
    """What was found of a thing; None when nobody here counts it."""
    source = _offered.get(name) or OWN.get(name)
    return source(span, agencies) if source else None


def said(lines: Sequence[str]) -> str:
    """The first of what was found, in a sentence."""
    more = f"等{len(lines)}项" if len(lines) > FEW else ""
    return "；".join(lines[:FEW])[:480] + more


def _gathered(rows: Iterable[tuple[int, str]]) -> Found:
    found: Found = defaultdict(list)
    for agency, words in rows:
        found[agency].append(words)
    return dict(found)


def media_stale(span: Span, agencies: Sequence[int]) -> Found:
    """Sites and accounts whose clock had run out at the end of the month."""
    last = span.days[1]
    rows = Medium.objects.filter(office=span.office, agency__in=agencies, retired_on=None, updated_on__isnull=False)
    late = [row for row in rows if (due := clocks.update_due(row)) is not None and due < last]
    return _gathered((row.agency_id, f"{row.name}最近更新{row.updated_on}") for row in late)


def dead_links(span: Span, agencies: Sequence[int]) -> Found:
    """Links that led nowhere, found in the month."""
    return _observed(span, agencies, Q(code=reading.DEAD_LINK))


def severe(span: Span, agencies: Sequence[int]) -> Found:
    """Severe faults found in the month."""
    return _observed(span, agencies, Q(weight=Weight.SEVERE) & ~Q(code=reading.DEAD_LINK))


def _observed(span: Span, agencies: Sequence[int], which: Q) -> Found:
    rows = Observation.objects.filter(which, office=span.office, agency__in=agencies)
    rows = rows.filter(found_at__gte=span.begin, found_at__lt=span.end).exclude(state=Observation.State.IGNORED)
    return _gathered(rows.order_by("found_at").values_list("agency", "what"))


def rectified_late(span: Span, agencies: Sequence[int]) -> Found:
    """What had to be mended in the month and was answered later, or not at all."""
    rows = Rectification.objects.filter(office=span.office, agency__in=agencies)
    rows = rows.filter(due_at__gte=span.begin, due_at__lt=span.end)
    rows = rows.filter(Q(answered_at=None) | Q(answered_at__gt=F("due_at")))
    return _gathered(rows.values_list("agency", "number"))


def requests_late(span: Span, agencies: Sequence[int]) -> Found:
    """Requests whose answer was due in the month and came later, or has not come (条例第三十三条)."""
    first, last = span.days
    rows = Case.objects.filter(agency__in=agencies, due_on__range=(first, last))
    rows = rows.filter(Q(on_time=False) | Q(decided_on=None, closed_on=None, due_on__lt=localdate(span.at)))
    return _gathered(rows.values_list("agency", "number"))


def letters_late(span: Span, agencies: Sequence[int]) -> Found:
    """Letters that had to be answered in the month and were later, or are not."""
    first, last = span.days
    rows = CitizenLetter.objects.filter(agency__in=agencies, due_on__range=(first, last))
    rows = rows.filter(
        Q(answered_on__gt=F("due_on")) | Q(answered_on=None, due_on__lt=localdate(span.at), erased_at=None)
    )
    return _gathered(rows.values_list("agency", "number"))


def report_missing(span: Span, agencies: Sequence[int]) -> Found:
    """The yearly report whose last day was in the month and that was not public by then (条例第四十九条)."""
    year, found, today = span.month.year - 1, {}, localdate(span.at)
    published = AnnualReport.objects.filter(year=year, stage=Stage.PUBLISHED).values_list("agency", "published_on")
    days = {agency: on for agency, on in published if on is not None}
    for agency in Agency.objects.filter(pk__in=agencies):
        due = reports.due(agency, year, today=today).on
        in_month = (due.year, due.month) == (span.month.year, span.month.month)
        if in_month and due < today and days.get(agency.pk, date.max) > due:
            found[agency.pk] = [f"{year}年度报告没有在{due}前公布"]
    return found


OWN: dict[str, Source] = {
    "media_stale": media_stale,
    "dead_links": dead_links,
    "severe": severe,
    "rectified_late": rectified_late,
    "requests_late": requests_late,
    "letters_late": letters_late,
    "report_missing": report_missing,
}
