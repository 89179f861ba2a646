"""Days on which officers are away, and who stands in for them: no work is ever left to nobody.

A substitute acts in all posts of the absent person on those days. The log of a case names both, and neither may
approve what either of them drafted.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.errors import AbsenceRefused
from gongkai.agencies.models import Absence, Post, User
from gongkai.agencies.permissions import NotAllowed, may
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action


@transaction.atomic
def record(*, user: User, substitute: User, away_from: date, away_until: date, by: User, at: datetime) -> Absence:
    """Note that somebody is away from one day to another and who stands in. Done by the person or by those who keep
    the register of people. Raises NotAllowed, AbsenceRefused.
    """
    today = localdate(at)
    _lock(user, substitute)
    posts = _posts(user, away_from, away_until)
    _require(user, posts, by, today)
    if away_until < away_from:
        raise AbsenceRefused(f"离岗止{away_until:%Y-%m-%d}早于离岗起{away_from:%Y-%m-%d}。", "away_until")
    if away_until < today:
        raise AbsenceRefused(f"离岗止{away_until:%Y-%m-%d}已经过去，不能补登以前的代行。", "away_until")
    if not posts:
        raise AbsenceRefused(f"{user}在这些日子没有任职，不需要登记离岗。", "user")
    _check_substitute(user, substitute, posts, away_from, away_until)
    absence = Absence.objects.create(
        user=user,
        substitute=substitute,
        away_from=max(away_from, today) if away_from < today else away_from,
        away_until=away_until,
        recorded_by=by.actor,
    )
    _note(absence, Action.ABSENCE_RECORDED, posts, by, at)
    return absence


@transaction.atomic
def cancel(*, absence: Absence, by: User, at: datetime) -> Absence:
    """Take an absence back; what the substitute did until now stands. Raises NotAllowed, AbsenceRefused."""
    absence = Absence.objects.select_for_update(of=("self",)).select_related("user", "substitute").get(pk=absence.pk)
    posts = _posts(absence.user, absence.away_from, absence.away_until)
    _require(absence.user, posts, by, localdate(at))
    if absence.cancelled_at is not None:
        raise AbsenceRefused("此项离岗已经取消。")
    if absence.away_until < localdate(at):
        raise AbsenceRefused("此项离岗已经结束，不能取消。")
    absence.cancelled_at = at
    absence.save(update_fields=["cancelled_at"])
    _note(absence, Action.ABSENCE_CANCELLED, posts, by, at)
    return absence


def between(first: date, last: date) -> QuerySet[Absence]:
    """The absences in force on some day between two."""
    return Absence.objects.filter(cancelled_at=None, away_from__lte=last, away_until__gte=first)


def stand_ins(on: date) -> dict[int, User]:
    """Who stands in for whom on a day, by the key of the absent; only those who can sign in. One query."""
    rows = Absence.objects.filter(away_from__lte=on, away_until__gte=on, cancelled_at__isnull=True)
    return {row.user_id: row.substitute for row in rows.select_related("substitute") if row.substitute.is_active}


def may_record(by: User, user: User, *, on: date) -> bool:
    """Whether somebody may note the absences of a person: the person, and whoever keeps the people of one of their
    agencies."""
    return by.pk == user.pk or any(
        may(by, Permission.PEOPLE_EDIT, post.agency, on=on) for post in _posts(user, on, date.max)
    )


def _lock(*users: User) -> None:
    """Two absences of the same people are recorded one after the other."""
    list(User.objects.select_for_update().filter(pk__in=[user.pk for user in users]).order_by("pk"))


def _require(user: User, posts: list[Post], by: User, on: date) -> None:
    if by.pk == user.pk or any(may(by, Permission.PEOPLE_EDIT, post.agency, on=on) for post in posts):
        return
    raise NotAllowed(Permission.PEOPLE_EDIT, posts[0].agency if posts else None)


def _posts(user: User, first: date, last: date) -> list[Post]:
    """The posts that a person holds on some day between two."""
    held = Q(held_until__isnull=True) | Q(held_until__gte=first)
    return list(user.posts.filter(held, held_from__lte=last).select_related("agency").order_by("pk"))


def _check_substitute(user: User, substitute: User, posts: list[Post], first: date, last: date) -> None:
    if substitute.pk == user.pk:
        raise AbsenceRefused("本人不能代行本人的岗位，请另选代行人。", "substitute")
    if not substitute.is_active or not _serves_throughout(substitute, posts, first, last):
        raise AbsenceRefused(f"{substitute}不是在这些日子一直任职的本地人员，不能代行。", "substitute")
    for other in between(first, last).select_related("user", "substitute"):
        if other.user_id == user.pk:
            raise AbsenceRefused(f"{user}已经登记{_days(other)}离岗，由{other.substitute}代行。", "away_from")
        if other.user_id == substitute.pk:
            raise AbsenceRefused(f"{substitute}{_days(other)}也离岗，请另选代行人。", "substitute")
        if other.substitute_id == user.pk:
            raise AbsenceRefused(f"{user}{_days(other)}正在代行{other.user}的岗位，请先改定代行人。", "away_from")


def _serves_throughout(substitute: User, posts: list[Post], first: date, last: date) -> bool:
    """Whether the substitute is an officer of the same district on all those days: nobody from outside stands in."""
    districts = {post.agency.path.split("/")[1] for post in posts}
    return any(
        post.held_from <= first
        and (post.held_until is None or post.held_until >= last)
        and post.agency.path.split("/")[1] in districts
        for post in _posts(substitute, first, last)
    )


def _days(absence: Absence) -> str:
    return f"{absence.away_from:%Y-%m-%d}至{absence.away_until:%Y-%m-%d}"


def _note(absence: Absence, action: Action, posts: list[Post], by: User, at: datetime) -> None:
    """One entry in the chain of every agency in which the absent person holds a post."""
    said = [absence.user_id, absence.substitute_id, absence.away_from, absence.away_until]
    act = ledger.Act(by.actor, action, f"user:{absence.user_id}", ledger.digest_of(said))
    for stream in sorted({post.agency.stream for post in posts}):
        ledger.record(stream, [act], at=at)
    for person in (absence.user, absence.substitute):
        person.__dict__.pop("_posts_held", None)
