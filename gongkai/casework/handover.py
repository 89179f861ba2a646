"""Work that changes hands: all open cases of somebody who leaves, and cases that are left to nobody.

No clock moves when a case changes hands, so a gap between two people costs the days of the reply.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, Post, User
from gongkai.agencies.permissions import NotAllowed, may_anywhere, scope
from gongkai.agencies.roles import GRANTS, Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import log
from gongkai.casework.errors import CannotHandOver, Incomplete
from gongkai.casework.log import Happening
from gongkai.casework.models import Case
from gongkai.statute.events import EventKind

_DRAFTERS = sorted(role for role, granted in GRANTS.items() if Permission.CASE_DRAFT in granted)
_OFFICERS = sorted(role for role, granted in GRANTS.items() if Permission.CASE_HANDLE in granted)


@transaction.atomic
def hand_over(*, leaving: User, to: User, why: str, by: User, at: datetime) -> list[Case]:
    """Give every open case of one person to another, an event for each, all of them or none.

    Returns what moved, the most urgent first. Raises NotAllowed, Incomplete; CannotHandOver naming each case that the
    other person may not work on, or that ``by`` does not handle.
    """
    on = localdate(at)
    if not may_anywhere(by, Permission.CASE_HANDLE, on=on):
        raise NotAllowed(Permission.CASE_HANDLE)
    if leaving.pk == to.pk:
        raise Incomplete("移交人和接手人不能是同一个人。", ("to",))
    if not why.strip():
        raise Incomplete("请写明移交的原因。", ("why",))
    cases = list(open_cases_of(leaving).select_for_update(of=("self",)))
    faults = [(case.number, fault) for case in cases if (fault := _fault(case, to, by, on))]
    if faults:
        raise CannotHandOver(faults)
    _note(cases, leaving, to, by, at)
    return [_move(case, leaving, to, why.strip(), by, at) for case in cases]


def open_cases_of(user: User) -> QuerySet[Case]:
    """The open cases that a person handles, the most urgent first."""
    rows = Case.objects.filter(handler=user, closed_on__isnull=True).select_related("agency", "assigned_agency")
    return rows.order_by("next_on", "id")


def left_to_nobody(*, on: date) -> QuerySet[Case]:
    """Open cases whose handler holds no post any more in which to draft, and those of agencies without an officer."""
    place = Coalesce(OuterRef("assigned_agency"), OuterRef("agency"))
    drafts = Post.objects.filter(_held(on), user=OuterRef("handler"), agency=place, role__in=_DRAFTERS)
    officers = Post.objects.filter(_held(on), agency=OuterRef("agency"), role__in=_OFFICERS)
    return Case.objects.filter(
        (Q(handler__isnull=False) & ~Exists(drafts)) | ~Exists(officers), closed_on__isnull=True
    ).order_by("next_on", "id")


@dataclass(frozen=True, slots=True)
class Leaving:
    """A person whose post ends or has ended, with open cases that nobody has taken over yet."""

    user: User
    last_day: date
    cases: int


def leaving_soon(by: User, *, on: date, until: date) -> list[Leaving]:
    """The people whose last post ends by a day while they handle open cases that ``by`` may move. Two queries."""
    mine = Case.objects.filter(
        scope(by, Permission.CASE_HANDLE, on=on), closed_on__isnull=True, handler__isnull=False
    ).order_by()
    counts: dict[int, int] = {}
    for key in mine.values_list("handler", flat=True):
        counts[key] = counts.get(key, 0) + 1
    stays = Post.objects.filter(Q(held_until__isnull=True) | Q(held_until__gt=until), user=OuterRef("pk"))
    people = User.objects.filter(~Exists(stays), pk__in=counts).prefetch_related("posts")
    found = [Leaving(user, _last_day(user, on), counts[user.pk]) for user in people]
    return sorted(found, key=lambda entry: (entry.last_day, entry.user.pk))


def _last_day(user: User, on: date) -> date:
    return max((post.held_until for post in user.posts.all() if post.held_until is not None), default=on)


def _held(on: date) -> Q:
    return Q(held_from__lte=on) & (Q(held_until__isnull=True) | Q(held_until__gte=on))


def _fault(case: Case, to: User, by: User, on: date) -> str:
    """Why a case cannot go to a person; empty when it can. Standing in for somebody is no ground to get their work."""
    if not log.allowed(by, Permission.CASE_HANDLE, case, on=on):
        return f"由{case.agency.short_name}办理，您无权移交"
    place = case.assigned_agency or case.agency
    if not to.is_active or not to.posts.filter(_held(on), agency=place, role__in=_DRAFTERS).exists():
        return f"{to}在{place.short_name}没有承办职务"
    return ""


def _note(cases: list[Case], leaving: User, to: User, by: User, at: datetime) -> None:
    """Write one entry into the chain of each agency, naming how many of its cases moved."""
    agencies: dict[int, Agency] = {case.agency_id: case.agency for case in cases}
    for key, agency in sorted(agencies.items()):
        numbers = [case.number for case in cases if case.agency_id == key]
        detail = {"to": to.actor, "cases": len(numbers)}
        act = ledger.Act(by.actor, Action.HANDED_OVER, leaving.actor, ledger.digest_of([to.actor, *numbers]), detail)
        ledger.record(agency.stream, [act], at=at)


def _move(case: Case, leaving: User, to: User, why: str, by: User, at: datetime) -> Case:
    place = case.assigned_agency or case.agency
    data = {"to": f"agency:{place.pk}/{to.actor}", "by": leaving.actor}
    happening = Happening(EventKind.TRANSFERRED_INTERNALLY, localdate(at), data, {"reason": why})
    moved = log.append(case.pk, [happening], by=by, at=at, permission=Permission.CASE_HANDLE)
    moved.handler = to
    moved.save(update_fields=["handler"])
    return moved
