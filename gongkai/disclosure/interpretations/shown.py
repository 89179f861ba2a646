"""What the portal lists of interpretations and talks: public pages only, each with its form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from gongkai.disclosure import queries
from gongkai.disclosure.models import Interpretation, PublicPage, PublicTalk
from gongkai.statute.interpretations import Form


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; an empty one means everything."""

    form: Form | None = None
    year: int | None = None
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Explaining:
    """Something that explains: its form and its page."""

    form: Form
    row: PublicPage


def interpretations(wanted: Wanted) -> QuerySet[PublicPage]:
    """The public interpretations, newest first, each with its form and its document's title."""
    rows = queries.public().filter(kind=Interpretation.item_kind)
    if wanted.form:
        rows = rows.filter(page__interpretation__form="" if wanted.form is Form.TEXT else wanted.form.value)
    if wanted.year:
        rows = rows.filter(at__year=wanted.year)
    if wanted.agency:
        rows = rows.filter(agency__code=wanted.agency)
    # as the document is public: a withdrawn one has no name here
    document = queries.public().filter(page=OuterRef("page__interpretation__document")).order_by()
    return rows.annotate(form=F("page__interpretation__form"), document_title=Subquery(document.values("title")[:1]))


def explaining(rows: Sequence[PublicPage]) -> list[Explaining]:
    """Rows of `interpretations` with their forms."""
    return [Explaining(Form(row.form or Form.TEXT), row) for row in rows]  # type: ignore[attr-defined]


def agencies() -> list[tuple[str, str]]:
    """The agencies that have public interpretations: code and name."""
    rows = queries.public().filter(kind=Interpretation.item_kind).order_by("agency__path")
    return list(rows.values_list("agency__code", "agency__name").distinct())


def years() -> list[int]:
    """The years in which interpretations became public, newest first."""
    rows = queries.public().filter(kind=Interpretation.item_kind).order_by()
    return [moment.year for moment in rows.datetimes("at", "year", order="DESC")]


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk in a list."""

    row: PublicPage
    page: PublicTalk
    coming: bool


def talks(today: date) -> tuple[list[Talk], dict[int, list[Talk]]]:
    """The public talks: those that come, the next first, and those that were, by year, the newest first."""
    rows = {row.page_id: row for row in queries.public().filter(kind=PublicTalk.item_kind)}
    pages = PublicTalk.objects.filter(Q(pk__in=rows) & Q(live=True)).order_by("-held_on", "-begins", "-pk")
    found = [Talk(rows[page.pk], page, page.held_on >= today) for page in pages if page.held_on]
    past: dict[int, list[Talk]] = {}
    for talk in found:
        if not talk.coming:
            past.setdefault(talk.page.year or 0, []).append(talk)
    return [talk for talk in found if talk.coming][::-1], past
