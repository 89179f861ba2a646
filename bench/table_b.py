"""Table B over a million cases: one agency and 3,000 agencies, on SQLite and on PostgreSQL, against the same
statement written by hand.

Promise: at most 1.5 times the statement by hand; one agency 50 ms, all agencies 2 s.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from bench._measure import line, machine, medians_side_by_side

CASES = 1_000_000
AGENCIES = 3_000
YEAR = 2025
COLUMNS = tuple(
    "agency_id subject_id year serial number code_hash channel applicant_kind request_digest sealed_request "  # noqa: SIM905
    "sealed_part seq stage received_on due_on provisional next_on decided_on outcome on_time faults closed_on".split()
)
SUBJECT_COLUMNS = ("id", "key", "sealed", "identity_index", "telephone_index", "erased_at")
USUAL = {"open": 60, "partial": 6, "na_none": 14, "no_third": 2, "no_query": 2, "np_petition": 3, "ot_other": 4}
"""How often an outcome comes; any other is rare."""
BY_HAND = """
SELECT agency_id, 'new', applicant_kind, count(*) FROM casework_case
 WHERE {scope} received_on >= '{first}' AND received_on < '{after}' GROUP BY agency_id, applicant_kind
UNION ALL
SELECT agency_id, 'carry_in', applicant_kind, count(*) FROM casework_case
 WHERE {scope} received_on < '{first}' AND (decided_on IS NULL OR decided_on >= '{first}')
 GROUP BY agency_id, applicant_kind
UNION ALL
SELECT agency_id, outcome, applicant_kind, count(*) FROM casework_case
 WHERE {scope} decided_on >= '{first}' AND decided_on < '{after}' GROUP BY agency_id, outcome, applicant_kind
UNION ALL
SELECT agency_id, 'carry_out', applicant_kind, count(*) FROM casework_case
 WHERE {scope} received_on < '{after}' AND (decided_on IS NULL OR decided_on >= '{after}')
 GROUP BY agency_id, applicant_kind
"""


def main() -> None:
    if len(sys.argv) > 1:
        _measure(sys.argv[1])
        return
    print(f"table B over {CASES:,} cases — {machine()}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        _in_own_process("SQLite", f"sqlite:///{folder}/bench.sqlite3", folder)
        from tests.postgres import temporary_server

        with temporary_server() as address:
            _in_own_process("PostgreSQL", address, folder)


def _in_own_process(engine: str, address: str, folder: str) -> None:
    environment = {
        **os.environ,
        "GONGKAI_DATABASE": address,
        "GONGKAI_DATA": folder,
        "DJANGO_SETTINGS_MODULE": "gongkai.config.settings",
    }
    subprocess.run([sys.executable, "-m", "bench.table_b", engine], env=environment, check=True)


def _measure(engine: str) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from gongkai.config import startup
    from gongkai.reporting import counting

    startup.settle()  # as a server does before its first request
    call_command("migrate", verbosity=0)
    begun = time.perf_counter()
    agencies = _load()
    line(f"{engine}: loaded with indexes", f"{time.perf_counter() - begun:.1f} s")
    typical, largest = agencies[len(agencies) // 2], agencies[-1]
    found = counting.tables_b(YEAR)
    line(f"{engine}: agencies, new requests", f"{len(found)}, {sum(table['new'][-1] for table in found.values()):,}")
    for label, wanted in (("typical agency", [typical]), ("largest agency", [largest]), ("all agencies", None)):
        scope = f"agency_id = {wanted[0]} AND" if wanted else ""
        statement = BY_HAND.format(scope=scope, first=date(YEAR, 1, 1), after=date(YEAR + 1, 1, 1))
        ours, theirs = medians_side_by_side(
            lambda wanted=wanted: counting.tables_b(YEAR, wanted), lambda statement=statement: _by_hand(statement)
        )
        note = f"by hand {theirs * 1000:.2f} ms, ratio {ours / theirs:.2f}"
        line(f"{engine}: {label}", f"{ours * 1000:.2f} ms", note)


def _by_hand(statement: str) -> list[tuple[object, ...]]:
    """The rows of the statement, nothing done with them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _load() -> list[int]:
    """A million cases; returns the agencies from the smallest to the largest."""
    from django.db import connection

    from gongkai.agencies.models import Agency
    from gongkai.casework.models import Case

    agencies = Agency.objects.bulk_create(
        Agency(kind="department", name=f"机关{n}", short_name=f"机关{n}", code=f"a{n}", number_prefix="", path=f"/{n}/")
        for n in range(AGENCIES)
    )
    ids = [agency.pk for agency in agencies]
    indexes = Case._meta.indexes  # noqa: SLF001 (Django's documented way to a model's indexes)
    with connection.schema_editor() as editor:
        for index in indexes:
            editor.remove_index(Case, index)
    fill = _copy if connection.vendor == "postgresql" else _insert
    fill("casework_subject", SUBJECT_COLUMNS, _subjects())
    fill("casework_case", COLUMNS, _rows(ids))
    with connection.schema_editor() as editor:
        for index in indexes:
            editor.add_index(Case, index)
    with connection.cursor() as cursor:
        # On PostgreSQL what its own housekeeping does within a minute of such a load: without it every walk along an
        # index goes to the table as well.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return ids


def _subjects() -> Iterator[tuple[object, ...]]:
    """Everybody who asked, each with a telephone and an identity number, and erased since."""
    for n in range(1, CASES + 1):
        yield UUID(int=n).hex, b"", b"", f"{n:032x}", f"{n:032x}", "2026-05-01 00:00:00+00:00"


def _rows(agencies: list[int]) -> Iterator[tuple[object, ...]]:
    """Agencies of very different sizes, the largest with about ten thousand cases, over 2022 to 2026."""
    from gongkai.statute.report_tables import COLUMNS_B, RESULT_KEYS

    dice = random.Random(2025)
    kinds, weights = [key for key, _ in COLUMNS_B[:-1]], (80, 9, 1, 1, 6, 3)
    chosen = dice.choices(agencies, [1 + (n / AGENCIES) ** 12 * 60 + n / AGENCIES for n in range(AGENCIES)], k=CASES)
    often = [USUAL.get(key, 0.4) for key in RESULT_KEYS]
    first = date(2022, 1, 1)
    for serial, agency in enumerate(chosen, start=1):
        received = first + timedelta(dice.randrange(1600))
        decided = received + timedelta(dice.randrange(1, 40)) if dice.random() < 0.97 else None
        outcome = dice.choices(RESULT_KEYS, often)[0] if decided else ""
        kind = dice.choices(kinds, weights)[0]
        due = received + timedelta(28)
        yield (
            agency, UUID(int=serial).hex, received.year, serial, f"N{serial}", "", "web", kind, "", b"", b"", 5,
            "closed" if decided else "open", received.isoformat(), due.isoformat(), False,
            "9999-12-31" if decided else due.isoformat(), decided and decided.isoformat(), outcome,
            decided and decided <= due, 0, decided and decided.isoformat(),
        )  # fmt: skip


def _insert(table: str, columns: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    from django.db import connection

    marks = ", ".join("?" for _ in columns)
    connection.ensure_connection()
    raw = connection.connection
    # only while loading: the file may be lost at any moment, and every row points at what is there
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute("PRAGMA synchronous=OFF")
    raw.execute("PRAGMA cache_size=-400000")
    raw.execute("BEGIN")
    raw.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
    raw.execute("COMMIT")


def _copy(table: str, columns: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    from django.db import connection

    connection.ensure_connection()
    with (
        connection.connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main()
