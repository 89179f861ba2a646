"""How each kind of page is shown: its template, its column and what the template reads beside the page itself.

A kind with a form of its own has one line in `KINDS` and a template that extends ``portal/content/page.html``, whose
blocks are the head (``lead``), the facts, the text and what comes after it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate, now

from gongkai.disclosure import around, handing_out, library, queries
from gongkai.disclosure.around import Around
from gongkai.disclosure.models import (
    AgencyProfile,
    Catalogue,
    Consultation,
    ConsultationResult,
    DocumentEffect,
    ExecutiveMeeting,
    Interpretation,
    Leader,
    LibraryEntry,
    PolicyDocument,
    PublicAnswer,
    PublicPage,
    PublicTalk,
    QueryPoints,
    RandomInspection,
    Reprint,
    SeatCall,
    ServiceGuide,
    SiteReport,
    Survey,
    SurveyResult,
    Topic,
)
from gongkai.editorial.pages import GatedPage
from gongkai.portal import dialogue, pages, zones
from gongkai.portal.caching import reading, topics
from gongkai.portal.pages import Column
from gongkai.statute.documents import Validity

More = Callable[[GatedPage, PublicPage | None], dict[str, Any]]


def nothing(_content: GatedPage, _row: PublicPage | None) -> dict[str, Any]:
    """For a kind whose template reads the page alone."""
    return {}


@dataclass(frozen=True, slots=True)
class Shown:
    """How pages of a kind are shown; ``more`` is given the page and its public row, None while it is a draft."""

    template: str = "portal/content/page.html"
    column: Column = pages.CONTENT
    more: More = nothing
    schema: str = "Article"
    """What the page is in the words of schema.org."""


def of(content: GatedPage) -> Shown:
    """How a page is shown: as its kind, or as a plain page."""
    return KINDS.get(content.item_kind, PLAIN)


def facts(content: GatedPage) -> dict[str, str]:
    """What is said to machines of a page beside its title and day."""
    if not isinstance(content, PolicyDocument):
        return {}
    return {
        "legislationIdentifier": content.document_number,
        "identifier": content.index_number or "",
        "legislationDate": content.dated_on.isoformat() if content.dated_on else "",
        "legislationPassedBy": content.issued_by,
        "abstract": content.summary,
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """What a reader is told of a document's validity, with what acts on it and what it acts on."""

    state: Validity
    sentence: str
    changes: list[dict[str, object]]
    effects: list[DocumentEffect]


def _standing(content: PolicyDocument, beside: Around) -> Standing | None:
    entry: LibraryEntry | None = getattr(content, "entry", None)
    if entry is None:
        return None
    today, changed = localdate(now()), library.in_order(content.acted_on_by)
    effects = list(content.effects.all())
    reading.shows(*map(topics.page, content.named()))
    rows = beside.documents
    titles = {number: row.title for number, row in rows.items()}
    for effect in effects:
        effect.row = rows.get(effect.target_id)
    told: list[dict[str, object]] = [
        {"words": handing_out.said(change, titles.get(change.by, "")), "row": rows.get(change.by)} for change in changed
    ]
    return Standing(entry.state(today), handing_out.validity_sentence(entry, today), told, effects)


def _policy(content: GatedPage, row: PublicPage | None) -> dict[str, Any]:
    if row is None or not isinstance(content, PolicyDocument):
        return {"standing": None}
    beside = around.of(content)
    rows = [one.row for one in beside.explained] + [one.row for one in beside.meetings]
    reading.shows(*(topics.page(one.page_id) for one in rows))
    return {"standing": _standing(content, beside), "explained": beside.explained, "meetings": beside.meetings}


def _interpretation(content: GatedPage, row: PublicPage | None) -> dict[str, Any]:
    talk = getattr(content, "talk_id", None)
    return {"talk_row": queries.rows_of([talk]).get(talk or 0) if row else None}


def _talk(content: GatedPage, row: PublicPage | None) -> dict[str, Any]:
    assert isinstance(content, PublicTalk)
    return {"coming": bool(row and content.held_on and content.held_on >= localdate(now()))}


PLAIN = Shown()
KINDS: dict[str, Shown] = {
    PolicyDocument.item_kind: Shown("portal/content/policy.html", more=_policy, schema="Legislation"),
    Interpretation.item_kind: Shown("portal/content/interpretation.html", pages.INTERPRETATIONS, _interpretation),
    PublicTalk.item_kind: Shown("portal/content/talk.html", pages.TALKS, _talk),
    ExecutiveMeeting.item_kind: Shown("portal/content/meeting.html", pages.MEETINGS, zones.meeting),
    Leader.item_kind: Shown("portal/content/leader.html", pages.LEADERS),
    AgencyProfile.item_kind: Shown("portal/content/profile.html", pages.AGENCIES, zones.profile),
    Catalogue.item_kind: Shown("portal/content/catalogue.html", pages.CATALOGUE, zones.catalogue),
    Topic.item_kind: Shown("portal/content/topic.html", pages.TOPICS, zones.topic),
    RandomInspection.item_kind: Shown("portal/content/inspection.html", pages.INSPECTIONS, zones.inspection),
    QueryPoints.item_kind: Shown("portal/content/points.html", pages.POINTS, zones.points),
    Consultation.item_kind: Shown("portal/content/consultation.html", pages.CONSULTATIONS, dialogue.of_consultation),
    ConsultationResult.item_kind: Shown(
        "portal/content/consultation_result.html", pages.CONSULTATIONS, dialogue.of_result
    ),
    PublicAnswer.item_kind: Shown("portal/content/answer.html", pages.QUESTIONS),
    ServiceGuide.item_kind: Shown("portal/content/service_guide.html", pages.SERVICES),
    Survey.item_kind: Shown("portal/content/survey.html", pages.SURVEYS, dialogue.of_survey),
    SurveyResult.item_kind: Shown("portal/content/survey_result.html", pages.SURVEYS, dialogue.of_result),
    Reprint.item_kind: Shown("portal/content/reprint.html", more=zones.reprint),
    SeatCall.item_kind: Shown("portal/content/seat_call.html", pages.MEETINGS, dialogue.of_seats),
    SiteReport.item_kind: Shown("portal/content/site_report.html", schema="Report"),
}
"""By ``item_kind``."""
