"""What went out first and is reviewed afterwards (先发后审): its last day is shown, and told while there is time.

An `EmergencyNotice` says that it was done; a look writes the rows that are missing, so that a week without a look is
made up for. Who is told are those in the agency who write, release or may publish in an emergency, and those who stand
in for them; reviewers hear of it by the round's own limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate

from gongkai.agencies import calendar
from gongkai.agencies.models import Absence, User
from gongkai.agencies.roles import GRANTS, Permission
from gongkai.editorial import access, gate, listing, queue
from gongkai.editorial.models import EmergencyNotice, Nudge, Release

NEAR_DAYS = 1
"""Working days before the last day on which an office is told."""
WHO = frozenset({Permission.CONTENT_DRAFT, Permission.CONTENT_RELEASE, Permission.EMERGENCY_RELEASE})
Kind = Nudge.Kind


@dataclass(frozen=True, slots=True)
class Debt:
    """An emergency whose last day is near or past, and what people are told of it."""

    row: Release
    kind: str


def due(*, at: datetime) -> list[Debt]:
    """What is near or past its last day and was not told yet. Two queries, however many there are."""
    found = _near(localdate(at))
    told = set(
        EmergencyNotice.objects.filter(release__in=[debt.row.pk for debt in found]).values_list("release", "kind")
    )
    return [debt for debt in found if (debt.row.pk, debt.kind) not in told]


def note(*, at: datetime) -> list[tuple[Debt, set[User]]]:
    """Write down what is told now, with who is told. Runs in the transaction of a look."""
    new = due(at=at)
    EmergencyNotice.objects.bulk_create(EmergencyNotice(release=debt.row, kind=debt.kind, made_at=at) for debt in new)
    return _told(new, localdate(at))


def told(user: User, made_at: datetime, today: date) -> list[Release]:
    """What one look found, of which this person is told, and whose reviews are still not made good."""
    noted = set(EmergencyNotice.objects.filter(made_at=made_at).values_list("release", flat=True))
    found = [debt for debt in _near(today) if debt.row.pk in noted] if noted else []
    return [debt.row for debt, people in _told(found, today) if user in people]


def standing(user: User, *, at: datetime) -> list[Release]:
    """The emergencies that a person may see and whose reviews are not made good, the most overdue first. One query."""
    if not access.takes_part(user, at=at):
        return []
    return list(_open().filter(access.reach(user, at=at)))


def sentence(row: Release, today: date) -> str:
    """One line of a digest."""
    assert row.review_by is not None
    return f"《{row.title}》　先发后审，审核还没有补齐，{listing.left_in_words((row.review_by - today).days)}"


def _open() -> QuerySet[Release]:
    return gate.not_made_good().select_related("agency")


def _near(today: date) -> list[Debt]:
    rows = _open().filter(review_by__lte=calendar.current().add(today, NEAR_DAYS))
    return [Debt(row, Kind.LATE if row.review_by and row.review_by < today else Kind.NEAR) for row in rows]


def _told(found: Sequence[Debt], today: date) -> list[tuple[Debt, set[User]]]:
    """Two queries, however many emergencies there are."""
    if not found:
        return []
    posts = [post for post in queue.posts_of((debt.row.agency for debt in found), today) if GRANTS[post.role] & WHO]
    away = Absence.objects.filter(away_from__lte=today, away_until__gte=today, cancelled_at__isnull=True)
    stands_in = {row.user_id: row.substitute for row in away.select_related("substitute") if row.substitute.is_active}
    named = []
    for debt in found:
        people = {post.user for post in posts if post.agency_id == debt.row.agency_id}
        named.append((debt, people | {stands_in[user.pk] for user in people if user.pk in stands_in}))
    return named
