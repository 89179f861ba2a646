"""Finding cases by what an officer types: a person's number, a whole case number, a part of one, a name, words.

The narrow ways come first, since an index answers them at once however many cases there are. Only words that are
neither somebody's number nor a whole case number are looked for inside the numbers, and Chinese ones also in requests,
letters and names of files, and as somebody's name. All of these are sealed: sealed sketches say which cases may fit
(`word_sketches`), and those are opened and compared by pairs of characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

from django.db.models import CharField, Q, QuerySet, Value

from gongkai.casework import subjects, word_sketches
from gongkai.casework.likeness import pairs
from gongkai.casework.models import Case, Subject
from gongkai.privacy import sealing

PERSON, NUMBER, PART, WORDS = "person", "number", "part", "words"
OPENED = 3000
"""How many cases one search opens, the newest first: those whose sketch is older than they are, and those that may
fit. Words of at least three characters fit few by chance."""
TOGETHER = 400
_CHINESE = re.compile(r"[\u3400-\u9fff].*[\u3400-\u9fff]")


def way_of(cases: QuerySet[Case], words: str) -> str:
    """Which way words find something among cases: as a person's number, as a whole case number, or, when neither is
    known, as a part of a number, or Chinese ones in the request too. One query, and nothing outside of ``cases`` has a
    say."""
    found = cases.order_by().filter(_of_person(words)).values_list(_as(PERSON), flat=True)
    known = set(found.union(cases.order_by().filter(_of_number(words)).values_list(_as(NUMBER), flat=True)))
    return PERSON if PERSON in known else NUMBER if NUMBER in known else WORDS if _CHINESE.search(words) else PART


def matching(cases: QuerySet[Case], words: str, way: str) -> QuerySet[Case]:
    """The cases that words find by a way that `way_of` named."""
    if way == WORDS:
        return cases.filter(Q(pk__in=_holding(cases, words)) | _of_part(words))
    return cases.filter(_WAYS[way](words))


def _holding(cases: QuerySet[Case], words: str) -> list[int]:
    """The cases whose applicant has this name, or whose request, letters or files hold these words. What has no sketch
    yet is opened. Three queries for what is looked at, and three for every few hundred that are opened."""
    wanted, name = pairs(words), words.strip()
    unknown = word_sketches.stale(cases).order_by("-id").values_list("pk", flat=True)[:OPENED]
    keys = list(dict.fromkeys([*unknown, *islice(word_sketches.candidates(cases, words), OPENED)]))
    found = []
    for start in range(0, len(keys), TOGETHER):
        rows = Case.objects.filter(pk__in=keys[start : start + TOGETHER]).select_related("subject")
        found += [
            case.pk for case in rows.prefetch_related("letters", "attachments__file") if _holds(case, wanted, name)
        ]
    return found


def _holds(case: Case, wanted: frozenset[str], name: str) -> bool:
    if any(word_sketches.contains(text, wanted) for text in word_sketches.parts(case)):
        return True
    return subjects.person(case.subject).name == name


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
