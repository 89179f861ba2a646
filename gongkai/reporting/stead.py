"""Opinions in whose stead somebody drafted, still open when an annual report is to be approved.

They warn and do not block: an opinion that nobody approved changes no figure, its case is carried over into the next
year either way (条例第四十九条, 表三). But whoever approves the figures should know that the work of an absent officer
lies open, since deciding it would still have moved a case of that year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongkai.agencies import absences
from gongkai.agencies.models import User
from gongkai.casework.models import CaseEvent
from gongkai.reporting.models import AnnualReport
from gongkai.statute.case_state import Stage
from gongkai.statute.events import EventKind


@dataclass(frozen=True, slots=True)
class Open:
    """An opinion that waits for approval: its case, and whose absence it has to do with."""

    number: str
    why: str


def open_drafts(report: AnnualReport, *, today: date) -> list[Open]:
    """The opinions in cases that the report counts which wait for approval and were drafted in an absent officer's
    stead, or by somebody who is away now. At most four queries."""
    latest: dict[str, CaseEvent] = {}
    for event in _proposals(report):
        latest[event.case.number] = event
    away = {f"user:{row.user_id}" for row in absences.between(today, today)}
    found = {number: why for number, event in latest.items() if (why := _why(event, away))}
    names = _names({who for _, who in found.values()})
    return [Open(number, words.format(names.get(who, who))) for number, (words, who) in sorted(found.items())]


def _proposals(report: AnnualReport) -> list[CaseEvent]:
    rows = CaseEvent.objects.filter(
        kind=EventKind.DECISION_PROPOSED.value,
        case__stage=Stage.DECISION_PROPOSED.value,
        case__agency__in=report.scope.values("pk"),
        case__received_on__lte=date(report.year, 12, 31),
    )
    return list(rows.select_related("case").order_by("case_id", "seq"))


def _why(event: CaseEvent, away: set[str]) -> tuple[str, str] | None:
    """In words with a place for the name, and whose name; None when no absence has to do with it."""
    absent = str(event.data.get("on_behalf_of") or "")
    if absent:
        return "代{}拟办", absent
    return ("拟办人{}离岗", event.actor) if event.actor in away else None


def _names(actors: set[str]) -> dict[str, str]:
    keys = {int(actor.removeprefix("user:")) for actor in actors if actor.removeprefix("user:").isdigit()}
    return {user.actor: str(user) for user in User.objects.filter(pk__in=keys)}
