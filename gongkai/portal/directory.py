"""The agencies as citizens see them: who exists today and who takes requests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Q, QuerySet

from gongkai.agencies.models import Agency, Kind
from gongkai.script.characters import simplified

_ORDER = (
    (Kind.GOVERNMENT, "人民政府"),
    (Kind.OFFICE, "政府办公室"),
    (Kind.DEPARTMENT, "工作部门"),
    (Kind.FIELD_OFFICE, "派出机构"),
    (Kind.TOWNSHIP, "乡镇人民政府"),
    (Kind.SUBDISTRICT, "街道办事处"),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Agencies of one kind under one heading."""

    label: str
    agencies: list[Agency]


def living(today: date) -> QuerySet[Agency]:
    """Everything of the tree that exists on a day, village committees among it."""
    return Agency.objects.filter(
        Q(established_on__isnull=True) | Q(established_on__lte=today),
        Q(abolished_on__isnull=True) | Q(abolished_on__gt=today),
    )


def existing(today: date) -> QuerySet[Agency]:
    """Agencies that exist on a day. Village committees disclose village affairs, not under the Regulation."""
    return living(today).exclude(kind=Kind.VILLAGE)


def taking_requests(today: date) -> QuerySet[Agency]:
    """Agencies to which an application can be sent today (条例第四条、第十条)."""
    return existing(today).filter(takes_requests=True)


def find(code: str, today: date) -> Agency | None:
    """An agency that exists on a day, by its code."""
    return existing(today).filter(code=code).first()


def named(agencies: Iterable[Agency], words: str) -> list[Agency]:
    """Those whose name holds the words, in whichever script they were typed; all for no words."""
    wanted = "".join(simplified(words).split())
    return [agency for agency in agencies if wanted in agency.name or wanted in agency.short_name]


def grouped(agencies: Iterable[Agency]) -> list[Group]:
    """Agencies by kind, in the order in which an official list names them."""
    ranks = {kind.value: rank for rank, (kind, _) in enumerate(_ORDER)}
    ordered = sorted(agencies, key=lambda agency: (ranks.get(agency.kind, len(ranks)), agency.pk))
    labels = {kind.value: label for kind, label in _ORDER}
    return [Group(labels[kind], list(found)) for kind, found in groupby(ordered, key=lambda agency: agency.kind)]
