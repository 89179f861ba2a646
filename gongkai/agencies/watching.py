"""Watching for unusual numbers: wrong passwords, wrong query codes, identities opened (ASVS 8.1.4).

Whoever counts something registers a measure; every ten minutes each is asked for the last hour, and what is over its
limit becomes one notice an hour to those who look after the system or the agency.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, Post, SecurityNotice, User
from gongkai.agencies.permissions import NotAllowed, may_anywhere, scope
from gongkai.agencies.roles import GRANTS, Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action, Entry

Kind = SecurityNotice.Kind
HOUR = timedelta(hours=1)
SHOWN = timedelta(days=7)
"""How long a notice that nobody has marked as seen stays on the first screen."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something happened within an hour, in which agency, by whom; neither when nobody can be named."""

    count: int
    agency_id: int | None = None
    person_id: int | None = None


Measure = Callable[[datetime, datetime], Iterable[Counted]]
_measures: dict[str, Measure] = {}


def measure(kind: str, count: Measure) -> None:
    """Have something counted from now on: ``count`` is asked for what happened between two moments."""
    _measures[kind] = count


def limit_of(kind: str) -> int:
    """From which number within an hour something is unusual."""
    return int(settings.GONGKAI_ALERTS[kind])


@transaction.atomic
def look(*, at: datetime) -> list[SecurityNotice]:
    """Count the last hour and write what is unusual; returns the notices that are new."""
    new = []
    for kind, count in sorted(_measures.items()):
        for found in count(at - HOUR, at):
            if found.count >= limit_of(kind):
                new += _written(kind, found, at)
    return new


def unseen(user: User, *, at: datetime) -> QuerySet[SecurityNotice]:
    """The notices that a person is to see: those of the whole system for who looks after it, those of an agency for
    who keeps its people."""
    on = localdate(at)
    found = scope(user, Permission.PEOPLE_EDIT, on=on)
    if may_anywhere(user, Permission.JOBS_RETRY, on=on):
        found |= Q(agency__isnull=True)
    rows = SecurityNotice.objects.filter(found, seen_at__isnull=True, made_at__gt=at - SHOWN)
    return rows.select_related("agency", "person").order_by("-made_at", "-pk")


@transaction.atomic
def mark_seen(*, notice_id: int, by: User, at: datetime) -> SecurityNotice:
    """Somebody has looked into a notice; it leaves the first screen. Raises NotAllowed."""
    notice = unseen(by, at=at).filter(pk=notice_id).first()
    if notice is None:
        raise NotAllowed(Permission.PEOPLE_EDIT)
    notice.seen_at, notice.seen_by = at, by.actor
    notice.save(update_fields=["seen_at", "seen_by"])
    stream = notice.agency.stream if notice.agency is not None else ledger.SYSTEM
    ledger.record(stream, [ledger.Act(by.actor, Action.NOTICE_SEEN, f"notice:{notice.pk}")], at=at)
    return notice


def sentence(notice: SecurityNotice) -> str:
    """A notice in words. It names officers, never applicants."""
    who = f"{notice.person}" if notice.person is not None else "全系统"
    return f"{who}一小时内{notice.get_kind_display()}{notice.count}次，超过了通常的次数。"


def told(notice: SecurityNotice, *, on: date) -> list[User]:
    """Who gets a notice by e-mail: those who see it and have given a mailbox."""
    held = Q(held_until__isnull=True) | Q(held_until__gte=on)
    posts = Post.objects.filter(held, held_from__lte=on, user__is_active=True).exclude(user__email="")
    if notice.agency_id is not None:
        posts = posts.filter(agency=notice.agency_id)
    wanted = Permission.JOBS_RETRY if notice.agency_id is None else Permission.PEOPLE_EDIT
    found = {post.user for post in posts.select_related("user") if wanted in GRANTS[post.role]}
    return sorted(found, key=lambda user: user.pk)


def failed_sign_ins(since: datetime, until: datetime) -> Iterator[Counted]:
    """Wrong passwords and wrong one-time codes, of everybody together: guessing walks from name to name."""
    yield Counted(_between(since, until).filter(action__in=[Action.SIGN_IN_FAILED, Action.FACTOR_FAILED]).count())


def opened_identities(since: datetime, until: datetime) -> Iterator[Counted]:
    """How many identities each officer opened, by the agency whose they are."""
    rows = _between(since, until).filter(
        Q(action=Action.CASE_READ)
        & (Q(detail__what="identity") | Q(detail__role__in=["identity", "authority", "scan"]))
    )
    for stream, actor, count in rows.values_list("stream", "actor").annotate(count=Count("id")):
        agency, person = (text.partition(":")[2] for text in (stream, actor))
        if agency.isdigit() and person.isdigit() and Agency.objects.filter(pk=agency).exists():
            yield Counted(count, int(agency), int(person))


def _between(since: datetime, until: datetime) -> QuerySet[Entry]:
    return Entry.objects.filter(recorded_at__gt=since, recorded_at__lte=until)


def _written(kind: str, found: Counted, at: datetime) -> list[SecurityNotice]:
    """The notice of this hour; a number that grew is corrected, and told only once."""
    key = f"{kind}/{found.agency_id or 0}/{found.person_id or 0}/{at:%Y-%m-%dT%H}"
    notice, made = SecurityNotice.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "agency_id": found.agency_id,
            "person_id": found.person_id,
            "count": found.count,
            "made_at": at,
        },
    )
    if not made and found.count > notice.count:
        notice.count = found.count
        notice.save(update_fields=["count"])
    return [notice] if made else []
