"""What must hold after a crash, found out by a process that looks at the database for the first time.

Run as a program: reads ``[[number, code], …]`` from standard input, prints a list of faults as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import django


def faults(receipts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Every receipt opens its case, every case is whole, numbers are gapless, the chain and the file hold."""
    from django.db import connection

    from gongkai.agencies import calendar
    from gongkai.casework import intake, projection, queries, subjects, verification
    from gongkai.casework.errors import Unknown
    from gongkai.casework.models import Case, Series, Subject
    from gongkai.files import store

    for number, code in receipts:
        try:
            queries.for_applicant(number, code)
        except Unknown:
            yield f"{number}: a receipt without its case"
    yield from (str(fault) for fault in verification.verify())
    yield from (str(difference) for difference in projection.compare(Case.objects.all(), calendar.current()))
    cases = list(Case.objects.select_related("subject").order_by("agency", "year", "serial"))
    for case in cases:
        if case.seq != 2 or intake.wanted_of(case) is None or subjects.person(case.subject).name == subjects.ERASED:
            yield f"{case.number}: half a case"
    yield from _files(cases)
    yield from (f"{stored}: a row without its file" for stored in store.missing())
    for series in Series.objects.filter(name="case"):
        given = [case.serial for case in cases if (case.agency_id, case.year) == (series.agency_id, series.year)]
        if given != list(range(1, series.last + 1)):
            yield f"series {series}: numbers {given[:3]}…{given[-3:]}"
    if Subject.objects.filter(cases=None).exists():
        yield "an applicant without a case"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            found = cursor.fetchall()
        if found != [("ok",)]:
            yield f"the file: {found}"


def _files(cases: Iterable[Any]) -> Iterator[str]:
    """Every case has the one file that was sent with it, whole."""
    from gongkai.casework import attachments, subjects
    from gongkai.files import store
    from tests.crash.citizens import FILE
    from tests.crash.submissions import ATTACHED

    for case in cases:
        kept = [store.read(row.attachment.file, subjects.key_of(case.subject)) for row in attachments.listed(case)]
        if kept not in ([FILE], [ATTACHED]):
            yield f"{case.number}: {len(kept)} files, or not what was sent"


def main() -> None:
    """Print what is wrong and how many cases there are."""
    django.setup()
    from gongkai.casework.models import Case

    found = list(faults(json.load(sys.stdin)))
    print(json.dumps({"faults": found, "cases": Case.objects.count()}, ensure_ascii=False))


if __name__ == "__main__":
    main()
