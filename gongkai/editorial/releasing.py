"""Putting out what was cleared: with the last signature, or when the moment has come that its author asked for."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from gongkai.editorial import gate, items
from gongkai.editorial.errors import Changed, Gone, NotCleared
from gongkai.editorial.models import Release, Round


def due(*, at: datetime) -> list[Round]:
    """What was cleared for a moment that has come and is not out, one round of each group: a query, so that a missed
    run loses nothing."""
    rows = Round.objects.filter(state=Round.State.CLEARED, release_at__lte=at, releases__isnull=True)
    first: dict[str, Round] = {}
    for row in rows.order_by("release_at", "pk"):
        first.setdefault(row.group, row)
    return list(first.values())


def release_due(*, at: datetime) -> list[Release]:
    """Release all of it. What the gate refuses now stays where it is and is shown as waiting."""
    return [release for row in due(at=at) for release in release_when_cleared(row, at=at)]


def release_when_cleared(row: Round, *, at: datetime) -> Sequence[Release]:
    """Release a round whose moment has come, unless it was overtaken by another or the gate refuses it now."""
    with suppress(NotCleared, Changed, Gone):
        if gate.standing_round(items.load(row.key)) == row:
            return release_group(row, at=at)
    return []


def release_group(row: Round, *, at: datetime) -> Sequence[Release]:
    """Release a round with all that was handed in together with it, once all of it is cleared. Raises NotCleared,
    Changed."""
    group = Round.objects.filter(group=row.group).order_by("pk")
    if any(companion.state != Round.State.CLEARED for companion in group):
        return []
    return gate.release(keys=[companion.key for companion in group], by=None, at=at)
