"""A year of the oversight in numbers: what the annual report says under 监督保障 without anybody entering it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value

from gongkai.oversight.models import Inspection, Observation, Rectification, Shift
from gongkai.reporting.records import Counted, Register


def faults() -> QuerySet[Observation]:
    """The faults that were found; what a person judged to be none is not one."""
    return Observation.objects.exclude(state=Observation.State.IGNORED)


def mended(year: int) -> QuerySet[Rectification]:
    """What another person confirmed in a year to be mended."""
    return Rectification.objects.filter(confirmed_at__year=year)


def inspected(year: int) -> QuerySet[Inspection]:
    """The inspections of the months of a year whose results are fixed."""
    return Inspection.objects.filter(month__year=year, state=Inspection.State.FIXED)


def counted(year: int, offices: Sequence[int]) -> Register:
    """What offices recorded in a year. One query; an office without a record of a kind is not counted as 0."""
    shifts = Shift.objects.filter(begins_at__year=year, signed_in_at__isnull=False)
    kinds: dict[str, tuple[QuerySet[Any], str]] = {
        "duty_shifts": (shifts, "读网值班日志"),
        "patrols": (faults().filter(found_at__year=year), "读网发现的问题"),
        "rectifications": (mended(year), "整改督办单"),
        "checks": (inspected(year), "已确定的督查"),
    }
    first, *others = [_counts(key, rows.filter(office__in=offices)) for key, (rows, _) in kinds.items()]
    rows = first.union(*others, all=True)
    return {(office, key): Counted(count, kinds[key][1]) for key, office, count in rows}


def _counts(key: str, rows: QuerySet[Any]) -> QuerySet[Any, tuple[str, int, int]]:
    """The key of a figure, an office, and how many."""
    named = Value(key, output_field=CharField())
    grouped = rows.order_by().values("office").annotate(key=named, count=Count("pk"))
    found: QuerySet[Any, tuple[str, int, int]] = grouped.values_list("key", "office", "count")
    return found
