"""What is read of villages: what everybody sees, and what somebody may see in the office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import scope
from gongkai.agencies.roles import Permission
from gongkai.editorial.models import Round, Signature
from gongkai.editorial.procedures import stages
from gongkai.statute.village import BoardKind
from gongkai.village.models import BoardPhoto, Objection, Posting, Village

PUBLIC = Q(published_at__isnull=False, withdrawn_on__isnull=True)


@dataclass(frozen=True, slots=True)
class Board:
    """A board of a village as everybody reads it: what hangs there now, the newest first."""

    kind: BoardKind
    postings: list[Posting]

    @property
    def updated(self) -> date | None:
        """When something was last hung up."""
        return max((row.posted_from for row in self.postings if row.posted_from), default=None)


def existing(on: date) -> QuerySet[Village]:
    """The villages that exist on a day, township by township."""
    gone = Q(agency__abolished_on__lte=on)
    return Village.objects.exclude(gone).select_related("agency__parent").order_by("agency__path")


def by_township(on: date) -> list[tuple[Agency, list[Village]]]:
    """The villages with the day of their newest posting (``newest``), under their townships."""
    newest = Max("postings__published_at", filter=Q(postings__withdrawn_on__isnull=True))
    count = Count("postings", filter=Q(postings__published_at__isnull=False, postings__withdrawn_on__isnull=True))
    found: dict[int, tuple[Agency, list[Village]]] = {}
    for village in existing(on).annotate(newest=newest, count=count):
        township = village.agency.parent
        if township is not None:
            found.setdefault(township.pk, (township, []))[1].append(village)
    return list(found.values())


def village(code: str, on: date) -> Village | None:
    """A village by its code."""
    return existing(on).filter(agency__code=code).first()


def public(of: Village | None = None) -> QuerySet[Posting]:
    """Postings that everybody may read, the newest first."""
    rows = Posting.objects.filter(PUBLIC).select_related("village__agency__parent").order_by("-published_at", "-pk")
    return rows.filter(village=of) if of else rows


def boards(of: Village, on: date) -> list[Board]:
    """The four boards with what hangs on them on a day. One query."""
    rows = list(public(of).filter(Q(posted_until__isnull=True) | Q(posted_until__gte=on)))
    return [Board(kind, [row for row in rows if row.board == kind.value]) for kind in BoardKind]


def years(of: Village) -> list[int]:
    """The years in which something was posted, the newest first."""
    days = public(of).order_by().values_list("posted_from__year", flat=True).distinct()
    return sorted({year for year in days if year}, reverse=True)


def posting(code: str, number: int) -> Posting | None:
    """A public posting with all that is read with it."""
    rows = public().select_related("corrects").prefetch_related("rows", "files__stored")
    return rows.filter(pk=number, village__agency__code=code).first()


def successor(code: str, number: int) -> Posting | None:
    """What took the place of a posting that was corrected: the public one at the end of its corrections."""
    row = Posting.objects.filter(pk=number, village__agency__code=code, published_at__isnull=False).first()
    while row is not None and not row.is_public:
        row = row.corrections.filter(published_at__isnull=False).order_by("pk").last()
    return row


def hung(row: Posting) -> BoardPhoto | None:
    """The photograph that proves that a posting hung on the paper board."""
    return row.photos.filter(accepted=True).select_related("stored").order_by("-pk").first()


def pictures(row: Posting) -> QuerySet[BoardPhoto]:
    """The photographs of the paper board that everybody may see, the newest first: accepted, and let out by the gate;
    none when the posting is not public."""
    rows = row.photos.filter(accepted=True, shown_from__isnull=False) if row.is_public else row.photos.none()
    return rows.select_related("stored").order_by("-pk")


def signed(row: Posting) -> list[tuple[str, date]]:
    """Which reviews a public posting passed and on which days, in their order, without names. One query."""
    given = Signature.objects.filter(
        round__releases__key=row.gate_key,
        round__releases__withdrawn_at__isnull=True,
        decision=Signature.Decision.APPROVED,
    )
    # a stage signs each file too; it is over with its last signature
    days = dict(given.order_by("pk").values_list("stage", "at"))
    return [(stages()[key].label, localdate(at)) for key, at in days.items()]


def seen(user: User, *, on: date) -> QuerySet[Village]:
    """The villages whose boards somebody sees in the office."""
    found = scope(user, Permission.VILLAGE_SEE, on=on, field="agency")
    return Village.objects.filter(found).select_related("agency__parent").order_by("agency__path")


def postings(villages: QuerySet[Village]) -> QuerySet[Posting]:
    """All postings of some villages, the newest first."""
    rows = Posting.objects.filter(village__in=villages.order_by())
    return rows.select_related("village__agency").order_by("-pk")


def unanswered(villages: QuerySet[Village]) -> QuerySet[Objection]:
    """What villagers asked and nobody answered, the longest waiting first."""
    rows = Objection.objects.filter(posting__village__in=villages.order_by(), answered_on__isnull=True)
    return rows.select_related("posting__village__agency").order_by("due_on", "pk")


def unjudged(villages: QuerySet[Village]) -> QuerySet[BoardPhoto]:
    """Photographs that the township has not looked at, or of which it has not said whether everybody may see them."""
    asked = Round.objects.filter(state=Round.State.OPEN, kind="posting_photo").values_list("key", flat=True)
    numbers = [int(key.partition(":")[2]) for key in asked]
    rows = BoardPhoto.objects.filter(Q(accepted__isnull=True) | Q(pk__in=numbers))
    return rows.filter(posting__village__in=villages.order_by()).select_related("posting__village__agency")


def keeping_boards(townships: Sequence[int], year: int) -> dict[int, list[str]]:
    """The villages, by township, that posted something in a year which still is public. One query."""
    rows = Posting.objects.filter(PUBLIC, posted_from__year=year, village__agency__parent__in=townships)
    names = rows.order_by("village__agency__path").values_list("village__agency__parent", "village__agency__short_name")
    found: dict[int, list[str]] = {}
    for township, name in names.distinct():
        if township is not None:
            found.setdefault(township, []).append(name)
    return found
