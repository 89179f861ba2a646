"""What the self-check and the yearly table hear from letters, consultations and surveys, interpretations and topics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from gongkai.dialogue import figures
from gongkai.dialogue.models import CitizenLetter
from gongkai.disclosure import queries
from gongkai.disclosure.models import (
    Consultation,
    ConsultationResult,
    Interpretation,
    PublicAnswer,
    Survey,
    SurveyResult,
    Topic,
)
from gongkai.oversight import sources
from gongkai.oversight.sources import Found, Span
from gongkai.portal.selfcheck import providers, rhythm
from gongkai.portal.selfcheck.providers import Record
from gongkai.portal.selfcheck.rhythm import State
from gongkai.statute.interpretations import Form

SHOWN = (Form.PICTURE, Form.ANIMATION, Form.VIDEO, Form.AUDIO)
"""解读产品: what is looked at or listened to; all other forms are material to read."""
RESULTS: tuple[tuple[type[Consultation | Survey], type[ConsultationResult | SurveyResult]], ...] = (
    (Consultation, ConsultationResult),
    (Survey, SurveyResult),
)


class Letters:
    """网上来信 as the channel for questions and suggestions."""

    def is_open(self, today: date) -> bool:
        """Letters can be written as long as the site is there."""
        del today
        return True

    def unanswered(self, since: date, before: date) -> Sequence[Record]:
        """Letters of these days without an answer; one that became a request for information has its own clock."""
        rows = CitizenLetter.objects.filter(received_on__gte=since, received_on__lt=before, erased_at=None)
        waiting = rows.filter(answered_on=None).exclude(stage=CitizenLetter.Stage.TURNED).order_by("received_on")
        return [
            Record(f"{row.number}（{row.received_on:%Y-%m-%d}收到）", reverse("dialogue:letter", args=[row.number]))
            for row in waiting
        ]

    def last_reply_on(self) -> date | None:
        """The day of the newest published answer."""
        row = PublicAnswer.objects.filter(live=True).order_by("-answered_on").first()
        return row.answered_on if row else None


class Asked:
    """意见征集 and 网上调查."""

    def held(self, since: date, until: date) -> int:
        """How many opened within these days."""
        return sum(model.objects.filter(live=True, opens_on__range=(since, until)).count() for model, _ in RESULTS)

    def without_result(self, today: date) -> Sequence[Record]:
        """Those that ended within a year, as far back as inspections look, and have no public result."""
        found: list[Record] = []
        for model, result in RESULTS:
            told = result.objects.filter(about=OuterRef("pk"), live=True)
            span = (today - timedelta(days=366), today - timedelta(days=1))
            rows = model.objects.filter(live=True, closes_on__range=span).exclude(Exists(told))
            found += [Record(title) for title in rows.order_by("closes_on").values_list("title", flat=True)]
        return found


def offer() -> None:
    """Register all of it, once everything is loaded."""
    providers.offer_dialogue(Letters())
    providers.offer_surveys(Asked())
    providers.offer_correction("portal:corrections")
    for name, field in _YEARS.items():
        providers.offer_count(name, lambda year, field=field: getattr(_year(year), field))  # type: ignore[misc]
    providers.offer_count("surveys.held", lambda year: _year(year).consultations + _year(year).surveys)
    providers.offer_count("surveys.opinions", lambda year: _year(year).opinions + _year(year).ballots)
    providers.offer_count("surveys.results", _results)
    providers.offer_count("interpretations.text", lambda year: _interpreted(year).exclude(form__in=_codes()).count())
    providers.offer_count("interpretations.media", lambda year: _interpreted(year).filter(form__in=_codes()).count())
    sources.offer("columns_stale", lambda span, agencies: _columns(span, agencies, State.STALE))
    sources.offer("columns_empty", lambda span, agencies: _columns(span, agencies, State.EMPTY))
    providers.offer_count("topics.kept", _topics_kept)
    providers.offer_count("topics.opened", lambda year: _topics().filter(public__at__year=year).count())


def _columns(span: Span, agencies: Sequence[int], state: State) -> Found:
    """The columns of agencies that are in a state on the last day of a month's inspection."""
    today, found = span.days[1], dict[int, list[str]]()
    for one in rhythm.columns(today):
        if one.agency.pk in agencies and one.state(today) is state:
            found.setdefault(one.agency.pk, []).append(f"{one.title}：{one.said(today)}")
    return found


_YEARS = {
    "dialogue.letters": "received",
    "dialogue.answered": "answered",
    "dialogue.days": "average_days",
    "dialogue.published": "published",
}


def _year(year: int) -> figures.Year:
    return figures.year(_agencies(), year)


def _agencies() -> Iterable[int]:
    return (
        CitizenLetter.objects.order_by()
        .values_list("agency", flat=True)
        .union(
            Consultation.objects.order_by().values_list("agency", flat=True),
            Survey.objects.order_by().values_list("agency", flat=True),
        )
    )


def _results(year: int) -> int:
    kinds = [result.item_kind for _, result in RESULTS]
    return queries.public().filter(kind__in=kinds, at__year=year).count()


def _codes() -> list[str]:
    return [form.code for form in SHOWN]


def _interpreted(year: int) -> QuerySet[Interpretation]:
    found: QuerySet[Interpretation] = Interpretation.objects.filter(
        live=True, public__release__isnull=False, public__at__year=year
    )
    return found


def _topics() -> QuerySet[Topic]:
    found: QuerySet[Topic] = Topic.objects.filter(live=True, public__release__isnull=False)
    return found


def _topics_kept(year: int) -> int:
    """Topics that were open at some time of the year."""
    open_then = _topics().filter(public__at__year__lte=year)
    return open_then.exclude(closes_on__lte=date(year, 1, 1)).count()
