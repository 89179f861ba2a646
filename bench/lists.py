"""The officer's list, the search and the board over 1,000,000 cases of 3,000 agencies, on both databases. Three in a
hundred are open, as in a province's register of some years.

Promise: the first page of each in under 100 ms (median) on PostgreSQL and 300 ms on SQLite, for an officer of the
largest agency and for an auditor of all; memory flat.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from bench import table_b
from bench._measure import line, machine, median_seconds

PROMISES = {"PostgreSQL": 0.1, "SQLite": 0.3}
TELEPHONE = "13900000001"
TODAY = date(2026, 5, 20)


def main() -> None:
    if len(sys.argv) > 1:
        _measure(sys.argv[1])
        return
    print(f"lists, search and board over {table_b.CASES:,} cases — {machine()}", flush=True)
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
    subprocess.run([sys.executable, "-m", "bench.lists", engine], env=environment, check=True)


def _measure(engine: str) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from gongkai.agencies.models import Agency, Post, User
    from gongkai.agencies.roles import Role
    from gongkai.casework import board, queries
    from gongkai.casework.models import Case, Subject
    from gongkai.casework.queries import Filter
    from gongkai.privacy import sealing

    call_command("migrate", verbosity=0)
    agencies = table_b._load()  # noqa: SLF001 (the same million as table B)
    largest = agencies[-1]
    above = Agency.objects.create(kind="government", name="省", short_name="省", code="root", path="/")
    people = {}
    for name, role, agency in (("officer", Role.DISCLOSURE_OFFICER, largest), ("auditor", Role.AUDITOR, above.pk)):
        user = people[name] = User.objects.create(username=name)
        Post.objects.create(user=user, agency_id=agency, role=role, held_from=date(2020, 1, 1))
    known = Case.objects.filter(agency=largest)[1000]
    Subject.objects.filter(pk=known.subject_id).update(telephone_index=sealing.blind_index("telephone", TELEPHONE))
    key = f"9999-12-31:{Case.objects.filter(agency=largest).order_by('id').values_list('pk', flat=True)[2000]}"
    begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for who, label, wanted in (
        ("officer", "page 40", Filter(after=key)),
        *((who, *asked) for who in people for asked in _asked(known.number)),
    ):
        taken = median_seconds(lambda who=who, wanted=wanted: queries.page(people[who], wanted, today=TODAY))
        line(f"{engine}: {who}: {label}", f"{taken * 1000:.1f} ms", _note(engine, taken))
    for who, user in people.items():
        taken = median_seconds(lambda user=user: board.board(user, board.Choice(), today=TODAY))
        line(f"{engine}: {who}: board", f"{taken * 1000:.1f} ms", _note(engine, taken))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - begun
    line(f"{engine}: memory grown by all of it", f"{grown // 1024} MiB")


def _asked(number: str) -> Iterator[tuple[str, Any]]:
    from gongkai.casework.queries import Filter

    yield "open, first page", Filter()
    yield "all, first page", Filter(status="all")
    yield "red only", Filter(colour="red")
    yield "search by number", Filter(status="all", words=number)
    yield "search by part of a number", Filter(status="all", words=number[-5:])
    yield "search that finds nothing", Filter(status="all", words="00012345678")
    yield "search by telephone", Filter(status="all", words=TELEPHONE)


def _note(engine: str, taken: float) -> str:
    promise = PROMISES[engine]
    return f"promise {promise * 1000:.0f} ms" + ("" if taken < promise else ": NOT KEPT")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main()
