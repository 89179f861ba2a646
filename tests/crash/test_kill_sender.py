"""Two hundred messages, two workers and ``kill -9`` at the worst moment: after the gateway said "taken", before that
is noted. Nothing is lost, nothing goes out a third time, and what went out twice says so."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.timezone import now

from gongkai.casework import message_tasks, sending
from gongkai.casework.models import Message
from gongkai.jobs.models import Job, State
from tests.casework.sms_gateway import Desk, open_desk
from tests.crash.brood import Brood, Forked, brood
from tests.factories import CITIZEN, make_district, online
from tests.jobs.conftest import environment
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


def test_who_is_killed_after_taken_and_before_the_note(waiting: None, gateway: Desk, place: dict[str, str]) -> None:
    """One after the other is killed; then two at once send what is left, and nobody gets anything twice of them."""
    with brood(place) as parent:
        for _ in range(DEATHS):
            die_in_the_middle(parent, gateway)
        doubtful = set(Message.objects.filter(problem=sending.SENDING).values_list("key", flat=True))
        assert len(doubtful) == DEATHS
        assert sent() <= MESSAGES // 4 * 3, "too little is left for two"
        time_passes()
        two = [parent.start(), parent.start()]
        wait_for(lambda: sent() == MESSAGES, 60)
        for worker in two:
            worker.terminate()
            assert worker.wait() == 0
    assert len(gateway.taken) == MESSAGES
    assert {key for key, count in gateway.taken.items() if count > 1} == doubtful
    assert max(gateway.taken.values()) == 2
    assert set(Message.objects.filter(problem=sending.REPEATED).values_list("key", flat=True)) == doubtful


def die_in_the_middle(parent: Brood, gateway: Desk) -> None:
    """A worker sends some messages and is killed when the gateway has taken the last of them and says so."""
    known = threading.Event()
    goal = len(gateway.taken) + MESSAGES // (DEATHS + 5)
    worker: Forked | None = None

    def kill_at_the_goal(_key: str) -> None:
        assert known.wait(20)
        if len(gateway.taken) >= goal and worker is not None:
            worker.kill()

    gateway.before_answer = kill_at_the_goal
    worker = parent.start()
    known.set()
    assert worker.wait() == -signal.SIGKILL
    gateway.before_answer = lambda _key: None


def time_passes() -> None:
    """What the dead held is free again, and the round comes."""
    Message.objects.filter(state="waiting").update(not_before=now())
    Job.objects.filter(state=State.WAITING).update(run_after=now())
    message_tasks.deliver_waiting.enqueue()
