"""The officer's list, the search and the board over 1,000,000 cases of 3,000 agencies, on both databases.

Promise: the first page in under 100 ms (median) for an officer of the largest agency, on PostgreSQL; memory flat.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from bench import table_b
from bench._measure import line, machine, median_seconds

PROMISE = 0.1
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
    from gongkai.casework.models import Case
    from gongkai.casework.queries import Filter

    call_command("migrate", verbosity=0)
    agencies = table_b._load()  # noqa: SLF001 (the same million as table B)
    largest = agencies[-1]
    above = Agency.objects.create(kind="government", name="省", short_name="省", code="root", path="/")
    people = {}
    for name, role, agency in (("officer", Role.DISCLOSURE_OFFICER, largest), ("auditor", Role.AUDITOR, above.pk)):
        user = people[name] = User.objects.create(username=name)
        Post.objects.create(user=user, agency_id=agency, role=role, held_from=date(2020, 1, 1))
    number = Case.objects.filter(agency=largest).values_list("number", flat=True)[1000]
    key = f"9999-12-31:{Case.objects.filter(agency=largest).order_by('id').values_list('pk', flat=True)[2000]}"
    begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for who, label, wanted in (
        ("officer", "officer: first page", Filter()),
        ("officer", "officer: page 40", Filter(after=key)),
        ("officer", "officer: red only", Filter(colour="red")),
        ("officer", "officer: search by number", Filter(status="all", words=number)),
        ("officer", "officer: search by telephone", Filter(status="all", words="00012345678")),
        ("auditor", "auditor of all agencies: first page", Filter()),
        ("auditor", "auditor of all agencies: search by number", Filter(status="all", words=number)),
    ):
        taken = median_seconds(lambda who=who, wanted=wanted: queries.page(people[who], wanted, today=TODAY))
        line(f"{engine}: {label}", f"{taken * 1000:.1f} ms", _note(label, taken))
    for who in ("officer", "auditor"):
        taken = median_seconds(lambda who=who: board.board(people[who], board.Choice(), today=TODAY))
        line(f"{engine}: {who}: board", f"{taken * 1000:.1f} ms", "promise 100 ms" if who == "officer" else "")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - begun
    line(f"{engine}: memory grown by all of it", f"{grown // 1024} MiB")


def _note(label: str, taken: float) -> str:
    if label != "officer: first page":
        return ""
    return f"promise {PROMISE * 1000:.0f} ms" + ("" if taken < PROMISE else ": NOT KEPT")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main()
