"""What the portal shows of the dialogue: consultations with where they stand, published answers by topic, surveys and
guides. Everything comes from `disclosure.queries`: only what a release stands for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate, now

from gongkai.agencies.models import Agency
from gongkai.casework.heirs import heir_of
from gongkai.dialogue import figures, seats
from gongkai.disclosure import queries
from gongkai.disclosure.models import (
    Consultation,
    ConsultationResult,
    ExecutiveMeeting,
    PublicAnswer,
    PublicPage,
    SeatCall,
    ServiceGuide,
    Survey,
    SurveyResult,
)
from gongkai.disclosure.standing import standing
from gongkai.editorial.pages import GatedPage

A_PAGE = 20
MOST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A consultation or survey of a list: ``state`` is one of soon, open, over, told."""

    row: PublicPage
    page: Consultation | Survey
    state: str
    label: str
    result: PublicPage | None = None


STATES = {"open": "正在征集", "soon": "即将开始", "over": "已截止，正在整理", "told": "已反馈结果"}
OF_SURVEYS = STATES | {"open": "正在进行"}


def state_of(page: Consultation | Survey, result: PublicPage | None, today: date) -> str:
    """Where a consultation or a survey stands on a day."""
    if result is not None:
        return "told"
    if page.is_open(today):
        return "open"
    return "over" if page.is_over(today) else "soon"


def consultations(today: date) -> list[Asked]:
    """The consultations, those that are open first, each with its result."""
    return _asked(Consultation, ConsultationResult, today)


def surveys(today: date) -> list[Asked]:
    """The surveys, those that are open first, each with its result."""
    return _asked(Survey, SurveyResult, today)


def _asked(model: type[Consultation] | type[Survey], result: type[GatedPage], today: date) -> list[Asked]:
    rows = list(queries.public().filter(kind=model.item_kind)[:MOST])
    pages: dict[int, Any] = model.objects.in_bulk([row.page_id for row in rows])
    told, labels = results(result, list(pages)), OF_SURVEYS if model is Survey else STATES
    found = []
    for row in rows:
        state = state_of(pages[row.page_id], told.get(row.page_id), today)
        found.append(Asked(row, pages[row.page_id], state, labels[state], told.get(row.page_id)))
    order = {"open": 0, "soon": 1}
    return sorted(found, key=lambda one: order.get(one.state, 2))


def results(model: type[GatedPage], about: list[int]) -> dict[int, PublicPage]:
    """The public results, by what they are about."""
    pages = dict(model.objects.filter(about__in=about, live=True).values_list("pk", "about"))
    return {pages[number]: row for number, row in queries.rows_of(pages).items()}


def public_row(number: int) -> PublicPage | None:
    """Where a page stands for the public, if it does."""
    return queries.rows_of([number]).get(number)


def found(number: int, model: type[GatedPage]) -> tuple[PublicPage, Any] | None:
    """A public page of a kind by its number, when its content is just what was released."""
    row = queries.public().filter(page=number, kind=model.item_kind).first()
    whole = queries.find(row.month, number) if row else None
    return (whole.row, whole.page) if whole and isinstance(whole.page, model) else None


@dataclass(frozen=True, slots=True)
class Answers:
    """A page of published answers, with the topics there are."""

    rows: list[tuple[PublicPage, PublicAnswer]]
    topics: list[tuple[str, int]]
    total: int
    number: int
    last: int


def answers(subject: str, number: int) -> Answers:
    """Published letters and answers, the newest first, of one topic or of all."""
    topics, rows = _topics(PublicAnswer), _of_topic(PublicAnswer, subject)
    total = rows.count()
    last = max(1, -(-total // A_PAGE))
    number = max(1, min(number, last))
    shown = list(rows[(number - 1) * A_PAGE : number * A_PAGE])
    pages = PublicAnswer.objects.in_bulk([row.page_id for row in shown])
    return Answers([(row, pages[row.page_id]) for row in shown], topics, total, number, last)


def guides(subject: str) -> tuple[list[tuple[PublicPage, ServiceGuide]], list[tuple[str, int]]]:
    """The service guides by title, and their topics."""
    shown = list(_of_topic(ServiceGuide, subject).order_by("title")[:MOST])
    pages = ServiceGuide.objects.in_bulk([row.page_id for row in shown])
    return [(row, pages[row.page_id]) for row in shown], _topics(ServiceGuide)


def _of_topic(model: type[PublicAnswer] | type[ServiceGuide], subject: str) -> QuerySet[PublicPage]:
    rows = queries.public().filter(kind=model.item_kind)
    chosen = model.objects.filter(live=True, subject=subject)
    return rows.filter(page__in=chosen.values("pk")) if subject else rows


def _topics(model: type[PublicAnswer] | type[ServiceGuide]) -> list[tuple[str, int]]:
    shown = queries.public().filter(kind=model.item_kind).values("page")
    subjects = model.objects.filter(live=True, pk__in=shown).exclude(subject="").values_list("subject", flat=True)
    return sorted(Counter(subjects).items(), key=lambda pair: (-pair[1], pair[0]))


def numbers(agencies: list[int], today: date) -> list[tuple[int, figures.Year]]:
    """The figures of this year and the last one in which letters came, for everybody to read."""
    return [(year, figures.year(agencies, year)) for year in figures.years(agencies, today)]


# What the templates of the kinds of pages read beside the page itself; None for a row that is still a draft.


def of_consultation(content: GatedPage, row: PublicPage | None) -> dict[str, Any]:
    """Where a consultation stands, its result, and the draft with its paragraphs numbered."""
    assert isinstance(content, Consultation)
    result = result_of(content) if row else None
    state = state_of(content, result, localdate(now()))
    found = {"state": state, "label": STATES[state], "result": result, "heir": heir(content)}
    return found | {"passages": numbered(content), "ended": content.is_over(localdate(now()))}


def result_of(page: Consultation) -> PublicPage | None:
    """The public result of a consultation."""
    return results(ConsultationResult, [page.pk]).get(page.pk)


def heir(content: GatedPage) -> Agency | None:
    """Who carries on what an agency that ended asked of the public; None while it lives."""
    assert content.agency is not None
    found = heir_of(content.agency)
    return found if found.pk != content.agency_id else None


def numbered(content: Consultation) -> list[tuple[int, list[Any]]]:
    """The blocks of a draft, each with its number when it is a paragraph on which one may speak, otherwise 0."""
    found, number = [], 0
    for block in content.body:
        said = block.block_type in {"paragraph", "indented"}
        number += said
        found.append((number if said else 0, [block]))
    return found


def of_result(content: GatedPage, row: PublicPage | None) -> dict[str, Any]:
    """What a result is about, when that is public."""
    assert isinstance(content, ConsultationResult | SurveyResult)
    return {"about": public_row(content.about_id) if row else None}


def of_survey(content: GatedPage, row: PublicPage | None) -> dict[str, Any]:
    """Where a survey stands, and its result."""
    assert isinstance(content, Survey)
    result = results(SurveyResult, [content.pk]).get(content.pk) if row else None
    state = state_of(content, result, localdate(now()))
    return {"state": state, "label": OF_SURVEYS[state], "result": result, "heir": heir(content)}


SEATS = {"open": "正在报名", "soon": "即将开始报名", "over": "报名已截止", "told": "已确定列席代表"}


def of_seats(content: GatedPage, row: PublicPage | None) -> dict[str, Any]:
    """Where a call for delegates stands, who signed up in numbers, the draw, and the meetings that name it."""
    assert isinstance(content, SeatCall)
    told, today = seats.told(content), localdate(now())
    state = "told" if told.choice else "open" if content.is_open(today) else "over"
    state = "soon" if state == "over" and not content.is_over(today) else state
    meetings = list(standing(ExecutiveMeeting).filter(sign_up=content.pk).order_by("held_on", "pk")) if row else []
    return {"state": state, "label": SEATS[state], "told": told, "meetings": meetings, "heir": heir(content)}


def open_calls(today: date) -> list[SeatCall]:
    """The calls for delegates that are public and not over, the next to close first."""
    return list(standing(SeatCall).filter(closes_on__gte=today).order_by("closes_on", "pk"))
