"""Refold 100,000 cases from their events and compare with the projection, as the nightly reconciliation does.

Promise: at most 5 seconds of CPU.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from functools import cache

from bench._measure import line, machine, median_seconds

CASES = 100_000
FIXED = [
    "agency_id",
    "numbered_by_id",
    "subject_id",
    "year",
    "serial",
    "number",
    "code_hash",
    "channel",
    "applicant_kind",
    "request_digest",
    "sealed_request",
    "sealed_part",
    "seq",
]
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
    """Cases and their events, with the projection that the law derives for them, written as plain rows."""
    from django.db import connection
    from django.utils import timezone

    from gongkai.agencies.models import Agency
    from gongkai.casework.models import Subject
    from gongkai.casework.projection import FIELDS

    agency = Agency.objects.create(
        kind="office", name="机关", short_name="机关", code="a", number_prefix="", path="/1/"
    )
    subject = Subject.objects.create().pk.hex
    at = timezone.now().strftime("%Y-%m-%d %H:%M:%S")
    first = date(2019, 6, 3)
    received = [first + timedelta(number % 2200) for number in range(CASES)]
    names = ("id", *FIXED, *FIELDS)
    connection.ensure_connection()
    raw = connection.connection
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute("PRAGMA synchronous=OFF")
    raw.execute("BEGIN")
    raw.executemany(
        f"INSERT INTO casework_case ({', '.join(names)}) VALUES ({', '.join('?' for _ in names)})",
        (
            (
                n,
                agency.pk,
                agency.pk,
                subject,
                day.year,
                n,
                f"N{n}",
                "",
                "counter",
                "natural_person",
                "",
                b"",
                b"",
                6,
                *_projected(day),
            )
            for n, day in enumerate(received, start=1)
        ),
    )
    written = [(kind, after, json.dumps(data)) for kind, after, data in EVENTS]
    raw.executemany(
        "INSERT INTO casework_caseevent (case_id, seq, kind, version, occurred_on, recorded_at, actor, data, digest) "
        "VALUES (?, ?, ?, 1, ?, ?, 'user:1', ?, '')",
        (
            (n, seq, kind, (day + timedelta(after)).isoformat(), at, data)
            for n, day in enumerate(received, start=1)
            for seq, (kind, after, data) in enumerate(written, start=1)
        ),
    )
    raw.execute("COMMIT")


@cache
def _projected(received: date) -> tuple[object, ...]:
    from gongkai.casework.projection import values

    return tuple(value.isoformat() if isinstance(value, date) else value for value in values(_state(received)))


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
