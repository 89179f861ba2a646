"""What stands around a policy document and is public: what explains it, the meetings that it came of, what it acts on
and what acts on it. One question for all of it, once for a page that is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.db import connections
from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

from gongkai.disclosure import queries
from gongkai.disclosure.interpretations.shown import Explaining, explaining
from gongkai.disclosure.models import (
    AgendaItem,
    DocumentEffect,
    ExecutiveMeeting,
    Interpretation,
    PolicyDocument,
    PublicPage,
    PublicTalk,
    TalkDocument,
)
from gongkai.statute.interpretations import Form


@dataclass(frozen=True, slots=True)
class Discussed:
    """A meeting that discussed the document: its page and its day."""

    row: PublicPage
    held_on: date


@dataclass(frozen=True, slots=True)
class Around:
    """Documents by their number, explanations oldest first, meetings newest first."""

    documents: dict[int, PublicPage] = field(default_factory=dict)
    explained: list[Explaining] = field(default_factory=list)
    meetings: list[Discussed] = field(default_factory=list)


def of(page: PolicyDocument) -> Around:
    """What stands around a document."""
    rows = _rows(page.pk)
    kinds: dict[str, list[PublicPage]] = {}
    for row in rows:
        kinds.setdefault(row.kind, []).append(row)
    return Around(
        {row.page_id: row for row in kinds.get(PolicyDocument.item_kind, ())},
        _explained(kinds),
        [Discussed(row, row.held_on) for row in kinds.get(ExecutiveMeeting.item_kind, ())],  # type: ignore[attr-defined]
    )


def _explained(kinds: dict[str, list[PublicPage]]) -> list[Explaining]:
    """Interpretations, then talks; a talk stands once, also where an interpretation speaks of it."""
    written = sorted(kinds.get(Interpretation.item_kind, ()), key=lambda row: (row.at, row.pk))
    told = {row.talk for row in written}  # type: ignore[attr-defined]
    talks = sorted(kinds.get(PublicTalk.item_kind, ()), key=lambda row: (row.at, row.pk))
    return explaining(written) + [Explaining(Form.TALK, row) for row in talks if row.page_id not in told]


def _rows(number: int) -> list[PublicPage]:
    """The public rows of all of it, each with what its kind adds."""
    statement, count = _numbers(connections[_public().db].vendor)
    return list(_public().filter(page__in=RawSQL(statement, (number,) * count)))  # noqa: S611 - Django's own words


@cache
def _public() -> QuerySet[PublicPage]:
    """What is chosen from. Put together once, and never read itself."""
    told = queries.public().select_related(None).annotate(
        form=F("page__interpretation__form"),
        talk=F("page__interpretation__talk"),
        held_on=F("page__executivemeeting__held_on"),
        meeting=F("page__executivemeeting__number"),
    )  # fmt: skip
    return told.order_by(F("held_on").desc(nulls_last=True), "-meeting", "-page")


@cache
def _numbers(_vendor: str) -> tuple[str, int]:
    """The pages, drafts too, as one subquery, so that a database of any size finds them by their number: how a
    database is asked, and how often the document's number stands in it. Worded once: five questions in one take
    longer to word than to answer."""
    written = Interpretation.objects.filter(document=0).order_by().values("pk")
    others = (
        TalkDocument.objects.filter(document=0).order_by().values("page"),
        AgendaItem.objects.filter(document=0).order_by().values("meeting"),
        DocumentEffect.objects.filter(page=0, target__isnull=False).order_by().values("target"),
        DocumentEffect.objects.filter(target=0).order_by().values("page"),
    )
    statement, told = written.union(*others).query.sql_with_params()
    assert set(told) == {0}, told
    return statement, len(told)
