"""``kill -9`` while citizens press “确认提交”: a receipt that was shown has its case, and no case is half.

Whoever lost the answer asks again with the same form, so in the end there is exactly one case for each
application that was confirmed, no more and no fewer.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests import template
from tests.crash.citizens import Crowd

pytestmark = pytest.mark.crash
ROOT = Path(__file__).resolve().parents[2]
KILLS = 100
LATEST = 0.15
"""Seconds after somebody pressed “确认提交”, at most, until the kill: from before the first statement to after the
answer."""


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    """The environment of an installation of its own, without the limit on submissions per address."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("GONGKAI_")},
        "GONGKAI_DATA": str(template.installation(tmp_path)),
        "GONGKAI_SUBMISSIONS_PER_HOUR": "1000000",
        "DJANGO_SETTINGS_MODULE": "gongkai.config.settings",
    }


def run(words: Sequence[str], environment: Mapping[str, str], text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words],
        env=environment,
        cwd=ROOT,
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


def evidence(receipts: Sequence[tuple[str, str]], environment: Mapping[str, str]) -> dict[str, Any]:
    found = run(["tests.crash.evidence"], environment, json.dumps(receipts))
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)


def all_is_well(crowd: Crowd, environment: Mapping[str, str]) -> None:
    assert crowd.confirmed == len(crowd.receipts) == len(set(crowd.receipts))
    assert evidence(crowd.receipts, environment) == {"faults": [], "cases": crowd.confirmed}


def test_a_hundred_kills_lose_nothing_that_was_promised(place: dict[str, str]) -> None:
    chance = random.Random(20190515)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.crash.nursery"],
        env=place, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as nursery:  # fmt: skip
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        told = json.loads(nursery.stdout.readline())
        crowd = Crowd(told["port"], told["place"])
        for _ in range(KILLS):
            crowd.sending.clear()
            assert crowd.sending.wait(20), crowd.go_home()
            time.sleep(chance.uniform(0, LATEST))
            nursery.stdin.write("again\n")
            nursery.stdin.flush()
            assert nursery.stdout.readline().strip().isdigit()
        crowd.go_home()
        nursery.stdin.close()
    # otherwise the kills came while nobody was applying, and nothing was tried
    assert crowd.interrupted >= KILLS // 5
    assert len(crowd.receipts) >= KILLS // 5
    all_is_well(crowd, place)


def test_the_server_that_operators_start_survives_kills_too(place: dict[str, str]) -> None:
    made = run(["tests.crash.nursery"], place)  # makes the district, and ends when its input ends
    assert made.returncode == 0, made.stderr
    form, port = json.loads(made.stdout)["place"], free_port()
    crowd = None
    for life in range(3):
        with server(port, place) as process:
            crowd = crowd or Crowd(port, form)
            wait_for(partial(has_confirmed, crowd, crowd.confirmed + 8))
            if life == 2:
                crowd.go_home()
            os.killpg(process.pid, signal.SIGKILL)
    assert crowd is not None
    all_is_well(crowd, place)
    proof = run(["gongkai", "verify-ledger"], place)
    assert proof.returncode == 0, proof.stdout + proof.stderr
    assert "完好" in proof.stdout


@contextmanager
def server(port: int, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """``gongkai serve`` with its workers in a process group of its own; must be dead at the end."""
    words = [sys.executable, "-m", "gongkai", "serve", "--port", str(port)]
    with subprocess.Popen(
        words, env=environment, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL
    ) as process:
        try:
            wait_for(lambda: answers(port))
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def has_confirmed(crowd: Crowd, many: int) -> bool:
    return crowd.confirmed >= many


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_for(condition: Any, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
