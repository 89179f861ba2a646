"""``kill -9`` of workers in the middle of two hundred jobs: each takes effect once or is shown as failed, with its
reason. And the supervisor beside ``gongkai serve`` puts a new worker in a dead one's place."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from gongkai.jobs.models import Job, State, Worker
from tests.crash.brood import brood
from tests.crash.test_kill import free_port, server
from tests.jobs import labour
from tests.jobs.conftest import ROOT, environment
from tests.jobs.test_worker import wait_for

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("queue", "effects")]
JOBS, KILLS = 200, 10


def done() -> int:
    return Job.objects.filter(state=State.DONE).count()


def test_kills_in_the_middle_of_two_hundred_jobs(tmp_path: Path) -> None:
    chance = random.Random(20190515)
    for number in range(JOBS):
        labour.count.enqueue(number)
    in_the_middle = 0
    with brood(environment(tmp_path, GONGKAI_JOB_LEASE="1")) as parent:
        for life in range(KILLS):
            worker = parent.start()
            goal = min((life + 1) * JOBS // (KILLS + 2), JOBS)
            wait_for(lambda goal=goal: done() >= goal)  # type: ignore[misc]
            time.sleep(chance.uniform(0, 0.05))
            worker.kill()
            assert worker.wait() == -signal.SIGKILL
            in_the_middle += Job.objects.filter(state=State.RUNNING).exists()
        assert done() < JOBS, "the kills came too late"
        assert in_the_middle >= KILLS // 4, "the kills came between two jobs, so nothing was tried"
        worker = parent.start()
        wait_for(lambda: not Job.objects.exclude(state__in=[State.DONE, State.FAILED]).exists())
        worker.terminate()
        assert worker.wait() == 0
    every_job_is_accounted_for()


def every_job_is_accounted_for() -> None:
    finished = {job.arguments["args"][0] for job in Job.objects.filter(state=State.DONE)}
    failed = list(Job.objects.filter(state=State.FAILED))
    assert [number for number, _ in labour.effects()] == sorted(finished)
    assert len(finished) + len(failed) == JOBS
    assert all(job.error_code and job.error_text for job in failed)
    assert Job.objects.filter(state=State.DONE, attempts__gt=1).exists(), "no job was ever taken again"


def test_a_job_that_kills_its_worker_each_time_ends_as_failed(tmp_path: Path) -> None:
    labour.kill.enqueue()
    labour.count.enqueue(1)
    with brood(environment(tmp_path, GONGKAI_JOB_LEASE="1")) as parent:
        for _ in range(2):
            assert parent.start().wait() == -signal.SIGKILL
        worker = parent.start()
        wait_for(lambda: Job.objects.filter(state=State.FAILED).exists())
        worker.terminate()
        assert worker.wait() == 0
    job = Job.objects.get(state=State.FAILED)
    assert (job.task, job.attempts, job.error_code) == (labour.kill.module_path, 2, "JOB_ABANDONED")


# ------------------------------------------------------------------------------- beside the server


def ancestry() -> dict[int, tuple[int, str]]:
    """Every process with its parent and its command line."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text().rpartition(")")[2].split()
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if status[0] != "Z":
            found[int(folder.name)] = (int(status[1]), words)
    return found


def below(process: int, word: str) -> list[int]:
    """The descendants of a process with a word in their command line."""
    everybody = ancestry()

    def descends(key: int) -> bool:
        while key in everybody:
            key = everybody[key][0]
            if key == process:
                return True
        return False

    return [key for key, (_, words) in everybody.items() if word in words and descends(key)]


def test_a_worker_beside_the_server_is_replaced_when_it_dies_and_leaves_with_the_server(tmp_path: Path) -> None:
    port = free_port()
    with server(port, environment(tmp_path)) as process:
        wait_for(lambda: Worker.objects.count() == 1)
        (first,) = below(process.pid, " work ")
        os.kill(first, signal.SIGKILL)
        labour.count.enqueue(1)
        wait_for(lambda: done() == 1)
        (second,) = below(process.pid, " work ")
        (supervisor,) = below(process.pid, "gongkai.jobs.supervisor")
        assert second != first
        process.terminate()
        wait_for(lambda: process.poll() is not None)
        wait_for(lambda: not {first, second, supervisor} & set(ancestry()))
    # the killed one could not sign off, the other did
    assert Worker.objects.count() == 1


def test_when_the_server_is_killed_its_worker_leaves_too(tmp_path: Path) -> None:
    with server(free_port(), environment(tmp_path)) as process:
        wait_for(lambda: Worker.objects.count() == 1)
        family = {*below(process.pid, " work "), *below(process.pid, "gongkai.jobs.supervisor")}
        assert len(family) == 2
        process.kill()
        wait_for(lambda: process.poll() is not None)
        wait_for(lambda: not family & set(ancestry()))
        os.killpg(process.pid, signal.SIGKILL)  # Granian's own children


def serves(port: int) -> bool:
    """Whether a page comes back: Granian takes connections before it hears signals."""
    line = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/robots.txt")
        return line.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        line.close()


def test_ctrl_c_ends_all_of_them_without_a_word(tmp_path: Path) -> None:
    port, said = free_port(), tmp_path / "said"
    words = [sys.executable, "-m", "gongkai", "serve", "--port", str(port)]
    with (
        said.open("wb") as errors,
        subprocess.Popen(
            words, env=environment(tmp_path), cwd=ROOT, start_new_session=True, stdout=errors, stderr=errors
        ) as process,
    ):
        try:
            wait_for(lambda: serves(port))
            family = {process.pid, *below(process.pid, "gongkai")}
            # not to Granian's own child, which is Granian's affair
            for key in (*below(process.pid, "gongkai.jobs"), *below(process.pid, " work "), process.pid):
                os.kill(key, signal.SIGINT)
            wait_for(lambda: process.poll() is not None)
            wait_for(lambda: not family & set(ancestry()))
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    assert len(family) >= 3
    assert "Traceback" not in said.read_text("utf-8")


def test_no_worker_when_none_is_wanted(tmp_path: Path) -> None:
    with server(free_port(), environment(tmp_path, GONGKAI_WORKERS="0")) as process:
        assert below(process.pid, "gongkai.jobs.supervisor") == []
        os.killpg(process.pid, signal.SIGKILL)
