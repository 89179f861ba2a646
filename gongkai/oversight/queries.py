"""What the screens read. What is not for a person is not there: both answers are the same on purpose."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import agencies_where, may, may_anywhere, posts_held, scope, stands_for
from gongkai.agencies.roles import GRANTS, Permission
from gongkai.oversight import clocks, evidence, rota
from gongkai.oversight.clocks import Standing
from gongkai.oversight.errors import Unknown
from gongkai.oversight.models import (
    Bulletin,
    Inspection,
    InspectionLine,
    Medium,
    Observation,
    Proof,
    Rectification,
    Shift,
    Snapshot,
)
from gongkai.oversight.rectifying import OWED

MOST = 200
P = Permission
State = Rectification.State


def sees(user: User, *, on: date) -> bool:
    """Whether somebody sees the oversight of an office."""
    return may_anywhere(user, P.OVERSIGHT_SEE, on=on)


def offices(user: User, *, on: date) -> list[Agency]:
    """The offices whose oversight somebody sees and that keep a rota or a register."""
    seen = agencies_where(user, P.OVERSIGHT_SEE, on=on)
    used = Q(pk__in=Medium.objects.values("office")) | Q(pk__in=Shift.objects.values("office"))
    manages = Q(pk__in=[post.agency_id for post in posts_held(user, on) if P.OVERSIGHT_MANAGE in GRANTS[post.role]])
    return list(seen.filter(used | manages).order_by("path"))


def shift(user: User, shift_id: int, *, on: date) -> Shift:
    """A shift for its reader, or for who sees the office's. Raises Unknown."""
    rows = Shift.objects.filter(
        scope(user, P.OVERSIGHT_SEE, on=on, field="office") | Q(reader__in=stands_for(user, on=on))
    )
    found = rows.select_related("office", "reader").filter(pk=shift_id).first()
    if found is None:
        raise Unknown
    return found


def my_shifts(user: User, at: datetime, *, ahead: timedelta = timedelta(days=7)) -> list[Shift]:
    """The shifts of a person that are not over, or not handed over though over since yesterday. One query."""
    rows = Shift.objects.filter(reader__in=stands_for(user, on=localdate(at)), begins_at__lt=at + ahead)
    rows = rows.filter(handed_over_at=None, ends_at__gt=at - timedelta(hours=2))
    return list(rows.select_related("office", "reader")[:20])


def media(user: User, *, on: date) -> list[tuple[Medium, Standing]]:
    """The register with the clock of each, those in use."""
    rows = Medium.objects.filter(scope(user, P.OVERSIGHT_SEE, on=on, field="office"), retired_on=None)
    found = [(row, clocks.update_standing(row, on)) for row in rows.select_related("agency", "office")[:1000]]
    order = ("red", "amber", "grey", "green")
    return sorted(found, key=lambda one: order.index(one[1].colour))


def observations(user: User, *, on: date, state: str) -> QuerySet[Observation]:
    """What was found, in a state, the newest first."""
    rows = Observation.objects.filter(scope(user, P.OVERSIGHT_SEE, on=on, field="office"))
    return rows.filter(state=state).select_related("medium", "agency", "found_by", "rectification")[:MOST]


def observation(user: User, number: int, *, on: date) -> Observation:
    """One of them, also for the agency that has to mend it. Raises Unknown."""
    rows = Observation.objects.filter(
        scope(user, P.OVERSIGHT_SEE, on=on, field="office")
        | (Q(rectification__isnull=False) & scope(user, P.RECTIFY, on=on, field="rectification__agency"))
    )
    joined = rows.select_related("office", "agency", "medium", "found_by", "judged_by", "snapshot", "picture", "entry")
    found = joined.filter(pk=number).first()
    if found is None:
        raise Unknown
    return found


def snapshot(user: User, number: int, *, on: date) -> Snapshot:
    """A page as it was, for who sees an observation that it proves. Raises Unknown."""
    row = Snapshot.objects.select_related("medium").filter(pk=number).first()
    proved = Observation.objects.filter(snapshot=number).values_list("pk", flat=True)
    for key in proved:
        try:
            observation(user, key, on=on)
        except Unknown:
            continue
        assert row is not None, "an observation stands for it"
        return row
    raise Unknown


def picture(user: User, proof_id: UUID, *, on: date) -> Proof:
    """A picture for who sees the office's oversight, or mends it. Raises Unknown."""
    row = evidence.picture(proof_id)
    if may(user, P.OVERSIGHT_SEE, row.office, on=on):
        return row
    told = Rectification.objects.filter(Q(observation__picture=row) | Q(steps__picture=row))
    if told.filter(scope(user, P.RECTIFY, on=on)).exists():
        return row
    raise Unknown


def rectifications(user: User, at: datetime, *, closed: bool) -> list[tuple[Rectification, Standing]]:
    """What has to be mended, what is due first above; or what was."""
    on = localdate(at)
    rows = Rectification.objects.filter(
        scope(user, P.OVERSIGHT_SEE, on=on, field="office") | scope(user, P.RECTIFY, on=on)
    )
    rows = rows.filter(state=State.CONFIRMED) if closed else rows.exclude(state=State.CONFIRMED)
    rows = rows.order_by("-confirmed_at") if closed else rows.order_by("due_at")
    joined = rows.select_related("observation__medium", "agency", "office")[:MOST]
    return [(row, clocks.standing(row, at)) for row in joined]


def rectification(user: User, number: int, *, on: date) -> Rectification:
    """One of them. Raises Unknown."""
    rows = Rectification.objects.filter(
        scope(user, P.OVERSIGHT_SEE, on=on, field="office") | scope(user, P.RECTIFY, on=on)
    )
    joined = rows.select_related(
        "office", "agency", "observation__medium", "observation__snapshot", "observation__found_by"
    )
    found = joined.filter(pk=number).first()
    if found is None:
        raise Unknown
    return found


def inspections(user: User, *, on: date) -> list[Inspection]:
    """The inspections of offices whose oversight somebody sees, and those in which their agency was told its lines."""
    seen = scope(user, P.OVERSIGHT_SEE, on=on, field="office")
    mine = scope(user, P.RECTIFY, on=on, field="lines__agency") & ~Q(state=Inspection.State.OPEN)
    rows = Inspection.objects.filter(seen | mine).distinct()
    return list(rows.select_related("office")[:60])


def inspection(user: User, number: int, *, on: date) -> tuple[Inspection, list[InspectionLine]]:
    """An inspection with the lines that somebody may see: all, or those of their own agencies. Raises Unknown."""
    row = Inspection.objects.select_related("office").filter(pk=number).first()
    if row is None:
        raise Unknown
    lines = row.lines.select_related("agency", "judged_by", "objected_by", "ruled_by")
    if may(user, P.OVERSIGHT_SEE, row.office, on=on):
        return row, list(lines)
    own = lines.filter(scope(user, P.RECTIFY, on=on))
    if row.state == Inspection.State.OPEN or not own:
        raise Unknown
    return row, list(own)


def bulletins(user: User, *, on: date) -> list[Bulletin]:
    """The bulletins that somebody sees in the office."""
    rows = Bulletin.objects.filter(scope(user, P.OVERSIGHT_SEE, on=on, field="office"))
    return list(rows.select_related("office", "page", "drafted_by")[:60])


def bulletin(user: User, number: int, *, on: date) -> Bulletin:
    """One of them. Raises Unknown."""
    rows = Bulletin.objects.filter(scope(user, P.OVERSIGHT_SEE, on=on, field="office"))
    found = rows.select_related("office", "page").filter(pk=number).first()
    if found is None:
        raise Unknown
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the oversight asks of a person today."""

    shifts: list[Shift] = field(default_factory=list)
    owed: list[tuple[Rectification, Standing]] = field(default_factory=list)
    to_confirm: int = 0
    open: int = 0
    holes: list[tuple[datetime, datetime]] = field(default_factory=list)
    missed: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.shifts or self.owed or self.to_confirm or self.open or self.holes or self.missed)

    @property
    def late(self) -> int:
        """How many have gone past their moment."""
        return sum(standing.colour == "red" for _, standing in self.owed)


def waiting(user: User, at: datetime) -> Waiting:
    """What waits for a person: their shifts, what they have to mend, what they have to confirm or decide, hours that
    nobody reads. A query for each that their posts make possible; none for others."""
    on = localdate(at)
    granted = {permission for post in posts_held(user, on) for permission in GRANTS[post.role]}
    shifts = my_shifts(user, at, ahead=timedelta(hours=12)) if P.PATROL_READ in granted else []
    owed: list[tuple[Rectification, Standing]] = []
    if P.RECTIFY in granted:
        rows = Rectification.objects.filter(scope(user, P.RECTIFY, on=on), state__in=OWED)
        owed = [(row, clocks.standing(row, at)) for row in rows.select_related("observation", "agency")[:MOST]]
    if P.OVERSIGHT_MANAGE not in granted:
        return Waiting(shifts, owed)
    here = scope(user, P.OVERSIGHT_MANAGE, on=on, field="office")
    answered = Rectification.objects.filter(here, state=State.ANSWERED).exclude(answered_by=user).count()
    holes, missed = _rota(user, at)
    found = Observation.objects.filter(here, state=Observation.State.OPEN).count()
    return Waiting(shifts, owed, answered, found, holes, missed)


def _rota(user: User, at: datetime) -> tuple[list[tuple[datetime, datetime]], int]:
    """Hours of the next three days that nobody has, and yesterday's shifts without a signed log, in the offices whose
    rota somebody makes; nothing for an office that keeps none."""
    holes: list[tuple[datetime, datetime]] = []
    missed = 0
    keeping = Shift.objects.filter(ends_at__gt=at - timedelta(days=3)).order_by().values_list("office", flat=True)
    here = scope(user, P.OVERSIGHT_MANAGE, on=localdate(at), field="pk")
    for office in Agency.objects.filter(here, pk__in=keeping.distinct()):
        holes += rota.gaps(office, at, at + timedelta(days=3))
        missed += rota.missed(office, at - timedelta(days=1), at).count()
    return holes, missed
