"""What waits for whom: a reviewer's queue by haste and limit, and who owes what in an agency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, Post, User
from gongkai.agencies.permissions import posts_held, stands_for
from gongkai.agencies.roles import GRANTS
from gongkai.editorial import procedures
from gongkai.editorial.models import Round
from gongkai.editorial.procedures import Stage


def waiting(user: User, *, at: datetime) -> QuerySet[Round]:
    """The rounds whose stage a person may do now, most pressing first: urgent ones, then by limit, then by age.

    What they handed in or signed before, themselves or those for whom they stand in, is for others. One query.
    """
    today = localdate(at)
    mine = Q(pk__in=[])
    for stage in procedures.stages().values():
        mine |= Q(stage=stage.key) & _reach(user, stage, today)
    people = stands_for(user, on=today)
    by_parts = [stage.key for stage in procedures.stages().values() if stage.each_part]
    rows = Round.objects.filter(mine, state=Round.State.OPEN).exclude(submitted_by__in=people)
    rows = rows.exclude(Q(signatures__by__in=people) & ~Q(signatures__stage__in=by_parts))
    return rows.select_related("agency", "submitted_by").order_by("-urgent", "due_on", "pk")


def handed_in(*people: User | int) -> QuerySet[Round]:
    """What some people have handed in, the newest first."""
    return Round.objects.filter(submitted_by__in=people).select_related("agency").order_by("-pk")


def unreleased(user_agencies: Sequence[int]) -> QuerySet[Round]:
    """What was cleared in some agencies and is not out: timed, to be released by hand, or held by the gate."""
    rows = Round.objects.filter(state=Round.State.CLEARED, agency__in=user_agencies, releases__isnull=True)
    return rows.select_related("agency", "submitted_by").order_by("ended_at")


def latest(rows: QuerySet[Round]) -> QuerySet[Round]:
    """Of some rounds those after which no other of the same item was begun."""
    return rows.exclude(Exists(Round.objects.filter(key=OuterRef("key"), pk__gt=OuterRef("pk"))))


@dataclass(frozen=True, slots=True)
class Debt:
    """What waits at one stage in one agency, since when, how much of it is late, and who could do it."""

    agency: Agency
    stage: Stage
    count: int
    late: int
    oldest: datetime
    people: tuple[str, ...]


def debts(within: Agency, *, at: datetime) -> list[Debt]:
    """Who owes which reviews, in an agency and all below it, the latest first."""
    today = localdate(at)
    rows = (
        Round.objects.filter(state=Round.State.OPEN, agency__path__startswith=within.path)
        .values("agency", "stage")
        .annotate(count=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)), oldest=Min("since"))
        .order_by("-late", "oldest")
    )
    known = Agency.objects.in_bulk([row["agency"] for row in rows])
    posts = posts_of(known.values(), today)
    return [
        Debt(
            known[row["agency"]],
            procedures.stages()[row["stage"]],
            row["count"],
            row["late"],
            row["oldest"],
            _people(posts, known[row["agency"]], procedures.stages()[row["stage"]]),
        )
        for row in rows
    ]


def days_left(row: Round, *, today: date) -> int:
    """Calendar days to the limit of the stage; negative when it is past."""
    return (row.due_on - today).days if row.due_on else 0


def _reach(user: User, stage: Stage, today: date) -> Q:
    found = Q(pk__in=[])
    for post in posts_held(user, today):
        if stage.permission in GRANTS[post.role]:
            found |= Q(agency__path__startswith=post.agency.path) if stage.above else Q(agency=post.agency_id)
    return found


def posts_of(agencies: Iterable[Agency], today: date) -> list[Post]:
    """The posts held on a day in some agencies and in those above them."""
    line = {pk for agency in agencies for pk in agency.line}
    held = Q(held_until__isnull=True) | Q(held_until__gte=today)
    rows = Post.objects.filter(held, agency__in=line, held_from__lte=today, user__is_active=True)
    return list(rows.select_related("user", "agency").order_by("pk"))


def _people(posts: Sequence[Post], agency: Agency, stage: Stage) -> tuple[str, ...]:
    names = [
        str(post.user)
        for post in posts
        if stage.permission in GRANTS[post.role]
        and (post.agency_id == agency.pk or (stage.above and post.agency.holds(agency)))
    ]
    return tuple(dict.fromkeys(names))
