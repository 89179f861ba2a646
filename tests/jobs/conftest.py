"""The real queue, a clock that is moved by hand, and worker processes on the test's database."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection

from gongkai.jobs import claims
from gongkai.jobs.heart import Heart
from gongkai.jobs.models import Job
from gongkai.jobs.running import execute
from tests.factories import at
from tests.jobs import labour

ROOT = Path(__file__).resolve().parents[2]
LEASE = timedelta(seconds=60)


@pytest.fixture
def queue(settings: LazySettings) -> None:
    """Jobs are rows."""
    settings.TASKS = {"default": {"BACKEND": "gongkai.jobs.backend.DatabaseBackend", "QUEUES": []}}


@pytest.fixture
def effects(transactional_db: None) -> Iterator[None]:
    """The table of effects, on a database that really commits."""
    labour.make_table()
    yield
    labour.drop_table()


class Clock:
    """Says what it was set to."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def go(self, **by: float) -> datetime:
        """Move on."""
        self.now += timedelta(**by)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(at(2030, 3, 4, 9))


def work_once(clock: Clock, worker: str = "w1") -> int:
    """What a worker does in one turn, without schedules; how many jobs were begun."""
    heart = Heart(worker, lease=LEASE, clock=clock)
    begun = 0
    for job in claims.reserve(worker, [], most=20, at=clock()):
        if claims.begin(job, worker, lease=LEASE, at=clock()):
            execute(job, heart=heart, clock=clock)
            begun += 1
    return begun


def only() -> Job:
    """The one job there is."""
    return Job.objects.get()


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a process that works on the test's database."""
    described: dict[str, Any] = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite:///{described['NAME']}"
    else:
        address = f"postgresql://{described['USER']}@/{described['NAME']}?host={described['OPTIONS']['host']}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GONGKAI_")}
    return {**kept, "GONGKAI_DATA": str(folder), "GONGKAI_DATABASE": address, **more}


@contextmanager
def start_worker(environment: dict[str, str], *words: str) -> Iterator[subprocess.Popen[str]]:
    """A ``gongkai work`` of its own, which does not outlive a test that fails."""
    command = [sys.executable, "-m", "gongkai", "work", *words]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise
