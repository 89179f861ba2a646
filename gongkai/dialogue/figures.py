"""Numbers of the dialogue, counted live: for the office, for the portal, and for the yearly report of a government site
(政府网站工作年度报表, 国办函〔2018〕12号)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Avg, Count, F, Q

from gongkai.agencies import calendar
from gongkai.dialogue.models import Ballot, CitizenLetter, Opinion, SiteError
from gongkai.disclosure.models import Consultation, ConsultationResult, PublicAnswer, PublicPage, Survey


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the dialogue. ``average_days`` counts working days from receipt to answer of the letters answered in
    it, to one decimal; None when there was none."""

    received: int
    answered: int
    published: int
    average_days: float | None
    on_time: int
    satisfied: float | None
    """The mean of the marks from 1 to 5 that writers gave."""
    consultations: int
    opinions: int
    results: int
    surveys: int
    ballots: int
    errors_found: int
    errors_answered: int


def years(agency_ids: Iterable[int], today: date, *, most: int = 2) -> list[int]:
    """This year and those before it in which letters came, the newest first. One query."""
    came = CitizenLetter.objects.filter(agency__in=list(agency_ids)).dates("received_on", "year", order="DESC")
    return list(dict.fromkeys([today.year, *(day.year for day in came)]))[:most]


def year(agency_ids: Iterable[int], year: int) -> Year:
    """The year of some agencies. A letter counts as received in the year of its receipt, as answered in that of its
    answer; a consultation or survey in the year in which it opened, if it was public. A dozen queries."""
    here, span = list(agency_ids), (date(year, 1, 1), date(year, 12, 31))
    letters = CitizenLetter.objects.filter(agency__in=here)
    answered = letters.filter(answered_on__range=span)
    told = answered.aggregate(
        count=Count("pk"), on_time=Count("pk", filter=Q(answered_on__lte=F("due_on"))), score=Avg("score")
    )
    held = Consultation.objects.filter(agency__in=here, live=True, opens_on__range=span)
    asked = Survey.objects.filter(agency__in=here, live=True, opens_on__range=span)
    wrong = SiteError.objects.filter(agency__in=here)
    shown = PublicPage.objects.filter(agency__in=here, release__isnull=False, at__year=year)
    return Year(
        received=letters.filter(received_on__range=span).count(),
        answered=told["count"],
        published=shown.filter(kind=PublicAnswer.item_kind).count(),
        average_days=_average(list(answered.values_list("received_on", "answered_on"))),
        on_time=told["on_time"],
        satisfied=round(told["score"], 1) if told["score"] is not None else None,
        consultations=held.count(),
        opinions=Opinion.objects.filter(consultation__agency__in=here, received_on__range=span).count(),
        results=shown.filter(kind=ConsultationResult.item_kind).count(),
        surveys=asked.count(),
        ballots=Ballot.objects.filter(survey__agency__in=here, received_on__range=span).count(),
        errors_found=wrong.filter(received_on__range=span).count(),
        errors_answered=wrong.filter(answered_on__range=span).count(),
    )


def _average(spans: list[tuple[date, date | None]]) -> float | None:
    days = calendar.current()
    taken = [days.workdays_between(start, end) for start, end in spans if end is not None]
    return round(sum(taken) / len(taken), 1) if taken else None
