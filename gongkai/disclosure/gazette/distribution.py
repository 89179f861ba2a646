"""Printed copies: where they go, what is left, and what the year's report says of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.disclosure.gazette.models import Gazette, GazetteHandout, GazetteIssue, GazettePoint
from gongkai.editorial.errors import Incomplete


@transaction.atomic
def hand_out(
    *, issue_id: int, copies: dict[int, int], on: date, by: User, at: datetime, signed_for: str = "", why: str = ""
) -> list[GazetteHandout]:
    """Write down that copies went to points; a negative number takes back what was written wrongly, with the reason.

    Raises NotAllowed, Incomplete when more copies would go than were printed, come back than went, or before their
    day.
    """
    issue = GazetteIssue.objects.select_for_update(of=("self",)).select_related("gazette__agency").get(pk=issue_id)
    require(by, Permission.CONTENT_DRAFT, issue.gazette.agency, on=localdate(at))
    wanted = {number: count for number, count in copies.items() if count}
    points = GazettePoint.objects.filter(gazette=issue.gazette).in_bulk(wanted)
    if not wanted or set(points) != set(wanted):
        raise Incomplete("请写明至少一个赠阅点的册数。", "copies")
    if on > localdate(at) or on < issue.dated_on:
        raise Incomplete("赠阅日期应当在出版日期以后，不能是将来的日期。", "on")
    if min(wanted.values()) < 0 and not why.strip():
        raise Incomplete("更正登记的，请写明原因。", "why")
    _check_stock(issue, wanted)
    return [
        GazetteHandout.objects.create(
            issue=issue, point=points[number], copies=count, on=on, signed_for=signed_for.strip()[:80],
            why=why.strip()[:200] if count < 0 else "", recorded_by=by, recorded_at=at,
        )
        for number, count in wanted.items()
    ]  # fmt: skip


def _check_stock(issue: GazetteIssue, wanted: dict[int, int]) -> None:
    left = stock(issue)
    if sum(wanted.values()) > left:
        raise Incomplete(f"这一期印了{issue.print_run}册，还剩{left}册，不够赠阅{sum(wanted.values())}册。", "copies")
    for number, count in wanted.items():
        had = issue.handouts.filter(point=number).aggregate(sum=Sum("copies"))["sum"] or 0
        if had + count < 0:
            raise Incomplete(f"这个赠阅点只登记过{had}册，不能冲减{-count}册。", "copies")


def stock(issue: GazetteIssue) -> int:
    """How many printed copies are left."""
    gone = issue.handouts.aggregate(sum=Sum("copies"))["sum"] or 0
    return issue.print_run - gone


def points(gazette: Gazette, on: date) -> QuerySet[GazettePoint]:
    """The points that get copies on a day."""
    return GazettePoint.objects.filter(gazette=gazette).filter(Q(closed_on=None) | Q(closed_on__gt=on))


@dataclass(frozen=True, slots=True)
class Year:
    """What the annual report says of a year's gazettes."""

    issues: int
    copies: int


def years(agencies: Iterable[int], number: int) -> dict[int, Year]:
    """The issues of a year that are public, and the copies that went out of them, of each agency that issued some."""
    issues = GazetteIssue.objects.filter(
        gazette__agency__in=list(agencies), year=number, released_at__isnull=False, imported=False
    ).order_by()
    gone = dict(
        GazetteHandout.objects.filter(issue__in=issues.values("pk")).order_by().values_list("issue__gazette__agency")
        .annotate(sum=Sum("copies"))
    )  # fmt: skip
    counted = issues.values_list("gazette__agency").annotate(count=Count("pk"))
    return {agency: Year(count, gone.get(agency, 0)) for agency, count in counted}


def year(agency: int, number: int) -> Year:
    """The same of one agency."""
    return years([agency], number).get(agency, Year(0, 0))


@dataclass(frozen=True, slots=True)
class Line:
    """What a point got in a year: issue by issue, and in all."""

    point: GazettePoint
    copies: tuple[int, ...]

    @property
    def total(self) -> int:
        """All copies of the year."""
        return sum(self.copies)


@dataclass(frozen=True, slots=True)
class Ledger:
    """赠阅台账 of a year: the issues in their order, and a line for every point that still gets copies or got some."""

    issues: tuple[GazetteIssue, ...]
    lines: tuple[Line, ...]

    @property
    def totals(self) -> tuple[int, ...]:
        """Copies that went out of each issue."""
        return tuple(sum(line.copies[place] for line in self.lines) for place in range(len(self.issues)))

    @property
    def total(self) -> int:
        """Copies that went out in the year."""
        return sum(self.totals)


def ledger(gazette: Gazette, number: int) -> Ledger:
    """Who got how many copies of the issues of a year. Three queries."""
    issues = tuple(GazetteIssue.objects.filter(gazette=gazette, year=number).order_by("number"))
    rows = GazetteHandout.objects.filter(issue__in=[issue.pk for issue in issues]).order_by()
    gone = {(at, where): count for at, where, count in rows.values_list("issue", "point").annotate(sum=Sum("copies"))}
    lines = [
        Line(point, tuple(gone.get((issue.pk, point.pk), 0) for issue in issues))
        for point in GazettePoint.objects.filter(gazette=gazette).order_by("name")
    ]
    return Ledger(issues, tuple(line for line in lines if any(line.copies) or line.point.closed_on is None))
