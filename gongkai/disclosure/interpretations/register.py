"""解读台账: each public document of a year, what was planned, what became of it, and the share that was explained.

Everything is read off what is public now; nothing is counted that no citizen can open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F
from django.utils.timezone import localdate

from gongkai.agencies import calendar
from gongkai.disclosure import queries
from gongkai.disclosure.interpretations.models import Interpretation, PublicTalk, TalkDocument
from gongkai.disclosure.interpretations.planning import PlannedInterpretation
from gongkai.disclosure.models import PolicyDocument, PublicPage
from gongkai.statute.errors import CalendarUnknown, UnknownParameter
from gongkai.statute.interpretations import Form, Need, Timing, timing
from gongkai.statute.parameters import rules


@dataclass(frozen=True, slots=True)
class Explained:
    """A public interpretation of a document: its form, its page, and since when it explains."""

    document: int
    form: Form
    row: PublicPage
    since: date


@dataclass(slots=True)
class Line:
    """One document of the register. ``timing`` is None where no interpretation is owed, or no calendar is known."""

    row: PublicPage
    need: str
    reason: str
    planned: list[PlannedInterpretation] = field(default_factory=list)
    explained: list[Explained] = field(default_factory=list)
    timing: Timing | None = None

    @property
    def missing(self) -> list[PlannedInterpretation]:
        """What was planned and is not public."""
        there = {one.form for one in self.explained}
        return [line for line in self.planned if Form(line.form) not in there]


@dataclass(frozen=True, slots=True)
class Rate:
    """解读率: of the documents that need an interpretation, those that have one."""

    needed: int
    done: int

    @property
    def percent(self) -> str:
        """The share, rounded down so that it says 100 only when nothing is missing; empty when nothing is needed."""
        return f"{self.done * 1000 // self.needed / 10:g}%" if self.needed else ""


def of_year(agencies: Sequence[int], year: int, today: date) -> list[Line]:
    """The documents that agencies made public in a year, newest first. Five queries, however many there are."""
    rows = list(queries.public().filter(agency__in=agencies, kind=PolicyDocument.item_kind, at__year=year))
    said = PolicyDocument.objects.in_bulk([row.page_id for row in rows])
    lines = {
        row.page_id: Line(row, said[row.page_id].interpretation_need, said[row.page_id].interpretation_reason)
        for row in rows
        if row.page_id in said
    }
    for planned in PlannedInterpretation.objects.filter(page__in=lines).order_by("on", "pk"):
        lines[planned.page_id].planned.append(planned)
    for one in explained(lines, today):
        lines[one.document].explained.append(one)
    for line in lines.values():
        line.timing = _timing(line, today)
    return list(lines.values())


def rate(lines: Iterable[Line]) -> Rate:
    """How many of those that need an interpretation have one."""
    needed = [line for line in lines if line.need == Need.NEEDED]
    return Rate(len(needed), sum(bool(line.explained) for line in needed))


def explained(documents: Iterable[int], today: date) -> list[Explained]:
    """The public interpretations of documents, the earliest first, and the talks about them that were given. Two
    queries. A talk that is still announced explains nothing yet."""
    wanted = list(documents)
    written = queries.public().filter(page__interpretation__document__in=wanted)
    told = written.annotate(document=F("page__interpretation__document"), form=F("page__interpretation__form"))
    found = [Explained(row.document, Form(row.form or Form.TEXT), row, localdate(row.at)) for row in told]
    given = TalkDocument.objects.filter(document__in=wanted, page__live=True, page__held_on__lte=today)
    rows = {row.page_id: row for row in queries.public().filter(page__in=given.values("page"))}
    found += [
        Explained(line.document_id, Form.TALK, rows[line.page_id], line.page.held_on)
        for line in given.select_related("page")
        if line.page_id in rows
    ]
    return sorted(found, key=lambda one: (one.since, one.row.pk))


def published(agencies: Sequence[int], year: int) -> dict[tuple[int, Form], list[str]]:
    """The titles of the interpretations that agencies made public in a year and that still are, by form; talks by the
    year in which they were given. Two queries. 年度报告: 图文解读、动漫解读、政策公开讲."""
    found: dict[tuple[int, Form], list[str]] = {}
    rows = queries.public().filter(agency__in=agencies, kind=Interpretation.item_kind, at__year=year)
    for row in rows.annotate(form=F("page__interpretation__form")).order_by("at", "pk"):
        form = Form(row.form or Form.TEXT)
        if form is not Form.TALK:
            found.setdefault((row.agency_id, form), []).append(row.title)
    given = queries.public().filter(agency__in=agencies, kind=PublicTalk.item_kind, page__publictalk__year=year)
    for agency, title in given.order_by("page__publictalk__number").values_list("agency", "title"):
        found.setdefault((agency, Form.TALK), []).append(title)
    return found


def due(document: PublicPage, today: date, interpreted: date | None = None) -> Timing | None:
    """By when an interpretation of a public document should be public; None where no calendar is known, or the rule
    did not apply yet."""
    try:
        return timing(localdate(document.at), interpreted, today, calendar.current(), rules())
    except (CalendarUnknown, UnknownParameter):
        return None


def _timing(line: Line, today: date) -> Timing | None:
    if line.need != Need.NEEDED:
        return None
    return due(line.row, today, line.explained[0].since if line.explained else None)
