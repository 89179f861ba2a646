"""What the office has to look at today: how many cases of each colour, whose turn it is, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value
from django.utils.timezone import localtime

from gongkai.agencies import calendar
from gongkai.agencies.models import Kind, User
from gongkai.agencies.permissions import posts_held, scope, stands_for
from gongkai.agencies.roles import GRANTS, Permission
from gongkai.casework import joint_pages, queries, service_by_post, turns
from gongkai.casework.chain_records import Turn
from gongkai.casework.mail import tray
from gongkai.casework.models import NO_LIMIT, Case, CaseEvent, LetterSeal, Message
from gongkai.casework.queries import AMBER_WORKING_DAYS, Colour, Row
from gongkai.editorial import ending, letter_procedures, listing, releasing
from gongkai.editorial.letter_procedures import SIGN
from gongkai.editorial.listing import Summary
from gongkai.editorial.models import Round
from gongkai.statute.case_state import Stage
from gongkai.statute.events import EventKind

FEW, MOST = 8, 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """A heap of cases that wait for one and the same step."""

    label: str
    count: int
    cases: list[Case]
    notes: dict[int, str] = field(default_factory=dict)
    """What is said of a case beside its limit: which step of its letter waits, and for how long."""


@dataclass(frozen=True, slots=True)
class Today:
    """The page that officers see first."""

    counts: list[tuple[Colour, int]]
    waiting: list[Waiting]
    rows: list[Row]
    report_year: int
    report_due: list[tuple[str, date, int]]
    mail: int = 0
    mail_overdue: int = 0
    joint: int = 0
    """Parts of other departments' replies that the user's departments owe (会签)."""
    reviews: Sequence[Round] = ()
    reviews_summary: Summary = listing.NONE
    timed: Sequence[str] = ()
    """What should have become public or been taken down by itself, and was not."""
    vacant: Sequence[tuple[str, str, str]] = ()
    """Steps of letters for which nobody holds the post: the agency, the step, the kinds of letters that owe it."""


def today_for(user: User, *, today: date, at: datetime) -> Today:
    """Today's page for a user: one query for each kind of thing that may wait."""
    first, waits = listing.nearest(user, FEW, at=at)
    moments = tray.letters_waiting(user, today=today)
    return Today(
        counts=_counts(queries.visible(user, on=today).filter(closed_on__isnull=True), today),
        waiting=[heap for heap in (*_turns(user, today), *_waiting(user, today)) if heap.count],
        rows=queries.nearest(user, default_status(user, today=today), FEW, today=today),
        report_year=today.year - 1,
        report_due=_report_due(user, today),
        mail=len(moments),
        mail_overdue=tray.late(moments, today=today),
        joint=joint_pages.owed_by(user, on=today).count(),
        reviews=first,
        reviews_summary=waits,
        timed=_timed(user, today, at),
        vacant=_vacant(user, today),
    )


def default_status(user: User, *, today: date) -> str:
    """Which list a user starts with: the agency's, or what was given to their department."""
    return "open" if _holds(user, Permission.CASE_SEE, today) else "assigned"


def extension_pending(case: OuterRef | int) -> QuerySet[CaseEvent]:
    """The requests for an extension of a case."""
    return CaseEvent.objects.filter(case=case, kind=EventKind.EXTENSION_REQUESTED.value)


def _holds(user: User, permission: Permission, today: date) -> bool:
    return any(permission in GRANTS[post.role] for post in posts_held(user, today))


def _counts(cases: QuerySet[Case], today: date) -> list[tuple[Colour, int]]:
    until = calendar.current().add(today, AMBER_WORKING_DAYS)
    found = cases.aggregate(
        red=Count("pk", filter=Q(next_on__lte=today)),
        amber=Count("pk", filter=Q(next_on__gt=today, next_on__lte=until)),
        green=Count("pk", filter=Q(next_on__gt=until, next_on__lt=NO_LIMIT)),
        grey=Count("pk", filter=Q(next_on=NO_LIMIT)),
    )
    return [(colour, found[colour.value]) for colour in Colour]


def _waiting(user: User, today: date) -> list[Waiting]:
    approving = Case.objects.filter(scope(user, Permission.CASE_APPROVE, on=today), closed_on__isnull=True)
    handling = Case.objects.filter(scope(user, Permission.CASE_HANDLE, on=today), closed_on__isnull=True)
    drafting = Case.objects.filter(
        scope(user, Permission.CASE_DRAFT, on=today, field="assigned_agency"),
        Q(handler__in=stands_for(user, on=today)) | Q(handler=None),
    )
    elsewhere = Exists(Turn.objects.filter(case=OuterRef("pk"), letter=Turn.Letter.REPLY).exclude(stage=SIGN))
    granted = CaseEvent.objects.filter(case=OuterRef("pk"), kind=EventKind.EXTENDED.value)
    asked = Exists(extension_pending(OuterRef("pk")))
    heaps = [
        ("拟办意见待您审批", approving.filter(~elsewhere, stage=Stage.DECISION_PROPOSED)),
        ("延期申请待您审批", approving.filter(asked, ~Exists(granted), decided_on__isnull=True)),
        ("未能送达申请人的通知", handling.filter(_undelivered(OuterRef("pk")))),
        ("待确认收到", handling.filter(stage=Stage.AWAITING_CONFIRMATION)),
        ("邮件退回，待以其他方式再次送达", handling.filter(service_by_post.to_serve_again())),
        ("已批准，待制发告知书并送达", handling.filter(stage=Stage.DECIDED)),
        ("文书等待加盖电子印章", handling.filter(_unsealed(OuterRef("pk")))),
        ("已送达，待办结归档", handling.filter(stage=Stage.SERVED)),
        ("已终结，待归档", handling.filter(stage__in=[Stage.LAPSED, Stage.WITHDRAWN, Stage.CLOSED])),
        ("交您承办，待拟定答复", drafting.filter(closed_on__isnull=True, stage=Stage.OPEN)),
    ]
    return _heaps(heaps)


def _turns(user: User, today: date) -> list[Waiting]:
    """Steps of letters that wait for the user (the signature of a reply has a heap of its own), what came back to
    them, and fee notices that may be issued. One query."""
    mine = turns.mine(user, on=today) & ~Q(letter=Turn.Letter.REPLY, stage=SIGN, case__decided_on__isnull=True)
    back = Q(stage=Turn.RETURNED, drafter__in=stands_for(user, on=today))
    ready = Q(stage=Turn.ISSUE) & scope(user, Permission.CASE_HANDLE, on=today, field="case__agency")
    rows = Turn.objects.filter(turns.waiting(), mine | back | ready).select_related("case").order_by("since", "pk")
    heaps: dict[str, list[Turn]] = {"": [], Turn.RETURNED: [], Turn.ISSUE: []}
    for row in rows[:MOST]:
        heaps[row.stage if row.stage in heaps else ""].append(row)
    labels = ("等您审签的文书", "退回您修改的文书", "收费通知书已经审签，待制发")
    return [_heap_of_turns(label, found, today) for label, found in zip(labels, heaps.values(), strict=True)]


def _heap_of_turns(label: str, rows: list[Turn], today: date) -> Waiting:
    shown, days = rows[:FEW], calendar.current() if rows else None
    notes = {row.case_id: turns.said(row, today, days) for row in shown if days is not None}
    return Waiting(label, len(rows), [row.case for row in shown], notes)


def _timed(user: User, today: date, at: datetime) -> list[str]:
    """In sentences, for who publishes or takes down in an agency. Two queries."""
    mine = scope(user, Permission.CONTENT_RELEASE, on=today)
    rows = releasing.late(Round.objects.filter(mine), at=at).order_by("release_at")
    said = [f"《{row.title}》应于{_moment(row.release_at or at)}公开，还没有公开" for row in rows[:FEW]]
    ends = ending.overdue(at=at).filter(mine)
    return said + [f"《{row.title}》应于{_moment(row.due_at)}撤下，还没有撤下" for row in ends[:FEW]]


def _moment(at: datetime) -> str:
    local = localtime(at)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def _vacant(user: User, today: date) -> list[tuple[str, str, str]]:
    """The empty posts that would block a letter, for who keeps the procedures of an agency: told before it blocks."""
    agencies = {post.agency for post in posts_held(user, today) if Permission.PROCEDURE_EDIT in GRANTS[post.role]}
    told: dict[tuple[str, str], list[str]] = {}
    for agency in sorted((agency for agency in agencies if agency.takes_requests), key=lambda one: one.path):
        for kind, step in letter_procedures.vacant(agency, on=today):
            told.setdefault((agency.short_name, step), []).append(kind)
    return [(agency, step, "、".join(kinds)) for (agency, step), kinds in told.items()]


def _undelivered(case: OuterRef) -> Exists:
    """Whether a message to the applicant did not go out and may still be sent."""
    failed = Message.objects.filter(case=case, state=Message.State.FAILED)
    return Exists(failed.filter(case__subject__erased_at__isnull=True))


def _unsealed(case: OuterRef) -> Exists:
    """Whether a letter waits for its electronic seal, and so has not left."""
    return Exists(LetterSeal.objects.filter(letter__case=case, state=LetterSeal.State.WAITING))


def _heaps(heaps: list[tuple[str, QuerySet[Case]]]) -> list[Waiting]:
    """The first cases of each heap and how many lie in it: one query, and one more to count what is longer than shown.
    SQLite takes no limit inside a union, but does in the key's condition."""
    parts = []
    for place, (_, cases) in enumerate(heaps):
        first = cases.order_by("next_on", "id").values("pk")[: FEW + 1]
        part = Case.objects.filter(pk__in=first).annotate(heap=Value(place, IntegerField()))
        parts.append(part.only("number", "next_on"))
    found: list[list[Case]] = [[] for _ in heaps]
    for case in sorted(parts[0].union(*parts[1:], all=True), key=lambda case: (case.next_on, case.pk)):
        found[case.heap].append(case)
    totals = _totals({place: heaps[place][1] for place, first in enumerate(found) if len(first) > FEW})
    return [
        Waiting(label, totals.get(place, len(found[place])), found[place][:FEW])
        for place, (label, _) in enumerate(heaps)
    ]


def _totals(heaps: dict[int, QuerySet[Case]]) -> dict[int, int]:
    if not heaps:
        return {}
    counts = {f"heap{place}": Count("pk", filter=Q(pk__in=cases.values("pk"))) for place, cases in heaps.items()}
    found = Case.objects.filter(closed_on__isnull=True).aggregate(**counts)
    return {place: found[f"heap{place}"] for place in heaps}


def _report_due(user: User, today: date) -> list[tuple[str, date, int]]:
    """When last year's report has to be out: a department's by 31 January, a government's by 31 March (条例第四十九条);
    a passed day gives way to next year's."""
    found = []
    # a village committee is no administrative organ and writes no report
    for post in (post for post in posts_held(user, today) if post.agency.kind != Kind.VILLAGE):
        month = 3 if post.agency.kind == Kind.GOVERNMENT else 1
        due = date(today.year, month, 31)
        due = due if due >= today else date(today.year + 1, month, 31)
        entry = (post.agency.short_name, due, due.year - 1)
        if entry not in found:
            found.append(entry)
    return found
