"""A province's kind of installation: PostgreSQL and two server processes, of which each is killed in turn while 300
requests come at once through the API and the form. Every receipt has its case, and there is one case for each.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median

import pytest

from tests.crash.submissions import Rush
from tests.crash.test_kill import ROOT, answers, evidence, free_port, run, wait_for
from tests.crash.test_kill_worker import below
from tests.postgres import LASTING, kill_and_restart, temporary_server

pytestmark = pytest.mark.crash
THREADS, EACH = 20, 15


@contextmanager
def cluster(environment: dict[str, str], said: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Two processes behind one port, as `gongkai serve --workers 2` starts them; none of them outlives the test."""
    port = free_port()
    words = [sys.executable, "-m", "gongkai", "serve", "--port", str(port), "--workers", "2"]
    with (
        said.open("wb") as output,
        subprocess.Popen(
            words, env=environment, cwd=ROOT, start_new_session=True, stdout=output, stderr=output
        ) as process,
    ):
        try:
            wait_for(lambda: answers(port))
            yield port, process
        finally:
            family = below(process.pid, "")
            os.killpg(process.pid, signal.SIGKILL)
            for one in family:
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)


def workers(server: int) -> list[int]:
    """The processes that serve, below the one that watches them."""
    return [one for one in below(server, "granian") if one != server]


def installation(folder: Path, address: str) -> dict[str, str]:
    """The environment of an installation of its own on a PostgreSQL, without limits for one address or key."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("GONGKAI_")},
        "GONGKAI_DATA": str(folder),
        "GONGKAI_DATABASE": address,
        "GONGKAI_WORKERS": "0",
        "GONGKAI_SUBMISSIONS_PER_HOUR": "1000000",
        "GONGKAI_API_CALLS_PER_HOUR": "1000000",
        "DJANGO_SETTINGS_MODULE": "gongkai.config.settings",
    }


def test_300_at_once_while_workers_are_killed_and_the_database_is_restarted(tmp_path: Path) -> None:
    chance = random.Random(2019_05_15)
    with temporary_server(LASTING, migrated=True) as address:
        environment = installation(tmp_path, address)
        made = run(["tests.crash.opening"], environment)
        assert made.returncode == 0, made.stderr
        told = json.loads(made.stdout)
        with cluster(environment, tmp_path / "said") as (port, process):
            wait_for(lambda: len(workers(process.pid)) == 2)
            rush = Rush(port, told["place"], told["key"], threads=THREADS, each=EACH)
            rush.start()
            for blow in range(4):
                wait_for(lambda blow=blow: len(rush.receipts) >= 40 * (blow + 1), 120)
                time.sleep(chance.uniform(0, 0.2))
                if blow == 1:
                    kill_and_restart(address)
                else:
                    os.kill(chance.choice(workers(process.pid)), signal.SIGKILL)
            rush.wait()
        found = evidence(rush.receipts, environment)
        proof = run(["gongkai", "verify-ledger"], environment)
    assert found == {"faults": [], "cases": THREADS * EACH}
    assert len(set(rush.receipts)) == THREADS * EACH
    assert proof.returncode == 0, proof.stdout + proof.stderr
    # otherwise the blows fell while nobody was calling, and nothing was tried
    assert rush.interrupted >= 4
    seconds = [one for caller in rush.callers for one in caller.seconds]
    print(f"API median {median(seconds):.3f} s, form median {median(rush.form_seconds):.3f} s, {rush.interrupted} lost")
