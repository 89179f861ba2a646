"""What screens of the office read: letters, consultations, reports of errors and surveys that somebody may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from gongkai.agencies import calendar
from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import agencies_where, scope
from gongkai.agencies.roles import Permission
from gongkai.dialogue import clocks, opinions
from gongkai.dialogue.clocks import Standing
from gongkai.dialogue.errors import Unknown
from gongkai.dialogue.models import CitizenLetter, SiteError
from gongkai.disclosure.models import Consultation, SeatCall, Survey
from gongkai.statute.workdays import Calendar

MOST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A letter or report of a list; ``standing`` only while it is open."""

    row: CitizenLetter | SiteError
    standing: Standing | None


def visible_letters(user: User, *, on: date) -> QuerySet[CitizenLetter]:
    """The letters that somebody may see: their agency's, and what their department was given."""
    own = scope(user, Permission.DIALOGUE_SEE, on=on)
    handed = scope(user, Permission.DIALOGUE_DRAFT, on=on, field="department")
    return CitizenLetter.objects.filter(own | handed).select_related("agency", "department")


def letters(user: User, *, today: date, closed: bool = False) -> list[Row]:
    """The list: open letters, what is due first above; or those that are settled, the newest first."""
    rows = visible_letters(user, on=today).filter(answered_on__isnull=not closed)
    rows = rows.order_by("-answered_on", "-received_at") if closed else rows.order_by("due_on", "received_at")
    days = calendar.current()
    return [Row(row, None if closed else letter_standing(row, today, days)) for row in rows[:MOST]]


def letter(user: User, number: str, *, on: date) -> CitizenLetter:
    """One letter. Raises Unknown also when it is not for this person."""
    row = visible_letters(user, on=on).filter(number=number).first()
    if row is None:
        raise Unknown
    return row


def letter_standing(row: CitizenLetter, today: date, days: Calendar | None = None) -> Standing:
    """Where the limit of a letter stands, and the veto of three months."""
    return clocks.standing(row.due_on, today, received_on=row.received_on, days=days)


def told(user: User, message_id: int, *, on: date) -> CitizenLetter | SiteError | None:
    """What a message is about, when this person may see that."""
    letter = visible_letters(user, on=on).filter(messages=message_id).first()
    return letter or visible_errors(user, on=on).filter(messages=message_id).first()


def due_on(number: str) -> date | None:
    """By when a letter or a report is to be answered, for its receipt; None for what has no clock."""
    for model in (CitizenLetter, SiteError):
        found = model.objects.filter(number=number).values_list("due_on", flat=True).first()
        if found is not None:
            return found
    return None


def visible_errors(user: User, *, on: date) -> QuerySet[SiteError]:
    """The reports of errors that somebody may see."""
    return SiteError.objects.filter(scope(user, Permission.DIALOGUE_SEE, on=on)).select_related("agency")


def errors(user: User, *, today: date) -> list[Row]:
    """Reports of errors: the open ones first, what is due first above."""
    settled = visible_errors(user, on=today).exclude(result="").order_by("-answered_on")
    return open_errors(user, today=today) + [Row(row, None) for row in settled[:MOST]]


def open_errors(user: User, *, today: date) -> list[Row]:
    """The reports of errors that nobody has answered, what is due first above."""
    rows, days = visible_errors(user, on=today).filter(result="").order_by("due_on"), calendar.current()
    return [Row(row, clocks.standing(row.due_on, today, days=days)) for row in rows[:MOST]]


def error(user: User, key: UUID, *, on: date) -> SiteError:
    """One report. Raises Unknown."""
    row = visible_errors(user, on=on).filter(pk=key).first()
    if row is None:
        raise Unknown
    return row


def consultations(user: User, *, on: date) -> QuerySet[Consultation]:
    """The consultations of the agencies whose opinions somebody may see."""
    found: QuerySet[Consultation] = Consultation.objects.filter(scope(user, Permission.DIALOGUE_SEE, on=on))
    return found.select_related("agency")


def surveys(user: User, *, on: date) -> QuerySet[Survey]:
    """The surveys of the agencies whose answers somebody may see."""
    found: QuerySet[Survey] = Survey.objects.filter(scope(user, Permission.DIALOGUE_SEE, on=on))
    return found.select_related("agency")


def seat_calls(user: User, *, on: date) -> QuerySet[SeatCall]:
    """The calls for delegates of the agencies whose sign-ups somebody may see."""
    found: QuerySet[SeatCall] = SeatCall.objects.filter(scope(user, Permission.DIALOGUE_SEE, on=on))
    return found.select_related("agency")


def seats_to_fill(agencies: QuerySet[Agency], *, today: date) -> list[SeatCall]:
    """The calls of agencies that people signed up for in time and for which nobody was chosen yet, the next meeting
    first."""
    rows = SeatCall.objects.filter(agency__in=agencies, live=True, closes_on__lt=today, choice__isnull=True)
    return list(rows.filter(seat_requests__isnull=False).distinct().order_by("meets_on", "pk"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the dialogue asks of somebody today."""

    letters: list[Row]
    vetoed: int
    to_approve: int
    errors: list[Row]
    results: list[opinions.Waiting]
    seats: list[SeatCall]

    @property
    def anything(self) -> bool:
        """Whether there is something to say."""
        return bool(self.letters or self.errors or self.results or self.to_approve or self.seats)


def waiting(user: User, *, today: date) -> Waiting:
    """The dialogue on today's page. A handful of queries, none for who has no part in it."""
    agencies = agencies_where(user, Permission.DIALOGUE_SEE, on=today)
    rows = letters(user, today=today)
    approving = CitizenLetter.objects.filter(scope(user, Permission.DIALOGUE_APPROVE, on=today), stage="drafted")
    return Waiting(
        letters=rows,
        vetoed=sum(1 for row in rows if row.standing and row.standing.vetoed),
        to_approve=approving.count(),
        errors=open_errors(user, today=today),
        results=opinions.waiting(agencies, today=today),
        seats=seats_to_fill(agencies, today=today),
    )
