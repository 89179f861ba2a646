"""Finding cases by what an officer types: a person's number, a whole case number, or a part of one.

The narrow ways come first, since an index answers them at once however many cases there are. Only words that are
neither somebody's number nor a whole case number are looked for inside the numbers.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import CharField, Q, QuerySet, Value

from gongkai.casework.models import Case, Subject
from gongkai.privacy import sealing

PERSON, NUMBER, PART = "person", "number", "part"


def way_of(cases: QuerySet[Case], words: str) -> str:
    """Which way words find something among cases: as a person's number, as a whole case number, or, when neither is
    known, as a part of a number. One query, and nothing outside of ``cases`` has a say."""
    found = cases.order_by().filter(_of_person(words)).values_list(_as(PERSON), flat=True)
    known = set(found.union(cases.order_by().filter(_of_number(words)).values_list(_as(NUMBER), flat=True)))
    return PERSON if PERSON in known else NUMBER if NUMBER in known else PART


def matching(cases: QuerySet[Case], words: str, way: str) -> QuerySet[Case]:
    """The cases that words find by a way that `way_of` named."""
    return cases.filter(_WAYS[way](words))


def _as(way: str) -> Value:
    return Value(way, output_field=CharField())


def _of_person(words: str) -> Q:
    """Cases of whoever has this identity or telephone number. The people are found first: joined to the cases they
    would make PostgreSQL read every case of every agency."""
    found = Subject.objects.filter(
        Q(identity_index=sealing.blind_index("identity", words))
        | Q(telephone_index=sealing.blind_index("telephone", words))
    )
    return Q(subject__in=found.values("pk"))


def _of_number(words: str) -> Q:
    return Q(number=words.strip().upper())


def _of_part(words: str) -> Q:
    # Case numbers are written in capitals (intake, register_numbers), so nothing has to be converted row by row.
    return Q(number__contains=words.strip().upper())


_WAYS: dict[str, Callable[[str], Q]] = {PERSON: _of_person, NUMBER: _of_number, PART: _of_part}
