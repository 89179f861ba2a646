"""What goes along when an agency ends: letters and reports that nobody has answered, and the consultations, surveys and
calls for delegates that are not settled.

A letter goes to the successor, its writer is told. A page stays where it was published, under the agency that
published it; whose work it is follows from the succession (`casework.heirs`). Each is noted in the chains of both
agencies, and the screens of the office read the way of a thing from there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet

from gongkai.agencies.models import Agency
from gongkai.audit import ledger
from gongkai.audit.models import Action, Entry
from gongkai.casework import following
from gongkai.casework.following import Move
from gongkai.casework.heirs import carried_by
from gongkai.dialogue import notices
from gongkai.dialogue.mailing import About
from gongkai.dialogue.models import CitizenLetter, SiteError
from gongkai.disclosure.models import Consultation, SeatCall, Survey
from gongkai.editorial.pages import GatedPage


def declare() -> None:
    """Have all of it go along; called in ``AppConfig.ready``."""
    letters = CitizenLetter.objects.filter(answered_on=None)
    follow = following.follow
    follow("没有答复的来信", lambda agency: letters.filter(agency=agency), told=_letters)
    follow("交来拟定答复的来信", lambda agency: letters.filter(department=agency), field="department", told=_handed)
    follow("没有办理的网站找错", lambda agency: SiteError.objects.filter(agency=agency, result=""), told=_errors)
    for label, rows, subject in (
        ("没有了结的意见征集", _consultations, "consultation"),
        ("没有了结的网上调查", _surveys, "survey"),
        ("没有了结的公众代表列席", _calls, "seats"),
    ):
        follow(label, rows, field="", told=partial(_pages, subject))


def _consultations(agency: Agency) -> QuerySet[Any]:
    """The public ones without a public result."""
    return _public(Consultation, agency).exclude(results__live=True)


def _surveys(agency: Agency) -> QuerySet[Any]:
    return _public(Survey, agency).exclude(results__live=True)


def _calls(agency: Agency) -> QuerySet[Any]:
    """The public ones of which nobody has said yet who came."""
    return _public(SeatCall, agency).filter(Q(choice__isnull=True) | Q(choice__came__isnull=True))


def _public(model: type[GatedPage], agency: Agency) -> QuerySet[Any]:
    found: QuerySet[Any] = model.objects.filter(agency__in=carried_by(agency), live=True)
    return found


def _letters(moved: Move) -> None:
    _tell(moved, CitizenLetter.objects.filter(pk__in=moved.keys).select_related("agency"), "letter")


def _errors(moved: Move) -> None:
    _tell(moved, SiteError.objects.filter(pk__in=moved.keys).select_related("agency"), "site-error")


def _tell(moved: Move, rows: Iterable[About], subject: str) -> None:
    found = list(rows)
    _note(moved, [f"{subject}:{row.number}" for row in found])
    for row in found:
        notices.tell(row, "moved", at=moved.at)


def _handed(moved: Move) -> None:
    numbers = CitizenLetter.objects.filter(pk__in=moved.keys).order_by("number").values_list("number", flat=True)
    _note(moved, [f"letter:{number}" for number in numbers], part="department")


def _pages(subject: str, moved: Move) -> None:
    _note(moved, [f"{subject}:{key}" for key in moved.keys])


def _note(moved: Move, subjects: Iterable[str], *, part: str = "agency") -> None:
    """An entry for each thing in the chains of both agencies."""
    detail = {"from": moved.of.pk, "to": moved.to.pk, "part": part}
    acts = [ledger.Act(moved.actor, Action.DIALOGUE_MOVED, subject, detail=detail) for subject in subjects]
    for agency in (moved.of, moved.to) if acts else ():
        ledger.record(agency.stream, acts, at=moved.at)


@dataclass(frozen=True, slots=True)
class Step:
    """One move of a thing, as screens show it; ``part`` is ``department`` where only who drafts has changed."""

    of: str
    to: str
    at: datetime
    part: str


def way(subject: str) -> list[Step]:
    """How a thing went from agency to agency, oldest first: from the chain of who gave it. One query when it never
    moved."""
    rows = list(Entry.objects.filter(subject=subject, action=Action.DIALOGUE_MOVED).order_by("id"))
    keys = {key for row in rows for key in (row.detail["from"], row.detail["to"])}
    names = {agency.pk: agency for agency in Agency.objects.filter(pk__in=keys)} if keys else {}
    given = [row for row in rows if row.stream == names[row.detail["from"]].stream]
    return [
        Step(names[row.detail["from"]].name, names[row.detail["to"]].name, row.recorded_at, row.detail["part"])
        for row in given
    ]
