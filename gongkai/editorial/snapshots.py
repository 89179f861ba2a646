"""What a round showed is kept, so that the next can say what changed since."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.editorial.items import Item
from gongkai.editorial.models import Release, Round, Signature, Snapshot


@dataclass(frozen=True, slots=True)
class Base:
    """An earlier version to compare with: its round, and why one would."""

    round: Round
    label: str


def keep(row: Round, item: Item) -> Snapshot:
    """Keep what a round shows, in the transaction that begins it."""
    return Snapshot.objects.create(
        round=row,
        title=item.title[:500],
        attribute=item.attribute.value if item.attribute else "",
        attribute_reason=item.attribute_reason[:500],
        texts=[list(pair) for pair in item.texts],
        facts=[list(pair) for pair in item.facts],
        parts=[[part.key, part.name, part.digest] for part in item.parts],
    )


def bases(row: Round) -> list[Base]:
    """The versions that a round can be compared with, the newest first: what is or was public, what went back, and
    what the last proof-reading saw."""
    earlier = Round.objects.filter(key=row.key, pk__lt=row.pk, snapshot__isnull=False)
    found: dict[int, Base] = {}
    ended = earlier.exclude(state__in=(Round.State.OPEN, Round.State.CLEARED)).order_by("-pk").first()
    if ended is not None:
        found[ended.pk] = Base(ended, f"上次送审（{ended.get_state_display()}）")
    read = earlier.filter(signatures__checked__pass__gt=0, signatures__decision=Signature.Decision.APPROVED)
    proofed = read.order_by("-pk").first()
    if proofed is not None:
        found[proofed.pk] = Base(proofed, "上次校对过的内容")
    public = earlier.filter(pk__in=_released(row.key)).order_by("-pk").first()
    if public is not None:
        found[public.pk] = Base(public, "上次公开的内容")
    return sorted(found.values(), key=lambda base: -base.round.pk)


def _released(key: str) -> list[int]:
    """The rounds whose content went out; one that went out first and was never made good has its digest."""
    digests = Release.objects.filter(key=key).values_list("digest", flat=True)
    return list(Round.objects.filter(key=key, digest__in=list(digests)).values_list("pk", flat=True))
