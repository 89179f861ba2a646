"""The end of pages that the system read: those that nobody had to mend go when their years are over.

A page may name people, so it is kept no longer than it proves something (个人信息保护法第十九条). What became a
rectification is part of its file and stays; so does what nobody has decided about.
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import get_current_timezone, localdate

from gongkai.audit.models import Action
from gongkai.oversight.models import Observation, Snapshot
from gongkai.oversight.noting import note

AT_ONCE = 500


def due(at: datetime) -> QuerySet[Snapshot]:
    """The pages whose years are over, counted as archives do from the year after the last thing that they prove was
    decided."""
    year = localdate(at).year - settings.GONGKAI_SNAPSHOT_YEARS
    start = datetime.combine(date(year, 1, 1), time.min, get_current_timezone())
    proves = Observation.objects.filter(snapshot=OuterRef("pk"))
    needed = proves.filter(Q(rectification__isnull=False) | Q(judged_at__isnull=True) | Q(judged_at__gte=start))
    return Snapshot.objects.filter(~Exists(needed), erased_at=None, taken_at__lt=start).order_by("pk")


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Destroy the source and the key of pages whose years are over; address, day and digest stay. Returns how many."""
    rows = list(due(at).select_for_update(of=("self",)).select_related("medium__office")[:AT_ONCE])
    for row in rows:
        row.key, row.packed, row.erased_at = b"", b"", at
        row.save(update_fields=["key", "packed", "erased_at"])
        note(row.medium.office, Action.SNAPSHOT_ERASED, f"snapshot:{row.pk}", None, at, row.digest)
    return len(rows)
