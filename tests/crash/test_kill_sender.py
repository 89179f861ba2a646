"""Two hundred messages, two workers and ``kill -9`` at the worst moment: after the gateway said "taken", before that
is noted. Nothing is lost, nothing goes out a third time, and what went out twice says so."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.timezone import now

from gongkai.casework import sending
from gongkai.casework.models import Message
from gongkai.jobs.models import Job, State
from tests.casework.sms_gateway import Desk, open_desk
from tests.factories import CITIZEN, make_district, online
from tests.jobs.conftest import environment, start_worker
from tests.jobs.test_worker import wait_for

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("queue")]
MESSAGES, DEATHS = 200, 10


@pytest.fixture
def gateway() -> Iterator[Desk]:
    with open_desk() as found:
        yield found


@pytest.fixture
def place(tmp_path: Path, gateway: Desk) -> dict[str, str]:
    """The environment of workers that share this test's database and keys."""
    return environment(
        tmp_path,
        GONGKAI_KEYS=str(settings.GONGKAI_KEY_DIR),
        GONGKAI_SMS=gateway.address,
        GONGKAI_SMS_KEY="shared",
        GONGKAI_QUIET="",
        GONGKAI_JOB_LEASE="1",
    )


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hundred applicants with a number and no mailbox."""
    monkeypatch.setattr(settings, "GONGKAI_QUIET", "")
    world, person = make_district(), replace(CITIZEN, telephone="10000000000", email="")
    for _ in range(MESSAGES):
        online(world, person=person, on=now())
    assert Message.objects.filter(state="waiting").count() == MESSAGES


def sent() -> int:
    return Message.objects.filter(state="sent").count()


def test_two_workers_send_each_message_once(waiting: None, gateway: Desk, place: dict[str, str]) -> None:
    with ExitStack() as stack:
        workers = [stack.enter_context(start_worker(place)) for _ in range(2)]
        wait_for(lambda: sent() == MESSAGES, 60)
        for worker in workers:
            worker.terminate()
    assert len(gateway.taken) == MESSAGES
    assert set(gateway.taken.values()) == {1}
    assert not Message.objects.exclude(problem="").exists()


def test_who_is_killed_after_taken_and_before_the_note(waiting: None, gateway: Desk, place: dict[str, str]) -> None:
    for _ in range(DEATHS):
        with start_worker(place) as worker:
            goal = len(gateway.taken) + MESSAGES // (DEATHS + 5)
            gateway.before_answer = lambda _key, goal=goal, worker=worker: (  # type: ignore[misc]
                kill(worker) if len(gateway.taken) >= goal else None
            )
            assert worker.wait(60) == -signal.SIGKILL
    gateway.before_answer = lambda _key: None
    doubtful = set(Message.objects.filter(problem=sending.SENDING).values_list("key", flat=True))
    assert len(doubtful) == DEATHS
    # Time passes: what the dead held is free again.
    Message.objects.filter(state="waiting").update(not_before=now())
    Job.objects.filter(state=State.WAITING).update(run_after=now())
    from gongkai.casework import message_tasks as tasks

    tasks.deliver_waiting.enqueue()
    with start_worker(place) as worker:
        wait_for(lambda: sent() == MESSAGES, 60)
        worker.terminate()
    assert len(gateway.taken) == MESSAGES
    assert {key for key, count in gateway.taken.items() if count > 1} == doubtful
    assert max(gateway.taken.values()) == 2
    assert set(Message.objects.filter(problem=sending.REPEATED).values_list("key", flat=True)) == doubtful


def kill(worker: subprocess.Popen[str]) -> None:
    """End a worker as a power failure would."""
    os.kill(worker.pid, signal.SIGKILL)
