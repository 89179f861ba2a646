"""Refold 100,000 cases from their events and compare with the projection, as the nightly reconciliation does.

Promise: at most 5 seconds of CPU.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from functools import cache

from bench._measure import line, machine, median_seconds

CASES = 100_000
EVENTS = (
    ("submitted", 0, {"channel": "counter", "applicant_kind": "natural_person"}),
    ("registered", 0, {}),
    ("decision_proposed", 12, {"outcome": "open"}),
    ("decided", 14, {"outcome": "open", "approved_by": "user:1"}),
    ("served", 15, {"channel": "counter"}),
    ("closed", 16, {}),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"GONGKAI_DATA": folder, "DJANGO_SETTINGS_MODULE": "gongkai.config.settings"}
        os.environ.pop("GONGKAI_DATABASE", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print(f"refold of {CASES:,} cases with {len(EVENTS)} events each — {machine()}", flush=True)
        begun = time.perf_counter()
        _load()
        line("loaded", f"{time.perf_counter() - begun:.1f} s")
        from gongkai.agencies import calendar
        from gongkai.casework import projection
        from gongkai.casework.models import Case

        days = calendar.current()
        different = sum(1 for _ in projection.compare(Case.objects.all(), days))
        seconds = median_seconds(lambda: sum(1 for _ in projection.compare(Case.objects.all(), days)), 5, cpu=True)
        line("refold and compare, CPU", f"{seconds:.2f} s", f"differences {different}")


def _load() -> None:
    """Cases and their events in bulk, with the projection that the law derives for them."""
    from django.utils import timezone

    from gongkai.agencies.models import Agency
    from gongkai.casework.models import Case, CaseEvent, Subject

    agency = Agency.objects.create(
        kind="office", name="机关", short_name="机关", code="a", number_prefix="", path="/1/"
    )
    subject = Subject.objects.create()
    at = timezone.now()
    first = date(2019, 6, 3)
    for start in range(0, CASES, 5_000):
        numbers = range(start + 1, start + 5_001)
        cases = Case.objects.bulk_create(_case(agency, subject, n, first + timedelta(n % 2200)) for n in numbers)
        CaseEvent.objects.bulk_create(
            CaseEvent(
                case=case,
                seq=seq,
                kind=kind,
                occurred_on=case.received_on + timedelta(after),
                recorded_at=at,
                actor="user:1",
                data=data,
                digest="",
            )
            for case in cases
            for seq, (kind, after, data) in enumerate(EVENTS, start=1)
        )


def _case(agency: object, subject: object, serial: int, received: date) -> object:
    from gongkai.casework import projection
    from gongkai.casework.models import Case

    case = Case(
        agency=agency,
        subject=subject,
        year=received.year,
        serial=serial,
        number=f"N{serial}",
        code_hash="",
        channel="counter",
        applicant_kind="natural_person",
        request_digest="",
        sealed_request=b"",
    )
    projection.apply(case, _state(received), ())
    case.seq = len(EVENTS)
    return case


@cache
def _state(received: date) -> object:
    """What the law derives for a case received on a day; cases of the same day are alike."""
    from gongkai.statute.events import Event, EventKind
    from gongkai.statute.parameters import rules
    from gongkai.statute.procedure import derive
    from gongkai.statute.workdays import calendar

    at = datetime(2019, 1, 1, tzinfo=UTC)
    events = [
        Event(EventKind(kind), received + timedelta(after), seq, at, data)
        for seq, (kind, after, data) in enumerate(EVENTS, start=1)
    ]
    return derive(events, rules=rules(), calendar=calendar())


if __name__ == "__main__":
    sys.exit(main())
