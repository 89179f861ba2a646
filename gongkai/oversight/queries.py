"""What the screens read. What is not for a person is not there: both answers are the same on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import agencies_where, may, may_anywhere, posts_held, scope, stands_for
from gongkai.agencies.roles import GRANTS, Permission
from gongkai.oversight import clocks, evidence
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
    """A page as it was, for who sees an observation that it proves. Raises Unknown, also when it was erased."""
    row = Snapshot.objects.select_related("medium").filter(pk=number, erased_at=None).first()
    if row is None:
        raise Unknown
    proved = Observation.objects.filter(snapshot=number).values_list("pk", flat=True)
    for key in proved:
        try:
            observation(user, key, on=on)
        except Unknown:
            continue
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
    """What the oversight asks of a person today, in numbers; ``shift`` is the one that they have now or soon."""

    owed: int = 0
    late: int = 0
    to_confirm: int = 0
    open: int = 0
    missed: int = 0
    shift: int | None = None
    signed_in: bool = False
    ends_at: datetime | None = None
    """When the rota ends, where that is within the next three days."""

    @property
    def anything(self) -> bool:
        return bool(self.owed or self.to_confirm or self.open or self.missed or self.shift or self.ends_at)


def waiting(user: User, at: datetime) -> Waiting:
    """What waits for a person: their shift, what they have to mend, to confirm or to decide, shifts of yesterday that
    nobody signed, and a rota that ends. One question for all of it, none for who has nothing to do with it."""
    on = localdate(at)
    posts = [(post.agency_id, GRANTS[post.role]) for post in posts_held(user, on)]
    mends = {agency for agency, granted in posts if P.RECTIFY in granted}
    runs = {agency for agency, granted in posts if P.OVERSIGHT_MANAGE in granted}
    reads = {agency for agency, granted in posts if P.PATROL_READ in granted}
    if not mends | runs | reads:
        return Waiting()
    rows = Agency.objects.filter(pk__in=mends | runs | reads).annotate(**_counts(user, at))
    found = list(rows.values("pk", *_counts(user, at)))
    here, mine = [one for one in found if one["pk"] in runs], [one for one in found if one["pk"] in mends]
    last = [one["last"] for one in here if one["last"] is not None and one["last"] < at + timedelta(days=3)]
    return Waiting(
        owed=sum(one["owed"] for one in mine),
        late=sum(one["past"] for one in mine),
        to_confirm=sum(one["answered"] for one in here),
        open=sum(one["found"] for one in here),
        missed=sum(one["unsigned"] for one in here),
        shift=found[0]["mine"] if reads and found else None,
        signed_in=bool(reads and found and found[0]["begun"]),
        ends_at=min(last, default=None),
    )


def _counts(user: User, at: datetime) -> dict[str, Any]:
    """What is asked of each agency, as parts of one question."""
    told, run = Rectification.objects.filter(agency=OuterRef("pk")), Rectification.objects.filter(office=OuterRef("pk"))
    kept = Shift.objects.filter(office=OuterRef("pk"))
    yesterday = kept.filter(ends_at__gt=at - timedelta(days=1), ends_at__lte=at, handed_over_at=None)
    seen = Observation.objects.filter(office=OuterRef("pk"), state=Observation.State.OPEN)
    soon = Shift.objects.filter(reader__in=stands_for(user, on=localdate(at)), handed_over_at=None)
    soon = soon.filter(begins_at__lt=at + timedelta(hours=12), ends_at__gt=at).order_by("begins_at")
    return {
        "owed": _count(told.filter(state__in=OWED), "agency"),
        "past": _count(told.filter(state__in=OWED, due_at__lt=at), "agency"),
        "answered": _count(run.filter(state=State.ANSWERED).exclude(answered_by=user), "office"),
        "found": _count(seen, "office"),
        "unsigned": _count(yesterday, "office"),
        "last": Subquery(kept.order_by("-ends_at").values("ends_at")[:1]),
        "mine": Subquery(soon.values("pk")[:1]),
        "begun": Subquery(soon.values("signed_in_at")[:1]),
    }


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(many=Count("pk")).values("many")), 0)
