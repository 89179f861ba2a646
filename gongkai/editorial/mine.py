"""What became of what somebody handed in, and what their office still has to do so that something is public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import agencies_where, stands_for
from gongkai.agencies.roles import Permission
from gongkai.editorial import access, gate, items, queue, releasing
from gongkai.editorial.errors import Gone, Owed
from gongkai.editorial.gate import REPLACED
from gongkai.editorial.models import Release, Round, Signature, TimedRun

MOST = 50
State = Round.State


@dataclass(frozen=True, slots=True)
class Back:
    """Something that came back, with what was said, and the items that are handed in again together."""

    row: Round
    said: Signature | None
    keys: tuple[str, ...]
    edit: str


@dataclass(frozen=True, slots=True)
class Held:
    """Something cleared that is not out, and what keeps it."""

    row: Round
    owed: tuple[Owed, ...]
    gone: bool = False
    overdue: TimedRun | None = None
    """The last receipt of what should have gone out by itself and did not."""


@dataclass(frozen=True, slots=True)
class Mine:
    """Everything on the page."""

    back: list[Back]
    open: list[Round]
    held: list[Held]
    emergencies: list[Release]
    withdrawn: list[Release]
    done: list[Round]
    today: date

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all."""
        return not (self.back or self.open or self.held or self.emergencies or self.withdrawn or self.done)


def gather(user: User, *, at: datetime) -> Mine:
    """What a person handed in, themselves or those for whom they stand in, and what their agencies have to see to."""
    today = localdate(at)
    people = stands_for(user, on=today)
    handed = queue.latest(queue.handed_in(*people))
    ended = handed.filter(state__in=(State.RETURNED, State.TAKEN_BACK, State.CHANGED))
    agencies = _agencies(user, at)
    reach = access.reach(user, at=at)
    emergencies = [row for row in gate.unreviewed() if row.agency_id in agencies]
    down = Release.objects.filter(reach, withdrawn_at__isnull=False).exclude(withdrawn_because=REPLACED)
    return Mine(
        back=_back(ended),
        open=list(handed.filter(state=State.OPEN)[:MOST]),
        held=[_held(row, at) for row in queue.latest(queue.unreleased(sorted(agencies)))[:MOST]],
        emergencies=emergencies,
        withdrawn=list(down.select_related("agency", "withdrawn_by", "round").order_by("-withdrawn_at")[:MOST]),
        done=list(handed.filter(state=State.CLEARED, releases__isnull=False).distinct()[:MOST]),
        today=today,
    )


def _agencies(user: User, at: datetime) -> set[int]:
    found: set[int] = set()
    for permission in (Permission.CONTENT_DRAFT, Permission.CONTENT_RELEASE):
        rows: QuerySet[Agency] = agencies_where(user, permission, on=localdate(at))
        found |= set(rows.values_list("pk", flat=True))
    return found


def _back(rows: QuerySet[Round]) -> list[Back]:
    found = list(rows[:MOST])
    said = {
        signature.round_id: signature
        for signature in Signature.objects.filter(
            round__in=[row.pk for row in found], decision=Signature.Decision.RETURNED
        )
        .select_related("by")
        .order_by("pk")
    }
    return [Back(row, said.get(row.pk), together(row), _edit(row)) for row in found]


def together(row: Round) -> tuple[str, ...]:
    """The items to hand in again with one that came back: all of its group that is not in review or cleared."""
    companions = queue.latest(Round.objects.filter(group=row.group)).exclude(state__in=(State.OPEN, State.CLEARED))
    return tuple(dict.fromkeys([row.key, *companions.order_by("pk").values_list("key", flat=True)]))


def _edit(row: Round) -> str:
    try:
        return items.kind_of(row.key).edit_address(row.key)
    except Gone:
        return ""


def _held(row: Round, at: datetime) -> Held:
    overdue = releasing.overdue(row, at=at)
    try:
        item = items.load(row.key)
    except Gone:
        return Held(row, (), gone=True, overdue=overdue)
    owed: Sequence[Owed] = gate.owed(item)
    if item.digest != row.digest:
        owed = [Owed("CHANGED", "审核通过后又有修改，需要重新送审")]
    return Held(row, tuple(owed), overdue=overdue)
