"""What the first screen says of offers and reprints: their names and ages, in one question for both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import agencies_where, may_anywhere
from gongkai.agencies.roles import Permission
from gongkai.disclosure.models import Offer, Reprint
from gongkai.disclosure.standing import standing
from gongkai.editorial import pages
from gongkai.editorial.models import Release

OFFER, CORRECTED, WITHDRAWN = "offer", "corrected", "withdrawn"


@dataclass(frozen=True, slots=True)
class Line:
    """An offer that waits, or a reprint whose original was corrected or else taken down."""

    sort: str
    number: int
    title: str
    agency: str
    since: datetime

    @property
    def corrected(self) -> bool:
        """Whether the original still is public, and says something else."""
        return self.sort == CORRECTED


@dataclass(frozen=True, slots=True)
class Today:
    """What reprints and offers ask of somebody today, the longest waiting first."""

    offers: list[Line]
    behind: list[Line]

    @property
    def anything(self) -> bool:
        """Whether there is something to say."""
        return bool(self.offers or self.behind)


def waiting(user: User, *, at: datetime) -> Today:
    """What waits for the agencies for which somebody writes. One query, none for who writes for no agency."""
    today = localdate(at)
    if not may_anywhere(user, Permission.CONTENT_DRAFT, on=today):
        return Today([], [])
    own = agencies_where(user, Permission.CONTENT_DRAFT, on=today).order_by()
    found = [Line(*row) for row in _offers(own).union(_behind(own), all=True).order_by("since", "number")]
    return Today([one for one in found if one.sort == OFFER], [one for one in found if one.sort != OFFER])


def _offers(own: QuerySet[Agency]) -> QuerySet[Any, Any]:
    rows = Offer.objects.filter(to__in=own, answer=Offer.Answer.WAITING).order_by()
    told = rows.annotate(sort=Value(OFFER, CharField()), number=F("pk"), since=F("offered_at"))
    lines: QuerySet[Any, Any] = told.values_list("sort", "number", "title", "agency__short_name", "since")
    return lines


def _behind(own: QuerySet[Agency]) -> QuerySet[Any, Any]:
    key = Concat(Value(f"{pages.KIND}:"), Cast(OuterRef("original"), CharField()), output_field=CharField())
    last = Release.objects.filter(key=key).order_by("-pk").values(since=Coalesce("withdrawn_at", "at"))
    there, sort = Q(original__public__release__isnull=False), CharField()
    same = Q(original__public__release__digest=F("digest"), original__public__release__isnull=False)
    rows = standing(Reprint).select_related(None).filter(~same, agency__in=own).order_by()
    told = rows.annotate(
        sort=Case(When(there, Value(CORRECTED, sort)), default=Value(WITHDRAWN, sort), output_field=sort),
        number=F("pk"),
        since=Subquery(last[:1]),
    )
    lines: QuerySet[Any, Any] = told.values_list("sort", "number", "title", "agency__short_name", "since")
    return lines
