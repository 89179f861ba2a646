"""Dates that the applicant was told and that are others now (条例第三十三条): a printed date is an act, so it never
changes silently.

A holiday notice or the amendment of a record may move the limit for the reply after the receipt named it. Then a
notice to the applicant is proposed; once an officer confirms, or at once by setting, the applicant hears the old day,
the new day and why, through the same messages as everything else. What moved back before anybody was told lapses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import scope
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.casework import log, messages, subjects
from gongkai.casework.errors import NotPermitted
from gongkai.casework.log import Dossier, Happening
from gongkai.casework.models import Case, CaseEvent
from gongkai.casework.records import MovedDate
from gongkai.statute.events import EventKind

AT_ONCE = "at_once"
_OVERTAKEN_BY = ("extension_notified", "delay_set", "corrected", "fee_paid")
"""What makes the told day one of the past: another was told, or the clock started anew."""


@dataclass(frozen=True, slots=True)
class Change:
    """The limit of a case before and after, and what moved it."""

    case_id: int
    old: date
    new: date
    cause: str


def between(case_id: int, old: date | None, new: date | None, cause: str) -> list[Change]:
    """The change between two limits: none when they are one day, or when the clock stood before or stands after."""
    return [Change(case_id, old, new, cause)] if old and new and old != new else []


def propose(changes: Iterable[Change], *, at: datetime) -> None:
    """Keep what has to be told, in the caller's transaction. Every case has told its limit: the receipt names it.

    A second move before the applicant heard of the first keeps the day that was told; one that leads back to it
    ends the proposal.
    """
    found = {change.case_id: change for change in changes}
    counting = Case.objects.filter(pk__in=found, decided_on__isnull=True, subject__erased_at__isnull=True)
    told = set(counting.values_list("pk", flat=True))
    untold = {row.case_id: row for row in MovedDate.objects.filter(case__in=told, told_at__isnull=True)}
    valid = set(_not_overtaken().filter(case__in=told).values_list("pk", flat=True))
    for key in told & untold.keys():
        _move_on(untold[key], found[key], at, keeps=untold[key].pk in valid)
    MovedDate.objects.bulk_create(
        MovedDate(case_id=key, old=found[key].old, new=found[key].new, cause=found[key].cause, found_at=at)
        for key in sorted(told - untold.keys())
    )


def of_case(case: Case) -> MovedDate | None:
    """What the applicant of a case has to be told; None when nothing moved, or when it does not matter any more."""
    row = _standing().filter(case=case).first()
    if row is not None and case.due_on is not None:
        row.new = case.due_on
    return row


def waiting_for(user: User, *, on: date) -> QuerySet[Case]:
    """The cases in which a user has to tell the applicant of a moved date, the nearest first."""
    rows = Case.objects.filter(scope(user, Permission.CASE_HANDLE, on=on), pk__in=_standing().values("case"))
    return rows.order_by("next_on", "id")


@transaction.atomic
def tell(*, case_id: int, by: User, at: datetime, seq: int | None = None) -> Case:
    """An officer confirms: the applicant is told of the old day, the new day and why, once. Whoever left neither
    mailbox nor mobile telephone is told by the officer, who records it with this.

    Raises NotPermitted when there is nothing to tell, Conflict, NotAllowed, Unknown.
    """
    return _tell(log.lock(case_id, by=by, at=at, permission=Permission.CASE_HANDLE, expected_seq=seq), by, at)


def tell_at_once(*, at: datetime) -> int:
    """With GONGKAI_MOVED_DATES=at_once: tell every applicant who can be reached, a case a transaction; how many.
    The others wait for their officer."""
    if settings.GONGKAI_MOVED_DATES != AT_ONCE:
        return 0
    return sum(_tell_reached(key, at) for key in list(_standing().order_by("id").values_list("case_id", flat=True)))


def reachable(case: Case) -> bool:
    """Whether a message can reach the applicant at all."""
    return bool(messages.contacts(subjects.person(case.subject)))


@transaction.atomic
def _tell_reached(case_id: int, at: datetime) -> int:
    dossier = log.lock(case_id, by=None, at=at, permission=Permission.CASE_HANDLE)
    if of_case(dossier.case) is None or not reachable(dossier.case):
        return 0
    _tell(dossier, None, at)
    return 1


def _tell(dossier: Dossier, by: User | None, at: datetime) -> Case:
    case = dossier.case
    row = of_case(case)
    if row is None or not bytes(case.subject.key):
        raise NotPermitted("答复期限没有尚待告知申请人的变动。", "条例第三十三条")
    how = "以电子邮件、短信告知申请人" if reachable(case) else "已经另行告知申请人"
    said = f"{how}：答复期限原为{row.old:%Y-%m-%d}，因{row.cause}，现为{row.new:%Y-%m-%d}。"
    data = {"told_due_on": row.new.isoformat(), "facts": {"old": row.old.isoformat(), "why": row.cause}}
    happening = Happening(EventKind.NOTE, localdate(at), data, {"words": said})
    case = log.write(dossier, [happening], by=by, at=at, voice="" if by else ledger.SYSTEM)
    row.told_at, row.told_seq = at, case.seq
    row.save(update_fields=["new", "told_at", "told_seq"])
    return case


def _standing() -> QuerySet[MovedDate]:
    """What is still to be told: the limit differs from the told one, the case is not decided, and its clock runs."""
    rows = _not_overtaken().filter(case__decided_on__isnull=True, case__due_on__isnull=False)
    return rows.exclude(case__due_on=F("old"))


def _not_overtaken() -> QuerySet[MovedDate]:
    """What nobody told yet, and no letter has named another day since."""
    later = CaseEvent.objects.filter(case=OuterRef("case"), recorded_at__gt=OuterRef("found_at"))
    rows = MovedDate.objects.filter(told_at__isnull=True)
    return rows.exclude(Exists(later.filter(kind__in=_OVERTAKEN_BY)))


def _move_on(row: MovedDate, change: Change, at: datetime, *, keeps: bool) -> None:
    """A second move: the day that was told stays, unless a letter has named another since."""
    if not keeps:
        row.old, row.found_at = change.old, at
    if change.new == row.old:
        row.delete()
        return
    row.new, row.cause = change.new, change.cause
    row.save(update_fields=["old", "new", "cause", "found_at"])
